# htanalyze: build, tests and packaging. `make help` lists the targets.

CC ?= cc
BUILD ?= build
CFLAGS ?= -O2 -g
WARNINGS := -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wstrict-prototypes -Wmissing-prototypes -Wvla -Wformat=2
HT_CPPFLAGS := -D_POSIX_C_SOURCE=200809L -D_FILE_OFFSET_BITS=64 -Iinclude -Isrc -I/usr/include/libdwarf -I/usr/include/libiberty
HT_CFLAGS := -std=c11 $(WARNINGS) $(WERROR)
LIBS := -lcjson -ldwarf -lelf -liberty -lz -lzstd -lm

# Debian packages: what the build needs, and what the tests need besides.
DEPS := gcc make pkg-config libc6-dev libcjson-dev libdwarf-dev libelf-dev libiberty-dev zlib1g-dev libzstd-dev libcmocka-dev

SOURCES := $(sort $(wildcard src/*.c))
OBJECTS := $(SOURCES:src/%.c=$(BUILD)/obj/%.o)
CORE := $(filter-out $(BUILD)/obj/main.o,$(OBJECTS))
TESTS := $(sort $(wildcard tests/test_*.c))
TEST_BINARIES := $(TESTS:tests/%.c=$(BUILD)/tests/%)

.PHONY: all
all: $(BUILD)/htanalyze ## build build/htanalyze

$(BUILD)/htanalyze: $(OBJECTS)
	$(CC) $(CFLAGS) $(LDFLAGS) -o $@ $^ $(LIBS)

$(BUILD)/obj/%.o: src/%.c | $(BUILD)/obj
	$(CC) $(HT_CPPFLAGS) $(CPPFLAGS) $(HT_CFLAGS) $(CFLAGS) -MMD -MP -c -o $@ $<

$(BUILD)/libhtanalyze.a: $(CORE)
	rm -f $@ && $(AR) rcs $@ $^

$(BUILD)/tests/test_%: tests/test_%.c $(BUILD)/libhtanalyze.a | $(BUILD)/tests
	$(CC) $(HT_CPPFLAGS) $(CPPFLAGS) -Itests $(HT_CFLAGS) $(CFLAGS) -MMD -MP $(LDFLAGS) -o $@ $< $(BUILD)/libhtanalyze.a -lcmocka $(LIBS)

$(BUILD)/obj $(BUILD)/tests:
	mkdir -p $@

-include $(OBJECTS:.o=.d) $(TEST_BINARIES:=.d)

.PHONY: tests
tests: $(TEST_BINARIES)
	@set -e; for t in $^; do echo "== $$t"; $$t; done

.PHONY: clean
clean: ## remove the build directory
	rm -rf build

.PHONY: format
format: ## lay out the sources with clang-format
	clang-format -i src/*.[ch] include/*.h tests/*.[ch]

.PHONY: help
help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## /\1\t/p' Makefile | expand -t 14
