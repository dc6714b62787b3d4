# The ELFs of the DWARF tests: every version and both compilers, with gcc-riscv64-unknown-elf, clang and lld of Debian 12.
DWARF_ELFS := mixed noaranges lto split4 split5 clang big
COMMITTED += $(DWARF_ELFS:%=elf/dwarf_%.elf)
all: $(DWARF_ELFS:%=$(OUT)/elf/dwarf_%.elf)

RISCV ?= riscv64-unknown-elf-
CLANG ?= clang
LLD ?= ld.lld
DWARF_FLAGS := -ffile-prefix-map=$(CURDIR)=/src -ffunction-sections
RISCV_FLAGS := -march=rv32imc -mabi=ilp32 $(DWARF_FLAGS)
RISCV_LINK := $(RISCV_FLAGS) -nostdlib -Wl,-Ttext=0x42000000,--gc-sections,--build-id=none
CLANG_FLAGS := --target=riscv32 -march=rv32imc -mno-relax $(DWARF_FLAGS) -O1 -gdwarf-5
LLD_LINK := -Ttext=0x42000000 --gc-sections --unresolved-symbols=ignore-all

# Versions 2 to 5, an assembly unit, and C++, in one file, with unused functions dropped.
$(OUT)/elf/dwarf_v%.o: elf/dwarf_version.c elf/dwarf_inline.h | $(OUT)/elf
	$(RISCV)gcc $(RISCV_FLAGS) -O1 -gdwarf-$* -DVERSION=$* -c -o $@ $<

$(OUT)/elf/dwarf_names.o: elf/dwarf_names.cpp | $(OUT)/elf
	$(RISCV)gcc $(RISCV_FLAGS) -O1 -gdwarf-5 -c -o $@ $<

$(OUT)/elf/dwarf_asm.o: elf/dwarf_asm.s | $(OUT)/elf
	$(RISCV)gcc $(RISCV_FLAGS) -Wa,--gdwarf-4,--debug-prefix-map=$(CURDIR)=/src -c -o $@ $<

$(OUT)/elf/dwarf_start.o: elf/dwarf_start.c | $(OUT)/elf
	$(RISCV)gcc $(RISCV_FLAGS) -O1 -g0 -c -o $@ $<

$(OUT)/elf/dwarf_mixed.elf: $(addprefix $(OUT)/elf/dwarf_,v2.o asm.o v5.o v4.o names.o v3.o start.o)
	$(RISCV)gcc $(RISCV_LINK) -o $@ $^

# The same without .debug_aranges: range lists that end early have to do.
$(OUT)/elf/dwarf_noaranges.elf: $(OUT)/elf/dwarf_mixed.elf
	$(RISCV)objcopy --remove-section .debug_aranges $< $@

# References from unit to unit.
$(OUT)/elf/dwarf_lto_%.o: elf/dwarf_lto_%.c | $(OUT)/elf
	$(RISCV)gcc $(RISCV_FLAGS) -O2 -gdwarf-4 -flto -c -o $@ $<

$(OUT)/elf/dwarf_lto.elf: $(OUT)/elf/dwarf_lto_callee.o $(OUT)/elf/dwarf_lto_start.o
	$(RISCV)gcc $(RISCV_LINK) -O2 -gdwarf-4 -flto -o $@ $^

# Skeleton units, whose .dwo files are not kept.
$(OUT)/elf/dwarf_split4_%.o: elf/dwarf_lto_%.c | $(OUT)/elf
	$(RISCV)gcc $(RISCV_FLAGS) -O1 -gdwarf-4 -gsplit-dwarf -c -o $@ $<

$(OUT)/elf/dwarf_split5_%.o: elf/dwarf_lto_%.c | $(OUT)/elf
	$(RISCV)gcc $(RISCV_FLAGS) -O1 -gdwarf-5 -gsplit-dwarf -c -o $@ $<

$(OUT)/elf/dwarf_split%.elf: $(OUT)/elf/dwarf_split%_start.o $(OUT)/elf/dwarf_split%_callee.o
	$(RISCV)gcc $(RISCV_LINK) -o $@ $^

# Indexed strings, addresses and range lists, and no .debug_aranges.
$(OUT)/elf/dwarf_clang.elf: elf/dwarf_names.cpp elf/dwarf_version.c elf/dwarf_inline.h | $(OUT)/elf
	$(CLANG) $(CLANG_FLAGS) -c -o $(@:.elf=_names.o) elf/dwarf_names.cpp
	$(CLANG) $(CLANG_FLAGS) -DVERSION=5 -c -o $(@:.elf=_version.o) elf/dwarf_version.c
	$(LLD) $(LLD_LINK) -e use_names -u last_v5 -u first_v5 -o $@ $(@:.elf=_names.o) $(@:.elf=_version.o)

# The other byte order.
$(OUT)/elf/dwarf_big.elf: elf/dwarf_version.c elf/dwarf_inline.h | $(OUT)/elf
	$(CLANG) --target=mips-none-elf -fno-pic -mno-abicalls $(DWARF_FLAGS) -O1 -gdwarf-4 -DVERSION=4 -c -o $(@:.elf=.o) $<
	$(LLD) $(LLD_LINK) -z max-page-size=4096 -e last_v4 -u first_v4 -o $@ $(@:.elf=.o)
