#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "judge/project.h"

#define COUNT(items) (sizeof(items) / sizeof *(items))

/* Frames of one file: where ESP-IDF lies is told by it, or not. */
static void init(struct ht_project *project, const char *file, const char *const *dirs, size_t dir_count)
{
    struct ht_location location = {.function = "f", .file = file};
    struct ht_frame frame = {.locations = &location, .location_count = 1};
    struct ht_frames frames = {.items = &frame, .count = 1};
    ht_project_init(project, &frames, dirs, dir_count);
}

static bool has(const struct ht_project *project, const char *file, const char *shown)
{
    const struct ht_location location = {.function = "f", .file = file, .shown = shown};
    return ht_project_has(project, &location);
}

static void paths_tell_whose_it_is(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        bool known, unknown; /* where ESP-IDF's tree is known, and where it is not */
    } cases[] = {
        {"/home/me/clock/main/main.c", true, true},
        {"/home/me/clock/components/net/net.c", true, false},
        {"/opt/idf/components/mbedtls/port/x.c", false, false},
        {"/opt/idf-2/components/acme/x.c", true, false},
        {"/home/me/clock/managed_components/espressif__mdns/mdns.c", false, false},
        {"managed_components/espressif__mdns/mdns.c", false, false},
        {"components/net/net.c", true, false},
        {"/x/esp-idf/components/log/log.c", false, false},
        {"/build/newlib/libc/stdio/vfprintf.c", false, false},
        {"/tools/xtensa-esp-elf/include/c++/14.2.0/bits/basic_string.tcc", false, false},
        {"/home/me/.platformio/packages/framework-arduinoespressif32/cores/x.cpp", false, false},
        {"/home/me/clock/.pio/libdeps/s3/ArduinoJson/x.hpp", false, false},
        {"/src/mbedtls/library/x509_crt.c", false, false},
        {NULL, false, false},
    };
    struct ht_project known, unknown;
    init(&known, "/opt/idf/components/heap/heap_caps.c", NULL, 0);
    init(&unknown, "/home/me/clock/main/main.c", NULL, 0);
    for (size_t i = 0; i < COUNT(cases); i++) {
        if (has(&known, cases[i].file, NULL) != cases[i].known ||
            has(&unknown, cases[i].file, NULL) != cases[i].unknown)
            fail_msg("%s", cases[i].file ? cases[i].file : "none");
    }
}

static void directories_settle_doubts(void **state)
{
    (void)state;
    static const char *const dirs[] = {"/home/me/clock/", "firmware/src"};
    struct ht_project project;
    init(&project, "/opt/idf/components/heap/heap_caps.c", dirs, 2);
    assert_true(has(&project, "/home/me/clock/managed_components/ours/a.c", NULL));
    assert_true(has(&project, "/build/x.c", "firmware/src/x.c")); /* as --path-map writes it */
    assert_false(has(&project, "/home/me/clock2/main.c", NULL));
    assert_false(has(&project, "/home/me/other/main.c", "other/main.c"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(paths_tell_whose_it_is),
        cmocka_unit_test(directories_settle_doubts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
