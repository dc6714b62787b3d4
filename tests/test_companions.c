#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

#include "infer/companions.h"

enum { HZ = 1000000, RECORDS = 100000, DRAFTS = 40000 };

/* A window in which a record is made every tenth of a second. */
struct fixture {
    struct ht_record *records;
    uint32_t *places;
    struct ht_window window;
    struct ht_trace trace;
    struct ht_verdict_window clock;
    struct ht_signature socket;
    struct ht_drafts drafts;
};

static void setup(struct fixture *f)
{
    *f = (struct fixture){0};
    f->records = calloc(RECORDS, sizeof *f->records);
    f->places = calloc(RECORDS, sizeof *f->places);
    f->drafts.items = calloc(DRAFTS, sizeof *f->drafts.items);
    assert_true(f->records && f->places && f->drafts.items);
    for (uint32_t i = 0; i < RECORDS; i++) {
        f->records[i].ccount = i * (HZ / 10);
        f->places[i] = i;
    }
    f->window = (struct ht_window){.records = f->records, .record_count = RECORDS};
    f->trace = (struct ht_trace){.windows = &f->window, .window_count = 1};
    f->clock = (struct ht_verdict_window){.cpu_hz = HZ};
    f->socket = (struct ht_signature){.class = HT_SIGNATURE_TRANSIENT, .connection = true};
}

static struct ht_draft *draft(struct fixture *f, enum ht_draft_kind kind, const struct ht_signature *signature)
{
    f->drafts.items[f->drafts.count] = (struct ht_draft){.kind = kind, .signature = signature};
    return &f->drafts.items[f->drafts.count++];
}

/* Gives a draft bursts of one record each, at every so many records. */
static void bursts(struct fixture *f, struct ht_draft *draft, uint32_t count, uint32_t first, uint32_t step)
{
    draft->bursts.items = calloc(count, sizeof *draft->bursts.items);
    assert_non_null(draft->bursts.items);
    draft->bursts.count = count;
    for (uint32_t i = 0; i < count; i++)
        draft->bursts.items[i] = (struct ht_burst){.count = 1, .records = &f->places[first + i * step]};
}

static void count_and_clear(struct fixture *f, uint32_t expected)
{
    assert_null(ht_companions_count(&f->trace, &f->clock, &f->drafts));
    assert_int_equal(f->drafts.items[0].companions, expected);
    for (size_t i = 0; i < f->drafts.count; i++)
        free(f->drafts.items[i].bursts.items);
    free(f->drafts.items);
    free(f->records);
    free(f->places);
}

static void one_beside_each_connection(void **state)
{
    (void)state;
    static const struct {
        uint32_t count, first, expected;
    } cases[] = {
        {5, 103, 5},              /* shortly behind them */
        {5, 95, 5},               /* and before */
        {5, 112, 5}, {5, 113, 0}, /* as far as a connection's blocks are apart, and farther */
        {3, 103, 3}, {9, 103, 5}, /* fewer than connections, and more */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct fixture f;
        setup(&f);
        bursts(&f, draft(&f, HT_DRAFT_GROUP, NULL), cases[i].count, cases[i].first, 1000);
        bursts(&f, draft(&f, HT_DRAFT_GROUP, &f.socket), 5, 100, 1000);
        count_and_clear(&f, cases[i].expected);
    }
}

/* One connection has one context, however many stand beside it. */
static void no_connection_counts_twice(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    bursts(&f, draft(&f, HT_DRAFT_GROUP, NULL), 10, 101, 1);
    bursts(&f, draft(&f, HT_DRAFT_SESSIONS, &f.socket), 2, 100, 1000);
    count_and_clear(&f, 1);
}

static void what_is_closed_or_left_behind_says_nothing(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    bursts(&f, draft(&f, HT_DRAFT_GROUP, NULL), 5, 103, 1000);
    f.socket.lifetime = 120; /* in TIME_WAIT */
    bursts(&f, draft(&f, HT_DRAFT_GROUP, &f.socket), 5, 100, 1000);
    bursts(&f, draft(&f, HT_DRAFT_ORPHANS, &f.socket), 5, 100, 1000);
    count_and_clear(&f, 0);
}

static void time_parts_what_stands_side_by_side(void **state)
{
    (void)state;
    for (uint8_t core = 0; core <= 1; core++) {
        struct fixture f;
        setup(&f);
        for (uint32_t i = 0; i < RECORDS; i++)
            f.records[i].ccount *= 10; /* a second between records */
        for (uint32_t i = 0; i < 5; i++)
            f.records[103 + i * 1000].cpu = core; /* whose counter says nothing of the other's */
        bursts(&f, draft(&f, HT_DRAFT_GROUP, NULL), 5, 103, 1000);
        bursts(&f, draft(&f, HT_DRAFT_GROUP, &f.socket), 5, 100, 1000);
        count_and_clear(&f, core ? 5 : 0);
    }
}

/* Each of many chains is not held against each of many connections: that would take minutes. */
static void many_of_both(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (uint32_t i = 0; i < DRAFTS - 1; i++)
        bursts(&f, draft(&f, HT_DRAFT_GROUP, NULL), 2, RECORDS - 20, 10);
    bursts(&f, draft(&f, HT_DRAFT_GROUP, &f.socket), RECORDS - 1, 0, 1);
    count_and_clear(&f, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(one_beside_each_connection),
        cmocka_unit_test(no_connection_counts_twice),
        cmocka_unit_test(what_is_closed_or_left_behind_says_nothing),
        cmocka_unit_test(time_parts_what_stands_side_by_side),
        cmocka_unit_test(many_of_both),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
