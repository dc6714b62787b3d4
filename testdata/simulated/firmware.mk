# The firmware of the simulated devices, compiled for speed and for size, and the call sites of each.
FIRMWARE := greenhouse_o1 greenhouse_os
COMMITTED += $(foreach one,$(FIRMWARE),simulated/$(one).elf simulated/$(one).sites)
all: $(foreach one,$(FIRMWARE),$(OUT)/simulated/$(one).elf $(OUT)/simulated/$(one).sites)

FIRMWARE_SOURCES := $(sort $(wildcard simulated/source/*.c simulated/source/*.cpp))
FIRMWARE_FLAGS = -fno-exceptions -fno-var-tracking -fdebug-prefix-map=$(CURDIR)/simulated/source=/build $(XTENSA_FLAGS)

$(OUT)/simulated/o1/%.o: simulated/source/% simulated/source/calls.h
	@mkdir -p $(@D)
	$(XTENSA)gcc -c -O1 $(FIRMWARE_FLAGS) $(abspath $<) -o $@

$(OUT)/simulated/os/%.o: simulated/source/% simulated/source/calls.h
	@mkdir -p $(@D)
	$(XTENSA)gcc -c -Os $(FIRMWARE_FLAGS) $(abspath $<) -o $@

$(OUT)/simulated/greenhouse_o1.elf: $(FIRMWARE_SOURCES:simulated/source/%=$(OUT)/simulated/o1/%.o)
$(OUT)/simulated/greenhouse_os.elf: $(FIRMWARE_SOURCES:simulated/source/%=$(OUT)/simulated/os/%.o)

$(OUT)/simulated/%.elf: simulated/source/app.ld
	$(XTENSA)gcc $(filter-out -Wl$(comma)--gc-sections,$(XTENSA_LINK)) -Wl,-T,simulated/source/app.ld -o $@ $(filter %.o,$^)

# Debug information says where each call stands, and the sources which function calls which there.
$(OUT)/simulated/%.sites: $(OUT)/simulated/%.elf simulated/sites.awk $(FIRMWARE_SOURCES)
	$(XTENSA)objdump -d --no-show-raw-insn $< >$@.code
	awk '$$2 ~ /^callx?0$$/ { sub(":", "", $$1); print "0x" $$1 }' $@.code | $(XTENSA)addr2line -a -i -e $< >$@.lines
	awk -f simulated/sites.awk $(FIRMWARE_SOURCES) $@.code $@.lines >$@

comma := ,
