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
DWARF_CFLAGS := $(or $(shell pkg-config --silence-errors --cflags libdwarf),-I/usr/include/libdwarf)
HT_CPPFLAGS := -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 -Iinclude -Isrc -I$(BUILD)/gen $(DWARF_CFLAGS) -I/usr/include/libiberty
HT_CFLAGS := -std=c11 $(WARNINGS) $(WERROR)
# Those with the most symbols of their own first: the dynamic linker looks for each in this order.
LIBS := -lnettle -ldwarf -lelf -lzstd -lcjson -liberty -lz -lm
SANITIZE := -O1 -g -fno-omit-frame-pointer -fsanitize=address,undefined,float-cast-overflow \
	-fno-sanitize-recover=undefined,float-cast-overflow

# Debian packages: what the build needs, and what the checks need besides.
DEPS := gcc libc6-dev make pkg-config libcjson-dev libdwarf-dev libelf-dev libiberty-dev zlib1g-dev libzstd-dev nettle-dev
BROWSER_DEPS := chromium nodejs
CHECK_DEPS := libcmocka-dev g++ mandoc python3-jsonschema libxml2-utils

SOURCES := $(sort $(wildcard src/*/*.c src/*/*/*.c))
HEADERS := $(sort $(wildcard include/*.h src/*/*.h src/*/*/*.h))
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/obj/%.o)
CORE := $(filter-out $(BUILD)/obj/cli/main.o,$(OBJECTS))
TESTS := $(sort $(wildcard tests/test_*.c))
TEST_BINARIES := $(TESTS:tests/%.c=$(BUILD)/tests/%)
SCORE_OBJECTS := $(patsubst tests/score/%.c,$(BUILD)/score/%.o,$(sort $(wildcard tests/score/*.c)))

# The same Makefile again, in parallel unless the user chose.
AGAIN = $(MAKE) --no-print-directory $(if $(findstring jobserver,$(MAKEFLAGS)),,-j$(JOBS))

# --- build ---------------------------------------------------------------------------------------------------------

.PHONY: all
all: $(BUILD)/htanalyze ## build build/htanalyze (the default)

$(BUILD)/htanalyze: $(OBJECTS)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/obj/%.o: src/%.c
	@mkdir -p $(@D)
	$(CC) $(HT_CPPFLAGS) $(CPPFLAGS) $(HT_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

# The built-in signatures, byte by byte.
$(BUILD)/gen/signatures_json.inc: src/infer/signatures.json | $(BUILD)/gen
	od -An -v -td1 $< | sed 's/\(-*[0-9][0-9]*\)/\1,/g' > $@

$(BUILD)/obj/infer/signatures_file.o: $(BUILD)/gen/signatures_json.inc

# Style and script of the HTML report, and the hashes that its Content-Security-Policy allows them by.
PAGE := $(foreach part,page_css page_js,$(BUILD)/gen/$(part).inc $(BUILD)/gen/$(part)_hash.inc)

$(BUILD)/gen/page_%.inc: src/report/html/page.% | $(BUILD)/gen
	od -An -v -td1 $< | sed 's/\(-*[0-9][0-9]*\)/\1,/g' > $@

$(BUILD)/gen/page_%_hash.inc: src/report/html/page.% | $(BUILD)/gen
	sha256sum $< | cut -c 1-64 | tr a-f A-F | basenc -d --base16 | basenc --base64 | sed 's/.*/"&"/' > $@

$(BUILD)/obj/report/html/html.o: $(PAGE)

$(BUILD)/libhtanalyze.a: $(CORE)
	rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/tests/test_%: tests/test_%.c $(BUILD)/libhtanalyze.a | $(BUILD)/tests
	$(CC) $(HT_CPPFLAGS) $(CPPFLAGS) -Itests $(HT_CFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) $(TEST_LDFLAGS) -o $@ $< $(BUILD)/libhtanalyze.a -lcmocka $(LIBS)

# Tests of what happens without memory: tests/failing_memory.h stands between our code and the heap.
$(BUILD)/tests/test_%_nomem: TEST_LDFLAGS := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc

# It refuses memory to our own code, by the linker.
$(BUILD)/tests/test_allocfail: LDFLAGS += -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc

$(BUILD)/tests $(BUILD)/gen:
	mkdir -p $@

-include $(OBJECTS:.o=.d) $(TEST_BINARIES:=.d) $(SCORE_OBJECTS:.o=.d)

.PHONY: sanitize
sanitize: ## build build/sanitize/htanalyze with ASan and UBSan
	+@$(AGAIN) BUILD=build/sanitize CFLAGS='$(SANITIZE)' all

# Where the manual pages and the completions go below PREFIX. The program writes its completions itself.
MANUALS := $(foreach page,$(wildcard man/*.[0-9]),share/man/man$(subst .,,$(suffix $(page)))/$(notdir $(page)))
COMPLETIONS := bash:share/bash-completion/completions/htanalyze zsh:share/zsh/site-functions/_htanalyze \
	fish:share/fish/vendor_completions.d/htanalyze.fish

.PHONY: install
install: all ## install the program, its manual pages and completions under PREFIX
	install -D -m 755 $(BUILD)/htanalyze $(DESTDIR)$(PREFIX)/bin/htanalyze
	@set -e; for page in $(MANUALS); do install -D -m 644 man/$${page##*/} $(DESTDIR)$(PREFIX)/$$page; done
	@set -e; for completion in $(COMPLETIONS); do \
		$(BUILD)/htanalyze --completion $${completion%%:*} >$(BUILD)/completion; \
		install -D -m 644 $(BUILD)/completion $(DESTDIR)$(PREFIX)/$${completion#*:}; done

.PHONY: uninstall
uninstall: ## remove what make install installed
	rm -f $(addprefix $(DESTDIR)$(PREFIX)/,bin/htanalyze $(MANUALS) $(foreach each,$(COMPLETIONS),$(lastword $(subst :, ,$(each)))))

.PHONY: dist
dist: ## pack the sources of the last commit under build; the same bytes each time
	@mkdir -p build
	@version=$$(sed -n 's/^#define HT_VERSION "\(.*\)"/\1/p' src/base/version.h); \
	git archive --format=tar --prefix=htanalyze-$$version/ HEAD | gzip -9n >build/htanalyze-$$version.tar.gz; \
	echo build/htanalyze-$$version.tar.gz

.PHONY: deb
deb: ## make a Debian package under build/deb, reproducible with SOURCE_DATE_EPOCH
	@sh tests/deps.sh $(DEPS) dpkg-dev
	+@$(AGAIN) --silent BUILD=build/deb CFLAGS="$$(dpkg-buildflags --get CFLAGS)" \
		CPPFLAGS="$$(dpkg-buildflags --get CPPFLAGS)" LDFLAGS="$$(dpkg-buildflags --get LDFLAGS)" all
	+@.ci/deb build/deb

.PHONY: deb-try
deb-try: deb ## install that package in a bare Debian, and use it (for root, with mmdebstrap)
	@.ci/deb-try build/deb/*.deb $(DEB_ROOT)

.PHONY: deps
deps: ## install the Debian packages that are missing for the build and the checks
	@sh tests/deps.sh $(DEPS) $(CHECK_DEPS)

.PHONY: demo
demo: deps ## analyse the sample window
	+@$(AGAIN) all
	@echo 'A device polled an HTTPS server for ten minutes with heap_trace running. What was still allocated then stands in'
	@echo 'testdata/window_600s.json; the names come from its firmware. The report says which blocks are a leak, and whose:'
	@echo
	@echo '$$ htanalyze testdata/window_600s.json -e testdata/btclock_v4.elf'
	@$(BUILD)/htanalyze testdata/window_600s.json -e testdata/btclock_v4.elf

# --- checks --------------------------------------------------------------------------------------------------------

.PHONY: check
check: ## everything a change must pass: plain and under sanitizers
	@$(MAKE) --no-print-directory deps
	@$(MAKE) --no-print-directory floors lint
	+@$(AGAIN) --silent BUILD=build/check WERROR=-Werror suite
	+@$(AGAIN) --silent BUILD=build/sanitize WERROR=-Werror CFLAGS='$(SANITIZE)' suite
	@echo 'check: all passed'

.PHONY: suite
suite: tests cli install-check endpoint golden-check validate replay score score-simulated

.PHONY: tests
tests: $(TEST_BINARIES) ## run the unit tests
	@set -e; for t in $^; do echo "== $$t"; $(RUN) $$t; done

.PHONY: cli
cli: $(BUILD)/htanalyze ## run the tests of the command line
	@sh tests/cli.sh $(BUILD)/htanalyze

.PHONY: install-check
install-check: $(BUILD)/htanalyze ## install the program below a temporary directory, use it, and uninstall it
	+@MAKE='$(MAKE)' sh tests/install.sh $(BUILD)

.PHONY: endpoint
endpoint: $(BUILD)/htanalyze ## run the example of man/htanalyze-dump.5 on a pretended device
	@CC='$(CC)' sh tests/endpoint.sh $(BUILD)/htanalyze

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
OBSERVED_LIMITS :=

.PHONY: score
score: $(BUILD)/tests/score ## score the analysis on devices whose leaks are known: simulated ones, and dumps of real code
	@$(RUN) $< labelled testdata/corpus testdata/btclock_v4.elf $(SCORE_LIMITS)
	@$(RUN) $< observed testdata/real_code $(OBSERVED_LIMITS)

$(BUILD)/tests/score: $(SCORE_OBJECTS) $(BUILD)/libhtanalyze.a | $(BUILD)/tests
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/score/%.o: tests/score/%.c
	@mkdir -p $(@D)
	$(CC) $(HT_CPPFLAGS) $(CPPFLAGS) $(HT_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

.PHONY: browser-deps
browser-deps: ## install the Debian packages that are missing for check-browser
	@sh tests/deps.sh $(BROWSER_DEPS)

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
tidy: $(BUILD)/gen/signatures_json.inc $(PAGE) ## run clang-tidy over the sources
	clang-tidy --quiet $(SOURCES) -- $(HT_CPPFLAGS) -std=c11

.PHONY: valgrind
valgrind: all $(TEST_BINARIES) ## run the unit tests and the sample under valgrind
	@set -e; for t in $(TEST_BINARIES) "$(BUILD)/htanalyze testdata/window_600s.json -e testdata/btclock_v4.elf -o /dev/null"; do \
		echo "== $$t"; valgrind -q --error-exitcode=9 --leak-check=full --errors-for-leak-kinds=all $$t; done

.PHONY: coverage
coverage: ## say how many lines of each source the tests run
	@rm -rf build/coverage && mkdir -p build
	+@$(AGAIN) BUILD=build/coverage CFLAGS='-O0 -g --coverage' suite >build/coverage.log 2>&1 || { tail build/coverage.log; exit 1; }
	@gcov -n $(SOURCES:src/%.c=build/coverage/obj/%.gcda) 2>/dev/null | awk -f tests/coverage.awk | \
		tee build/coverage.txt

.PHONY: report-card
report-card: all $(BUILD)/tests/score ## say where the tree stands: checks, scores, coverage, sizes; quick
	@SYNTAX='$(CC) $(HT_CPPFLAGS) $(CPPFLAGS) $(HT_CFLAGS) -fsyntax-only' sh tests/report_card.sh $(BUILD)

include tests/bench/bench.mk
include tests/fuzz/fuzz.mk
include tests/simulate/simulate.mk

.PHONY: format
format: ## lay out the sources with clang-format
	clang-format -i $(SOURCES) $(HEADERS) tests/*.[ch] tests/bench/*.c tests/fuzz/*.[ch] tests/score/*.[ch] tests/simulate/*.[ch]

.PHONY: clean
clean: ## remove the build directory
	rm -rf build

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile tests/bench/bench.mk tests/fuzz/fuzz.mk tests/simulate/simulate.mk | expand -t 14
