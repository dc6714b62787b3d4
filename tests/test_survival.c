#include "cost.h"
#include "trace_builder.h"

#include "infer/survival.h"

/* One of few blocks, so that windows share some of them; a few differ in one field only. */
static struct ht_record block(struct trace_builder *b, uint32_t number)
{
    static const uint32_t pcs[] = {0x42000000, 0x42000004};
    return (struct ht_record){.addr = 0x3fc90000 + number / 8 * 16,
                              .ccount = number / 4 % 2 * 4,
                              .size = number / 2 % 2 + 1,
                              .chain = builder_chain_of(b, &pcs[number % 2], 1)};
}

static void add_block(struct trace_builder *b, uint32_t number)
{
    struct ht_record record = block(b, number);
    builder_must(ht_window_add_record(b->window, &record));
}

static bool same(const struct ht_record *a, const struct ht_record *b)
{
    return a->addr == b->addr && a->ccount == b->ccount && a->size == b->size && a->chain == b->chain;
}

/* The last record of a window that is this block, as slowly as can be. */
static uint32_t slow_twin(const struct ht_window *window, const struct ht_record *record)
{
    for (size_t i = window->record_count; i-- > 0;) {
        if (same(&window->records[i], record))
            return (uint32_t)i;
    }
    return HT_NO_TWIN;
}

static bool share_a_block(const struct ht_window *a, const struct ht_window *b)
{
    for (size_t i = 0; i < a->record_count; i++) {
        if (slow_twin(b, &a->records[i]) != HT_NO_TWIN)
            return true;
    }
    return false;
}

enum { WINDOWS = 6 };

/* Each window against every one behind it, the nearest first: order holds the windows, the oldest first. */
static void assert_matches(const struct ht_trace *trace, const uint32_t *order, const struct ht_survival *survival)
{
    bool seen[WINDOWS][32] = {{false}};
    for (size_t i = 0; i < WINDOWS; i++) {
        const struct ht_window *window = &trace->windows[order[i]];
        const struct ht_survival *told = &survival[order[i]];
        assert_int_equal(survival[i].by_age, order[i]);
        uint32_t later = HT_NO_TWIN;
        for (size_t k = i + 1; k < WINDOWS && later == HT_NO_TWIN; k++) {
            if (share_a_block(window, &trace->windows[order[k]]))
                later = order[k];
        }
        assert_int_equal(told->later, later);
        assert_int_equal(told->twins != NULL, later != HT_NO_TWIN);
        if (later != HT_NO_TWIN)
            assert_int_equal(told->trace, survival[later].trace);
        for (size_t r = 0; r < window->record_count && told->twins; r++) {
            uint32_t twin = slow_twin(&trace->windows[later], &window->records[r]);
            assert_int_equal(told->twins[r], twin);
            if (twin != HT_NO_TWIN && (!told->repeated || seen[order[i]][r]))
                seen[later][twin] = true;
        }
        for (size_t r = 0; r < window->record_count; r++)
            assert_int_equal(told->seen && told->seen[r], seen[order[i]][r]);
    }
}

static void finds_what_a_search_of_all_pairs_finds(void **state)
{
    (void)state;
    static const double seconds[][WINDOWS] = {{0, 0, 0, 0, 0, 0}, {60, 50, 40, 30, 20, 10}, {30, 10, 30, 20, 10, 5}};
    static const uint32_t orders[][WINDOWS] = {{0, 1, 2, 3, 4, 5}, {5, 4, 3, 2, 1, 0}, {5, 1, 4, 3, 0, 2}};
    srand(1);
    for (size_t run = 0; run < 600; run++) {
        struct trace_builder b;
        struct ht_survival *survival;
        builder_init(&b);
        uint32_t kinds = 8u << run % 6;
        for (size_t w = 0; w < WINDOWS; w++) {
            builder_window(&b, 0);
            for (int count = rand() % 33; count-- > 0;)
                add_block(&b, (uint32_t)rand() % kinds);
        }
        builder_must(ht_survival_match(&b.arena, &b.trace, seconds[run % 3], &survival));
        assert_matches(&b.trace, orders[run % 3], survival);
        builder_deinit(&b);
    }
}

static void no_window_and_one_window(void **state)
{
    (void)state;
    struct trace_builder b;
    struct ht_survival *survival;
    double seconds = 60;
    builder_init(&b);
    builder_must(ht_survival_match(&b.arena, &b.trace, NULL, &survival));
    builder_window(&b, seconds);
    add_block(&b, 1);
    builder_must(ht_survival_match(&b.arena, &b.trace, &seconds, &survival));
    assert_int_equal(survival[0].later, HT_NO_TWIN);
    assert_null(survival[0].twins);
    assert_null(survival[0].seen);
    builder_deinit(&b);
}

/* Records of these numbers at ten seconds each, in a window of this length. */
static void add_look(struct trace_builder *b, double seconds, const int *numbers)
{
    builder_window(b, seconds);
    for (; *numbers; numbers++)
        builder_record(b, 40, 0x3fc90000 + 64 * (uint32_t)*numbers, builder_cycles(10 * *numbers), 0);
}

static const struct ht_survival *match(struct trace_builder *b)
{
    struct ht_survival *survival;
    double seconds[WINDOWS];
    for (size_t w = 0; w < b->trace.window_count; w++)
        seconds[w] = b->trace.windows[w].seconds;
    builder_must(ht_survival_match(&b->arena, &b->trace, seconds, &survival));
    return survival;
}

/* The same records, of one length or of none that is told: one window given twice, and no look. */
static void a_window_given_twice(void **state)
{
    (void)state;
    static const struct {
        double first, second;
        bool repeated;
    } cases[] = {{60, 60, true}, {0, 60, true}, {60, 0, true}, {0, 0, true}, {60, 90, false}, {90, 60, false}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trace_builder b;
        builder_init(&b);
        add_look(&b, cases[i].first, (const int[]){1, 2, 3, 0});
        add_look(&b, cases[i].second, (const int[]){1, 2, 3, 0});
        const struct ht_survival *survival = match(&b);
        size_t earlier = cases[i].first > cases[i].second && cases[i].second > 0;
        assert_int_equal(survival[earlier].later, 1 - earlier);
        assert_int_equal(survival[earlier].repeated, cases[i].repeated);
        assert_false(survival[1 - earlier].repeated);
        assert_int_equal(survival[1 - earlier].seen == NULL, cases[i].repeated);
        builder_deinit(&b);
    }
}

/* What an earlier look showed is still known when the later one is given twice. */
static void a_later_look_given_twice_is_one(void **state)
{
    (void)state;
    struct trace_builder b;
    builder_init(&b);
    add_look(&b, 60, (const int[]){1, 2, 3, 0});
    for (int i = 0; i < 3; i++)
        add_look(&b, 90, (const int[]){1, 3, 4, 0});
    const struct ht_survival *survival = match(&b);
    for (size_t w = 1; w <= 3; w++) {
        assert_int_equal(survival[w].repeated, w < 3);
        assert_near(survival[w].earlier_seconds, 60, 0);
        assert_non_null(survival[w].seen);
        assert_true(survival[w].seen[0] && survival[w].seen[1] && !survival[w].seen[2]);
    }
    builder_deinit(&b);
}

/* By length, and a trace has the number of the first window that is given of it; of unknown lengths as they are given.
 */
static void looks_are_in_order(void **state)
{
    (void)state;
    static const struct {
        double seconds[3];
        uint32_t later[3];
    } cases[] = {{{600, 60, 300}, {HT_NO_TWIN, 2, 0}},
                 {{600, 0, 300}, {1, 2, HT_NO_TWIN}},
                 {{0, 600, 300}, {1, 2, HT_NO_TWIN}},
                 {{600, 300, 0}, {1, 2, HT_NO_TWIN}},
                 {{300, 300, 60}, {1, HT_NO_TWIN, 0}}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trace_builder b;
        builder_init(&b);
        for (int w = 0; w < 3; w++)
            add_look(&b, cases[i].seconds[w], (const int[]){1, 2, 3 + w, 0});
        const struct ht_survival *survival = match(&b);
        for (size_t w = 0; w < 3; w++) {
            assert_int_equal(survival[w].later, cases[i].later[w]);
            assert_int_equal(survival[w].trace, 0);
        }
        builder_deinit(&b);
    }
}

/* One record more, or one less, is a look. */
static void a_look_is_no_repetition(void **state)
{
    (void)state;
    struct trace_builder b;
    builder_init(&b);
    add_look(&b, 60, (const int[]){1, 2, 3, 0});
    add_look(&b, 60, (const int[]){1, 3, 4, 0});
    const struct ht_survival *survival = match(&b);
    assert_false(survival[0].repeated);
    assert_int_equal(survival[0].twins[0], 0);
    assert_int_equal(survival[0].twins[1], HT_NO_TWIN);
    assert_int_equal(survival[0].twins[2], 1);
    assert_true(survival[1].seen[0] && survival[1].seen[1] && !survival[1].seen[2]);
    assert_near(survival[1].earlier_seconds, 60, 0);
    builder_deinit(&b);
}

/* What is older than all that a look shows may have been dropped; unless that says it lost nothing, it is not freed. */
static void what_is_older_than_a_look_may_be_lost(void **state)
{
    (void)state;
    for (int overflowed = -1; overflowed <= 1; overflowed++) {
        struct trace_builder b;
        builder_init(&b);
        add_look(&b, 60, (const int[]){1, 2, 3, 4, 0});
        add_look(&b, 90, (const int[]){2, 4, 5, 0});
        b.window->overflowed = overflowed;
        const struct ht_survival *survival = match(&b);
        static const bool gone[] = {true, false, true, false};
        for (size_t i = 0; i < 4; i++)
            assert_int_equal(ht_survival_was_freed(&survival[0], i), gone[i] && (i > 0 || overflowed == 0));
        assert_false(ht_survival_was_freed(&survival[1], 0));
        builder_deinit(&b);
    }
}

/* Nothing of the oldest events is left, and so much of the others: by chance, or lost. */
static void a_full_buffer_loses_its_oldest_events(void **state)
{
    (void)state;
    static const struct {
        int gone, others, survived; /* events of two records */
        int64_t capacity;           /* of the later look, which has another record */
        int overflowed;
        double apart; /* seconds between events */
        bool loss;
    } cases[] = {
        {5, 10, 10, 20, -1, 10, true},     {5, 10, 10, 20, 0, 10, false}, /* its dump says that nothing was lost */
        {5, 10, 10, 20, 1, 10, true},      {5, 10, 8, 0, -1, 10, true},   /* one in 1,020 */
        {4, 14, 12, 0, -1, 10, false},                                    /* one in 980 */
        {5, 10, 5, 0, -1, 10, false},      {1, 10, 10, 0, -1, 10, false},
        {0, 10, 2, 0, -1, 10, false},      {5, 10, 10, 44, -1, 10, true}, /* a quarter of it is in use */
        {5, 10, 10, 48, -1, 10, false},    {5, 10, 10, 0, -1, 0.0101, true},
        {5, 10, 10, 0, -1, 0.0099, false}, /* they may be one event */
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        struct trace_builder b;
        builder_init(&b);
        int first = 1, last = 2 * (cases[i].gone + cases[i].others), numbers[64], count = 0;
        double at[64];
        for (int n = first; n <= last; n++) {
            at[n - 1] = cases[i].apart * ((n - 1) / 2) + (n % 2 ? 0 : 0.00001);
            numbers[count++] = n;
        }
        numbers[count] = 0;
        add_look(&b, 600, numbers);
        count = 0;
        for (int event = cases[i].gone; event < cases[i].gone + cases[i].survived; event++)
            numbers[count++] = 2 * event + 1 + event % 2; /* one of its two */
        numbers[count++] = last + 1;
        numbers[count] = 0;
        add_look(&b, 900, numbers);
        b.window->capacity = cases[i].capacity;
        b.window->overflowed = cases[i].overflowed;
        const struct ht_survival *survival = match(&b);
        assert_int_equal(ht_survival_shows_loss(&survival[0], &b.trace, at, (size_t)last), cases[i].loss);
        assert_false(ht_survival_shows_loss(&survival[1], &b.trace, at, (size_t)count));
        builder_deinit(&b);
    }
}

/* Without a clock two boots of a device look alike: the same addresses, sizes and chains. */
static void windows_without_a_clock_never_match(void **state)
{
    (void)state;
    for (int exact = 0; exact <= 1; exact++) {
        struct trace_builder b;
        builder_init(&b);
        for (int w = 0; w < 2; w++) {
            add_look(&b, 60 + 30 * w, (const int[]){1, 2, 3, 0});
            for (size_t i = 0; i < 3; i++) {
                b.window->records[i].ccount = 4000;
                b.window->records[i].t_us = exact ? 1000 * (int64_t)i : HT_UNKNOWN;
            }
        }
        const struct ht_survival *survival = match(&b);
        assert_int_equal(survival[0].later, exact ? 1 : HT_NO_TWIN);
        builder_deinit(&b);
    }
}

/* As many windows as a run can have, none of which shares a block: a search of all pairs takes 8 s and more. */
static void takes_linear_time(void **state)
{
    (void)state;
    enum { RECORDS = 1000 };
    struct trace_builder b;
    struct ht_survival *survival;
    static double seconds[HT_WINDOWS_MAX];
    builder_init(&b);
    for (uint32_t w = 0; w < HT_WINDOWS_MAX; w++) {
        builder_window(&b, 0);
        for (uint32_t i = 0; i < RECORDS; i++)
            add_block(&b, w * RECORDS + i);
    }
    double start = cost_now();
    builder_must(ht_survival_match(&b.arena, &b.trace, seconds, &survival));
    assert_cheap_since(start);
    for (uint32_t w = 0; w < HT_WINDOWS_MAX; w++)
        assert_int_equal(survival[w].later, HT_NO_TWIN);
    builder_deinit(&b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(finds_what_a_search_of_all_pairs_finds),
        cmocka_unit_test(no_window_and_one_window),
        cmocka_unit_test(a_window_given_twice),
        cmocka_unit_test(a_later_look_given_twice_is_one),
        cmocka_unit_test(looks_are_in_order),
        cmocka_unit_test(a_look_is_no_repetition),
        cmocka_unit_test(what_is_older_than_a_look_may_be_lost),
        cmocka_unit_test(a_full_buffer_loses_its_oldest_events),
        cmocka_unit_test(windows_without_a_clock_never_match),
        cmocka_unit_test(takes_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
