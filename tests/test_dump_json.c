#include "dump_fixture.h"

#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>

static const char two_records[] =
    "{\"count\":2,\"capacity\":256,\"leaks\":["
    "{\"sz\":81,\"addr\":\"0x3fca7a68\",\"cc\":4201719481,\"pcs\":[\"0x40374015\",\"0x42000069\"]},"
    "{\"sz\":4294967295,\"addr\":\"3FCA7A6C\",\"cc\":0,\"pcs\":[1077362709,\"0x0\",\"0x42000069\"]}]}";

static void device_layout(void **state)
{
    (void)state;
    struct dump_fixture f;
    dump_text(&f, two_records);
    assert_null(f.error);
    assert_int_equal(f.trace.window_count, 1);
    assert_int_equal(f.window->format, HT_DUMP_JSON);
    assert_int_equal(f.window->record_count, 2);
    assert_int_equal(f.window->declared_count, 2);
    assert_int_equal(f.window->capacity, 256);
    assert_int_equal(f.window->depth, 2);
    assert_int_equal(f.window->warning_count, 0);
    assert_int_equal(f.window->overflowed, -1);
    const struct ht_record *records = f.window->records;
    assert_int_equal(records[0].size, 81);
    assert_int_equal(records[0].addr, 0x3fca7a68);
    assert_true(records[0].ccount == 4201719481);
    assert_int_equal(records[0].cpu, 1);
    assert_int_equal(records[0].t_us, HT_UNKNOWN);
    assert_int_equal(records[1].index, 1);
    assert_true(records[1].size == 4294967295);
    assert_int_equal(records[1].addr, 0x3fca7a6c);
    assert_int_equal(f.trace.chains.items[records[1].chain].depth, 1);
    assert_int_equal(f.trace.chains.items[records[1].chain].pcs[0], 0x40374015);
    dump_done(&f);
}

static void the_same_chain_has_one_number(void **state)
{
    (void)state;
    struct dump_fixture f;
    /* Padding zeros and the end marker of old Xtensa stacks are no part of a chain. */
    dump_text(&f, "{\"leaks\":[{\"sz\":1,\"addr\":1,\"cc\":0,\"pcs\":[\"0x42000069\"]},"
                  "{\"sz\":1,\"addr\":1,\"cc\":0,\"pcs\":[\"42000069\",\"0x0\",\"(nil)\"]},"
                  "{\"sz\":1,\"addr\":1,\"cc\":0,\"pcs\":[\"0X42000069\",\"0x40000000\"]},"
                  "{\"sz\":1,\"addr\":1,\"cc\":0,\"pcs\":[]}]}");
    assert_null(f.error);
    assert_int_equal(f.trace.chains.count, 2);
    for (int i = 0; i < 3; i++)
        assert_int_equal(f.window->records[i].chain, 0);
    assert_int_equal(f.trace.chains.items[1].depth, 0);
    assert_int_equal(f.window->depth, 1);
    dump_done(&f);
}

static void optional_fields(void **state)
{
    (void)state;
    struct dump_fixture f;
    dump_text(&f, "\xef\xbb\xbf\r\n { \"window_s\" : 600.5,\r\n\t\"cpu_hz\":160000000, \"elf_sha256\":\"0aF3\","
                  "\"overflowed\":true,\"total_allocations\":5e2,\"total_frees\":400,\"high_water_mark\":256,"
                  "\"idf_version\":\"v5.3.1\",\"chip\":\"esp32s3\\u0021\",\"count\":3,\"leaks\":["
                  "{\"task\":\"mqtt\",\"sz\":1,\"addr\":\"0x3fca0000\",\"cc\":0,\"pcs\":[],\"t_us\":90071992547,"
                  "\"caps\":\"0x1800\",\"later\":{\"deep\":[[{}]]}},"
                  "{\"freed\":true,\"sz\":1,\"addr\":\"0x3fca0000\",\"cc\":0,\"pcs\":[]},"
                  "{\"freed\":false,\"task\":\"mqtt\",\"sz\":81.0,\"addr\":\"0x3fca0000\",\"cc\":0,\"pcs\":[]}"
                  "]}\r\n\n ");
    assert_null(f.error);
    assert_true(f.window->seconds == 600.5);
    assert_int_equal(f.window->cpu_hz, 160000000);
    assert_string_equal(f.window->elf_sha256, "0aF3");
    assert_int_equal(f.window->overflowed, 1);
    assert_int_equal(f.window->total_allocations, 500);
    assert_int_equal(f.window->total_frees, 400);
    assert_int_equal(f.window->high_water_mark, 256);
    assert_string_equal(f.window->firmware.idf_version, "v5.3.1");
    assert_string_equal(f.window->firmware.chip, "esp32s3!");
    assert_int_equal(f.window->record_count, 2);
    assert_int_equal(f.window->skipped, 1);
    assert_int_equal(f.window->records[0].t_us, 90071992547);
    assert_int_equal(f.window->records[0].caps, 0x1800);
    assert_int_equal(f.window->records[0].task, 1);
    assert_int_equal(f.window->records[1].task, 1);
    assert_int_equal(f.window->records[1].index, 2);
    assert_int_equal(f.window->records[1].size, 81);
    assert_string_equal(f.trace.tasks[0], "mqtt");
    assert_int_equal(f.window->warning_count, 0);
    dump_done(&f);
    dump_text(&f, "{\"duration_ms\":90000,\"leaks\":[]}");
    assert_null(f.error);
    assert_true(f.window->seconds == 90);
    dump_done(&f);
}

static void freed_records_are_kept_apart(void **state)
{
    (void)state;
    struct dump_fixture f;
    /* Whether a record is freed may stand before or behind who freed it. */
    dump_text(&f, "{\"leaks\":[{\"sz\":1,\"addr\":1,\"cc\":1,\"pcs\":[1],\"fb\":[\"0x42000010\",2,0],\"freed\":true,"
                  "\"t_us\":5,\"t_freed_us\":9},"
                  "{\"sz\":2,\"addr\":1,\"cc\":0,\"pcs\":[],\"fb\":[3]},"
                  "{\"sz\":3,\"addr\":1,\"cc\":0,\"pcs\":[],\"freed\":1,\"fb\":[0]},"
                  "{\"sz\":4,\"addr\":1,\"cc\":0,\"pcs\":[],\"freed\":1,\"fb\":[]},"
                  "{\"sz\":0,\"addr\":0,\"cc\":0,\"pcs\":[],\"freed\":1}]}");
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 1);
    assert_int_equal(f.window->records[0].size, 2);
    assert_int_equal(f.window->records[0].freed_by, HT_NO_CHAIN);
    assert_int_equal(f.window->freed_count, 3);
    assert_int_equal(f.window->skipped, 4);
    const struct ht_record *freed = f.window->freed;
    assert_int_equal(freed[0].index, 0);
    assert_int_equal(freed[0].cpu, 1);
    assert_int_equal(freed[0].t_us, 5);
    assert_int_equal(freed[0].t_freed_us, 9);
    assert_int_equal(f.trace.chains.items[freed[0].freed_by].depth, 2);
    assert_int_equal(f.trace.chains.items[freed[0].freed_by].pcs[1], 2);
    assert_int_equal(freed[1].index, 2);
    assert_int_equal(freed[1].freed_by, HT_NO_CHAIN);
    assert_int_equal(freed[2].freed_by, HT_NO_CHAIN);
    assert_int_equal(freed[2].t_freed_us, HT_UNKNOWN);
    dump_done(&f);
    dump_text(&f, "{\"r\":[{\"s\":8,\"a\":\"0x3fca0000\",\"f\":1,\"c\":[],\"fb\":[\"0x42000010\"]}]}");
    assert_null(f.error);
    assert_int_equal(f.window->freed_count, 1);
    assert_int_equal(f.trace.chains.items[f.window->freed[0].freed_by].pcs[0], 0x42000010);
    dump_done(&f);
    static const char *const odd[] = {"7", "{}", "[\"x\"]", "[[1]]", "[1,4294967296]"};
    for (size_t i = 0; i < sizeof odd / sizeof *odd; i++) {
        char text[128];
        snprintf(text, sizeof text, "{\"leaks\":[{\"sz\":8,\"addr\":1,\"cc\":0,\"pcs\":[],\"fb\":%s}]}", odd[i]);
        assert_warned(text, "bad-field", 1, 11, "1 record whose fb is no array of addresses: ignored");
    }
}

static void unknown_keys_hold_anything(void **state)
{
    (void)state;
    char text[4096] =
        "{\"count\":0,\"Leaks\":3,\"LEAKS\":[1],\"leaks\\u0000x\":[1],\"r\":7,\"total\":\"x\",\"records\":[],\"x\":";
    for (int i = 0; i < 1000; i++)
        strcat(text, "[");
    for (int i = 0; i < 1000; i++)
        strcat(text, "]");
    strcat(text, ",\"x\":1e400,\"l\\u0065aks\":[]}");
    assert_clean(text, 0);
    assert_clean(
        "{\"leaks\":[{\"sz\":1,\"addr\":1,\"cc\":0,\"pcs\":[],\"SZ\":-1,\"Pcs\":0,\"x\":\"\\u0000\\ud83d\\ude00\"}]}",
        1);
}

static void values_that_are_no_values(void **state)
{
    (void)state;
#define RECORD(sz, addr, cc, pcs) "{\"leaks\":[\n{\"sz\":" sz ",\"addr\":" addr ",\"cc\":" cc ",\"pcs\":" pcs "}]}"
#define U32 " must be a whole number from 0 to 4294967295, found "
#define HEX " must be a hex address of at most 32 bits, found "
    assert_refused(RECORD("-3", "1", "0", "[]"), 2, 7, "record 1: sz" U32 "-3", NULL);
    assert_refused(RECORD("1.5", "1", "0", "[]"), 2, 7, "record 1: sz" U32 "1.5", NULL);
    assert_refused(RECORD("4294967296", "1", "0", "[]"), 2, 7, "record 1: sz" U32 "4294967296", NULL);
    assert_refused(RECORD("1e400", "1", "0", "[]"), 2, 7, "record 1: sz" U32 "1e400", NULL);
    assert_refused(RECORD("\"81\"", "1", "0", "[]"), 2, 7, "record 1: sz" U32 "\"81\"", NULL);
    assert_refused(RECORD("null", "1", "0", "[]"), 2, 7, "record 1: sz" U32 "null", NULL);
    assert_refused(RECORD("1", "\"0x3fzz\"", "0", "[]"), 2, 16, "record 1: addr" HEX "\"0x3fzz\"", NULL);
    assert_refused(RECORD("1", "\"0x\"", "0", "[]"), 2, 16, "record 1: addr" HEX "\"0x\"", NULL);
    assert_refused(RECORD("1", "\"0x3fca7a68\\u0000\"", "0", "[]"), 2, 16, "record 1: addr" HEX "\"0x3fca7a68\\u0000\"",
                   NULL);
    assert_refused(RECORD("1", "1", "[1]", "[]"), 2, 23, "record 1: cc" U32 "[1]", NULL);
    assert_refused(RECORD("1", "1", "0", "[\"0x42\",\"0x142000069\"]"), 2, 39, "record 1: PC 2" HEX "\"0x142000069\"",
                   NULL);
    assert_refused(RECORD("1", "1", "0", "[-1]"), 2, 32, "record 1: PC 1" HEX "-1", NULL);
    assert_refused(RECORD("1", "1", "0", "\"0x42\""), 2, 31,
                   "record 1: pcs must be an array of addresses, found \"0x42\"", NULL);
    assert_refused("{\"leaks\":[{\"sz\":1,\"pcs\":[]},7]}", 1, 29, "record 2: a record must be an object, found 7",
                   NULL);
    assert_refused("{\"leaks\":{\"sz\":1}}", 1, 10, "leaks must be an array of records, found {\"sz\":1}", NULL);
    assert_refused("{\"leaks\":[{\"sz\":1,\"pcs\":[]},{\"sz\":2}]}", 1, 29, "record 2: the key \"pcs\" is missing",
                   NULL);
    assert_refused("{\"leaks\":[{\"pcs\":[]}]}", 1, 11, "record 1: the key \"sz\" is missing", NULL);
    assert_refused("{\"leaks\":[{}]}", 1, 11, "record 1: the key \"sz\" is missing", NULL);
}

static void more_pcs_than_a_chain_holds(void **state)
{
    (void)state;
    for (size_t depth = HT_CHAIN_DEPTH_MAX; depth <= HT_CHAIN_DEPTH_MAX + 1; depth++) {
        char text[8192] = "{\"leaks\":[{\"sz\":1,\"addr\":1,\"cc\":0,\"pcs\":[1";
        for (size_t i = 1; i < depth; i++)
            strcat(text, ",1");
        strcat(text, "]}]}");
        struct dump_fixture f;
        dump_text(&f, text);
        assert_int_equal(f.error == NULL, depth == HT_CHAIN_DEPTH_MAX);
        dump_done(&f);
    }
}

static void malformed_text(void **state)
{
    (void)state;
    assert_refused("{\"leaks\":[{\"sz\":007,\"pcs\":[]}]}", 1, 18,
                   "record 1: malformed JSON: expected no digit after a leading 0, found '0'", NULL);
    assert_refused("{\"leaks\":[],}", 1, 13, "malformed JSON: expected a key in quotes, found '}'", NULL);
    assert_refused("{\"leaks\":[1,]}", 1, 11, "record 1: a record must be an object, found 1", NULL);
    assert_refused("{\"leaks\":[]}\n{\"leaks\":[]}", 2, 1,
                   "malformed JSON: expected nothing but white space after the closing brace, found '{'", NULL);
    assert_refused("{\"leaks\":[] \"x\":1}", 1, 13, "malformed JSON: expected ',' or '}', found '\"'", NULL);
    assert_refused("{\"leaks\":[{\"sz\":1,\"pcs\":[]}{", 1, 28,
                   "malformed JSON: expected ',' or ']' after a record, found '{'", NULL);
    assert_refused("{\"x\":\"a\tb\"}", 1, 8,
                   "malformed JSON: expected no control character in a string, found byte 0x09", NULL);
    assert_refused("{\"x\":\"\\q\"}", 1, 8, "malformed JSON: expected one of \"\\/bfnrtu after a backslash, found 'q'",
                   NULL);
    assert_refused("{\"x\":\"\\ud83dx\"}", 1, 9, "malformed JSON: expected a whole surrogate pair, found 'd'", NULL);
    assert_refused("{\"x\":nul}", 1, 9, "malformed JSON: expected true, false or null, found '}'", NULL);
    assert_refused("{\"x\":.5}", 1, 6, "malformed JSON: expected a value, found '.'", NULL);
    assert_refused("{\"x\":+5}", 1, 6, "malformed JSON: expected a value, found '+'", NULL);
    assert_refused("{\"x\":[{\"y\":1]}", 1, 13, "malformed JSON: expected ',' or '}', found ']'", NULL);
    assert_refused("{x:1}", 1, 2, "malformed JSON: expected a key in quotes, found 'x'", NULL);
    char text[2048] = "{\"x\":";
    for (int i = 0; i < 1001; i++)
        strcat(text, "[");
    assert_refused(text, 1, 1006, "malformed JSON: expected at most 1000 arrays and objects in one another, found '['",
                   NULL);
    assert_refused("{\"x\":1.23456789012345678901234567890123456789012345678901234567890123}", 1, 6,
                   "malformed JSON: expected a number of at most 63 characters, found '1'", NULL);
}

static void keys_stand_once(void **state)
{
    (void)state;
    assert_refused("{\"count\":1,\n\"count\":1,\"leaks\":[]}", 2, 1, "the key \"count\" stands there twice", NULL);
    assert_refused("{\"leaks\":[],\"leaks\":[]}", 1, 13, "the key \"leaks\" stands there twice", NULL);
    assert_refused("{\"leaks\":[{\"sz\":1,\"pcs\":[],\"s\\u007a\":1}]}", 1, 28,
                   "record 1: the key \"s\\u007a\" stands there twice", NULL);
}

static void oddities_are_told_once(void **state)
{
    (void)state;
    assert_warned("{\"count\":3,\"leaks\":[\n{\"sz\":0,\"addr\":\"(nil)\",\"cc\":0,\"pcs\":[]},"
                  "{\"sz\":0,\"addr\":\"0x0\",\"cc\":0,\"pcs\":[]},{\"sz\":1,\"addr\":\"0x4\",\"cc\":0,\"pcs\":[]}]}",
                  "empty-record", 2, 1, "2 records empty and left out: the trace was not stopped before it was dumped");
    assert_warned("{\"count\":3,\"leaks\":[{\"sz\":1,\"addr\":4,\"cc\":0,\"pcs\":[]}]}", "count-mismatch", 0, 0,
                  "the dump says it holds 3 records, and 1 stands there");
    assert_refused("{\"count\":3,\"leaks\":[]}", 1, 1, "the dump says it holds 3 records, and none stands there",
                   "stop the trace");
    assert_warned("{\"leaks\":[{\"sz\":1,\"addr\":1,\"pcs\":[]}]}", "missing-field", 1, 11,
                  "1 record without cc: when they were made is not known");
    assert_warned("{\"leaks\":[{\"sz\":1,\"cc\":1,\"pcs\":[]}]}", "missing-field", 1, 11, "1 record without addr");
    assert_warned("{\"leaks\":[{\"sz\":1,\"addr\":1,\"cc\":1,\"pcs\":[],\"task\":7}]}", "bad-field", 1, 11,
                  "1 record whose task is no name: ignored");
    assert_warned("{\"leaks\":[],\"cpu_hz\":-1}", "bad-field", 1, 22,
                  "cpu_hz must be a whole number of hertz, found -1: ignored");
    assert_warned("{\"leaks\":[],\"window_s\":1e400}", "bad-field", 1, 24,
                  "window_s must be a time above 0, found 1e400: ignored");
    assert_warned("{\"leaks\":[],\"elf_sha256\":\"xyz\"}", "bad-field", 1, 26,
                  "elf_sha256 must be hex digits, found \"xyz\": ignored");
    assert_warned("{\"leaks\":[],\"chip\":[1]}", "bad-field", 1, 20, "chip must be text, found [1]: ignored");
    assert_warned("{\"leaks\":[],\"overflowed\":1}", "bad-field", 1, 26,
                  "overflowed must be true or false, found 1: ignored");
    assert_warned("{\"leaks\":[],\"capacity\":\"256\"}", "bad-field", 1, 24,
                  "capacity must be a whole number, found \"256\": ignored");
}

static void records_without_a_time(void **state)
{
    (void)state;
    struct dump_fixture f;
    dump_text(&f, "{\"leaks\":[{\"sz\":1,\"addr\":1,\"pcs\":[]},{\"sz\":1,\"addr\":1,\"pcs\":[]}]}");
    assert_null(f.error);
    assert_true(f.window->untimed);
    dump_done(&f);
    dump_text(&f, "{\"leaks\":[{\"sz\":1,\"addr\":1,\"pcs\":[]},{\"sz\":1,\"addr\":1,\"cc\":1,\"pcs\":[]}]}");
    assert_null(f.error);
    assert_false(f.window->untimed);
    dump_done(&f);
}

static void other_shapes(void **state)
{
    (void)state;
    struct dump_fixture f;
    dump_text(&f, "{\"active\":true,\"total\":2,\"returned\":2,\"r\":["
                  "{\"a\":\"0x3fcb964c\",\"s\":224,\"f\":0,\"c\":[\"0x42000069\"],\"fb\":[]},"
                  "{\"a\":\"0x3fcb964c\",\"s\":12,\"f\":1,\"c\":[\"0x42000069\"],\"fb\":[\"0x42000070\"]}]}");
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 1);
    assert_int_equal(f.window->records[0].size, 224);
    assert_int_equal(f.window->records[0].addr, 0x3fcb964c);
    assert_int_equal(f.window->declared_count, 2);
    assert_true(f.window->untimed);
    assert_false(f.window->unordered);
    dump_done(&f);
    dump_text(&f, "{\"records\":5,\"bytes\":116,\"by_caller\":["
                  "{\"chain\":[\"0x42000069\"],\"count\":3,\"bytes\":100},{\"chain\":[],\"count\":2,\"bytes\":16}]}");
    assert_null(f.error);
    assert_int_equal(f.window->warning_count, 0);
    assert_int_equal(f.window->record_count, 5);
    assert_int_equal(f.window->records[0].size, 34);
    assert_int_equal(f.window->records[2].size, 33);
    assert_int_equal(f.window->records[4].size, 8);
    assert_int_equal(f.window->records[4].index, 1);
    assert_true(f.window->untimed);
    assert_true(f.window->unordered);
    dump_done(&f);
    dump_text(&f, "{\"by_caller\":[{\"chain\":[],\"count\":3,\"bytes\":100}],"
                  "\"leaks\":[{\"sz\":1,\"addr\":1,\"cc\":0,\"pcs\":[]}],\"r\":[1]}");
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 1);
    assert_false(f.window->untimed);
    dump_done(&f);
}

/* A few bytes stand for any number of records, and each of these may be written with its chain. */
static void sites_hold_what_a_device_can(void **state)
{
    (void)state;
    struct dump_fixture f;
    assert_refused("{\"by_caller\":[{\"chain\":[],\"count\":1048577,\"bytes\":100}]}", 1, 15,
                   "record 1: the sites hold more blocks than any device", "alive");
    dump_text(&f, "{\"by_caller\":[{\"chain\":[1,2,3,4],\"count\":1048576,\"bytes\":100}]}");
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 1048576);
    dump_done(&f);
    assert_refused("{\"by_caller\":[{\"chain\":[1],\"count\":3,\"bytes\":9},\n"
                   "{\"chain\":[1,2,3,4,5],\"count\":838861,\"bytes\":9}]}",
                   2, 1, "record 2: the chains of all blocks hold more PCs than any device", "alive");
    /* All dumps of a log together. */
    static const char log[] = "a: {\"by_caller\":[{\"chain\":[],\"count\":1000000,\"bytes\":9}]}\n"
                              "b: {\"by_caller\":[{\"chain\":[],\"count\":1000000,\"bytes\":9}]}\n";
    dump_bytes(&f, log, sizeof log - 1, (struct ht_dump_settings){.pick = {1, HT_DUMP_END}});
    assert_non_null(f.error);
    assert_string_equal(f.error->message, "record 1: the sites hold more blocks than any device");
    assert_int_equal(f.error->line, 2);
    dump_done(&f);
}

/* The records that a prefix of the dump holds whole. */
static size_t whole_records(const char *text, size_t size)
{
    size_t whole = 0;
    for (const char *p = text; (p = strstr(p, "]}")) && (size_t)(p - text) + 2 <= size && whole < 2; p++)
        whole++;
    return whole;
}

static void broken_off_at_every_byte(void **state)
{
    (void)state;
    for (size_t size = 1; size < strlen(two_records); size++) {
        struct dump_fixture f;
        size_t whole = whole_records(two_records, size);
        dump_bytes(&f, two_records, size, (struct ht_dump_settings){0});
        assert_non_null(f.error);
        assert_int_equal(f.error->column, size + 1);
        if (whole)
            assert_non_null(strstr(f.error->hint, "--salvage"));
        dump_done(&f);
        dump_bytes(&f, two_records, size, (struct ht_dump_settings){.salvage = true});
        assert_int_equal(f.error == NULL, whole > 0);
        if (whole) {
            assert_int_equal(f.window->record_count, whole);
            assert_true(f.window->truncated);
            assert_int_equal(f.window->warning_count, 1);
            assert_string_equal(f.window->warnings[0].code, "truncated");
        }
        dump_done(&f);
    }
    assert_refused("{\"leaks\":[{\"sz\":1,\"pcs\":[]},{\"sz\":", 1, 35, "the dump breaks off after 1 whole record",
                   "--salvage");
    assert_refused("{\"leaks\":[{\"sz\":1,\n", 2, 1, "the dump breaks off before the end of its first record", "again");
}

static void flipped_bits(void **state)
{
    (void)state;
    char text[sizeof two_records];
    for (size_t i = 0; i < 8 * (sizeof two_records - 1); i++) {
        struct dump_fixture f;
        memcpy(text, two_records, sizeof text);
        text[i / 8] = (char)(text[i / 8] ^ 1 << i % 8);
        dump_bytes(&f, text, sizeof text - 1, (struct ht_dump_settings){.salvage = i & 1});
        if (f.error)
            assert_int_equal(f.error->code, HT_ERROR_INPUT);
        dump_done(&f);
    }
}

/* A generator that gives the same numbers everywhere. */
static uint32_t next_random(uint32_t *seed)
{
    *seed ^= *seed << 13;
    *seed ^= *seed >> 17;
    return *seed ^= *seed << 5;
}

/* What cJSON makes of a record is what the reader makes of it. */
static void as_cjson_reads_it(void **state)
{
    (void)state;
    static const char *const numbers[] = {"0", "4294967295", "4294967296", "17", "1e3", "2.50", "250e-1", "-0", "-7"};
    uint32_t seed = 20240601;
    for (int round = 0; round < 2000; round++) {
        char text[512];
        const char *sz = numbers[next_random(&seed) % 9], *cc = numbers[next_random(&seed) % 9];
        const char *blank = next_random(&seed) % 2 ? " \n" : "";
        snprintf(text, sizeof text,
                 "{\"leaks\":[%s{\"x\":[\"%u\"],%s\"cc\":%s,\"addr\":\"%x\"%s,\"pcs\":[%u]%s,\"sz\":%s}]}", blank,
                 next_random(&seed), blank, cc, next_random(&seed), blank, next_random(&seed), blank, sz);
        cJSON *tree = cJSON_Parse(text);
        const cJSON *record = cJSON_GetObjectItemCaseSensitive(tree, "leaks")->child;
        double size = cJSON_GetObjectItemCaseSensitive(record, "sz")->valuedouble;
        double ccount = cJSON_GetObjectItemCaseSensitive(record, "cc")->valuedouble;
        const char *addr = cJSON_GetObjectItemCaseSensitive(record, "addr")->valuestring;
        bool good = size >= 0 && size <= UINT32_MAX && size == (double)(uint32_t)size && ccount >= 0 &&
                    ccount <= UINT32_MAX && ccount == (double)(uint32_t)ccount;
        struct dump_fixture f;
        dump_text(&f, text);
        assert_int_equal(f.error == NULL, good);
        if (good) {
            assert_true(f.window->records[0].size == size);
            assert_true(f.window->records[0].ccount == ccount);
            assert_true(f.window->records[0].addr == strtoul(addr, NULL, 16));
            assert_true(f.trace.chains.items[0].pcs[0] ==
                        cJSON_GetObjectItemCaseSensitive(record, "pcs")->child->valuedouble);
        }
        dump_done(&f);
        cJSON_Delete(tree);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(device_layout),
        cmocka_unit_test(the_same_chain_has_one_number),
        cmocka_unit_test(optional_fields),
        cmocka_unit_test(freed_records_are_kept_apart),
        cmocka_unit_test(unknown_keys_hold_anything),
        cmocka_unit_test(values_that_are_no_values),
        cmocka_unit_test(more_pcs_than_a_chain_holds),
        cmocka_unit_test(malformed_text),
        cmocka_unit_test(keys_stand_once),
        cmocka_unit_test(oddities_are_told_once),
        cmocka_unit_test(records_without_a_time),
        cmocka_unit_test(other_shapes),
        cmocka_unit_test(sites_hold_what_a_device_can),
        cmocka_unit_test(broken_off_at_every_byte),
        cmocka_unit_test(flipped_bits),
        cmocka_unit_test(as_cjson_reads_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
