#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cjson/cJSON.h>
#include <cmocka.h>

#include "symbolizer.h"

#define SAMPLE "testdata/btclock_v4.elf"

static struct ht_arena arena;

static int set_up(void **state)
{
    (void)state;
    ht_arena_init(&arena);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    ht_arena_deinit(&arena);
    return 0;
}

static cJSON *read_json(const char *path)
{
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    char *text = ht_arena_alloc(&arena, 1 << 16);
    size_t length = fread(text, 1, (1 << 16) - 1, file);
    fclose(file);
    cJSON *json = cJSON_ParseWithLength(text, length);
    assert_non_null(json);
    return json;
}

static int compare_frames(const void *left, const void *right)
{
    const struct ht_frame *a = left, *b = right;
    return a->pc < b->pc ? -1 : a->pc > b->pc;
}

static struct ht_frame resolve_one(const char *path, uint32_t pc, const struct ht_symbolizer_settings *settings,
                                   struct ht_elf_image **image)
{
    struct ht_frame frame = {.pc = pc};
    struct ht_frames frames = {&frame, 1};
    assert_null(ht_elf_image_open(path, image));
    assert_null(ht_symbolize(&arena, image, 1, ht_chip_find("esp32s3"), settings, &frames));
    return frame;
}

static void every_call_site_of_the_sample(void **state)
{
    (void)state;
    cJSON *sites = read_json("testdata/sites.json");
    struct ht_frames frames = {.count = (size_t)cJSON_GetArraySize(sites)};
    frames.items = ht_arena_array(&arena, frames.count, sizeof *frames.items);
    size_t count = 0;
    const cJSON *site;
    cJSON_ArrayForEach(site, sites) frames.items[count++].pc = (uint32_t)site->valuedouble;
    qsort(frames.items, count, sizeof *frames.items, compare_frames);
    struct ht_elf_image *image;
    assert_null(ht_elf_image_open(SAMPLE, &image));
    assert_null(ht_symbolize(&arena, &image, 1, ht_chip_find("esp32s3"), &(struct ht_symbolizer_settings){0}, &frames));
    cJSON_ArrayForEach(site, sites)
    {
        const struct ht_frame *frame = ht_frames_find(&frames, (uint32_t)site->valuedouble);
        assert_int_equal(frame->role, HT_ROLE_CODE);
        assert_int_equal(frame->elf, 0);
        size_t length = (size_t)(strrchr(site->string, ':') - site->string);
        assert_int_equal(frame->location_count, 1);
        assert_int_equal(strlen(frame->locations[0].function), length);
        assert_memory_equal(frame->locations[0].function, site->string, length);
        if (frame->source == HT_SOURCE_DWARF)
            assert_int_equal(frame->locations[0].line, atoi(site->string + length + 1));
    }
    ht_elf_image_close(image);
    cJSON_Delete(sites);
}

static void linker_names_on_demand(void **state)
{
    (void)state;
    struct ht_elf_image *image;
    struct ht_frame frame = resolve_one(SAMPLE, 1107299472, &(struct ht_symbolizer_settings){0}, &image);
    assert_string_equal(frame.locations[0].function, "btclock::KrakenClient::handleTicker");
    assert_string_equal(frame.locations[0].mangled, "_ZN7btclock12KrakenClient12handleTickerEi");
    assert_string_equal(frame.region, "flash text");
    ht_elf_image_close(image);
    frame = resolve_one(SAMPLE, 1107299472, &(struct ht_symbolizer_settings){.no_demangle = true}, &image);
    assert_string_equal(frame.locations[0].function, "_ZN7btclock12KrakenClient12handleTickerEi");
    assert_null(frame.locations[0].mangled);
    ht_elf_image_close(image);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_call_site_of_the_sample, set_up, tear_down),
        cmocka_unit_test_setup_teardown(linker_names_on_demand, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
