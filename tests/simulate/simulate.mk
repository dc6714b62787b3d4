# `make simulate`: simulates devices with known truth, for measuring the analysis on what testdata/corpus does not have.
# Included by the Makefile.

SEEDS ?= 1..3
KINDS ?=
# greenhouse_o1 or greenhouse_os: which of the two firmwares the devices run.
FIRMWARE ?= greenhouse_o1
SIMULATED := $(BUILD)/simulated
SIMULATE_SOURCES := $(sort $(wildcard tests/simulate/*.c))
SIMULATE_OBJECTS := $(SIMULATE_SOURCES:tests/simulate/%.c=$(BUILD)/simulate/%.o)

.PHONY: simulate
simulate: $(BUILD)/simulate/simulate ## simulate devices with known truth under build/simulated; SEEDS=1..3, KINDS=, FIRMWARE=
	@mkdir -p $(SIMULATED)
	@$< testdata/simulated/$(FIRMWARE).sites $(SIMULATED)/$(FIRMWARE) $(subst .., ,$(SEEDS)) $(KINDS)

.PHONY: simulate-score
simulate-score: simulate $(BUILD)/tests/score ## score the analysis on them, kind by kind
	@sh tests/simulate/score.sh $(BUILD)/tests/score $(SIMULATED)/$(FIRMWARE) testdata/simulated/$(FIRMWARE).elf

# What the analysis must reach on two devices of each kind, of both firmwares. They are harder than those of the corpus,
# and some cannot be told: figures that fall are a step back, not below a promise.
SIMULATED_LIMITS := faultless=0.93 precision=0.995 recall=0.985 bursts=0.955 fingerprints=0.94 alarms=2 wrong=0.015

FIRMWARES := greenhouse_o1 greenhouse_os

.PHONY: score-simulated $(FIRMWARES:%=score-%)
score-simulated: $(FIRMWARES:%=score-%) ## score the analysis on two simulated devices of each kind and firmware

$(FIRMWARES:%=score-%): score-%: $(BUILD)/simulate/simulate $(BUILD)/tests/score
	@rm -rf $(BUILD)/simulated-floor/$*
	@mkdir -p $(BUILD)/simulated-floor/$*
	@$< testdata/simulated/$*.sites $(BUILD)/simulated-floor/$* 1 2
	@$(RUN) $(BUILD)/tests/score labelled $(BUILD)/simulated-floor/$* testdata/simulated/$*.elf $(SIMULATED_LIMITS)

$(BUILD)/simulate/simulate: $(SIMULATE_OBJECTS)
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^

$(BUILD)/simulate/%.o: tests/simulate/%.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=c11 $(WARNINGS) $(WERROR) -D_POSIX_C_SOURCE=200809L $(CPPFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

-include $(SIMULATE_OBJECTS:.o=.d)
