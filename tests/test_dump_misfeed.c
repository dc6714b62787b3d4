#include "dump_fixture.h"

static void nothing(void **state)
{
    (void)state;
    assert_refused("", 0, 0, "the dump is empty", "curl --fail");
    assert_refused(" \r\n\n", 0, 0, "the dump is empty", "curl --fail");
    assert_refused("\xef\xbb\xbf", 0, 0, "the dump is empty", "curl --fail");
}

static void answers_of_the_device(void **state)
{
    (void)state;
    assert_refused("{\"error\":\"no trace running\"}", 1, 1,
                   "no dump, the device answers with an error: no trace running", "start a trace first");
    assert_refused("{\"error\":\"flash on\\u0001fire\"}", 1, 1,
                   "no dump, the device answers with an error: flash on fire", NULL);
    assert_refused("{\"error\":\"Unauthorized\",\"code\":401}", 1, 1,
                   "no dump, the device answers with an error: Unauthorized", "log in");
    assert_refused("{\"started\":true,\"capacity\":256}", 1, 1, "this is the answer to starting a trace, not the dump",
                   "stop the trace");
    assert_refused("{\"error\":\"heap_trace not built in\"}", 1, 1, "no dump, the device says: heap_trace not built in",
                   "CONFIG_HEAP_TRACING_STANDALONE");
    assert_refused("heap_trace not built in\n", 1, 1, "no dump, the device says: heap_trace not built in",
                   "CONFIG_HEAP_TRACING_STANDALONE");
    assert_refused("Unauthorized", 1, 1, "no dump, the device answers: Unauthorized", "log in");
    assert_refused("401 Unauthorized\n", 1, 1, "no dump, the device answers: Unauthorized", "log in");
}

static void web_pages(void **state)
{
    (void)state;
    assert_refused("<!DOCTYPE html>\n<html><body>Not found", 1, 1, "this is a web page, not a dump", "look at it");
    assert_refused("\n<html><title>401 Unauthorized</title>", 1, 1, "this is a web page, not a dump", "log in");
}

/* The answer with its header, as curl -i saves it, is the answer. */
static void answers_with_a_header(void **state)
{
    (void)state;
#define HEADER "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n"
    struct dump_fixture f;
    dump_text(&f, HEADER "{\"leaks\":[{\"sz\":7,\"addr\":4,\"cc\":0,\"pcs\":[]}]}\n");
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 1);
    dump_done(&f);
    assert_refused(HEADER "{\"leaks\":[7]}", 4, 11, "record 1: a record must be an object, found 7", NULL);
    assert_refused("HTTP/1.1 100 Continue\n\n" HEADER "{\"error\":\"no trace running\"}", 1, 1,
                   "no dump, the device answers with an error: no trace running", "start a trace");
    assert_refused(HEADER "<html>Unauthorized</html>", 1, 1, "this is a web page, not a dump", "log in");
    assert_refused(HEADER, 0, 0, "the dump is empty", "curl --fail");
    assert_refused("HTTP/1.1 200 OK", 0, 0, "the dump is empty", "curl --fail");
}

static void other_files(void **state)
{
    (void)state;
    assert_refused("\x7f"
                   "ELF\x01\x01\x01",
                   0, 0, "this is an ELF file, not a dump", "-e");
    assert_refused("\x1f\x8b\x08", 0, 0, "the dump is compressed (gzip)", "gzip -dc");
    assert_refused("PK\x03\x04zip", 0, 0, "the dump is compressed", "unpack");
    assert_refused("\xff\xfe{", 0, 0, "the dump is UTF-16 text", "UTF-8");
    struct dump_fixture f;
    dump_bytes(&f, "{\0\"\0l\0", 6, (struct ht_dump_settings){0});
    assert_string_equal(f.error->message, "the dump is UTF-16 text");
    dump_done(&f);
}

static void other_json(void **state)
{
    (void)state;
    assert_refused("{}", 1, 1, "leaks is missing: this JSON is no heap_trace dump", "leaks");
    assert_refused("{\"count\":3,\"Leaks\":[]}", 1, 1, "leaks is missing: this JSON is no heap_trace dump", "leaks");
    assert_refused("[ {\"sz\":1}]", 1, 1, "a JSON array stands at the top, where an object is expected", "leaks");
    assert_refused("[]", 1, 1, "a JSON array stands at the top, where an object is expected", "leaks");
}

static void other_text(void **state)
{
    (void)state;
    struct dump_fixture f;
    /* Not every number of an HTTP status is one. */
    dump_text(&f, "401 bytes (@ 0x3ffb0010) allocated CPU 0 ccount 0x10000000 caller 0x400d0010\n");
    assert_null(f.error);
    assert_int_equal(f.window->records[0].size, 401);
    dump_done(&f);
    dump_text(&f, "<E> noise\n1 bytes (@ 0x3ffb0010) allocated CPU 0 ccount 0x10000000 caller 0x400d0010\n");
    assert_null(f.error);
    dump_done(&f);
    dump_text(&f, "hello, world\n");
    assert_non_null(f.error);
    assert_int_equal(f.error->code, HT_ERROR_INPUT);
    dump_done(&f);
    dump_bytes(&f, "\0\0\0\0", 4, (struct ht_dump_settings){0});
    assert_non_null(f.error);
    dump_done(&f);
}

static void other_logs(void **state)
{
    (void)state;
    assert_refused("body: {\\\"count\\\":0,\\\"leaks\\\":[]}, \"leaks\"\n", 1, 35,
                   "a JSON dump seems to stand within other text", "the JSON alone");
    assert_refused(
        "\xe2\x94\x82 TASK               \xe2\x94\x82 STATUS  \xe2\x94\x82 CURRENT MEMORY USAGE \xe2\x94\x82\n", 1, 1,
        "this is the table of heap task tracking: how much each task holds, not which blocks",
        "heap_trace_start(HEAP_TRACE_LEAKS)");
    assert_refused("I (5) x: y\n", 0, 0, "no heap_trace dump stands in this text", "heap_trace_dump()");
    assert_refused("I (5) x: y\nno data, heap tracing is disabled.\n", 2, 1,
                   "no dump, the device says: no data, heap tracing is disabled", "CONFIG_HEAP_TRACING_STANDALONE");
    assert_refused("[0.002272225] HEAP: Allocated 8 bytes @ 0x3ffaff6c from task \"main\" on core 0 by:\n", 1, 1,
                   "this is SystemView's log of the heap, not a dump", "core0.svdat");
    assert_refused("I (5) heap_trace: mem @0x3ffed310 size 32 caller file main.c line 40\n", 1, 1,
                   "this is the dump of an ESP8266, which tells neither times nor call chains", "grep");
    assert_refused("Heap summary for capabilities 0x00000800:\n  At 0x3ffaff10 len 240\n", 1, 1,
                   "this tells how full the heap is, not what was allocated", "heap_trace_dump()");
    assert_refused("Showing data for heap: 0x3fc94a54 \n", 1, 1,
                   "this tells which blocks there are, not who allocated them", "heap_trace_dump()");
    assert_refused(
        "====== Heap Trace Summary ======\nMode: Heap Trace Leaks\n48 bytes 'leaked' in trace (3 allocations)\n", 3, 1,
        "this is the summary of a dump, without its records", "heap_trace_dump() prints them before");
    assert_refused("6 bytes alive in trace (1/8 allocations)\n", 1, 1,
                   "this is the summary of a dump, without its records", "heap_trace_dump() prints them before");
}

/* What is left of a summary, of a table or of a list says as much as the whole. */
static void parts_of_other_logs(void **state)
{
    (void)state;
    static const char *const summaries[] = {
        "total allocations 345 total frees 342\n",
        "I (5) x: y total frees: 342\n",
        "records: 3 (100 capacity, 12 high water mark)\n",
        "====== Heap Trace Summary ======\nMode: Heap Trace Leaks\n",
        "48 bytes \u2018leaked\u2019 in trace (3 allocations)\n",
    };
    for (size_t i = 0; i < sizeof summaries / sizeof *summaries; i++)
        assert_refused(summaries[i], 1, 1, "this is the summary of a dump, without its records",
                       "heap_trace_dump() prints them before");
    static const char *const tables[] = {
        "\u2502       leaking_task \u2502 ALIVE   \u2502                 6656 \u2502\n",
        "\u2502       leaking_task \u2502   ALIVE \u2502                 6656 \u2502\n",
        "\u2502        \u251c ALLOC 0x3fc9a1b0, SIZE 344\n",
        "Task: main -> CAP_8BIT: 4000 CAP_32BIT: 0\n",
    };
    for (size_t i = 0; i < sizeof tables / sizeof *tables; i++)
        assert_refused(tables[i], 1, 1,
                       "this is the table of heap task tracking: how much each task holds, not which blocks",
                       "heap_trace_start(HEAP_TRACE_LEAKS)");
    assert_refused("    largest_free_block 0 alloc_blocks 22 free_blocks 0 total_blocks 22\n", 1, 1,
                   "this tells how full the heap is, not what was allocated", "heap_trace_dump()");
    assert_refused("MALLOC_CAP_8BIT potential leak: Before 283212 bytes free, After 283100 bytes free (delta 112)\n", 1,
                   1, "these are the figures of a unit test's leak check, which do not tell what was allocated",
                   "heap_trace_start(HEAP_TRACE_LEAKS)");
}

/* A page or a JSON array may stand before a dump, or around it. */
static void dumps_within_something_else(void **state)
{
    (void)state;
#define DUMP                                                                        \
    "1 allocations trace (8 entry buffer)\n"                                        \
    "16 bytes (@ 0x3ffb0010) allocated CPU 0 ccount 0x49565700 caller 0x400d0010\n" \
    "16 bytes 'leaked' in trace (1 allocations)\ntotal allocations 2 total frees 1\n"
    assert_clean("[{\"a\":1},{\"b\":2}]\n" DUMP, 1);
    assert_clean("<?xml version=\"1.0\"?>\n<log>\n" DUMP "</log>\n", 1);
    assert_clean("<html><body><pre>\n" DUMP "</pre></body></html>\n", 1);
    assert_clean("401 Unauthorized\n" DUMP, 1);
    assert_clean("[{\"leaks\":[{\"sz\":7,\"addr\":4,\"cc\":0,\"pcs\":[]}]}]\n", 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(nothing),
        cmocka_unit_test(answers_of_the_device),
        cmocka_unit_test(web_pages),
        cmocka_unit_test(answers_with_a_header),
        cmocka_unit_test(other_files),
        cmocka_unit_test(other_json),
        cmocka_unit_test(other_text),
        cmocka_unit_test(other_logs),
        cmocka_unit_test(parts_of_other_logs),
        cmocka_unit_test(dumps_within_something_else),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
