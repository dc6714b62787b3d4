#include "trace_builder.h"

#include "base/utf.h"
#include "judge/naming.h"

/* A group of single-record bursts, by chain. */
struct fixture {
    struct trace_builder b;
    struct ht_attribution attributions[64];
    struct ht_signature signature;
    uint32_t places[64];
    struct ht_burst bursts[64];
    struct ht_group group;
    struct ht_report report;
    struct ht_finding finding;
};

static void setup(struct fixture *f)
{
    *f = (struct fixture){0};
    builder_init(&f->b);
    builder_window(&f->b, 600);
    f->group.bursts.items = f->bursts;
    f->group.judgement.verdict = HT_VERDICT_LEAK;
    f->report = (struct ht_report){.trace = &f->b.trace, .frames = &f->b.frames};
}

/* Records of a chain whose owner stands behind this many allocators. */
static void add(struct fixture *f, int count, const char *sites, uint32_t owner)
{
    uint32_t chain = builder_chain(&f->b, sites);
    f->attributions[chain].owner = owner;
    for (int i = 0; i < count; i++) {
        uint32_t place = (uint32_t)f->b.window->record_count;
        builder_add(&f->b, place, 16, chain);
        f->places[place] = place;
        f->bursts[f->group.bursts.count++] = (struct ht_burst){.count = 1, .records = &f->places[place]};
        f->finding.count++;
    }
}

static void name(struct fixture *f)
{
    struct ht_project project;
    ht_project_init(&project, f->report.frames, NULL, 0);
    builder_must(ht_name_finding(&f->report, f->attributions, &project, &f->group, &f->finding));
}

static void the_owner_is_the_innermost_function_in_common(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 2, "malloc<make_item:10<poll:20<app_main:5", 1);
    add(&f, 2, "malloc<copy_name:7<make_item:12<poll:20", 1);
    add(&f, 2, "malloc<copy_unit:8<make_item:13<poll:20", 1);
    name(&f);
    assert_string_equal(f.finding.owner->function, "make_item");
    assert_non_null(strstr(f.finding.title, "make_item"));
    builder_deinit(&f.b);
}

static void most_records_decide_and_not_all(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 1, "malloc<other:1<idle:2", 1);
    add(&f, 5, "malloc<make_item:10<poll:20", 1);
    add(&f, 3, "malloc<copy_name:7<make_item:12<poll:20", 1);
    name(&f);
    assert_string_equal(f.finding.owner->function, "make_item");
    assert_int_equal(f.finding.owner->line, 10);
    builder_deinit(&f.b);
}

static void the_line_that_most_records_pass(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 2, "malloc<make_item:10<poll:20", 1);
    add(&f, 5, "malloc<make_item:30<poll:20", 1);
    add(&f, 2, "malloc<make_item:20<poll:20", 1);
    name(&f);
    assert_int_equal(f.finding.owner->line, 30);
    /* A leak's title says so. */
    const char *leak = f.finding.title;
    f.group.judgement.verdict = HT_VERDICT_UNKNOWN;
    name(&f);
    assert_string_not_equal(f.finding.title, leak);
    builder_deinit(&f.b);
}

static void a_recursive_function_counts_once(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 3, "malloc<walk:1<walk:2<walk:3<walk:2", 1);
    add(&f, 4, "malloc<copy:1<start:9", 1);
    add(&f, 4, "malloc<copy:1<start:8", 1);
    name(&f);
    assert_string_equal(f.finding.owner->function, "copy");
    builder_deinit(&f.b);
}

static void inlined_functions_may_own(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 4, "malloc<copy_asn1:440|ca_callback:515<verify:2", 1);
    add(&f, 4, "malloc<ca_callback:489<verify:2", 1);
    name(&f);
    assert_string_equal(f.finding.owner->function, "ca_callback");
    builder_deinit(&f.b);
}

static void check_owner(const struct fixture *f, uint32_t chain, uint32_t frame, uint32_t location)
{
    struct ht_place place = ht_finding_owner_in(&f->finding, chain);
    assert_int_equal(place.frame, frame);
    assert_int_equal(place.location, location);
}

static void the_owner_has_its_place_in_each_chain(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 1, "malloc<grow<other:3", 1); /* chain 0 is not one of the owner's: the first that is no allocator's */
    add(&f, 4, "malloc<ca_callback:489<verify:2", 1);
    add(&f, 4, "malloc<copy_asn1:440|ca_callback:515<verify:2", 1);
    name(&f);
    assert_string_equal(f.finding.owner->function, "ca_callback");
    check_owner(&f, 0, 1, 0);
    check_owner(&f, 1, 1, 0);
    check_owner(&f, 2, 1, 1);
    check_owner(&f, 3, UINT32_MAX, HT_NO_LOCATION); /* no chain of the finding */
    /* Places count what reports show. */
    for (size_t i = 0; i < f.b.frames.count; i++)
        f.b.frame_items[i].hidden = f.b.frame_items[i].location_count - 1;
    name(&f);
    check_owner(&f, 2, 1, 0);
    builder_deinit(&f.b);
}

static void nobody_owns_unknown_chains(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.group.kind = HT_GROUP_REST;
    f.group.judgement.verdict = HT_VERDICT_UNKNOWN;
    add(&f, 4, "malloc<calloc", 2);
    name(&f);
    assert_null(f.finding.owner);
    check_owner(&f, 0, UINT32_MAX, HT_NO_LOCATION);
    assert_true(strlen(f.finding.title) > 0);
    assert_true(strlen(f.finding.key) > 0);
    builder_deinit(&f.b);
    setup(&f);
    uint32_t chain = builder_chain_of(&f.b, (const uint32_t[]){0x4fffff00}, 1);
    assert_int_equal(chain, 0);
    f.places[0] = 0;
    builder_add(&f.b, 1, 16, chain);
    f.bursts[0] = (struct ht_burst){.count = 1, .records = f.places};
    f.group.bursts.count = 1;
    f.finding.count = 1;
    name(&f);
    assert_null(f.finding.owner);
    assert_non_null(strstr(f.finding.key, "4fffff00"));
    builder_deinit(&f.b);
}

static void a_signature_names_its_finding(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.signature = (struct ht_signature){.id = "rule-id", .title = "A known leak"};
    f.group.signature = &f.signature;
    add(&f, 4, "malloc<make_item:10<poll:20", 1);
    name(&f);
    assert_string_equal(f.finding.title, "A known leak");
    assert_non_null(strstr(f.finding.key, "rule-id"));
    assert_string_equal(f.finding.owner->function, "make_item");
    /* What is given back is not what the rule knows to be lost; what is not known may be. */
    f.signature.class = HT_SIGNATURE_LEAK;
    f.group.judgement.verdict = HT_VERDICT_TRANSIENT;
    name(&f);
    assert_string_equal(f.finding.title, "Allocated in make_item");
    f.group.judgement.verdict = HT_VERDICT_UNKNOWN;
    name(&f);
    assert_string_equal(f.finding.title, "A known leak");
    /* Orphans of a session are told by who allocates them. */
    f.group.kind = HT_GROUP_PARTS;
    name(&f);
    assert_string_not_equal(f.finding.title, "A known leak");
    assert_non_null(strstr(f.finding.title, "make_item"));
    assert_non_null(strstr(f.finding.key, "make_item"));
    assert_null(strstr(f.finding.key, "rule-id"));
    builder_deinit(&f.b);
}

/* Each owner's parts of sessions are a finding of their own, and one rule may know several. */
static void parts_of_sessions_have_different_keys(void **state)
{
    (void)state;
    static const char *const sites[] = {"malloc<make_client:10<poll:20", "malloc<set_header:7<poll:21"};
    char keys[2][64];
    for (int i = 0; i < 2; i++) {
        struct fixture f;
        setup(&f);
        f.signature = (struct ht_signature){.id = "rule-id", .title = "Sessions", .session = true};
        f.group.signature = &f.signature;
        f.group.kind = HT_GROUP_PARTS;
        add(&f, 4, sites[i], 1);
        name(&f);
        snprintf(keys[i], sizeof keys[i], "%s", f.finding.key);
        builder_deinit(&f.b);
    }
    assert_string_not_equal(keys[0], keys[1]);
}

/* The key of two chains, made with other PCs, lines and records. */
static void key_of(char *key, size_t size, uint32_t base, uint32_t lines, bool turned, const char *a, const char *b)
{
    struct fixture f;
    setup(&f);
    f.b.next_pc = base;
    f.b.line_shift = lines;
    if (!turned)
        add(&f, 4, a, 1);
    add(&f, 3, b, 1);
    if (turned)
        add(&f, 6, a, 1);
    name(&f);
    snprintf(key, size, "%s", f.finding.key);
    builder_deinit(&f.b);
}

static void keys_are_made_of_functions(void **state)
{
    (void)state;
    static const char a[] = "malloc<make_item:10<poll:20", b[] = "malloc<copy_name:7<make_item:12";
    char key[512], other[512];
    key_of(key, sizeof key, 0x42000000, 0, false, a, b);
    /* The chain of most records stands in it for people. */
    assert_ptr_equal(strstr(key, "make_item<poll"), key);
    key_of(other, sizeof other, 0x42100004, 0, false, a, b);
    assert_string_equal(key, other);
    key_of(other, sizeof other, 0x42000000, 50, false, a, b);
    assert_string_equal(key, other);
    key_of(other, sizeof other, 0x42000000, 0, true, a, b);
    assert_string_equal(key, other);
    key_of(other, sizeof other, 0x42000000, 0, false, a, "malloc<copy_unit:7<make_item:12");
    assert_string_not_equal(key, other);
    key_of(other, sizeof other, 0x42000000, 0, false, "malloc<make_item:10<start:20", b);
    assert_string_not_equal(key, other);
}

static void long_names_have_keys_that_differ(void **state)
{
    (void)state;
    char key[512], other[512], a[400], b[400];
    snprintf(a, sizeof a, "malloc<%0200d_a<poll", 1);
    snprintf(b, sizeof b, "malloc<%0200d_b<poll", 1);
    key_of(key, sizeof key, 0x42000000, 0, false, a, "malloc<x");
    key_of(other, sizeof other, 0x42000000, 0, false, b, "malloc<x");
    assert_string_not_equal(key, other);
    assert_true(strlen(key) < 200);
}

/* A report writes no half of a character, and the next one would not find the key again. */
static void keys_end_with_a_character(void **state)
{
    (void)state;
    for (size_t shift = 0; shift < 2; shift++) {
        char key[512], chain[400] = "malloc<aa";
        chain[strlen("malloc<a") + shift] = '\0';
        for (int i = 0; i < 100; i++)
            strcat(chain, "\xc3\xa9");
        key_of(key, sizeof key, 0x42000000, 0, false, chain, "malloc<x");
        uint32_t character;
        for (const char *at = key; *at; at += ht_utf8_decode(at, &character))
            assert_true(ht_utf8_decode(at, &character));
    }
}

static void kinds_and_sizes_tell_groups_apart(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    f.group.kind = HT_GROUP_SHAPE;
    add(&f, 4, "malloc<calloc", 2);
    f.bursts[0].shape = 1;
    name(&f);
    const char *shape = f.finding.key;
    f.bursts[0].shape = 2;
    name(&f);
    assert_string_not_equal(shape, f.finding.key);
    f.group.kind = HT_GROUP_REST;
    const char *before = f.finding.key;
    name(&f);
    assert_string_not_equal(before, f.finding.key);
    f.group.kind = HT_GROUP_SESSIONS;
    before = f.finding.key;
    name(&f);
    assert_string_not_equal(before, f.finding.key);
    /* Elsewhere the sizes are no part of the key: an owner keeps it when its blocks change. */
    f.group.kind = HT_GROUP_OWNER;
    name(&f);
    before = f.finding.key;
    f.bursts[0].shape = 3;
    name(&f);
    assert_string_equal(before, f.finding.key);
    builder_deinit(&f.b);
}

/* What was freed of an owner is a finding beside what was not: its key differs, and is the same each time. */
static void what_was_freed_has_a_key_of_its_own(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 4, "malloc<make_item:10<poll:20", 1);
    name(&f);
    const char *alive = f.finding.key;
    f.group.freed = true;
    f.group.judgement.verdict = HT_VERDICT_TRANSIENT;
    name(&f);
    assert_string_not_equal(alive, f.finding.key);
    assert_non_null(strstr(f.finding.key, alive));
    assert_string_equal(f.finding.title, "Allocated in make_item");
    builder_deinit(&f.b);
}

static void titles_say_what_is_told(void **state)
{
    (void)state;
    static const struct {
        enum ht_group_kind kind;
        enum ht_verdict verdict;
        const char *title;
    } cases[] = {
        {HT_GROUP_OWNER, HT_VERDICT_LEAK, "Repeated allocations in make_item"},
        {HT_GROUP_OWNER, HT_VERDICT_UNKNOWN, "Allocated in make_item"},
        {HT_GROUP_OWNER, HT_VERDICT_RETAINED, "Allocated in make_item"},
        {HT_GROUP_SESSIONS, HT_VERDICT_LEAK, "TLS and HTTP sessions that nobody closes"},
        {HT_GROUP_SESSIONS, HT_VERDICT_TRANSIENT, "Open TLS and HTTP sessions"},
        {HT_GROUP_SESSIONS, HT_VERDICT_UNKNOWN, "Open TLS and HTTP sessions"},
        {HT_GROUP_PARTS, HT_VERDICT_LEAK, "Left behind by sessions: make_item"},
    };
    struct fixture f;
    setup(&f);
    add(&f, 4, "malloc<make_item:10<poll:20", 1);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        f.group.kind = cases[i].kind;
        f.group.judgement.verdict = cases[i].verdict;
        name(&f);
        assert_string_equal(f.finding.title, cases[i].title);
    }
    builder_deinit(&f.b);
}

/* Nobody's name is known: what the stack shows is cut off, or the firmware is. */
static void titles_without_an_owner(void **state)
{
    (void)state;
    static const struct {
        enum ht_group_kind kind;
        enum ht_verdict verdict;
        const char *title;
    } cases[] = {
        {HT_GROUP_OWNER, HT_VERDICT_LEAK, "Repeated allocations, callers unknown"},
        {HT_GROUP_OWNER, HT_VERDICT_TRANSIENT, "Allocations, callers unknown"},
        {HT_GROUP_SHAPE, HT_VERDICT_LEAK, "Repeated allocations, callers cut off"},
        {HT_GROUP_REST, HT_VERDICT_UNKNOWN, "Allocations, callers cut off"},
    };
    struct fixture f;
    setup(&f);
    add(&f, 4, "malloc<calloc", 2);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        f.group.kind = cases[i].kind;
        f.group.judgement.verdict = cases[i].verdict;
        name(&f);
        assert_null(f.finding.owner);
        assert_string_equal(f.finding.title, cases[i].title);
    }
    builder_deinit(&f.b);
}

/* An owner inlined into a function hides what is inlined further in: that asked on its behalf. */
static void what_is_inlined_before_the_owner_is_none(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    uint32_t chain = builder_chain(&f.b, "malloc<std::allocate:3|add_tag:40|boot:9<app_main:1");
    f.attributions[chain].location = 1;
    add(&f, 4, "malloc<std::allocate:3|add_tag:40|boot:9<app_main:1", 1);
    name(&f);
    assert_string_equal(f.finding.owner->function, "add_tag");
    f.attributions[chain].location = 2;
    name(&f);
    assert_string_equal(f.finding.owner->function, "boot");
    builder_deinit(&f.b);
}

/* Two leaks of one function, lines apart, keep their keys when the other one is mended. */
static void sites_of_one_function_are_told_by_their_sizes(void **state)
{
    (void)state;
    struct fixture f;
    setup(&f);
    add(&f, 4, "malloc<handle:11<app_task:5", 1);
    name(&f);
    const char *whole = f.finding.key;
    f.group.parted = true;
    name(&f);
    const char *parted = f.finding.key;
    assert_string_equal(strrchr(parted, '/'), "/16");
    assert_int_equal(strncmp(parted, whole, strlen(whole)), 0);
    f.b.window->records[0].size = 30;
    name(&f);
    assert_string_not_equal(parted, f.finding.key);
    builder_deinit(&f.b);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_owner_is_the_innermost_function_in_common),
        cmocka_unit_test(most_records_decide_and_not_all),
        cmocka_unit_test(the_line_that_most_records_pass),
        cmocka_unit_test(a_recursive_function_counts_once),
        cmocka_unit_test(inlined_functions_may_own),
        cmocka_unit_test(the_owner_has_its_place_in_each_chain),
        cmocka_unit_test(nobody_owns_unknown_chains),
        cmocka_unit_test(a_signature_names_its_finding),
        cmocka_unit_test(parts_of_sessions_have_different_keys),
        cmocka_unit_test(keys_are_made_of_functions),
        cmocka_unit_test(long_names_have_keys_that_differ),
        cmocka_unit_test(keys_end_with_a_character),
        cmocka_unit_test(kinds_and_sizes_tell_groups_apart),
        cmocka_unit_test(what_was_freed_has_a_key_of_its_own),
        cmocka_unit_test(titles_say_what_is_told),
        cmocka_unit_test(titles_without_an_owner),
        cmocka_unit_test(what_is_inlined_before_the_owner_is_none),
        cmocka_unit_test(sites_of_one_function_are_told_by_their_sizes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
