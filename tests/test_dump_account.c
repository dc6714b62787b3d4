#include "dump_fixture.h"

#include <stdio.h>

#define RECORD(addr, pc) \
    "    84 bytes (@ 0x3fcb" addr ", Internal) allocated CPU 0 ccount 0x2e9b7384 caller 0x4200" pc "\n"
#define OLD_RECORD "80 bytes (@ 0x3ffec660) allocated CPU 0 ccount 0xd7cc75bc caller 0x400d1234:0x400d5678\n"

/* The warnings of a dump, each "code: message", joined by line ends; and how many records are missing. */
static void assert_account(const char *text, const char *warnings, uint64_t missing, bool truncated)
{
    struct dump_fixture f;
    char found[1024] = "";
    dump_text(&f, text);
    if (f.error)
        fail_msg("%s", f.error->message);
    for (size_t i = 0; i < f.window->warning_count; i++) {
        size_t length = strlen(found);
        snprintf(found + length, sizeof found - length, "%s%s: %s", i ? "\n" : "", f.window->warnings[i].code,
                 f.window->warnings[i].message);
    }
    assert_string_equal(found, warnings);
    assert_int_equal(f.window->missing, missing);
    assert_int_equal(f.window->truncated, truncated);
    dump_done(&f);
}

static void all_that_is_claimed_stands_there(void **state)
{
    (void)state;
    assert_account("====== Heap Trace: 2 records (8 capacity) ======\n" RECORD("1000", "1234")
                       RECORD("1070", "1238") "====== Heap Trace Summary ======\n"
                                              "Mode: Heap Trace Leaks\n"
                                              "168 bytes 'leaked' in trace (2 allocations)\n"
                                              "records: 2 (8 capacity, 5 high water mark)\n"
                                              "total allocations: 17\n"
                                              "total frees: 15\n"
                                              "================================\n",
                   "", 0, false);
    /* Frees of blocks from before the trace count as well. */
    assert_account(OLD_RECORD "80 bytes 'leaked' in trace (1 allocations)\ntotal allocations 3 total frees 90\n", "", 0,
                   false);
    /* A full buffer has dropped records that are alive. */
    assert_account(OLD_RECORD "80 bytes 'leaked' in trace (1 allocations)\ntotal allocations 300 total frees 90\n"
                              "(NB: Buffer has overflowed, so trace data is incomplete.)\n",
                   "", 0, false);
}

static void a_summary_that_counts_more(void **state)
{
    (void)state;
    assert_account(OLD_RECORD "2288 bytes 'leaked' in trace (23 allocations)\ntotal allocations 341 total frees 318\n",
                   "summary-mismatch: the summary counts 23 allocations of 2288 bytes, and 1 of 80 bytes stands there",
                   22, false);
    /* Lines went missing of header and all: told once. */
    assert_account("23 allocations trace (100 entry buffer)\n" OLD_RECORD
                   "2288 bytes 'leaked' in trace (23 allocations)\ntotal allocations 341 total frees 318\n",
                   "count-mismatch: the dump says it holds 23 records, and 1 stands there", 22, false);
    /* As many, and another sum. */
    assert_account(OLD_RECORD "81 bytes 'leaked' in trace (1 allocations)\n",
                   "summary-mismatch: the summary counts 1 allocation of 81 bytes, and 1 of 80 bytes stands there", 0,
                   false);
    assert_account(RECORD("1000", "1234") "====== Heap Trace Summary ======\n"
                                          "84 bytes alive in trace (1/3 allocations)\n"
                                          "records: 3 (8 capacity, 5 high water mark)\n",
                   "count-mismatch: the summary says the dump holds 3 records, and 1 stands there", 2, false);
}

static void totals_that_do_not_add_up(void **state)
{
    (void)state;
    assert_account(
        OLD_RECORD "total allocations 341 total frees 318\n" /* its own end was lost */
                   "80 bytes 'leaked' in trace (1 allocations)\n",
        "totals-mismatch: the dump counts 341 allocations and 318 frees, and 1 record of a live block stands "
        "there",
        22, false);
    assert_account(OLD_RECORD OLD_RECORD
                   "160 bytes 'leaked' in trace (2 allocations)\ntotal allocations 1 total frees 0\n",
                   "totals-mismatch: the dump counts 1 allocation in all, and 2 records stand there", 0, false);
    /* In JSON as well. */
    assert_account("{\"total_allocations\":9,\"total_frees\":2,\"overflowed\":false,\"leaks\":["
                   "{\"sz\":1,\"addr\":4,\"cc\":0,\"pcs\":[]}]}",
                   "totals-mismatch: the dump counts 9 allocations and 2 frees, and 1 record of a live block stands "
                   "there",
                   6, false);
    assert_account("{\"total_allocations\":9,\"total_frees\":2,\"leaks\":[{\"sz\":1,\"addr\":4,\"cc\":0,\"pcs\":[]}]}",
                   "", 0, false);
}

static void dumps_without_a_summary(void **state)
{
    (void)state;
    assert_account("====== Heap Trace: 1 records (8 capacity) ======\n" RECORD("1000", "1234"),
                   "no-summary: the dump's summary is missing; the 1 record that its header counts is whole", 0, false);
    assert_account(
        "====== Heap Trace: 2 records (8 capacity) ======\n" RECORD("1000", "1234")
            RECORD("1070", "1238") "Guru Meditation Error: Core  1 panic'ed (Interrupt wdt timeout on CPU1).\n",
        "no-summary: a panic cut the dump's summary off; the 2 records that its header counts are whole", 0, false);
    assert_account("====== Heap Trace: 264 records (1024 capacity) ======\n" RECORD(
                       "1000", "1234") "Guru Meditation Error: Core  1 panic'ed (Interrupt wdt timeout on CPU1).\n",
                   "panic: a panic cut the dump off: 1 of its 264 records stands there", 263, true);
    assert_account("====== Heap Trace: 264 records (1024 capacity) ======\n" RECORD("1000", "1234"),
                   "truncated: the dump breaks off: 1 of its 264 records stands there", 263, true);
    assert_account(OLD_RECORD OLD_RECORD,
                   "truncated: neither a header nor a summary tells whether the dump's 2 records are all", 0, true);
    assert_account(OLD_RECORD "Rebooting...\n", "panic: a panic cut the dump off after 1 record", 0, true);
}

static void some_cannot_be_read(void **state)
{
    (void)state;
    assert_account("====== Heap Trace: 2 records (8 capacity) ======\n" RECORD(
                       "1000", "1234") "    84 bytes (@ 0x3fcb1070, Internal) allocated, by 0x42001234\n"
                                       "====== Heap Trace Summary ======\n",
                   "unreadable-line: 1 record unreadable and left out", 1, false);
}

static void none_can_be_read(void **state)
{
    (void)state;
    assert_refused("boot\n====== Heap Trace: 2 records (8 capacity) ======\n\n"
                   "    84 bytes (@ 0x3fcb1000, Internal) allocated, by 0x42001234\n"
                   "    84 bytes (@ 0x3fcb1070, Internal) allocated, by 0x42001234\n",
                   4, 1, "none of the dump's 2 records can be read; the first stands here", "a record reads");
    assert_refused("boot\n====== Heap Trace: 2 records (8 capacity) ======\n====== Heap Trace Summary ======\n", 2, 1,
                   "the dump counts 2 records, and none stands there", "a record reads");
    assert_refused("84 bytes (@ 0x3fcb1000, Internal) allocated, by 0x42001234\n", 1, 1,
                   "the dump's only record cannot be read", "a record reads");
    /* An empty dump is none of these. */
    assert_account("====== Heap Trace: 0 records (8 capacity) ======\n"
                   "====== Heap Trace Summary ======\n"
                   "0 bytes 'leaked' in trace (0 allocations)\n",
                   "", 0, false);
}

static void one_of_several_can_be_read(void **state)
{
    (void)state;
    static const char bad[] = "====== Heap Trace: 2 records (8 capacity) ======\n"
                              "    84 bytes (@ 0x3fcb1000, Internal) allocated, by 0x42001234\n";
    char text[1024];
    struct dump_fixture f;
    snprintf(text, sizeof text, "%s====== Heap Trace: 1 records (8 capacity) ======\n%s", bad, RECORD("1000", "1234"));
    dump_bytes(&f, text, strlen(text), (struct ht_dump_settings){.pick = {1, HT_DUMP_END}});
    assert_null(f.error);
    assert_int_equal(f.trace.window_count, 2);
    assert_int_equal(f.trace.windows[0].missing, 2);
    dump_done(&f);
    snprintf(text, sizeof text, "%s%s", bad, bad);
    dump_bytes(&f, text, strlen(text), (struct ht_dump_settings){.pick = {1, HT_DUMP_END}});
    assert_non_null(f.error);
    assert_int_equal(f.error->line, 2);
    dump_done(&f);
}

/* What heap_trace_dump_caps() leaves out is not missing, where the summary fits what stands there. */
static void records_of_one_memory(void **state)
{
    (void)state;
#define CAPS(alive)                                                                                     \
    "====== Heap Trace: 3 records (8 capacity) ======\n" RECORD(                                        \
        "1000", "1234") "====== Heap Trace Summary ======\n"                                            \
                        "Mode: Heap Trace Leaks\n" alive "records: 3 (8 capacity, 5 high water mark)\n" \
                        "total allocations: 17\ntotal frees: 14\n================================\n"
    assert_account(CAPS("84 bytes 'leaked' in trace (1 allocations)\n"),
                   "subset: the dump holds 1 of 3 records: heap_trace_dump_caps() prints those of one memory, and of "
                   "the others nothing is known",
                   0, false);
    assert_account(CAPS("252 bytes 'leaked' in trace (3 allocations)\n"),
                   "count-mismatch: the dump says it holds 3 records, and 1 stands there", 2, false);
}

/* A terminal wraps the chain that freed a record as it does the record. */
static void a_wrapped_freed_by(void **state)
{
    (void)state;
    static const char text[] =
        "====== Heap Trace: 2 records (8 capacity) ======\n"
        "    84 bytes (@ 0x3fcb1000, Internal) allocated CPU 0 ccount 0x2e9b7384 caller 0x42001234\n"
        "freed by 0x403839e4:0x4200\n8096:0x420\n08100\n"
        "    84 bytes (@ 0x3fcb1070, Internal) allocated CPU 0 ccount 0x2e9b8384 caller 0x42001234\n"
        "freed by 0x403839e4:\nI (9) x: 0\n"
        "====== Heap Trace Summary ======\nMode: Heap Trace All\n"
        "0 bytes alive in trace (0/2 allocations)\n";
    struct dump_fixture f;
    dump_text(&f, text);
    assert_null(f.error);
    assert_int_equal(f.window->freed_count, 2);
    const struct ht_chain *chain = &f.trace.chains.items[f.window->freed[0].freed_by];
    assert_int_equal(chain->depth, 3);
    assert_int_equal(chain->pcs[1], 0x42008096);
    assert_int_equal(chain->pcs[2], 0x42008100);
    assert_int_equal(f.trace.chains.items[f.window->freed[1].freed_by].depth, 1);
    assert_int_equal(f.window->warning_count, 1);
    assert_string_equal(f.window->warnings[0].code, "wrapped-line");
    dump_done(&f);
}

/* A colon behind the last caller: the stack ended there, and not the record. */
static void chains_that_end_by_themselves(void **state)
{
    (void)state;
    static const struct {
        const char *callers;
        uint32_t depth;
    } cases[] = {{"0x42001234", 1}, {"0x42001234:", 2}, {"0x42001234:0x42005678", 2}, {"0x42001234:0x42005678:", 3}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        char text[256];
        snprintf(text, sizeof text,
                 "1 allocations trace (100 entry buffer)\n"
                 "84 bytes (@ 0x3fcb1000) allocated CPU 0 ccount 0x2e9b7384 caller %s\n",
                 cases[i].callers);
        struct dump_fixture f;
        dump_text(&f, text);
        assert_null(f.error);
        assert_int_equal(f.window->depth, cases[i].depth);
        dump_done(&f);
    }
}

static void the_last_one_is_empty(void **state)
{
    (void)state;
#define LAST                     \
    {                            \
        HT_DUMP_END, HT_DUMP_END \
    }
#define EMPTY "====== Heap Trace: 0 records (8 capacity) ======\n====== Heap Trace Summary ======\n"
#define FULL \
    "====== Heap Trace: 1 records (8 capacity) ======\n" RECORD("1000", "1234") "====== Heap Trace Summary ======\n"
    static const struct {
        const char *text;
        struct ht_dump_pick pick;
        size_t windows;
        const char *warning;
    } cases[] = {
        {FULL EMPTY FULL EMPTY, LAST, 1,
         "the log holds 4 dumps: this is the last one, and empty; 2 before it hold records (--dump N or all)"},
        {FULL EMPTY, LAST, 1,
         "the log holds 2 dumps: this is the last one, and empty; 1 before it holds records (--dump N or all)"},
        {EMPTY EMPTY, LAST, 1, NULL},
        {EMPTY FULL, LAST, 1, NULL},
        {FULL EMPTY, {0}, 2, "the log holds 2 dumps: the last one is empty; 1 before it holds records"},
        {EMPTY FULL EMPTY, {2, HT_DUMP_END}, 2, NULL},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct dump_fixture f;
        dump_bytes(&f, cases[i].text, strlen(cases[i].text), (struct ht_dump_settings){.pick = cases[i].pick});
        assert_null(f.error);
        assert_int_equal(f.trace.window_count, cases[i].windows);
        const struct ht_window *last = &f.trace.windows[cases[i].windows - 1];
        assert_int_equal(last->warning_count, cases[i].warning != NULL);
        if (cases[i].warning)
            assert_string_equal(last->warnings[0].message, cases[i].warning);
        dump_done(&f);
    }
}

static void wrapped_is_not_mixed(void **state)
{
    (void)state;
    assert_account("1 allocations trace (100 entry buffer)\n"
                   "80 bytes (@ 0x3ffebbfc) allocated CPU 1 ccount 0xe35bea18 caller 0x400d0010:0x40\n"
                   "0d0110:0x400d0210\n"
                   "80 bytes 'leaked' in trace (1 allocations)\n",
                   "wrapped-line: 1 record wrapped over several lines, and put together again", 0, false);
    assert_account("1 allocations trace (100 entry buffer)\n"
                   "80 bytes (@ 0x3ffebbfc) allocated CPU 1 ccount 0xe35bea18 caller 0x400d0010:0x40\n"
                   "I (7) wifi: state\n"
                   "0d0110:0x400d0210\n"
                   "80 bytes 'leaked' in trace (1 allocations)\n",
                   "mixed-line: 1 record mixed with other output", 0, false);
}

static void line_ends_that_were_lost(void **state)
{
    (void)state;
    static const char text[] =
        "16 bytes (@ 0x3ffd1914) allocated CPU 1 ccount 0x419d1cf8 caller 0x400d1234:0x400d5678 "
        "16 bytes (@ 0x3ffd18cc) allocated CPU 1 ccount 0x419d5680 caller 0x400d1234:0x400d5678\r"
        "24 bytes (@ 0x3ffd18f0) allocated CPU 1 ccount 0x419d9680 caller 0x400d1234:0x400d5678 freed by "
        "0x400d1234:0x400d5678\r\n32 bytes 'leaked' in trace (2 allocations)\n";
    struct dump_fixture f;
    dump_text(&f, text);
    assert_null(f.error);
    assert_int_equal(f.window->record_count, 2);
    assert_int_equal(f.window->freed_count, 1);
    for (size_t i = 0; i < 2; i++) {
        assert_int_equal(f.window->records[i].size, 16);
        assert_int_equal(f.trace.chains.items[f.window->records[i].chain].depth, 2);
    }
    assert_int_equal(f.window->freed[0].size, 24);
    assert_int_equal(f.window->freed[0].freed_by, f.window->freed[0].chain);
    assert_int_equal(f.window->warning_count, 0);
    dump_done(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_that_is_claimed_stands_there),
        cmocka_unit_test(a_summary_that_counts_more),
        cmocka_unit_test(totals_that_do_not_add_up),
        cmocka_unit_test(dumps_without_a_summary),
        cmocka_unit_test(some_cannot_be_read),
        cmocka_unit_test(none_can_be_read),
        cmocka_unit_test(one_of_several_can_be_read),
        cmocka_unit_test(the_last_one_is_empty),
        cmocka_unit_test(records_of_one_memory),
        cmocka_unit_test(a_wrapped_freed_by),
        cmocka_unit_test(chains_that_end_by_themselves),
        cmocka_unit_test(wrapped_is_not_mixed),
        cmocka_unit_test(line_ends_that_were_lost),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
