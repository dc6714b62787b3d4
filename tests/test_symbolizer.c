#include "arena_fixture.h"

#include <cjson/cJSON.h>

#include "elf_maker.h"
#include "symbols/symbolizer.h"

#define SAMPLE "testdata/btclock_v4.elf"

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
    struct ht_frames frames = {.items = &frame, .count = 1};
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
        assert_int_equal(frame->source, HT_SOURCE_DWARF);
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

static void the_inline_stack(void **state)
{
    (void)state;
    struct ht_elf_image *image;
    struct ht_frame frame =
        resolve_one("testdata/elf/inlined.elf", 0x4200009e, &(struct ht_symbolizer_settings){0}, &image);
    assert_int_equal(frame.location_count, 2);
    assert_string_equal(frame.locations[0].function, "esp_crt_copy_asn1");
    assert_int_equal(frame.locations[0].line, 440);
    assert_string_equal(frame.locations[1].function, "esp_crt_ca_cb_callback");
    assert_int_equal(frame.locations[1].line, 515);
    assert_null(frame.locations[1].mangled);
    assert_int_equal(frame.offset, -1);
    ht_elf_image_close(image);
}

/* The instruction after the last call of a function is the next line, or another function. */
static void raw_pc_looks_up_the_pc(void **state)
{
    (void)state;
    struct ht_elf_image *image;
    struct ht_frame call =
        resolve_one("testdata/elf/inlined.elf", 0x4200009e, &(struct ht_symbolizer_settings){0}, &image);
    ht_elf_image_close(image);
    struct ht_frame behind =
        resolve_one("testdata/elf/inlined.elf", 0x4200009e, &(struct ht_symbolizer_settings){.raw_pc = true}, &image);
    assert_int_equal(call.locations[0].line, 440);
    assert_int_not_equal(behind.locations[0].line, 440);
    ht_elf_image_close(image);
}

static void roles_without_an_answer(void **state)
{
    (void)state;
    static const struct {
        uint32_t pc;
        enum ht_frame_role role;
        const char *region;
    } cases[] = {
        {0x3fc95000, HT_ROLE_DATA, "internal SRAM"},
        {0x3c000100, HT_ROLE_DATA, "PSRAM"},
        {0x40001000, HT_ROLE_ROM, "ROM"},
        {0x43000000, HT_ROLE_UNRESOLVED, "flash text"},
        {0x00001000, HT_ROLE_UNRESOLVED, NULL},
        {0, HT_ROLE_UNRESOLVED, NULL},
        {0xffffffff, HT_ROLE_UNRESOLVED, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_elf_image *image;
        struct ht_frame frame = resolve_one(SAMPLE, cases[i].pc, &(struct ht_symbolizer_settings){0}, &image);
        assert_int_equal(frame.role, cases[i].role);
        assert_int_equal(frame.location_count, 0);
        assert_int_equal(frame.source, HT_SOURCE_NONE);
        assert_int_equal(frame.elf, -1);
        if (cases[i].region)
            assert_string_equal(frame.region, cases[i].region);
        else
            assert_null(frame.region);
        ht_elf_image_close(image);
    }
}

/* The SRAM of newer chips holds code and data: a PC that the ELF has no code at is data. */
static void data_in_shared_memory(void **state)
{
    (void)state;
    static struct elf_maker maker;
    elf_maker_init(&maker, EM_RISCV, ET_EXEC);
    elf_maker_code(&maker, 0x40800000, "\1\0\1\0", 4);
    elf_maker_finish(&maker);
    struct ht_elf_image *image;
    struct ht_frame frame = {.pc = 0x40820000};
    struct ht_frames frames = {.items = &frame, .count = 1};
    const struct ht_symbolizer_settings settings = {0};
    assert_null(ht_elf_image_open_memory("made.elf", maker.bytes, maker.size, &image));
    assert_null(ht_symbolize(&arena, &image, 1, ht_chip_find("esp32c6"), &settings, &frames));
    assert_int_equal(frame.role, HT_ROLE_DATA);
    assert_null(ht_symbolize(&arena, NULL, 0, ht_chip_find("esp32c6"), &settings, &frames));
    assert_int_equal(frame.role, HT_ROLE_UNRESOLVED);
    ht_elf_image_close(image);
}

static void rom_functions_by_absolute_symbols(void **state)
{
    (void)state;
    struct ht_elf_image *image;
    struct ht_frame frame = resolve_one(SAMPLE, 0x400011f9, &(struct ht_symbolizer_settings){0}, &image);
    assert_int_equal(frame.role, HT_ROLE_ROM);
    assert_int_equal(frame.source, HT_SOURCE_SYMTAB);
    assert_string_equal(frame.locations[0].function, "memcpy");
    assert_int_equal(frame.offset, 4);
    assert_null(frame.locations[0].file);
    ht_elf_image_close(image);
}

/* No debug information: the symbol, and how far behind its start. */
static void without_dwarf(void **state)
{
    (void)state;
    static struct elf_maker maker;
    static const uint8_t code[64];
    elf_maker_init(&maker, EM_XTENSA, ET_EXEC);
    uint16_t text = elf_maker_code(&maker, 0x42000000, code, sizeof code);
    elf_maker_symbol(&maker, "_Znwj", 0x42000000, 16, STB_GLOBAL, STT_FUNC, text);
    elf_maker_symbol(&maker, "malloc", 0x42000010, 16, STB_GLOBAL, STT_FUNC, text);
    elf_maker_finish(&maker);
    struct ht_elf_image *image;
    struct ht_frame items[] = {{.pc = 0x42000006}, {.pc = 0x42000010}, {.pc = 0x42000011}, {.pc = 0x42000030}};
    struct ht_frames frames = {.items = items, .count = 4};
    assert_null(ht_elf_image_open_memory("made.elf", maker.bytes, maker.size, &image));
    assert_null(ht_symbolize(&arena, &image, 1, ht_chip_find("esp32s3"), &(struct ht_symbolizer_settings){0}, &frames));
    assert_string_equal(items[0].locations[0].function, "operator new");
    assert_string_equal(items[0].locations[0].mangled, "_Znwj");
    assert_int_equal(items[0].offset, 5);
    assert_string_equal(items[1].locations[0].function, "operator new"); /* its last call: it never returns */
    assert_string_equal(items[2].locations[0].function, "malloc");
    assert_int_equal(items[2].offset, 0);
    assert_int_equal(items[3].role, HT_ROLE_UNRESOLVED);
    ht_elf_image_close(image);
}

/* The application first, then another ELF: the first that knows a PC answers. */
static void the_first_elf_that_knows(void **state)
{
    (void)state;
    struct ht_elf_image *images[2];
    assert_null(ht_elf_image_open("testdata/elf/inlined.elf", &images[0]));
    assert_null(ht_elf_image_open(SAMPLE, &images[1]));
    struct ht_frame items[] = {{.pc = 0x4200009e}, {.pc = 0x42000f3d}};
    struct ht_frames frames = {.items = items, .count = 2};
    assert_null(ht_symbolize(&arena, images, 2, ht_chip_find("esp32s3"), &(struct ht_symbolizer_settings){0}, &frames));
    assert_int_equal(items[0].elf, 0);
    assert_string_equal(items[0].locations[0].function, "esp_crt_copy_asn1");
    assert_int_equal(items[1].elf, 1);
    assert_string_equal(items[1].locations[0].function, "app_main");
    ht_elf_image_close(images[0]);
    ht_elf_image_close(images[1]);
}

/* The address of a function of an ELF, by its name in the symbol table. */
static uint32_t address_of(struct ht_elf_image *image, const char *name)
{
    struct ht_elf_symbol symbol;
    for (size_t i = 0; i < ht_elf_image_symbol_count(image); i++) {
        if (ht_elf_image_symbol(image, i, &symbol) && strcmp(ht_elf_image_symbol_name(image, &symbol), name) == 0)
            return (uint32_t)symbol.addr;
    }
    fail_msg("no symbol %s", name);
    return 0;
}

/* DWARF has a line and no function for assembly, and no linker's name for lambdas. */
static void names_that_dwarf_leaves_out(void **state)
{
    (void)state;
    static const struct {
        const char *symbol, *function;
    } cases[] = {
        {"asm_function", "asm_function"},
        {"_ZZN5outer11with_lambdaEiENKUliE_clEi", "outer::with_lambda(int)::{lambda(int)#1}::operator()"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_elf_image *image;
        assert_null(ht_elf_image_open("testdata/elf/dwarf_mixed.elf", &image));
        uint32_t addr = address_of(image, cases[i].symbol);
        ht_elf_image_close(image);
        struct ht_frame frame =
            resolve_one("testdata/elf/dwarf_mixed.elf", addr + 1, &(struct ht_symbolizer_settings){0}, &image);
        assert_int_equal(frame.source, HT_SOURCE_DWARF);
        assert_int_equal(frame.location_count, 1);
        assert_string_equal(frame.locations[0].function, cases[i].function);
        assert_true(frame.locations[0].line > 0);
        ht_elf_image_close(image);
        frame = resolve_one("testdata/elf/dwarf_mixed.elf", addr + 1,
                            &(struct ht_symbolizer_settings){.no_demangle = true}, &image);
        assert_string_equal(frame.locations[0].function, cases[i].symbol);
        ht_elf_image_close(image);
    }
}

/* What one resolution warns of, or NULL. */
static const char *split_warning(const char *path, const uint32_t *pcs, size_t count)
{
    struct ht_frame frames[4];
    for (size_t i = 0; i < count; i++)
        frames[i].pc = pcs[i];
    struct ht_elf_image *image;
    assert_null(ht_elf_image_open(path, &image));
    assert_null(ht_elf_image_warnings(image));
    assert_null(ht_symbolize(&arena, &image, 1, NULL, &(struct ht_symbolizer_settings){0},
                             &(struct ht_frames){.items = frames, .count = count}));
    const char *const *warnings = ht_elf_image_warnings(image);
    if (warnings)
        assert_null(warnings[1]);
    const char *told = warnings ? ht_arena_strdup(&arena, warnings[0]) : NULL;
    ht_elf_image_close(image);
    return told;
}

/* Lines are in the ELF, functions in .dwo files: the warning says in which. */
static void functions_in_files_that_are_not_read(void **state)
{
    (void)state;
    static const char *const elfs[] = {"dwarf_split4", "dwarf_split5"};
    for (size_t i = 0; i < 2; i++) {
        char path[64], expected[300];
        snprintf(path, sizeof path, "testdata/elf/%s.elf", elfs[i]);
        struct ht_elf_image *image;
        assert_null(ht_elf_image_open(path, &image));
        uint32_t start = address_of(image, "_start") + 2, callee = address_of(image, "lto_outer") + 2;
        uint32_t sink = address_of(image, "sink") + 2;
        ht_elf_image_close(image);

        assert_null(split_warning(path, (const uint32_t[]){0x10, 0x50000000}, 2)); /* nobody's */
        snprintf(expected, sizeof expected,
                 "compiled with -gsplit-dwarf: the functions of 1 PC stand in ../build/testdata/elf/%s_start.dwo, "
                 "which is not read; build without -gsplit-dwarf to see them",
                 elfs[i]);
        assert_string_equal(split_warning(path, (const uint32_t[]){start}, 1), expected);
        snprintf(expected, sizeof expected,
                 "compiled with -gsplit-dwarf: the functions of 4 PCs stand in ../build/testdata/elf/%s_callee.dwo "
                 "and 1 other .dwo file, which are not read; build without -gsplit-dwarf to see them",
                 elfs[i]);
        assert_string_equal(split_warning(path, (const uint32_t[]){sink, start, callee, callee + 2}, 4), expected);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(every_call_site_of_the_sample, set_up, tear_down),
        cmocka_unit_test_setup_teardown(linker_names_on_demand, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_inline_stack, set_up, tear_down),
        cmocka_unit_test_setup_teardown(raw_pc_looks_up_the_pc, set_up, tear_down),
        cmocka_unit_test_setup_teardown(roles_without_an_answer, set_up, tear_down),
        cmocka_unit_test_setup_teardown(data_in_shared_memory, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rom_functions_by_absolute_symbols, set_up, tear_down),
        cmocka_unit_test_setup_teardown(without_dwarf, set_up, tear_down),
        cmocka_unit_test_setup_teardown(the_first_elf_that_knows, set_up, tear_down),
        cmocka_unit_test_setup_teardown(names_that_dwarf_leaves_out, set_up, tear_down),
        cmocka_unit_test_setup_teardown(functions_in_files_that_are_not_read, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
