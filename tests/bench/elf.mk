# The firmware of the benchmark, from the sources that generate.c wrote to SOURCES: half DWARF 4, half DWARF 5.

SOURCES ?= build/bench/source
XTENSA ?= xtensa-lx106-elf-

FLAGS := -pipe -c -ffreestanding -ffunction-sections -mlongcalls -mtext-section-literals -w \
	-I $(SOURCES)/include -fdebug-prefix-map=$(abspath $(SOURCES))=/firmware -fdebug-prefix-map=$(SOURCES)=/firmware \
	-fdebug-prefix-map=$(CURDIR)=/firmware
CXXFLAGS := -O2 -fno-exceptions -fno-rtti
OBJECTS := $(addsuffix .o,$(sort $(wildcard $(SOURCES)/src/*.c $(SOURCES)/src/*/*.c $(SOURCES)/src/*/*.cpp)))

V4 := net tls store display clock power
version = $(if $(filter $(notdir $(@D)),$(V4)),4,5)

$(SOURCES)/firmware.elf: $(OBJECTS) $(SOURCES)/app.ld
	$(XTENSA)gcc -nostdlib -Wl,--build-id=sha1 -Wl,--gc-sections -Wl,--no-warn-rwx-segments -Wl,-T,$(SOURCES)/app.ld \
		-o $@ $(OBJECTS) -lgcc

%.c.o: %.c
	@$(XTENSA)gcc -Os -gdwarf-$(version) $(FLAGS) $< -o $@

%.cpp.o: %.cpp
	@$(XTENSA)g++ $(CXXFLAGS) -gdwarf-$(version) $(FLAGS) $< -o $@
