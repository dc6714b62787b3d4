# htanalyze: build, tests and packaging. `make help` lists the targets.

CC ?= cc
BUILD ?= build
CFLAGS ?= -O2 -g
PREFIX ?= /usr/local
# What runs the tests: nothing, or an emulator.
RUN ?=
JOBS ?= $(shell nproc 2>/dev/null || echo 2)

WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2
# Debian 12 has no libdwarf.pc; later versions have one, and a directory with a version in its name.
DWARF_CFLAGS := $(or $(shell pkg-config --silence-errors --cflags libdwarf 2>/dev/null),-I/usr/include/libdwarf)
HT_CPPFLAGS := -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 -D_TIME_BITS=64 -Iinclude -Isrc -I$(BUILD)/gen $(DWARF_CFLAGS) -I/usr/include/libiberty
# The objects serve the program and the shared library, and nobody puts another function in the place of one of ours.
DIALECT := -std=c11 -fPIC -fno-semantic-interposition $(WARNINGS)
HT_CFLAGS := $(DIALECT) $(WERROR)
# Those with the most symbols of their own first: the dynamic linker looks for each in this order.
LIBS := -lnettle -ldwarf -lelf -lzstd -lcjson -liberty -lz -lm
SANITIZE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,float-cast-overflow \
	-fno-sanitize-recover=undefined,float-cast-overflow

# Debian packages: what the build needs, and what the checks need besides.
DEPS := gcc libc6-dev make pkg-config libcjson-dev libdwarf-dev libelf-dev libiberty-dev zlib1g-dev libzstd-dev nettle-dev
BROWSER_DEPS := chromium nodejs
CHECK_DEPS := libcmocka-dev g++ mandoc python3-jsonschema libxml2-utils curl

# A part of the build, not of the program.
RULE_WRITER := src/infer/table/write.c
SOURCES := $(filter-out $(RULE_WRITER),$(sort $(wildcard src/*/*.c src/*/*/*.c)))
HEADERS := $(sort $(wildcard include/*.h src/*/*.h src/*/*/*.h))
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/obj/%.o)
CORE := $(filter-out $(BUILD)/obj/cli/main.o,$(OBJECTS))
TESTS := $(sort $(wildcard tests/test_*.c))
TEST_BINARIES := $(TESTS:tests/%.c=$(BUILD)/tests/%)
.SECONDARY: $(TEST_BINARIES:=.o)
SCORE_OBJECTS := $(patsubst tests/score/%.c,$(BUILD)/score/%.o,$(sort $(wildcard tests/score/*.c)))

# In parallel, unless the user chose, or names several targets: those are made in their order.
ifeq ($(MAKELEVEL)$(word 2,$(MAKECMDGOALS)),0)
MAKEFLAGS += -j$(JOBS)
endif

# The same Makefile again, in parallel as well.
AGAIN = $(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))

# A file that is made is said in one short line; V=1 shows its command instead, and make -s says nothing.
ifeq ($(V),1)
say =
else
Q := @
say = $(if $(findstring s,$(firstword -$(MAKEFLAGS))),,@printf '  %-3s %s\n' $1 $(or $2,$@))
endif

.DELETE_ON_ERROR:

# --- build ---------------------------------------------------------------------------------------------------------

.PHONY: all
all: $(BUILD)/htanalyze library ## build build/htanalyze (the default), and the library

$(BUILD)/htanalyze: $(OBJECTS)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

# COUNTED: what makes our code count its steps (tests/costs/costs.mk).
$(BUILD)/obj/%.o: src/%.c $(BUILD)/flags | $(BUILD)/libraries
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(HT_CPPFLAGS) $(CPPFLAGS) $(HT_CFLAGS) $(CFLAGS) $(COUNTED) -MMD -MP -c -o $@ $<

# Everything is built again when what it is built with changes. WERROR changes no file, so it does not count.
FLAGS := $(CC) $(HT_CPPFLAGS) $(CPPFLAGS) $(DIALECT) $(CFLAGS) $(LDFLAGS)

.PHONY: FORCE
$(BUILD)/flags: FORCE
	@mkdir -p $(@D)
	@flags='$(subst ','\'',$(FLAGS))'; printf '%s\n' "$$flags" | cmp -s - $@ || printf '%s\n' "$$flags" >$@

# Asked once, before the first file is compiled: are a compiler and the libraries there?
$(BUILD)/libraries: tests/libraries.sh $(BUILD)/flags
	@COMMAND='$(subst ','\'',$(CC) $(HT_CPPFLAGS) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS))' sh tests/libraries.sh $(LIBS)
	@touch $@

# For clangd, which looks for it in build/.
.PHONY: compile_commands
compile_commands: $(BUILD)/compile_commands.json ## write build/compile_commands.json, for clangd

$(BUILD)/compile_commands.json: $(SOURCES) $(TESTS) $(BUILD)/flags $(RULES) $(PAGE)
	@COMMAND='$(subst ','\'',$(CC) $(HT_CPPFLAGS) $(CPPFLAGS) -Itests $(HT_CFLAGS) $(CFLAGS))' \
		sh tests/compile_commands.sh $(SOURCES) $(RULE_WRITER) $(TESTS) >$@

# The built-in signatures, as C. What writes them is built without CFLAGS: it reads them the same with sanitizers on.
RULES := $(BUILD)/gen/builtin_signatures.inc
RULE_FILES := $(addprefix src/infer/,signatures.json known_leaks.json known_kept.json)
RULE_SOURCES := $(RULE_WRITER) $(addprefix src/infer/,signatures_file.c signatures.c release.c) \
	$(wildcard src/json/*.c src/base/*.c)

$(BUILD)/gen/table/%.o: src/%.c $(BUILD)/flags | $(BUILD)/libraries
	@mkdir -p $(@D)
	$(Q)$(CC) $(HT_CPPFLAGS) $(CPPFLAGS) $(HT_CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/gen/write_signatures: $(RULE_SOURCES:src/%.c=$(BUILD)/gen/table/%.o)
	$(Q)$(CC) -o $@ $^ $(LIBS)

$(RULES): $(BUILD)/gen/write_signatures $(RULE_FILES)
	$(call say,GEN)
	$(Q)$(RUN) $< src/infer >$@

$(BUILD)/obj/infer/builtin.o: $(RULES)

# Style and script of HTML pages, of all their files, and the hashes that a Content-Security-Policy allows them by.
PAGE := $(foreach part,page_css page_js,$(BUILD)/gen/$(part).inc $(BUILD)/gen/$(part)_hash.inc)
PAGE_FILES := src/report/html/page
STYLES := $(addprefix $(PAGE_FILES)/,$(addsuffix .css,base findings drawings records compared media))
SCRIPTS := $(addprefix $(PAGE_FILES)/,$(addsuffix .js,base data timeline icicle_tree icicle csv records folding))

$(BUILD)/gen/page.css: $(STYLES) | $(BUILD)/gen
	$(Q)cat $^ > $@

$(BUILD)/gen/page.js: $(SCRIPTS) | $(BUILD)/gen
	$(Q)cat $^ > $@

$(BUILD)/gen/page_%.inc: $(BUILD)/gen/page.%
	$(call say,GEN)
	$(Q)od -An -v -td1 $< | sed 's/\(-*[0-9][0-9]*\)/\1,/g' > $@

$(BUILD)/gen/page_%_hash.inc: $(BUILD)/gen/page.%
	$(call say,GEN)
	$(Q)sha256sum $< | cut -c 1-64 | tr a-f A-F | basenc -d --base16 | basenc --base64 | sed 's/.*/"&"/' > $@

$(BUILD)/obj/report/html/page.o: $(PAGE)

$(BUILD)/libhtanalyze.a: $(CORE)
	$(call say,AR)
	$(Q)rm -f $@ && $(AR) rcs $@ $^

# Compiled by themselves, so that a change of ours only links them again.
$(BUILD)/tests/test_%.o: tests/test_%.c $(BUILD)/flags | $(BUILD)/tests $(BUILD)/libraries
	$(call say,CC,$<)
	$(Q)$(CC) $(HT_CPPFLAGS) $(CPPFLAGS) -Itests $(HT_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/tests/test_%: $(BUILD)/tests/test_%.o $(BUILD)/libhtanalyze.a
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) $(TEST_LDFLAGS) -o $@ $< $(BUILD)/libhtanalyze.a -lcmocka $(LIBS)

# Tests of what happens without memory: tests/failing_memory.h stands between our code and the heap.
$(BUILD)/tests/test_%_nomem: TEST_LDFLAGS := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc

# It refuses memory to our own code, by the linker.
$(BUILD)/tests/test_allocfail: TEST_LDFLAGS := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc

$(BUILD)/tests $(BUILD)/gen:
	@mkdir -p $@

-include $(OBJECTS:.o=.d) $(RULE_SOURCES:src/%.c=$(BUILD)/gen/table/%.d) $(TEST_BINARIES:=.d) $(SCORE_OBJECTS:.o=.d)

.PHONY: sanitize
sanitize: ## build build/sanitize/htanalyze with ASan and UBSan
	+@$(AGAIN) BUILD=build/sanitize CFLAGS='$(SANITIZE)' all

# Where the manual pages and the completions go below PREFIX. The program writes its completions itself.
MANUALS := $(foreach page,$(wildcard man/*.[0-9]),share/man/man$(subst .,,$(suffix $(page)))/$(notdir $(page)))
COMPLETIONS := bash:share/bash-completion/completions/htanalyze zsh:share/zsh/site-functions/_htanalyze \
	fish:share/fish/vendor_completions.d/htanalyze.fish

.PHONY: install
install: all install-library ## install the program, its manual pages and completions, and the library under PREFIX
	install -D -m 755 $(BUILD)/htanalyze $(DESTDIR)$(PREFIX)/bin/htanalyze
	install -D -m 755 man/htanalyze-capture $(DESTDIR)$(PREFIX)/share/htanalyze/htanalyze-capture
	ln -sf ../share/htanalyze/htanalyze-capture $(DESTDIR)$(PREFIX)/bin/htanalyze-capture
	@set -e; for page in $(MANUALS); do install -D -m 644 man/$${page##*/} $(DESTDIR)$(PREFIX)/$$page; done
	@set -e; for completion in $(COMPLETIONS); do \
		$(BUILD)/htanalyze --completion $${completion%%:*} >$(BUILD)/completion; \
		install -D -m 644 $(BUILD)/completion $(DESTDIR)$(PREFIX)/$${completion#*:}; done

.PHONY: uninstall
uninstall: uninstall-library ## remove what make install installed
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,bin/htanalyze bin/htanalyze-capture share/htanalyze/htanalyze-capture $(MANUALS) $(foreach each,$(COMPLETIONS),$(lastword $(subst :, ,$(each)))))
	@rmdir $(DESTDIR)$(PREFIX)/share/htanalyze 2>/dev/null || true # ours alone, unless somebody put something there

.PHONY: dist
dist: ## pack the sources of the last commit under build; the same bytes each time
	@mkdir -p build
	@git archive --format=tar --prefix=htanalyze-$(VERSION)/ HEAD | gzip -9n >build/htanalyze-$(VERSION).tar.gz
	@echo build/htanalyze-$(VERSION).tar.gz

.PHONY: deb
deb: ## make a Debian package under build/deb, reproducible with SOURCE_DATE_EPOCH
	@sh tests/deps.sh $(DEPS) dpkg-dev
	+@.ci/deb build/deb

.PHONY: deb-try
deb-try: deb ## install that package in a bare Debian, and use it (for root, with mmdebstrap)
	@.ci/deb-try build/deb/*.deb $(DEB_ROOT)

.PHONY: release
release: ## make what a release of the last commit consists of, under build/release
	@[ -z "$$(git status --porcelain)" ] || { echo 'release: what is not committed would be in one part and not in another' >&2; exit 1; }
	@rm -rf build/release && mkdir -p build/release
	+@$(AGAIN) deb dist
	+@sh .ci/static $(VERSION)
	@mv build/htanalyze-$(VERSION).tar.gz build/deb/htanalyze_$(VERSION)_*.deb build/release
	@cd build/release && sha256sum htanalyze* >SHA256SUMS && cat SHA256SUMS

.PHONY: release-try
release-try: release ## make it once more, and try its program in bare systems (for root, with mmdebstrap)
	+@.ci/release-try $(ROOTS)

.PHONY: deps
deps: ## install the Debian packages that are missing for the build and the checks
	@sh tests/deps.sh $(DEPS) $(CHECK_DEPS)

.PHONY: demo
demo: deps ## analyse the sample window
	+@$(AGAIN) --silent all
	@echo 'A device polled an HTTPS server for ten minutes with heap_trace running. What was still allocated then stands in'
	@echo 'testdata/window_600s.json; the names come from its firmware. The report says which blocks are a leak, and whose:'
	@echo
	@echo '$$ htanalyze testdata/window_600s.json -e testdata/btclock_v4.elf'
	@$(BUILD)/htanalyze testdata/window_600s.json -e testdata/btclock_v4.elf

# --- checks --------------------------------------------------------------------------------------------------------

# A test keeps its output in a file, and shows it when it fails.
UNIT_TESTS := $(TESTS:tests/test_%.c=unit-%)
TEST = @sh tests/step.sh test $(BUILD)/log $@

SCRIPT_TESTS := test-cli test-golden test-recipes test-make

.PHONY: test
test: $(UNIT_TESTS) $(SCRIPT_TESTS) ## unit tests, command line and golden files, in parallel: says what fails, and a summary
	@sh tests/step.sh sum $(BUILD)/log $(words $^) test

.PHONY: tests
tests: $(UNIT_TESTS) ## run the unit tests alone
	@sh tests/step.sh sum $(BUILD)/log $(words $^) test

.PHONY: $(UNIT_TESTS) $(SCRIPT_TESTS) no-log
$(UNIT_TESTS): unit-%: $(BUILD)/tests/test_% | no-log
	$(TEST) $(RUN) $<

test-cli test-golden test-recipes: test-%: $(BUILD)/htanalyze | no-log
	$(TEST) sh tests/$*.sh $<

test-make: | no-log
	$(TEST) env -u MAKEFLAGS CC='$(CC)' sh tests/make.sh

no-log:
	@rm -rf $(BUILD)/log

# What is done with the program, once as it is and once with sanitizers. Those that take long stand first.
SUITE := score-simulated test capture validate score replay endpoint install-check
CHECK_STEPS := floors lint plain-compile sanitized-compile tsan costs $(SUITE:%=sanitized-%) $(SUITE:%=plain-%)

.PHONY: check
check: ## everything a change must pass, plain and under sanitizers: a line a step; at most four minutes on two cores
	@$(MAKE) --no-print-directory deps
	@rm -rf build/log && mkdir -p build/log && date +%s >build/log/began
	+@$(AGAIN) check-steps; sh tests/step.sh sum build/log $(words $(CHECK_STEPS)) check

.PHONY: check-steps $(CHECK_STEPS:%=check-%)
check-steps: $(CHECK_STEPS:%=check-%)

# Every step is a make of its own. One that fails stops no other, unless it is to compile what they run.
STEP = +@sh tests/step.sh step build/log $(@:check-%=%) $(MAKE) --no-print-directory --silent
MUST = $(subst step build,must build,$(STEP))
PLAIN := BUILD=build/check WERROR=-Werror EACH_REQUEST=1
SANITIZED := BUILD=build/sanitize WERROR=-Werror EACH_REQUEST=1 CFLAGS='$(SANITIZE)'

check-floors check-lint check-tsan check-costs: check-%:
	$(STEP) $*

check-plain-compile:
	$(MUST) $(PLAIN) compile

check-sanitized-compile:
	$(MUST) $(SANITIZED) compile

$(SUITE:%=check-plain-%): check-plain-%: check-plain-compile
	$(STEP) $(PLAIN) $*

$(SUITE:%=check-sanitized-%): check-sanitized-%: check-sanitized-compile
	$(STEP) $(SANITIZED) $*

.PHONY: suite
suite: $(SUITE)

.PHONY: compile
compile: all $(TEST_BINARIES) $(BUILD)/tests/score $(BUILD)/simulate/simulate fuzz-targets

.PHONY: cli
cli: $(BUILD)/htanalyze ## run the tests of the command line
	@sh tests/cli.sh $(BUILD)/htanalyze

.PHONY: install-check
install-check: all ## install program and library below a temporary directory, use them, and uninstall them
	+@MAKE='$(MAKE)' CC='$(CC)' CXX='$(CXX)' CFLAGS='$(CFLAGS)' LDFLAGS='$(LDFLAGS)' sh tests/install.sh $(BUILD)

.PHONY: endpoint
endpoint: $(BUILD)/htanalyze ## run the example of man/htanalyze-dump.5 on a pretended device
	@CC='$(CC)' sh tests/endpoint.sh $(BUILD)/htanalyze

.PHONY: capture
capture: $(BUILD)/htanalyze ## fetch dumps from a pretended serial port and a pretended device
	@CC='$(CC)' sh tests/capture.sh $(BUILD)/htanalyze

.PHONY: recipes
recipes: $(BUILD)/htanalyze ## run the recipes for CI in .github/GUIDE.md with a pretended device
	@sh tests/recipes.sh $(BUILD)/htanalyze

.PHONY: golden-check
golden-check: $(BUILD)/htanalyze ## compare the reports on the samples with testdata/golden
	@sh tests/golden.sh $(BUILD)/htanalyze

.PHONY: golden
golden: $(BUILD)/htanalyze ## rewrite testdata/golden; read the difference before you commit it
	@sh tests/golden.sh $(BUILD)/htanalyze rewrite

.PHONY: validate
validate: $(BUILD)/htanalyze ## hold the reports on the samples against their schemas
	@sh tests/validate.sh $(BUILD)/htanalyze

# What the analysis must reach on the corpora; tests/score/labelled.c and observed.c say what the figures are.
SCORE_LIMITS := faultless=0.97 precision=0.998 recall=0.998 bursts=0.98 fingerprints=0.98 alarms=0 wrong=0.01
OBSERVED_LIMITS := precision=0.98 recall=0.97 missed=0 false=0 gate=0 undecided=0.2 lost=0.2 events=0.97 calibrated=0.95

.PHONY: score
score: $(BUILD)/tests/score ## score the analysis on devices whose leaks are known: simulated ones, and dumps of real code
	@$(RUN) $< labelled testdata/corpus testdata/btclock_v4.elf $(SCORE_LIMITS)
	@$(RUN) $< observed testdata/real_code $(OBSERVED_LIMITS)

$(BUILD)/tests/score: $(SCORE_OBJECTS) $(BUILD)/libhtanalyze.a | $(BUILD)/tests
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/score/%.o: tests/score/%.c $(BUILD)/flags | $(BUILD)/libraries
	$(call say,CC,$<)
	@mkdir -p $(@D)
	$(Q)$(CC) $(HT_CPPFLAGS) $(CPPFLAGS) $(HT_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

.PHONY: browser-deps
browser-deps: ## install what make deps installs, and what is missing for check-browser
	@sh tests/deps.sh $(DEPS) $(CHECK_DEPS) $(BROWSER_DEPS)

.PHONY: check-browser
check-browser: $(BUILD)/htanalyze ## hold HTML reports against their promises in a headless Chromium; SHOTS=DIR keeps pictures
	@sh tests/browser/check.sh $(BUILD)/htanalyze $(SHOTS)

.PHONY: floors
floors: ## prove that no room uses a room on a higher floor
	@sh tests/check_floors.sh

.PHONY: lint
lint: ## lint the manual page and the headers
	@sh tests/check_man.sh
	@$(CXX) -std=c++98 -Wall -Wextra -Wpedantic -Werror -fsyntax-only -x c++ include/htanalyze.h
	@set -e; for header in $(HEADERS); do echo "#include \"$$header\"" | \
		$(CC) $(HT_CPPFLAGS) $(HT_CFLAGS) -Werror -Wno-pedantic -fsyntax-only -I. -x c - || { echo "$$header needs other headers"; exit 1; }; done

.PHONY: tidy
tidy: $(RULES) $(PAGE) ## run clang-tidy over the sources
	clang-tidy --quiet $(SOURCES) $(RULE_WRITER) -- $(HT_CPPFLAGS) -std=c11

.PHONY: valgrind
valgrind: all $(TEST_BINARIES) ## run the unit tests and the sample under valgrind
	@set -e; for t in $(TEST_BINARIES) "$(BUILD)/htanalyze testdata/window_600s.json -e testdata/btclock_v4.elf -o /dev/null"; do \
		echo "== $$t"; COST_FACTOR=50 valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=all $$t; done

# Without install-check: what counts the lines calls exit(), which no library of ours does.
.PHONY: coverage
coverage: ## say how many lines of each source the tests run
	@rm -rf build/coverage && mkdir -p build
	+@$(AGAIN) BUILD=build/coverage CFLAGS='-O0 -g --coverage' $(filter-out install-check,$(SUITE)) >build/coverage.log 2>&1 || \
		{ grep -A 20 -e FAILED -e '\*\*\*' -e 'failures$$' build/coverage.log; exit 1; }
	@gcov -n $(SOURCES:src/%.c=build/coverage/obj/%.gcda) 2>/dev/null | awk -f tests/coverage.awk | \
		tee build/coverage.txt

.PHONY: report-card
report-card: all $(BUILD)/tests/score ## say where the tree stands: checks, scores, coverage, sizes; quick
	@SYNTAX='$(CC) $(HT_CPPFLAGS) $(CPPFLAGS) $(HT_CFLAGS) -fsyntax-only' sh tests/report_card.sh $(BUILD)

include src/lib/library.mk
include tests/bench/bench.mk
include tests/fuzz/fuzz.mk
include tests/costs/costs.mk
include tests/simulate/simulate.mk
include tests/mutate/mutate.mk

.PHONY: format
format: ## lay out the sources with clang-format
	clang-format -i $(SOURCES) $(RULE_WRITER) $(HEADERS) tests/*.[ch] tests/bench/*.c tests/fuzz/*.[ch] tests/costs/*.[ch] tests/score/*.[ch] tests/simulate/*.[ch] tests/mutate/*.c

.PHONY: clean
clean: ## remove the build directory
	rm -rf build

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z_-]*\):.*## /\1\t/p' Makefile src/lib/library.mk tests/bench/bench.mk tests/fuzz/fuzz.mk tests/costs/costs.mk tests/simulate/simulate.mk tests/mutate/mutate.mk | expand -t 18
