#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/source_link.h"

static void releases_have_tags(void **state)
{
    (void)state;
    static const char *const releases[] = {"v3.3", "v4.4.8", "v5.5-beta1", "v6.0.1", "v6.0-rc2", "v10.11.12"};
    static const char *const others[] = {"",
                                         "v",
                                         "5.3",
                                         "v5",
                                         "v5.",
                                         "v5.3.",
                                         "v5.3.1-dirty",
                                         "v5.3-12-g0123abc",
                                         "v6.1-dev-3161-gdd1ebd9ce2",
                                         "v5.3-beta",
                                         "v5.3-rc1x",
                                         "vx.y"};
    for (size_t i = 0; i < sizeof releases / sizeof *releases; i++)
        assert_true(ht_source_is_release(releases[i]));
    for (size_t i = 0; i < sizeof others / sizeof *others; i++)
        assert_false(ht_source_is_release(others[i]));
    assert_false(ht_source_is_release(NULL));
}

/* The link of a file's line 7, where the firmware's frames are in these files; "" without one. */
static const char *link_of(const char *release, const char *anchor, const char *file, const char *shown)
{
    static char words[512];
    struct ht_location locations[] = {{.function = "f", .file = anchor, .line = 1}};
    struct ht_frame frame = {.locations = locations, .location_count = 1};
    struct ht_frames frames = {.items = &frame, .count = 1};
    struct ht_report report = {.frames = &frames, .firmware.facts.idf_version = release};
    struct ht_source_links links;
    ht_source_links_init(&links, &report);
    struct ht_strbuf out;
    ht_strbuf_init(&out);
    bool there = ht_source_link(&out, &links, &(struct ht_location){.file = file, .line = 7, .shown = shown});
    assert_true(there == (out.length > 0) && out.length < sizeof words);
    strcpy(words, out.text);
    ht_strbuf_deinit(&out);
    return words;
}

#define HEAP "/opt/idf/components/heap/heap_caps.c"
#define TAG "https://github.com/espressif/esp-idf/blob/v5.3.1/components/"

static void sources_of_esp_idf_lead_to_its_repository(void **state)
{
    (void)state;
    assert_string_equal(link_of("v5.3.1", HEAP, "/opt/idf/components/log/log.c", NULL), TAG "log/log.c#L7");
    assert_string_equal(link_of("v5.3.1", "/IDF/components/newlib/heap.c", "/IDF/components/log/a b&.c", NULL),
                        TAG "log/a%20b%26.c#L7");
    assert_string_equal(
        link_of("v5.3.1", "C:\\idf\\components\\heap\\heap_caps.c", "C:/idf/components\\log/log.c", NULL),
        TAG "log/log.c#L7");
}

static void what_is_not_there_has_no_link(void **state)
{
    (void)state;
    /* No release, none with a tag, no sign of where ESP-IDF stands. */
    assert_string_equal(link_of(NULL, HEAP, "/opt/idf/components/log/log.c", NULL), "");
    assert_string_equal(link_of("v5.3.1-dirty", HEAP, "/opt/idf/components/log/log.c", NULL), "");
    assert_string_equal(link_of("v5.3.1", "/p/main.c", "/opt/idf/components/log/log.c", NULL), "");
    assert_string_equal(link_of("v5.3.1", "components/heap/heap_caps.c", "components/log/log.c", NULL), "");
    assert_string_equal(link_of("v5.3.1", NULL, "/opt/idf/components/log/log.c", NULL), "");
    /* The project's own, a repository within ESP-IDF's, a path that goes elsewhere. */
    assert_string_equal(link_of("v5.3.1", HEAP, "/home/me/project/components/log/log.c", NULL), "");
    assert_string_equal(link_of("v5.3.1", HEAP, "/opt/idf/components/lwip/lwip/src/core/pbuf.c", NULL), "");
    assert_string_equal(link_of("v5.3.1", HEAP, "/opt/idf/components/../../secret.c", NULL), "");
    assert_string_equal(link_of("v5.3.1", HEAP, NULL, NULL), "");
}

static void a_mapped_path_stands_before(void **state)
{
    (void)state;
    assert_string_equal(link_of(NULL, HEAP, "/opt/idf/components/log/log.c", "https://example.org/log.c"),
                        "https://example.org/log.c#L7");
    assert_string_equal(link_of(NULL, HEAP, "/opt/idf/components/log/log.c", "http://example.org/log.c"), "");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(releases_have_tags),
        cmocka_unit_test(sources_of_esp_idf_lead_to_its_repository),
        cmocka_unit_test(what_is_not_there_has_no_link),
        cmocka_unit_test(a_mapped_path_stands_before),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
