# `make simulate`: simulates devices with known truth, for measuring the analysis on what testdata/corpus does not have.
# Included by the Makefile.

SEEDS ?= 1..3
KINDS ?=
# greenhouse_o1 or greenhouse_os: which of the two firmwares the devices run.
FIRMWARE ?= greenhouse_o1
SIMULATED := build/simulated
SIMULATE_SOURCES := $(sort $(wildcard tests/simulate/*.c))
SIMULATE_OBJECTS := $(SIMULATE_SOURCES:tests/simulate/%.c=$(BUILD)/simulate/%.o)

.PHONY: simulate
simulate: $(BUILD)/simulate/simulate ## simulate devices with known truth under build/simulated; SEEDS=1..3, KINDS=, FIRMWARE=
	@mkdir -p $(SIMULATED)
	@$< testdata/simulated/$(FIRMWARE).sites $(SIMULATED)/$(FIRMWARE) $(subst .., ,$(SEEDS)) $(KINDS)

.PHONY: simulate-score
simulate-score: simulate $(BUILD)/tests/score ## score the analysis on them, kind by kind
	@sh tests/simulate/score.sh $(BUILD)/tests/score $(SIMULATED)/$(FIRMWARE) testdata/simulated/$(FIRMWARE).elf

$(BUILD)/simulate/simulate: $(SIMULATE_OBJECTS)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

$(BUILD)/simulate/%.o: tests/simulate/%.c
	@mkdir -p $(@D)
	$(CC) -std=c11 $(WARNINGS) $(WERROR) -D_POSIX_C_SOURCE=200809L $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(SIMULATE_OBJECTS:.o=.d)
