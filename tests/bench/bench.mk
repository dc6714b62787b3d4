# `make bench`: builds what is measured under build/bench, once, and measures. Included by the Makefile.

BENCH := build/bench
BENCH_UNITS ?= 1024
BENCH_DEPS := gcc-xtensa-lx106 binutils llvm elfutils valgrind cargo librust-addr2line-dev librust-memmap2-dev
BENCH_TOOLS := xtensa-lx106-elf-g++ xtensa-lx106-elf-objdump addr2line llvm-symbolizer eu-addr2line valgrind

# gimli joins where cargo and its crates are at hand.
BENCH_CRATES := /usr/share/cargo/registry
BENCH_GIMLI = $(if $(and $(shell command -v cargo),$(wildcard $(BENCH_CRATES)/addr2line-*)),$(BENCH)/gimli)

.PHONY: bench
bench: bench-tools all ## measure against addr2line, llvm-symbolizer, eu-addr2line and gimli (ten minutes at first)
	@$(AGAIN) -s bench-inputs
	@{ sh tests/bench/bench.sh $(BUILD)/htanalyze $(BENCH); echo $$? >$(BENCH)/status; } | tee $(BENCH)/results.md; \
	exit $$(cat $(BENCH)/status)

.PHONY: bench-deps
bench-deps: ## install the Debian packages that make bench needs
	@sh tests/deps.sh $(BENCH_DEPS)

.PHONY: bench-tools
bench-tools:
	@for tool in $(BENCH_TOOLS); do command -v $$tool >/dev/null || missing="$$missing $$tool"; done; \
	[ -z "$$missing" ] || { echo "bench: not there:$$missing; make bench-deps installs the packages ($(BENCH_DEPS))" >&2; exit 1; }

.PHONY: bench-inputs
bench-inputs: $(BENCH)/firmware-repaired.elf $(BENCH)/dump-million.json $(BENCH)/host-10-million.svdat $(BENCH)/measure \
		$(BENCH_GIMLI)

$(BENCH)/gimli: tests/bench/gimli.rs tests/bench/gimli.toml
	@mkdir -p $@-source
	cp tests/bench/gimli.rs $@-source
	cp tests/bench/gimli.toml $@-source/Cargo.toml
	cargo build --quiet --release --offline --manifest-path $@-source/Cargo.toml --target-dir $@-build \
		--config 'source.crates-io.replace-with="debian"' --config 'source.debian.directory="$(BENCH_CRATES)"'
	cp $@-build/release/gimli $@

$(BENCH)/%: tests/bench/%.c
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=c11 $(WARNINGS) -D_POSIX_C_SOURCE=200809L $(CFLAGS) -o $@ $<

$(BENCH)/host_sample: tests/host_sample.c tests/host_sample.h tests/svdat_maker.h
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=c11 $(WARNINGS) -D_POSIX_C_SOURCE=200809L $(CFLAGS) -o $@ $<

$(BENCH)/host-10-million.svdat: $(BENCH)/host_sample
	$(BENCH)/host_sample $@.part 10000000
	mv $@.part $@

$(BENCH)/source/app.ld: $(BENCH)/generate
	rm -rf $(@D)
	mkdir -p $(@D)
	$(BENCH)/generate $(@D) $(BENCH_UNITS)

$(BENCH)/source/firmware.elf: $(BENCH)/source/app.ld tests/bench/elf.mk
	@echo "bench: compiling $(BENCH_UNITS) units"
	$(MAKE) --no-print-directory -f tests/bench/elf.mk SOURCES=$(BENCH)/source

$(BENCH)/firmware-repaired.elf: $(BENCH)/source/firmware.elf $(BENCH)/repair_aranges
	cp $< $@
	$(BENCH)/repair_aranges $@

$(BENCH)/chains.txt: $(BENCH)/source/firmware.elf tests/bench/chains.awk
	xtensa-lx106-elf-objdump -d --no-show-raw-insn $< | awk -v wanted=5000 -f tests/bench/chains.awk >$@.part
	mv $@.part $@

$(BENCH)/dump-million.json: $(BENCH)/chains.txt tests/bench/long_dump.awk
	awk -v records=1000000 -f tests/bench/long_dump.awk $< >$@.part
	mv $@.part $@
