# `make mutate`: does a test notice when the analysis is changed in a small way? Included by the Makefile.

MUTATED ?= $(sort $(wildcard src/infer/*.c))
MUTANTS ?= 50
MINUTES ?= 30
SEED ?= 1
MUTATE := $(BUILD)/mutate
# The tests that come near the analysis; those of what happens without memory take theirs from the linker.
MUTATE_TESTS := $(notdir $(basename $(shell grep -lE '"(infer|judge|lib|cli/run)|htanalyze\.h|_fixture\.h' $(TESTS))))
MUTATE_REFUSING := $(filter %_nomem test_allocfail,$(MUTATE_TESTS))
REFUSE := -Wl,--wrap=malloc,--wrap=calloc,--wrap=realloc
MUTATE_LINK = $(CC) $(HT_CPPFLAGS) $(CPPFLAGS) -Itests $(HT_CFLAGS) $(CFLAGS) -MMD -MP -o $@ $(filter %.c %.o,$^)

# Each mutant is linked into a shared library, which the tests and the scorer find where they were built.
$(MUTATE)/libmutant.so: $(CORE)
	@mkdir -p $(@D)
	$(Q)$(CC) -shared -o $@ $^ $(LIBS)

$(MUTATE)/refusing/libmutant.so: $(CORE)
	@mkdir -p $(@D)
	$(Q)$(CC) -shared $(REFUSE) -o $@ $^ $(LIBS)

$(MUTATE)/test_%: tests/test_%.c | $(MUTATE)/libmutant.so
	$(call say,CC,$<)
	$(Q)$(MUTATE_LINK) -L$(MUTATE) -lmutant -Wl,-rpath,$(abspath $(MUTATE)) -lcmocka $(LIBS)

$(MUTATE_REFUSING:%=$(MUTATE)/%): $(MUTATE)/%: tests/%.c | $(MUTATE)/refusing/libmutant.so
	$(call say,CC,$<)
	$(Q)$(MUTATE_LINK) $(REFUSE) -rdynamic -L$(MUTATE)/refusing -lmutant -Wl,-rpath,$(abspath $(MUTATE)/refusing) -lcmocka $(LIBS)

$(MUTATE)/score: $(SCORE_OBJECTS) | $(MUTATE)/libmutant.so
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) -o $@ $^ -L$(MUTATE) -lmutant -Wl,-rpath,$(abspath $(MUTATE)) $(LIBS)

$(MUTATE)/mutants: tests/mutate/mutants.c $(BUILD)/flags
	@mkdir -p $(@D)
	$(call say,CC,$<)
	$(Q)$(CC) -std=c11 $(WARNINGS) $(WERROR) -D_POSIX_C_SOURCE=200809L $(CPPFLAGS) $(CFLAGS) -o $@ $< -lm

.PHONY: mutate
mutate: $(MUTATE)/mutants $(MUTATE_TESTS:%=$(MUTATE)/%) $(MUTATE)/score $(BUILD)/simulate/simulate ## change the analysis in small ways, and say what no test notices; MUTANTS=50 or all, MINUTES=30, SEED=1
	@rm -f $(MUTATE)/libmutant.so $(MUTATE)/refusing/libmutant.so
	+@$(AGAIN) --silent $(MUTATE)/libmutant.so $(MUTATE)/refusing/libmutant.so
	@rm -rf $(MUTATE)/devices
	@$(BUILD)/simulate/simulate $(MUTATE)/devices 1 100
	@COMPILE='$(CC) $(HT_CPPFLAGS) $(CPPFLAGS) $(DIALECT) -w $(CFLAGS)' LINK='$(CC) -shared' REFUSE='$(REFUSE)' LIBS='$(LIBS)' \
		OBJECTS='$(CORE)' TESTS='$(MUTATE_TESTS)' REFUSING='$(MUTATE_REFUSING)' MUTANTS='$(MUTANTS)' MINUTES='$(MINUTES)' SEED='$(SEED)' \
		SCORE_LIMITS='$(SCORE_LIMITS)' OBSERVED_LIMITS='$(OBSERVED_LIMITS)' SIMULATED_LIMITS='$(SIMULATED_LIMITS)' \
		sh tests/mutate/mutate.sh $(BUILD) $(MUTATED)

-include $(MUTATE_TESTS:%=$(MUTATE)/%.d)
