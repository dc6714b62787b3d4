#include "groups_fixture.h"

#include "infer/draft_pairs.h"

enum { EVENTS = 12 };

/* An event and what it allocates a wait later, with what else stands between the two. */
struct event {
    const char *first, *second;
    double wait, every;
    uint32_t without; /* so many events end before their second part */
    uint32_t between; /* records of others, in the first events */
};

static const struct event update = {
    "malloc<make_client<check_update<app_main", "malloc<check_update<app_main", 0.3, 45, 0, 1};

/* The drafts that a device leaves behind on which the event happens again and again. */
static void leave(struct fixture *f, const struct event *event)
{
    setup(f);
    uint32_t first = builder_chain(&f->b, event->first), second = builder_chain(&f->b, event->second),
             other = builder_chain(&f->b, "malloc<serve<app_main");
    for (uint32_t i = 0; i < EVENTS; i++) {
        double at = 5 + event->every * i;
        builder_burst(&f->b, at, first, (const uint32_t[]){96, 200, 0});
        for (uint32_t k = 0; k < event->between && i < 4; k++)
            builder_add(&f->b, at + event->wait / 2, 1000 + 16 * (i * event->between + k), other);
        if (i + event->without < EVENTS)
            builder_burst(&f->b, at + event->wait, second, (const uint32_t[]){48, 0});
    }
    group(f);
    builder_must(ht_drafts_create(&f->b.trace, f->attributions, NULL, &f->groups, &f->drafts));
    const struct ht_verdict_window clock = {.cpu_hz = BUILDER_HZ, .seconds = 600};
    builder_must(ht_drafts_pair(&f->b.trace, &f->b.frames, f->attributions, &clock, &f->drafts));
}

/* The draft whose first burst begins with a block of this size, or NULL. */
static const struct ht_draft *draft_of(const struct fixture *f, uint32_t size)
{
    for (size_t i = 0; i < f->drafts.count; i++) {
        const struct ht_bursts *bursts = &f->drafts.items[i].bursts;
        if (bursts->count && f->b.window->records[bursts->items[0].records[0]].size == size)
            return &f->drafts.items[i];
    }
    return NULL;
}

static void assert_parts(const struct event *event, bool of_one_event)
{
    struct fixture f;
    leave(&f, event);
    const struct ht_draft *first = draft_of(&f, 96), *second = draft_of(&f, 48);
    assert_non_null(first);
    assert_int_equal(first->bursts.count, EVENTS);
    assert_int_equal(first->bursts.items[0].count, of_one_event ? 3 : 2);
    if (of_one_event)
        assert_null(second);
    else
        assert_non_null(second);
    teardown(&f);
}

static void what_follows_a_wait_is_of_the_same_event(void **state)
{
    (void)state;
    struct fixture f;
    leave(&f, &update);
    const struct ht_draft *both = draft_of(&f, 96);
    assert_non_null(both);
    assert_null(draft_of(&f, 48));
    assert_int_equal(both->bursts.count, EVENTS);
    for (size_t i = 0; i < EVENTS; i++) {
        const struct ht_burst *burst = &both->bursts.items[i];
        assert_int_equal(burst->count, 3);
        assert_int_equal(burst->shape, both->bursts.items[0].shape);
        for (uint32_t k = 0; k < 3; k++)
            assert_int_equal(f.b.window->records[burst->records[k]].size, ((const uint32_t[]){96, 200, 48})[k]);
    }
    assert_int_equal(both->shapes->items[both->bursts.items[0].shape].bursts, EVENTS);
    teardown(&f);
}

static void an_event_may_end_early(void **state)
{
    (void)state;
    struct event event = update;
    event.without = 1; /* of twelve */
    assert_parts(&event, true);
    event.without = 2;
    assert_parts(&event, false);
}

/* Two functions that are called one after the other leak each for itself. */
static void two_leaks_of_one_event_are_two(void **state)
{
    (void)state;
    struct event leaks = update;
    leaks.first = "malloc<copy_url<update<app_main";
    leaks.second = "malloc<copy_body<update<app_main";
    assert_parts(&leaks, false);
}

static void far_behind_is_another_event(void **state)
{
    (void)state;
    struct event late = update, apart = update;
    late.wait = 2.5;
    assert_parts(&late, false);
    apart.between = 5;
    assert_parts(&apart, false);
    apart.between = 4;
    assert_parts(&apart, true);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_follows_a_wait_is_of_the_same_event),
        cmocka_unit_test(an_event_may_end_early),
        cmocka_unit_test(two_leaks_of_one_event_are_two),
        cmocka_unit_test(far_behind_is_another_event),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
