# esp_crt_copy_asn1() inlined into its caller.
COMMITTED += elf/inlined.elf
all: $(OUT)/elf/inlined.elf

$(OUT)/elf/inlined.elf: elf/inlined.c source/app.ld | $(OUT)/elf
	$(XTENSA)gcc -Os $(XTENSA_FLAGS) -fdebug-prefix-map=$(CURDIR)/elf=/build $(XTENSA_LINK) -Wl,-T,source/app.ld \
		-o $@ $(abspath $<)
