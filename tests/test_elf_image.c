#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <zlib.h>
#include <zstd.h>

#include "base/arena.h"
#include "elf/image.h"
#include "elf/sections.h"
#include "elf_maker.h"
#include "symbols/search.h"

#define SAMPLE "testdata/elf/inlined.elf"
#define BASE 0x42000000u

static struct elf_maker maker;

/* What an ELF is refused with; the words must stand in the message. */
static void assert_refused(const void *bytes, size_t size, const char *words)
{
    struct ht_elf_image *image = NULL;
    struct ht_error *error = ht_elf_image_open_memory("given.elf", bytes, size, &image);
    assert_non_null(error);
    assert_null(image);
    assert_int_equal(error->code, HT_ERROR_INPUT);
    assert_string_equal(error->path, "given.elf");
    assert_non_null(error->hint);
    if (!strstr(error->message, words))
        fail_msg("\"%s\" does not say \"%s\"", error->message, words);
    ht_error_destroy(error);
}

static struct ht_elf_image *open_made(void)
{
    struct ht_elf_image *image;
    assert_null(ht_elf_image_open_memory("made.elf", maker.bytes, maker.size, &image));
    return image;
}

static bool warns(const struct ht_elf_image *image, const char *words)
{
    const char *const *warning = ht_elf_image_warnings(image);
    for (; warning && *warning; warning++) {
        if (strstr(*warning, words))
            return true;
    }
    return false;
}

static uint8_t *read_file(const char *path, size_t *size)
{
    enum { LIMIT = 1 << 20 };
    uint8_t *bytes = malloc(LIMIT);
    FILE *file = fopen(path, "rb");
    assert_non_null(file);
    assert_non_null(bytes);
    *size = fread(bytes, 1, LIMIT, file);
    fclose(file);
    return bytes;
}

static void what_the_sample_holds(void **state)
{
    (void)state;
    struct ht_elf_image *image;
    assert_null(ht_elf_image_open("testdata/btclock_v4.elf", &image));
    assert_int_equal(ht_elf_image_machine(image), HT_MACHINE_XTENSA);
    assert_false(ht_elf_image_big_endian(image));
    assert_int_equal(ht_elf_image_address_size(image), 4);
    assert_string_equal(ht_elf_image_build_id(image), "f908a65ab58ebc87b8c221372e7ccd79727d5f8d");
    assert_null(ht_elf_image_warnings(image));
    assert_true(ht_elf_image_is_code(image, 0x42000020));
    assert_true(ht_elf_image_is_code(image, 0x40374000));
    assert_false(ht_elf_image_is_code(image, 0x3c120000));
    assert_false(ht_elf_image_is_code(image, 0x42000000));
    assert_false(ht_elf_image_is_code(image, 0));
    assert_true(ht_elf_image_section(image, ".debug_info").size == 0x30b2);
    assert_null(ht_elf_image_section(image, ".debug_types").data);
    struct ht_elf_symbol symbol;
    assert_int_equal(ht_elf_image_symbol_count(image), 121);
    assert_false(ht_elf_image_symbol(image, 0, &symbol));
    assert_false(ht_elf_image_symbol(image, 121, &symbol));
    assert_true(ht_elf_image_symbol(image, 53, &symbol));
    assert_string_equal(ht_elf_image_symbol_name(image, &symbol), "esp_tls_init");
    assert_int_equal(symbol.addr, 0x42000400);
    assert_true(symbol.function && symbol.global && !symbol.absolute);
    assert_null(ht_elf_image_read(image, 0x42000020 + 0xf98 - 2, 3));
    assert_non_null(ht_elf_image_read(image, 0x42000020 + 0xf98 - 3, 3));
    assert_null(ht_elf_image_read(image, 0x42000020, SIZE_MAX));
    struct ht_elf_bytes info = ht_elf_image_section(image, ".debug_info");
    uint8_t first = info.data[0], last = info.data[info.size - 1];
    ht_elf_image_drop_pages(image); /* and they come back */
    assert_true(info.data[0] == first && info.data[info.size - 1] == last);
    assert_string_equal(ht_elf_image_symbol_name(image, &symbol), "esp_tls_init");
    ht_elf_image_close(image);
}

/* Any ELF will do: this one is of the host. */
static void the_hosts_own(void **state)
{
    (void)state;
    struct ht_elf_image *image;
    assert_null(ht_elf_image_open("/proc/self/exe", &image));
    assert_int_equal(ht_elf_image_address_size(image), 8 * (sizeof(void *) == 8) + 4 * (sizeof(void *) == 4));
    assert_true(ht_elf_image_symbol_count(image) > 10);
    ht_elf_image_close(image);
}

static void things_that_are_no_elf(void **state)
{
    (void)state;
    static const struct {
        const char *bytes, *words;
    } cases[] = {
        {"", "empty"},
        {"{\"count\":1,\"leaks\":[]}", "JSON"},
        {"\n [1]", "JSON"},
        {"I (12) boot: hello\r\n", "text"},
        {"!<arch>\nfoo.o/", "archive"},
        {"!<thin>\nfoo.o/", "archive"},
        {"\xe9\x04\x02\x4f\x01\x02", "flash image"},
        {"\x1f\x8b\x08\x01", "gzip"},
        {"\x28\xb5\x2f\xfd\x01", "zstd"},
        {"PK\x03\x04\x01", "zip"},
        {"MZ\x90\x01", "Windows"},
        {"UF2\n\x57\x51", "UF2"},
        {"\177ELF", "cut off"},
        {"\x01\x02\x03\x04\x05", "no ELF"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_refused(cases[i].bytes, strlen(cases[i].bytes), cases[i].words);
}

static void files_that_cannot_be_read(void **state)
{
    (void)state;
    static const struct {
        const char *path;
        enum ht_error_code code;
    } cases[] = {
        {"testdata", HT_ERROR_INPUT},
        {"testdata/no-such.elf", HT_ERROR_IO},
        {"/dev/null", HT_ERROR_INPUT},
        {"testdata/window_90s.json", HT_ERROR_INPUT},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct ht_elf_image *image;
        struct ht_error *error = ht_elf_image_open(cases[i].path, &image);
        assert_non_null(error);
        assert_int_equal(error->code, cases[i].code);
        assert_string_equal(error->path, cases[i].path);
        ht_error_destroy(error);
    }
}

static void elfs_of_another_type(void **state)
{
    (void)state;
    static const struct {
        uint16_t type;
        const char *words;
    } cases[] = {{ET_REL, "object file"}, {ET_CORE, "core dump"}, {ET_NONE, "neither"}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        elf_maker_init(&maker, EM_XTENSA, cases[i].type);
        elf_maker_finish(&maker);
        assert_refused(maker.bytes, maker.size, cases[i].words);
    }
}

/* Makes an ELF with a function, then spoils its header or a section header. */
static void make_plain(void)
{
    elf_maker_init(&maker, EM_RISCV, ET_EXEC);
    uint16_t text = elf_maker_code(&maker, BASE, "\1\0\1\0\1\0\1\0", 8);
    elf_maker_symbol(&maker, "f", BASE, 8, STB_GLOBAL, STT_FUNC, text);
    elf_maker_finish(&maker);
}

static void tables_past_the_end(void **state)
{
    (void)state;
    make_plain();
    Elf32_Ehdr header = maker.header;
    static const Elf32_Off offsets[] = {1 << 20, UINT32_MAX, UINT32_MAX - 100};
    for (size_t i = 0; i < sizeof offsets / sizeof *offsets; i++) {
        header = maker.header;
        header.e_shoff = offsets[i];
        elf_maker_put_header(&maker, &header);
        assert_refused(maker.bytes, maker.size, "past its end");
        header = maker.header;
        header.e_phoff = offsets[i];
        elf_maker_put_header(&maker, &header);
        assert_refused(maker.bytes, maker.size, "past its end");
    }
    header = maker.header;
    header.e_shnum = 60000;
    elf_maker_put_header(&maker, &header);
    assert_refused(maker.bytes, maker.size, "past its end");
    header = maker.header;
    header.e_phnum = 60000;
    elf_maker_put_header(&maker, &header);
    assert_refused(maker.bytes, maker.size, "past its end");
    header = maker.header;
    header.e_shentsize = 1;
    elf_maker_put_header(&maker, &header);
    assert_refused(maker.bytes, maker.size, "impossible size");
}

static void a_section_past_the_end(void **state)
{
    (void)state;
    static const Elf32_Shdr spoilt[] = {
        {.sh_type = SHT_PROGBITS, .sh_offset = 1 << 24, .sh_size = 1},
        {.sh_type = SHT_PROGBITS, .sh_offset = 64, .sh_size = UINT32_MAX},
        {.sh_type = SHT_STRTAB, .sh_offset = UINT32_MAX, .sh_size = UINT32_MAX},
    };
    for (size_t i = 0; i < sizeof spoilt / sizeof *spoilt; i++) {
        make_plain();
        elf_maker_put_section(&maker, 1, &spoilt[i]);
        assert_refused(maker.bytes, maker.size, "lies past its end");
    }
    /* .bss has no bytes: it may claim what it likes */
    make_plain();
    Elf32_Shdr bss = {.sh_type = SHT_NOBITS, .sh_offset = UINT32_MAX, .sh_size = UINT32_MAX};
    elf_maker_put_section(&maker, 1, &bss);
    ht_elf_image_close(open_made());
}

#define TEXT_SIZE 5000

static void make_compressed(unsigned type, const void *packed, size_t packed_size, Elf32_Word claimed)
{
    static uint8_t bytes[TEXT_SIZE + 100];
    Elf32_Chdr header = {.ch_type = type, .ch_size = claimed, .ch_addralign = 1};
    elf_struct_put(bytes, &header, sizeof header, ELF_T_CHDR);
    memcpy(bytes + sizeof header, packed, packed_size);
    elf_maker_init(&maker, EM_XTENSA, ET_EXEC);
    elf_maker_section(&maker, ".debug_str", SHT_PROGBITS, SHF_COMPRESSED, bytes, sizeof header + packed_size);
    elf_maker_finish(&maker);
}

static void check_decompressed(const uint8_t *text)
{
    struct ht_elf_image *image = open_made();
    for (int again = 0; again < 2; again++) {
        struct ht_elf_bytes section = ht_elf_image_section(image, ".debug_str");
        assert_int_equal(section.size, text ? TEXT_SIZE : 0);
        if (text)
            assert_memory_equal(section.data, text, TEXT_SIZE);
    }
    assert_int_equal(warns(image, ".debug_str cannot be decompressed"), !text);
    ht_elf_image_close(image);
}

static void compressed_sections(void **state)
{
    (void)state;
    static uint8_t text[TEXT_SIZE], packed[TEXT_SIZE + 100];
    for (size_t i = 0; i < sizeof text; i++)
        text[i] = (uint8_t)("the same again and again"[i % 24] + (i % 7 == 0));
    uLongf zlib_size = sizeof packed;
    assert_int_equal(compress(packed, &zlib_size, text, sizeof text), Z_OK);
    make_compressed(ELFCOMPRESS_ZLIB, packed, zlib_size, TEXT_SIZE);
    check_decompressed(text);
    make_compressed(ELFCOMPRESS_ZLIB, packed, zlib_size / 2, TEXT_SIZE);
    check_decompressed(NULL);
    make_compressed(ELFCOMPRESS_ZLIB, packed, zlib_size, TEXT_SIZE - 1);
    check_decompressed(NULL);
    make_compressed(ELFCOMPRESS_ZLIB, packed, zlib_size, UINT32_MAX);
    check_decompressed(NULL);
    make_compressed(77, packed, zlib_size, TEXT_SIZE);
    check_decompressed(NULL);
    size_t zstd_size = ZSTD_compress(packed, sizeof packed, text, sizeof text, 3);
    assert_false(ZSTD_isError(zstd_size));
    make_compressed(HT_ELFCOMPRESS_ZSTD, packed, zstd_size, TEXT_SIZE);
    check_decompressed(text);
    make_compressed(HT_ELFCOMPRESS_ZSTD, packed, zstd_size, TEXT_SIZE + 1);
    check_decompressed(NULL);
    make_compressed(HT_ELFCOMPRESS_ZSTD, packed, 1, TEXT_SIZE);
    check_decompressed(NULL);
}

/* ".zdebug_": as binutils compressed before SHF_COMPRESSED. */
static void compressed_the_old_way(void **state)
{
    (void)state;
    static uint8_t text[TEXT_SIZE], packed[TEXT_SIZE + 100] = "ZLIB\0\0\0\0\0\0\x13\x88";
    memset(text, 'x', sizeof text);
    uLongf size = sizeof packed - 12;
    assert_int_equal(compress(packed + 12, &size, text, sizeof text), Z_OK);
    elf_maker_init(&maker, EM_XTENSA, ET_EXEC);
    elf_maker_section(&maker, ".zdebug_str", SHT_PROGBITS, 0, packed, size + 12);
    elf_maker_finish(&maker);
    check_decompressed(text);
}

static void missing_debug_information(void **state)
{
    (void)state;
    make_plain();
    struct ht_elf_image *image = open_made();
    assert_true(warns(image, "no debug information"));
    ht_elf_image_close(image);
    elf_maker_init(&maker, EM_RISCV, ET_EXEC);
    elf_maker_code(&maker, BASE, "\1\0\1\0", 4);
    elf_maker_section(&maker, ".gnu_debuglink", SHT_PROGBITS, 0, "app.debug\0\0\0crc", 16);
    elf_maker_finish(&maker);
    image = open_made();
    assert_true(warns(image, "stripped"));
    assert_true(warns(image, "app.debug"));
    ht_elf_image_close(image);
}

static const char *name_at(struct ht_elf_image *image, uint64_t addr)
{
    struct ht_symbol_query query = {.addr = addr};
    assert_null(ht_symbol_search(image, ht_chip_find("esp32s3"), &query, 1));
    return query.found ? query.name : "none";
}

static void symbols_of_an_address(void **state)
{
    (void)state;
    static const uint8_t code[256];
    elf_maker_init(&maker, EM_XTENSA, ET_EXEC);
    uint16_t text = elf_maker_code(&maker, BASE, code, sizeof code);
    elf_maker_symbol(&maker, "valloc", BASE, 32, STB_WEAK, STT_FUNC, text);
    elf_maker_symbol(&maker, "malloc", BASE, 32, STB_GLOBAL, STT_FUNC, text);
    elf_maker_symbol(&maker, "a_local", BASE, 32, STB_LOCAL, STT_FUNC, text);
    elf_maker_symbol(&maker, "_text_start", BASE, 0, STB_GLOBAL, STT_NOTYPE, text);
    elf_maker_symbol(&maker, ".Lbranch", BASE + 4, 0, STB_LOCAL, STT_NOTYPE, text);
    elf_maker_symbol(&maker, "$x", BASE + 4, 0, STB_LOCAL, STT_NOTYPE, text);
    elf_maker_symbol(&maker, "inside", BASE + 8, 0, STB_LOCAL, STT_NOTYPE, text);
    elf_maker_symbol(&maker, "data", BASE + 12, 4, STB_GLOBAL, STT_OBJECT, text);
    elf_maker_symbol(&maker, "assembly", BASE + 64, 0, STB_GLOBAL, STT_FUNC, text);
    elf_maker_symbol(&maker, "after", BASE + 128, 16, STB_GLOBAL, STT_FUNC, text);
    elf_maker_symbol(&maker, "memcpy", 0x400011f4, 0, STB_GLOBAL, STT_NOTYPE, SHN_ABS);
    elf_maker_symbol(&maker, "memset", 0x400011e8, 0, STB_GLOBAL, STT_NOTYPE, SHN_ABS);
    elf_maker_symbol(&maker, "GPIO", 0x60004000, 0, STB_GLOBAL, STT_NOTYPE, SHN_ABS);
    elf_maker_symbol(&maker, "a_size", BASE + 100, 0, STB_GLOBAL, STT_NOTYPE, SHN_ABS);
    elf_maker_finish(&maker);
    struct ht_elf_image *image = open_made();
    assert_string_equal(name_at(image, BASE), "malloc");
    assert_string_equal(name_at(image, BASE + 31), "malloc");
    assert_string_equal(name_at(image, BASE + 32), "none");
    assert_string_equal(name_at(image, BASE + 64), "assembly");
    assert_string_equal(name_at(image, BASE + 120), "assembly");
    assert_string_equal(name_at(image, BASE + 143), "after");
    assert_string_equal(name_at(image, BASE + 144), "none");
    assert_string_equal(name_at(image, BASE - 1), "none");
    assert_string_equal(name_at(image, 0x400011f0), "memset");
    assert_string_equal(name_at(image, 0x40005000), "memcpy");
    assert_string_equal(name_at(image, 0x40060000), "none");
    assert_string_equal(name_at(image, 0x60004000), "none");
    /* All at once: the same answers. */
    struct ht_symbol_query queries[] = {{.addr = BASE + 31}, {.addr = BASE + 32},  {.addr = BASE + 70},
                                        {.addr = BASE + 90}, {.addr = BASE + 130}, {.addr = BASE + 200}};
    static const char *const names[] = {"malloc", NULL, "assembly", "assembly", "after", NULL};
    assert_null(ht_symbol_search(image, NULL, queries, 6));
    for (size_t i = 0; i < 6; i++) {
        assert_int_equal(queries[i].found, names[i] != NULL);
        if (names[i])
            assert_string_equal(queries[i].name, names[i]);
    }
    ht_elf_image_close(image);
}

/* Everything that a run asks of an ELF. */
static void use(const uint8_t *bytes, size_t size)
{
    static const char *const sections[] = {".debug_info", ".debug_line", ".debug_str", ".symtab", ".text"};
    struct ht_elf_image *image;
    struct ht_error *error = ht_elf_image_open_memory("spoilt.elf", bytes, size, &image);
    if (error) {
        assert_int_equal(error->code, HT_ERROR_INPUT);
        ht_error_destroy(error);
        return;
    }
    unsigned sum = 0;
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++) {
        struct ht_elf_bytes section = ht_elf_image_section(image, sections[i]);
        for (size_t k = 0; k < section.size; k += 61)
            sum += section.data[k];
    }
    struct ht_symbol_query query = {.addr = 0x42000040};
    assert_null(ht_symbol_search(image, ht_chip_find("esp32s3"), &query, 1));
    if (query.found)
        sum += (unsigned)strlen(query.name);
    const uint8_t *code = ht_elf_image_read(image, 0x42000040, 4);
    if (code)
        sum += code[0] + code[3];
    assert_true(sum < UINT32_MAX);
    ht_elf_image_close(image);
}

/* A copy of the exact size, so that the sanitizer sees a byte too far. */
static void use_copy(const uint8_t *bytes, size_t size)
{
    uint8_t *copy = malloc(size + (size == 0));
    assert_non_null(copy);
    memcpy(copy, bytes, size);
    use(copy, size);
    free(copy);
}

static void flipped_bits(void **state)
{
    (void)state;
    size_t size;
    uint8_t *bytes = read_file(SAMPLE, &size);
    Elf32_Ehdr header;
    elf_struct_get(&header, bytes, sizeof header, ELF_T_EHDR);
    size_t program_end = header.e_phoff + (size_t)header.e_phnum * header.e_phentsize;
    for (size_t i = 0; i < size;) {
        bool headers = i < program_end || i >= header.e_shoff;
        for (int bit = 0; bit < 8; bit++) {
            bytes[i] ^= (uint8_t)(1 << bit);
            use(bytes, size);
            bytes[i] ^= (uint8_t)(1 << bit);
        }
        i += headers ? 1 : 64;
    }
    free(bytes);
}

static void cut_off(void **state)
{
    (void)state;
    size_t size;
    uint8_t *bytes = read_file(SAMPLE, &size);
    for (size_t length = 0; length < size; length += length < 200 ? 1 : 61) {
        struct ht_elf_image *image;
        struct ht_error *error = ht_elf_image_open_memory("cut.elf", bytes, length, &image);
        assert_non_null(error); /* the section headers stand at the end */
        ht_error_destroy(error);
        use_copy(bytes, length);
    }
    free(bytes);
}

/* The same for an ELF whose sections are compressed and whose tables stand in other places. */
static void flipped_bits_of_a_made_one(void **state)
{
    (void)state;
    static uint8_t text[TEXT_SIZE], packed[TEXT_SIZE];
    uLongf size = sizeof packed;
    assert_int_equal(compress(packed, &size, text, sizeof text), Z_OK);
    make_compressed(ELFCOMPRESS_ZLIB, packed, size, TEXT_SIZE);
    for (size_t i = 0; i < maker.size; i++) {
        for (int bit = 0; bit < 8; bit++) {
            maker.bytes[i] ^= (uint8_t)(1 << bit);
            use_copy(maker.bytes, maker.size);
            maker.bytes[i] ^= (uint8_t)(1 << bit);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_the_sample_holds),
        cmocka_unit_test(the_hosts_own),
        cmocka_unit_test(things_that_are_no_elf),
        cmocka_unit_test(files_that_cannot_be_read),
        cmocka_unit_test(elfs_of_another_type),
        cmocka_unit_test(tables_past_the_end),
        cmocka_unit_test(a_section_past_the_end),
        cmocka_unit_test(compressed_sections),
        cmocka_unit_test(compressed_the_old_way),
        cmocka_unit_test(missing_debug_information),
        cmocka_unit_test(symbols_of_an_address),
        cmocka_unit_test(flipped_bits),
        cmocka_unit_test(cut_off),
        cmocka_unit_test(flipped_bits_of_a_made_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
