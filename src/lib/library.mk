# What a program links that uses include/htanalyze.h, and how it is installed. Included by the Makefile.

LIBDIR ?= $(PREFIX)/lib
VERSION := $(shell sed -n 's/^\#define HT_VERSION "\(.*\)"/\1/p' src/base/version.h)
SONAME := libhtanalyze.so.$(firstword $(subst ., ,$(VERSION)))
SHARED := libhtanalyze.so.$(VERSION)
LIBRARY := $(addprefix $(BUILD)/lib/,libhtanalyze.a $(SHARED) htanalyze.pc)
LIBRARY_OBJECTS := $(filter-out $(BUILD)/obj/cli/%,$(OBJECTS))
SCHEMAS := $(addprefix htanalyze-,$(addsuffix .schema.json,report-1 comparison-1))

.PHONY: library
library: $(LIBRARY) ## build the library under build/lib

# One object, in which nothing but the interface can be seen: a program may call its own functions as it likes. What gcc
# puts into groups on i386, to share it with other objects, is not shared once its name is hidden.
$(BUILD)/lib/libhtanalyze.a: $(LIBRARY_OBJECTS) | $(BUILD)/lib
	$(call say,AR)
	$(Q)$(CC) -r -nostdlib -Wl,--force-group-allocation -o $(BUILD)/lib/htanalyze.o $(LIBRARY_OBJECTS)
	$(Q)$$($(CC) -print-prog-name=objcopy) --wildcard --keep-global-symbol='htanalyze_*' $(BUILD)/lib/htanalyze.o
	$(Q)rm -f $@ && $(AR) rcs $@ $(BUILD)/lib/htanalyze.o && rm $(BUILD)/lib/htanalyze.o

$(BUILD)/lib/$(SHARED): $(LIBRARY_OBJECTS) src/lib/exports.map | $(BUILD)/lib
	$(call say,LD)
	$(Q)$(CC) $(CFLAGS) -shared -Wl,-soname,$(SONAME) -Wl,--version-script=src/lib/exports.map $(LDFLAGS) \
		-o $@ $(LIBRARY_OBJECTS) $(LIBS)

# Where it will stand is written into it: another PREFIX makes another one.
.PHONY: $(BUILD)/lib/htanalyze.pc
$(BUILD)/lib/htanalyze.pc: | $(BUILD)/lib
	@printf '%s\n' 'prefix=$(PREFIX)' 'libdir=$(LIBDIR:$(PREFIX)/%=$${prefix}/%)' '' 'Name: htanalyze' \
		'Description: tells leaks in ESP-IDF heap_trace dumps' 'Version: $(VERSION)' 'Cflags: -I$${prefix}/include' \
		'Libs: -L$${libdir} -lhtanalyze' 'Libs.private: $(LIBS)' >$@

$(BUILD)/lib:
	@mkdir -p $@

INSTALLED_LIBRARY := $(PREFIX)/include/htanalyze.h $(addprefix $(PREFIX)/share/htanalyze/,$(SCHEMAS)) \
	$(LIBDIR)/libhtanalyze.a \
	$(LIBDIR)/$(SHARED) $(LIBDIR)/$(SONAME) $(LIBDIR)/libhtanalyze.so $(LIBDIR)/pkgconfig/htanalyze.pc

.PHONY: install-library
install-library: library
	install -D -m 644 include/htanalyze.h $(DESTDIR)$(PREFIX)/include/htanalyze.h
	install -D -m 644 $(BUILD)/lib/libhtanalyze.a $(DESTDIR)$(LIBDIR)/libhtanalyze.a
	install -D -m 644 $(BUILD)/lib/$(SHARED) $(DESTDIR)$(LIBDIR)/$(SHARED)
	ln -sf $(SHARED) $(DESTDIR)$(LIBDIR)/$(SONAME)
	ln -sf $(SONAME) $(DESTDIR)$(LIBDIR)/libhtanalyze.so
	install -D -m 644 $(BUILD)/lib/htanalyze.pc $(DESTDIR)$(LIBDIR)/pkgconfig/htanalyze.pc
	install -d $(DESTDIR)$(PREFIX)/share/htanalyze
	install -m 644 $(addprefix testdata/schema/,$(SCHEMAS)) $(DESTDIR)$(PREFIX)/share/htanalyze

.PHONY: uninstall-library
uninstall-library:
	rm -f $(addprefix $(DESTDIR),$(INSTALLED_LIBRARY))

# Accesses are watched at -O0, too, and all is compiled in a third of the time. Some kernels place programs where
# ThreadSanitizer has its shadow, unless they are told not to place them at random.
.PHONY: tsan
tsan: ## prove under ThreadSanitizer that runs in several threads share nothing
	+@$(AGAIN) --silent BUILD=build/tsan CFLAGS='-O0 -g1 -fsanitize=thread' build/tsan/tests/test_threads
	@fixed='setarch -R'; $$fixed true 2>/dev/null || fixed=; \
		$$fixed build/tsan/tests/test_threads >build/tsan/log 2>&1 || { cat build/tsan/log; exit 1; }
	@echo 'tsan: all passed'
