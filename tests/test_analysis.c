#include "analysis_fixture.h"

/* The sample's story: twelve handshakes with one server in ten minutes. */
static void the_certificate_leak(void **state)
{
    (void)state;
    struct analysis_fixture f;
    analysis_init(&f);
    builder_window(&f.b, 600);
    for (int i = 0; i < 12; i++)
        add_handshake(&f.b, 20 + 50 * i, isrg_values);
    analyse(&f);
    assert_sums(&f);
    assert_int_equal(f.report.finding_count, 1);
    const struct ht_finding *leak = f.report.findings;
    assert_int_equal(leak->verdict, HT_VERDICT_LEAK);
    assert_int_equal(leak->confidence, HT_CONFIDENCE_HIGH);
    assert_string_equal(leak->rule, "esp-crt-bundle-cross-signed");
    assert_string_equal(leak->owner->function, "esp_crt_ca_cb_callback");
    assert_int_equal(leak->bursts, 12);
    assert_int_equal(leak->count, 84);
    assert_int_equal(leak->bytes, 1632);
    assert_int_equal(leak->heap_bytes, 2448);
    assert_int_equal(leak->chain_count, 3);
    assert_int_equal(leak->fingerprint_count, 1);
    assert_int_equal(leak->fingerprints[0].bursts, 12);
    assert_int_equal(leak->fingerprints[0].bytes, 136);
    assert_int_equal(leak->fingerprints[0].heap_bytes, 204);
    assert_string_equal(leak->fingerprints[0].label, "ISRG Root X1");
    assert_near(leak->bytes_per_burst, 136, 1e-9);
    assert_near(leak->rate.bytes_per_hour, 9792, 1e-6);
    assert_near(leak->rate.low, 5060, 1);
    assert_near(leak->rate.high, 17104, 1);
    assert_non_null(evidence_of(leak, HT_EVIDENCE_SIGNATURE));
    assert_true(evidence_of(leak, HT_EVIDENCE_REPETITION)->value == 12);
    assert_non_null(evidence_of(leak, HT_EVIDENCE_SPREAD));
    assert_int_equal(leak->advice_count, 2);
    assert_non_null(strstr(leak->advice[0].message, "0d8ff68f8a4"));
    assert_non_null(strstr(leak->advice[0].url, "18550"));
    assert_non_null(strstr(leak->advice[1].message, "CROSS_SIGNED_VERIFY"));
    assert_near(f.report.summary.bytes_per_hour, 9792, 1e-6);
    assert_int_equal(f.report.summary.totals[HT_VERDICT_LEAK].findings, 1);
    analysis_deinit(&f);
}

static void two_servers_are_two_fingerprints(void **state)
{
    (void)state;
    struct analysis_fixture f;
    analysis_init(&f);
    builder_window(&f.b, 600);
    for (int i = 0; i < 12; i++)
        add_handshake(&f.b, 20 + 50 * i, i % 3 == 1 ? digicert_values : isrg_values);
    analyse(&f);
    assert_int_equal(f.report.finding_count, 1);
    const struct ht_finding *leak = f.report.findings;
    assert_int_equal(leak->bursts, 12);
    assert_int_equal(leak->fingerprint_count, 2);
    assert_int_equal(leak->fingerprints[0].bursts, 8);
    assert_int_equal(leak->fingerprints[1].bursts, 4);
    assert_int_equal(leak->fingerprints[1].bytes, 164);
    assert_string_equal(leak->fingerprints[1].label, "DigiCert Global Root G2");
    analysis_deinit(&f);
}

static void one_event_of_a_known_leak_is_a_leak(void **state)
{
    (void)state;
    struct analysis_fixture f;
    analysis_init(&f);
    builder_window(&f.b, 600);
    add_handshake(&f.b, 300, isrg_values);
    analyse(&f);
    const struct ht_finding *leak = f.report.findings;
    assert_int_equal(leak->verdict, HT_VERDICT_LEAK);
    assert_int_equal(leak->confidence, HT_CONFIDENCE_MEDIUM);
    assert_int_equal(leak->bursts, 1);
    assert_near(leak->bytes_per_burst, 136, 1e-9);
    assert_non_null(evidence_of(leak, HT_EVIDENCE_SINGLE));
    analysis_deinit(&f);
}

/* A wrap merges two handshakes, a task moves to the other core in the middle of one: they are told apart and joined. */
static void bursts_are_exact_in_spite_of_wraps_and_cores(void **state)
{
    (void)state;
    struct analysis_fixture f;
    analysis_init(&f);
    builder_window(&f.b, 600);
    double now = 20;
    for (int i = 0; i < 9; i++) {
        add_handshake(&f.b, now, isrg_values);
        now += i == 4 ? BUILDER_WRAP + 0.004 : 50;
    }
    uint32_t first = (uint32_t)f.b.window->record_count;
    add_handshake(&f.b, now, isrg_values);
    for (uint32_t i = first + 3; i < first + 7; i++) {
        struct ht_record *record = &f.b.window->records[i];
        record->ccount = (record->ccount + 123456788) | 1;
        record->cpu = 1;
    }
    analyse(&f);
    assert_int_equal(f.report.findings[0].bursts, 10);
    assert_int_equal(f.report.findings[0].fingerprint_count, 1);
    assert_int_equal(f.report.findings[0].fingerprints[0].bursts, 10);
    analysis_deinit(&f);
}

static void a_chain_that_nobody_knows_repeats_over_the_window(void **state)
{
    (void)state;
    struct analysis_fixture f;
    analysis_init(&f);
    builder_window(&f.b, 600);
    for (int i = 0; i < 12; i++)
        add_event(&f.b, 20 + 50 * i, "malloc<parse_reply:10<poll:20<app_main:5");
    analyse(&f);
    assert_sums(&f);
    assert_int_equal(f.report.finding_count, 1);
    assert_int_equal(f.report.findings[0].verdict, HT_VERDICT_LEAK);
    assert_int_equal(f.report.findings[0].confidence, HT_CONFIDENCE_LOW);
    assert_int_equal(f.report.findings[0].bursts, 12);
    assert_null(f.report.findings[0].rule);
    assert_string_equal(f.report.findings[0].owner->function, "parse_reply");
    analysis_deinit(&f);
}

/* What a host trace freed is told by tallies, of which its freed records are a sample. */
static void tallies_tell_what_was_freed(void **state)
{
    (void)state;
    struct analysis_fixture f;
    analysis_init(&f);
    builder_window(&f.b, 600);
    uint32_t chain = builder_chain(&f.b, "malloc<parse_reply:10<poll:20");
    builder_add(&f.b, 100, 64, chain);
    builder_add(&f.b, 400, 64, chain);
    f.b.window->tallies = malloc(sizeof *f.b.window->tallies);
    assert_non_null(f.b.window->tallies);
    f.b.window->tallies[f.b.window->tally_count++] = (struct ht_tally){.chain = chain,
                                                                       .freed_by = HT_NO_CHAIN,
                                                                       .freed = 5000,
                                                                       .timed = 4000,
                                                                       .bytes = 320000,
                                                                       .shortest = 1000000,
                                                                       .longest = 3000000,
                                                                       .sum = 8e9};
    const struct ht_record sample = {.size = 64, .chain = chain, .freed = true, .freed_by = HT_NO_CHAIN, .t_us = 5};
    builder_must(ht_window_add_record(f.b.window, &sample));
    analyse(&f);
    assert_int_equal(f.report.finding_count, 1);
    assert_non_null(strstr(f.report.findings[0].evidence[0].message, "5000 more of the same owner were freed"));
    const struct ht_fate *fate = f.report.findings[0].fate;
    assert_non_null(fate);
    assert_int_equal(fate->freed, 5000);
    assert_int_equal(fate->freed_bytes, 320000);
    assert_int_equal(fate->timed, 4000);
    assert_near(fate->life_shortest, 1, 1e-9);
    assert_near(fate->life_longest, 3, 1e-9);
    assert_near(fate->life_sum, 8000, 1e-6);
    analysis_deinit(&f);
}

/* Two or three in the first part of a window are more like something made at the start; of four that is not known. */
static void four_look_alikes_are_no_leak(void **state)
{
    (void)state;
    static const enum ht_verdict verdicts[] = {HT_VERDICT_RETAINED, HT_VERDICT_RETAINED, HT_VERDICT_UNKNOWN};
    for (uint32_t count = 2; count <= 4; count++) {
        struct analysis_fixture f;
        analysis_init(&f);
        builder_window(&f.b, 600);
        for (uint32_t i = 0; i < count; i++)
            add_event(&f.b, 20 + 60 * i, "malloc<parse_reply:10<poll:20<app_main:5");
        analyse(&f);
        assert_int_equal(f.report.findings[0].verdict, verdicts[count - 2]);
        assert_int_equal(f.report.findings[0].bursts, count);
        analysis_deinit(&f);
    }
}

static void open_sessions_are_no_leak(void **state)
{
    (void)state;
    struct analysis_fixture f;
    analysis_init(&f);
    builder_window(&f.b, 600);
    for (int i = 0; i < 7; i++)
        add_session(&f.b, 20 + 80 * i);
    analyse(&f);
    assert_sums(&f);
    for (size_t i = 0; i < f.report.finding_count; i++)
        assert_int_not_equal(f.report.findings[i].verdict, HT_VERDICT_LEAK);
    assert_int_equal(f.report.findings[0].bursts, 7);
    analysis_deinit(&f);
}

static void orphans_beyond_the_open_sessions_are_a_leak(void **state)
{
    (void)state;
    struct analysis_fixture f;
    analysis_init(&f);
    builder_window(&f.b, 600);
    for (int i = 0; i < 12; i++) {
        if (i == 3 || i == 9)
            add_session(&f.b, 45 + 50 * i);
        add_orphan(&f.b, 20 + 50 * i);
    }
    analyse(&f);
    assert_sums(&f);
    const struct ht_finding *orphans = finding_of(&f, 0, 0), *sessions = finding_of(&f, 0, 6);
    assert_int_equal(orphans->verdict, HT_VERDICT_LEAK);
    assert_int_equal(orphans->bursts, 12);
    assert_int_equal(orphans->bytes, 12 * 1136);
    assert_int_equal(sessions->verdict, HT_VERDICT_TRANSIENT);
    assert_int_equal(sessions->bursts, 2);
    analysis_deinit(&f);
}

static void mutexes_made_once_are_retained(void **state)
{
    (void)state;
    struct analysis_fixture f;
    analysis_init(&f);
    builder_window(&f.b, 600);
    builder_add(&f.b, 5, 84, builder_chain(&f.b, "malloc<xQueueCreateMutex:3<lock_init_generic:79<main:1"));
    for (int i = 0; i < 12; i++)
        add_event(&f.b, 20 + 50 * i, "malloc<parse_reply:10<poll:20<app_main:5");
    analyse(&f);
    assert_int_equal(finding_of(&f, 0, 0)->verdict, HT_VERDICT_RETAINED);
    assert_string_equal(finding_of(&f, 0, 0)->rule, "newlib-locks");
    analysis_deinit(&f);
}

static void what_is_retained_too_often_is_a_leak(void **state)
{
    (void)state;
    struct analysis_fixture f;
    analysis_init(&f);
    builder_window(&f.b, 600);
    for (int i = 0; i < 40; i++)
        builder_add(&f.b, 5 + 14 * i, 84, builder_chain(&f.b, "malloc<lock_init_generic:79<open_file:4<poll:20"));
    analyse(&f);
    assert_int_equal(f.report.findings[0].verdict, HT_VERDICT_LEAK);
    assert_string_equal(f.report.findings[0].rule, "newlib-locks");
    analysis_deinit(&f);
}

/* So many connections closed, from that second of ten minutes on: are they told leak? */
static bool connections_leak(int count, double first, double step)
{
    struct analysis_fixture f;
    analysis_init(&f);
    builder_window(&f.b, 600);
    for (int i = 0; i < count; i++)
        builder_add(&f.b, first + step * i, 172, builder_chain(&f.b, "malloc<mem_malloc<tcp_alloc:10<tcp_new:5"));
    analyse(&f);
    bool leak = f.report.findings[0].verdict == HT_VERDICT_LEAK;
    analysis_deinit(&f);
    return leak;
}

static void connections_that_outlive_time_wait_are_a_leak(void **state)
{
    (void)state;
    assert_true(connections_leak(42, 10, 14));
    assert_false(connections_leak(10, 490, 11)); /* those in TIME_WAIT are none */
}

static void growth_between_windows_decides(void **state)
{
    (void)state;
    struct analysis_fixture f;
    analysis_init(&f);
    for (int w = 0; w < 2; w++) {
        builder_window(&f.b, w ? 900 : 90);
        for (int i = 0; i < (w ? 18 : 2); i++)
            add_event(&f.b, 20 + 3 * w + 50 * i, "malloc<parse_reply:10<poll:20<app_main:5");
        for (int i = 0; i < 6; i++)
            add_event(&f.b, 9 + 3 * w + 14 * i, "malloc<fill_cache:7<poll:20<app_main:5");
    }
    analyse(&f);
    assert_sums(&f);
    const struct ht_finding *leak = finding_of(&f, 0, 0), *cache = finding_of(&f, 0, 5);
    assert_int_equal(leak->verdict, HT_VERDICT_LEAK);
    assert_true(evidence_of(leak, HT_EVIDENCE_GROWTH)->nats > 0.5);
    assert_near(leak->rate.bytes_per_hour, 20 * 64 * 3600 / 990.0, 1e-6);
    assert_int_equal(leak->per_window_count, 2);
    assert_int_equal(leak->per_window[0].bursts, 2);
    assert_int_equal(leak->per_window[1].bursts, 18);
    assert_ptr_not_equal(leak, cache);
    assert_true(cache->verdict != HT_VERDICT_LEAK);
    analysis_deinit(&f);
}

static void an_overflow_makes_rates_lower_bounds(void **state)
{
    (void)state;
    struct analysis_fixture f;
    analysis_init(&f);
    builder_window(&f.b, 600);
    /* The oldest records are gone, and a part of a handshake with them. */
    add_handshake(&f.b, 20, isrg_values);
    f.b.window->record_count = 0;
    add_handshake(&f.b, 70, isrg_values);
    memmove(f.b.window->records, f.b.window->records + 2, 5 * sizeof *f.b.window->records);
    f.b.window->record_count = 5;
    for (int i = 2; i < 12; i++)
        add_handshake(&f.b, 20 + 50 * i, isrg_values);
    f.b.window->capacity = (int64_t)f.b.window->record_count;
    analyse(&f);
    const struct ht_finding *leak = f.report.findings;
    assert_true(f.report.windows[0].full);
    assert_true(leak->rate.lower_bound);
    assert_true(f.report.summary.rate_lower_bound);
    assert_int_equal(leak->bursts, 11);
    assert_int_equal(leak->fingerprint_count, 1);
    assert_int_equal(leak->fingerprints[0].bursts, 10);
    assert_near(leak->bytes_per_burst, 136, 1e-9);
    analysis_deinit(&f);
}

/* One event in three chains, which nobody knows, is one finding. */
static void chains_of_one_event_are_one_finding(void **state)
{
    (void)state;
    struct analysis_fixture f;
    analysis_init(&f);
    builder_window(&f.b, 600);
    for (int i = 0; i < 8; i++) {
        builder_add(&f.b, 20 + 70 * i, 100, builder_chain(&f.b, "malloc<make_item:1<poll:20<app_main:5"));
        builder_add(&f.b, 20.001 + 70 * i, 30, builder_chain(&f.b, "malloc<copy_name:8<make_item:2<poll:20"));
        builder_add(&f.b, 20.002 + 70 * i, 12, builder_chain(&f.b, "malloc<copy_unit:9<make_item:3<poll:20"));
    }
    analyse(&f);
    assert_int_equal(f.report.finding_count, 1);
    assert_int_equal(f.report.findings[0].bursts, 8);
    assert_int_equal(f.report.findings[0].chain_count, 3);
    assert_string_equal(f.report.findings[0].owner->function, "make_item");
    analysis_deinit(&f);
}

/* The same device with another build: other addresses, other lines, and other events first. */
static void add_device(struct analysis_fixture *f, uint32_t base, uint32_t step, uint32_t lines, double shift)
{
    analysis_init(f);
    f->b.next_pc = base;
    f->b.pc_step = step;
    f->b.line_shift = lines;
    builder_window(&f->b, 600);
    for (int i = 0; i < 24; i++) {
        if ((i + (shift > 0)) % 2)
            add_event(&f->b, 5 + 24 * i + shift, "malloc<parse_reply:10<poll:20<app_main:5");
        else
            builder_add(&f->b, 5 + 24 * i + shift, 77, builder_chain(&f->b, "malloc<dump_state:3<log_all:4<idle:5"));
        if (i % 4 == 1)
            add_orphan(&f->b, 9 + 24 * i + shift);
        if (i == 5)
            add_session(&f->b, 14 + 24 * i + shift);
        if (i == 7)
            add_handshake(&f->b, 14 + 24 * i + shift, isrg_values);
    }
    analyse(f);
}

static void keys_survive_a_rebuild(void **state)
{
    (void)state;
    struct analysis_fixture a, b;
    add_device(&a, 0x42000000, 4, 0, 0);
    add_device(&b, 0x420f0000, (uint32_t)-12, 33, 2.5);
    assert_true(a.report.finding_count >= 5);
    assert_int_equal(a.report.finding_count, b.report.finding_count);
    for (size_t i = 0; i < a.report.finding_count; i++) {
        size_t k = 0;
        while (k < b.report.finding_count && strcmp(a.report.findings[i].key, b.report.findings[k].key))
            k++;
        assert_true(k < b.report.finding_count);
        assert_int_equal(a.report.findings[i].verdict, b.report.findings[k].verdict);
    }
    analysis_deinit(&a);
    analysis_deinit(&b);
}

/* Looks at one trace after five and ten minutes, from the first to the last of these; four events in each half. */
static void look(struct analysis_fixture *f, int first, int last)
{
    analysis_init(f);
    for (int look = first; look <= last; look++) {
        builder_window(&f->b, 300 * look);
        for (int i = 0; i < 4 * look; i++)
            add_event(&f->b, 20 + 70 * i, "malloc<parse_reply:10<poll:20<app_main:5");
        builder_add(&f->b, 300 * look - 10, 600, builder_chain(&f->b, "malloc<send_state:3<poll:20<app_main:5"));
    }
    analyse(f);
}

static void two_looks_at_one_trace(void **state)
{
    (void)state;
    struct analysis_fixture f, later;
    look(&f, 1, 2);
    look(&later, 2, 2);
    assert_int_equal(f.report.windows[0].trace, f.report.windows[1].trace);
    assert_true(f.report.windows[0].superseded);
    const struct ht_finding *leak = finding_of(&f, 1, 0), *state_sent = finding_of(&f, 1, 16);
    assert_int_equal(leak->verdict, HT_VERDICT_LEAK);
    assert_true(leak->probability[HT_RIVAL_LEAK] > finding_of(&later, 0, 0)->probability[HT_RIVAL_LEAK] + 0.02);
    assert_non_null(evidence_of(leak, HT_EVIDENCE_SURVIVAL));
    assert_int_equal(leak->bursts, 8);
    assert_int_equal(leak->bytes, 8 * 64);
    assert_int_equal(state_sent->verdict, HT_VERDICT_TRANSIENT);
    analysis_deinit(&f);
    analysis_deinit(&later);
}

/* The oldest of them are gone and the others are not: the later look saw what its buffer had room for. */
static void a_look_that_lost_its_oldest_records(void **state)
{
    (void)state;
    struct analysis_fixture f;
    analysis_init(&f);
    for (int look = 0; look < 2; look++) {
        builder_window(&f.b, look ? 600 : 300);
        for (int i = look ? 5 : 0; i < (look ? 20 : 9); i++)
            add_event(&f.b, 20 + 30 * i, "malloc<parse_reply:10<poll:20<app_main:5");
        for (size_t r = 0; r < f.b.window->record_count && look; r++) /* each block where it was at the first look */
            f.b.window->records[r].addr += 5 * 2 * 64;
    }
    analyse(&f);
    assert_false(f.report.windows[0].forgot || f.report.windows[0].censored);
    assert_true(f.report.windows[1].forgot && f.report.windows[1].censored);
    assert_true(f.report.windows[1].observed > 300 && f.report.windows[1].observed < 500);
    const struct ht_finding *leak = finding_of(&f, 1, 0);
    assert_int_equal(leak->verdict, HT_VERDICT_LEAK);
    assert_true(leak->rate.lower_bound);
    analysis_deinit(&f);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_certificate_leak),
        cmocka_unit_test(two_servers_are_two_fingerprints),
        cmocka_unit_test(one_event_of_a_known_leak_is_a_leak),
        cmocka_unit_test(bursts_are_exact_in_spite_of_wraps_and_cores),
        cmocka_unit_test(a_chain_that_nobody_knows_repeats_over_the_window),
        cmocka_unit_test(tallies_tell_what_was_freed),
        cmocka_unit_test(four_look_alikes_are_no_leak),
        cmocka_unit_test(open_sessions_are_no_leak),
        cmocka_unit_test(orphans_beyond_the_open_sessions_are_a_leak),
        cmocka_unit_test(mutexes_made_once_are_retained),
        cmocka_unit_test(what_is_retained_too_often_is_a_leak),
        cmocka_unit_test(connections_that_outlive_time_wait_are_a_leak),
        cmocka_unit_test(growth_between_windows_decides),
        cmocka_unit_test(an_overflow_makes_rates_lower_bounds),
        cmocka_unit_test(chains_of_one_event_are_one_finding),
        cmocka_unit_test(keys_survive_a_rebuild),
        cmocka_unit_test(two_looks_at_one_trace),
        cmocka_unit_test(a_look_that_lost_its_oldest_records),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
