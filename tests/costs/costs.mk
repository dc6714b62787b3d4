# `make costs`: what hostile inputs of up to 1 MB make the program do, counted. Our code is built under build/costs once
# more, so that it counts its steps. Included by the Makefile.

COSTS := build/costs
COSTS_SOURCES := $(sort $(wildcard tests/costs/*.c))

.PHONY: costs
costs: ## count steps, bytes and memory of hostile inputs in every format; V=1 shows them
	+@$(AGAIN) -s BUILD=$(COSTS) CFLAGS=-O1 COUNTED=-fsanitize-coverage=trace-pc $(COSTS)/count
	@$(COSTS)/count $(V)

# What counts is not counted.
$(BUILD)/count: $(COSTS_SOURCES) tests/costs/costs.h $(BUILD)/libhtanalyze.a
	$(call say,CC,$@)
	$(Q)$(CC) $(HT_CPPFLAGS) $(CPPFLAGS) $(DIALECT) $(WERROR) $(CFLAGS) $(LDFLAGS) -o $@ $(COSTS_SOURCES) $(BUILD)/libhtanalyze.a $(LIBS)
