#include "groups_fixture.h"

static void part(struct fixture *f, bool with_certificate)
{
    const struct ht_signature *certificate = NULL;
    for (size_t i = 0; i < f->signatures.count && with_certificate; i++) {
        if (!strcmp(f->signatures.items[i].id, "esp-crt-bundle-cross-signed"))
            certificate = &f->signatures.items[i];
    }
    group(f);
    builder_must(ht_drafts_create(&f->b.trace, f->attributions, certificate, &f->groups, &f->drafts));
}

/* The only draft of a kind, or NULL. */
static const struct ht_draft *draft_of(const struct fixture *f, enum ht_draft_kind kind)
{
    const struct ht_draft *found = NULL;
    for (size_t i = 0; i < f->drafts.count; i++) {
        if (f->drafts.items[i].kind == kind) {
            assert_null(found);
            found = &f->drafts.items[i];
        }
    }
    return found;
}

static void a_group_is_a_draft(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 3; i++)
        add_handshake(&f.b, 20 + 50 * i, isrg_values);
    part(&f, true);
    assert_int_equal(f.drafts.count, 1);
    assert_int_equal(f.drafts.items[0].kind, HT_DRAFT_GROUP);
    assert_string_equal(f.drafts.items[0].signature->id, "esp-crt-bundle-cross-signed");
    assert_int_equal(f.drafts.items[0].bursts.count, 3);
    teardown(&f);
}

static void complete_sets_are_sessions(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 7; i++)
        add_session(&f.b, 20 + 80 * i);
    part(&f, true);
    assert_int_equal(f.drafts.count, 1);
    assert_int_equal(f.drafts.items[0].kind, HT_DRAFT_SESSIONS);
    assert_int_equal(f.drafts.items[0].bursts.count, 7);
    teardown(&f);
}

static void clients_without_their_connection_are_orphans(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    for (int i = 0; i < 6; i++)
        add_orphan(&f.b, 20 + 90 * i);
    add_session(&f.b, 580);
    part(&f, true);
    assert_int_equal(f.drafts.count, 2);
    const struct ht_draft *orphans = draft_of(&f, HT_DRAFT_ORPHANS), *sessions = draft_of(&f, HT_DRAFT_SESSIONS);
    assert_int_equal(orphans->bursts.count, 6);
    assert_string_equal(orphans->signature->id, "http-client");
    assert_int_equal(sessions->bursts.count, 1);
    assert_int_equal(sessions->bursts.items[0].count, 5);
    teardown(&f);
}

/* Up to four may be sessions that are just being opened. */
static void few_clients_are_sessions_being_opened(void **state)
{
    (void)state;
    for (int count = 4; count <= 5; count++) {
        struct fixture f;
        setup(&f);
        for (int i = 0; i < count; i++)
            add_orphan(&f.b, 20 + 90 * i);
        part(&f, true);
        assert_int_equal(f.drafts.count, 1);
        assert_int_equal(f.drafts.items[0].kind, count < 5 ? HT_DRAFT_SESSIONS : HT_DRAFT_ORPHANS);
        teardown(&f);
    }
}

static void shapes_of_shallow_stacks_are_parted(void **state)
{
    (void)state;
    static const uint32_t isrg[] = {81, 3, 2, 3, 32, 3, 12, 0}, pair[] = {60, 20, 0};
    for (int with = 0; with < 2; with++) {
        struct fixture f;
        setup(&f);
        uint32_t chain = builder_chain(&f.b, "heap_caps_malloc<malloc");
        for (int i = 0; i < 3; i++) {
            builder_burst(&f.b, 20 + 90 * i, chain, pair);
            builder_burst(&f.b, 60 + 90 * i, chain, isrg);
            builder_burst(&f.b, 90 + 90 * i, chain, (const uint32_t[]){1000 + (uint32_t)i, 7, 0});
        }
        part(&f, with);
        assert_int_equal(f.drafts.count, 3);
        uint32_t shapes = 0, names = 0;
        for (size_t i = 0; i < 3; i++) {
            const struct ht_draft *draft = &f.drafts.items[i];
            assert_int_equal(draft->bursts.count, 3);
            shapes += draft->kind == HT_DRAFT_SHAPE;
            names += draft->signature != NULL;
        }
        assert_int_equal(shapes, 2);
        assert_int_equal(names, with);
        assert_int_equal(draft_of(&f, HT_DRAFT_REST)->bursts.count, 3);
        teardown(&f);
    }
}

/* All names are one draft: each server has its own. One is enough. */
static void names_of_shallow_stacks_belong_together(void **state)
{
    (void)state;
    static const uint32_t isrg[] = {81, 3, 2, 3, 32, 3, 12, 0}, digicert[] = {99, 3, 2, 3, 12, 3, 16, 3, 23, 0};
    struct fixture f;
    setup(&f);
    uint32_t chain = builder_chain(&f.b, "heap_caps_malloc<malloc");
    builder_burst(&f.b, 20, chain, isrg);
    builder_burst(&f.b, 90, chain, digicert);
    part(&f, true);
    assert_int_equal(f.drafts.count, 1);
    assert_int_equal(f.drafts.items[0].kind, HT_DRAFT_SHAPE);
    assert_int_equal(f.drafts.items[0].bursts.count, 2);
    assert_non_null(f.drafts.items[0].signature);
    teardown(&f);
}

/* Seldom is too little for a draft of its own. */
static void two_of_a_shape_are_the_rest(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    uint32_t chain = builder_chain(&f.b, "heap_caps_malloc<malloc");
    for (int i = 0; i < 2; i++)
        builder_burst(&f.b, 20 + 90 * i, chain, (const uint32_t[]){60, 20, 0});
    part(&f, true);
    assert_int_equal(f.drafts.count, 1);
    assert_int_equal(f.drafts.items[0].kind, HT_DRAFT_REST);
    teardown(&f);
}

static void nothing_to_part(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    part(&f, true);
    assert_int_equal(f.drafts.count, 0);
    teardown(&f);
    ht_drafts_deinit(NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_group_is_a_draft),
        cmocka_unit_test(complete_sets_are_sessions),
        cmocka_unit_test(clients_without_their_connection_are_orphans),
        cmocka_unit_test(few_clients_are_sessions_being_opened),
        cmocka_unit_test(shapes_of_shallow_stacks_are_parted),
        cmocka_unit_test(names_of_shallow_stacks_belong_together),
        cmocka_unit_test(two_of_a_shape_are_the_rest),
        cmocka_unit_test(nothing_to_part),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
