# `make fuzz`: libFuzzer on every target for FUZZ_SECONDS each, with clang, under build/fuzz: what it finds, says and
# keeps lies in found, log and corpus. `make replay`, a part of `make check`: the corpora once more, without clang.
# Included by the Makefile.

# What is fuzzed, and what by. The content of a dump tells its format, so that one target reads them all.
FUZZ := json console own csv svdat symbols signatures project baseline elf dwarf run
FUZZ_TARGETS := dump symbols signatures project baseline elf dwarf run
FUZZ_TARGET_json := dump
FUZZ_TARGET_console := dump
FUZZ_TARGET_own := dump
FUZZ_TARGET_csv := dump
FUZZ_TARGET_svdat := dump

# Beside testdata/fuzz/NAME: files of the other tests.
FUZZ_SEEDS_json := testdata/dumps/*.json testdata/inlined/*.json
FUZZ_SEEDS_console := testdata/dumps/console*.txt
FUZZ_SEEDS_own := testdata/dumps/own_lines.txt
FUZZ_SEEDS_csv := testdata/dumps/*.csv
FUZZ_SEEDS_svdat := testdata/dumps/*.svdat
FUZZ_SEEDS_symbols := testdata/golden/inlined.symbols
FUZZ_SEEDS_baseline := testdata/golden/inlined.json testdata/golden/window_90s.json
FUZZ_SEEDS_elf := testdata/elf/*.elf

FUZZ_SECONDS ?= 60
FUZZ_BUILD := build/fuzz
# The target of ELFs once more, with a mutator of its own, which takes whatever room it needs.
FUZZ_FLAGS_dwarf := -len_control=0
# Nothing of 1 MB takes longer than this, or more memory, though it is slower under the sanitizers.
FUZZ_FLAGS := -max_len=1048576 -timeout=5 -rss_limit_mb=512 -print_final_stats=1
FUZZ_SANITIZE := -O2 -g -fno-omit-frame-pointer -fsanitize=fuzzer-no-link,address,undefined -fno-sanitize-recover=undefined
# One of many ways a run, and fewer records of a line that stands for many (dump/own_lines.h, dump/json_records.h): small
# inputs run some thousand times a second.
FUZZ_CPPFLAGS := -DFUZZ_ONE_WAY -DHT_OWN_RECORDS_MAX=4096 -DHT_JSON_SITE_RECORDS_MAX=4096

FUZZ_DEPS := clang libclang-rt-dev

fuzz_target = $(or $(FUZZ_TARGET_$1),$1)

.PHONY: fuzz
fuzz: $(FUZZ:%=fuzz-%) ## run the fuzzers, a minute each (FUZZ_SECONDS), with clang

.PHONY: $(FUZZ:%=fuzz-%)
$(FUZZ:%=fuzz-%): fuzz-%: fuzz-build
	@mkdir -p $(FUZZ_BUILD)/seeds/$* $(FUZZ_BUILD)/corpus/$* $(FUZZ_BUILD)/found
	@test -z "$(FUZZ_SEEDS_$*)" || cp $(FUZZ_SEEDS_$*) $(FUZZ_BUILD)/seeds/$*
	@sh tests/fuzz/fuzz.sh $(FUZZ_BUILD)/log/$* $* $(FUZZ_BUILD)/tests/fuzz_$(call fuzz_target,$*) \
		$(FUZZ_FLAGS) $(FUZZ_FLAGS_$*) -max_total_time=$(FUZZ_SECONDS) $(addprefix -dict=,$(wildcard tests/fuzz/$*.dict)) \
		-artifact_prefix=$(FUZZ_BUILD)/found/$*- $(FUZZ_BUILD)/corpus/$* testdata/fuzz/$* $(FUZZ_BUILD)/seeds/$*

.PHONY: fuzz-deps
fuzz-deps: ## install the Debian packages that make fuzz needs
	@sh tests/deps.sh $(DEPS) $(FUZZ_DEPS)

.PHONY: fuzz-build
fuzz-build:
	@command -v clang >/dev/null || { echo "fuzz: clang is not there; make fuzz-deps installs it ($(FUZZ_DEPS))" >&2; exit 1; }
	+@$(AGAIN) BUILD=$(FUZZ_BUILD) CC=clang CPPFLAGS='$(FUZZ_CPPFLAGS)' CFLAGS='$(FUZZ_SANITIZE)' FUZZ_MAIN= FUZZ_LDFLAGS=-fsanitize=fuzzer fuzz-targets

.PHONY: replay
replay: fuzz-targets ## give the corpora of the fuzzers to their targets
	@set -e; $(foreach name,$(FUZZ),$(BUILD)/tests/fuzz_$(call fuzz_target,$(name)) testdata/fuzz/$(name) $(FUZZ_SEEDS_$(name));)

.PHONY: fuzz-targets
fuzz-targets: $(FUZZ_TARGETS:%=$(BUILD)/tests/fuzz_%)

FUZZ_MAIN = tests/fuzz/replay.c

DWARF_MAKER := tests/fuzz/fuzz_elf.c $(wildcard tests/fuzz/dwarf_*.c)
$(BUILD)/tests/fuzz_dwarf: FUZZ_MORE = $(DWARF_MAKER)
$(BUILD)/tests/fuzz_dwarf: $(DWARF_MAKER) $(wildcard tests/fuzz/dwarf_*.h)

$(BUILD)/tests/fuzz_%: tests/fuzz/fuzz_%.c tests/fuzz/fuzz.h tests/fuzz/replay.c $(BUILD)/libhtanalyze.a | $(BUILD)/tests
	$(call say,CC,$<)
	$(Q)$(CC) $(HT_CPPFLAGS) $(CPPFLAGS) -Itests/fuzz $(HT_CFLAGS) $(CFLAGS) $(LDFLAGS) $(FUZZ_LDFLAGS) -o $@ $< $(FUZZ_MORE) $(FUZZ_MAIN) $(BUILD)/libhtanalyze.a $(LIBS)
