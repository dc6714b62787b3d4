#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "infer/release.h"
#include "release_tags.h"

#define COUNT(items) (sizeof(items) / sizeof *(items))

static struct ht_release parse(const char *text)
{
    struct ht_release release;
    if (!ht_release_parse(text, &release))
        fail_msg("%s is no release", text);
    return release;
}

static void every_release_has_its_place(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(release_tags); i++) {
        struct ht_release one = parse(release_tags[i]);
        for (size_t k = 0; k < COUNT(release_tags); k++) {
            struct ht_release other = parse(release_tags[k]);
            int order = ht_release_compare(&one, &other);
            if ((order > 0) != (i > k) || (order < 0) != (i < k))
                fail_msg("%s against %s: %d", release_tags[i], release_tags[k], order);
        }
    }
}

static void what_git_describes_lies_between(void **state)
{
    (void)state;
    static const char *const texts[] = {"v5.2.7",
                                        "v5.3-dev",
                                        "v5.3-dev-9-g0123abc",
                                        "v5.3-dev-1234-gabcdef0123",
                                        "v5.3-beta1",
                                        "v5.3-beta1-7-gabc",
                                        "v5.3-rc1",
                                        "v5.3",
                                        "v5.3-45-g123",
                                        "v5.3.1",
                                        "v5.3.1-1-g0",
                                        "v5.3.1-45-gabcdef-dirty",
                                        "v5.3.2"};
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct ht_release one = parse(texts[i]);
        bool whole = i == 0 || i == 7 || i == 9 || i == 12;
        assert_int_equal(ht_release_is_between(&one), !whole);
        for (size_t k = 0; k < i; k++) {
            struct ht_release other = parse(texts[k]);
            if (ht_release_compare(&other, &one) >= 0)
                fail_msg("%s does not lie before %s", texts[k], texts[i]);
        }
    }
}

static void changes_of_ones_own(void **state)
{
    (void)state;
    static const char *const changed[] = {"v5.3.1-dirty", "v5.3.1-acme", "v5.3.1-5-gxyz", "v5.3.1-devel",
                                          "v5.3.1-rc1x",  "v5.3.1-5-g",  "v5.3.1-5-gabcx"};
    struct ht_release plain = parse("v5.3.1");
    assert_false(plain.changed);
    for (size_t i = 0; i < COUNT(changed); i++) {
        struct ht_release release = parse(changed[i]);
        assert_true(release.changed);
        assert_int_equal(ht_release_compare(&release, &plain), 0);
    }
    assert_true(parse("v5.4-dev-3-gabc-dirty").changed);
    assert_false(parse("v5.4-dev-3-gabc").changed);
    assert_false(parse("5.1.5.240802").changed); /* as packages number what they carry */
    assert_int_equal(parse("5.1.5").patch, 5);
}

static void numbers_are_decimal(void **state)
{
    (void)state;
    struct ht_release release;
    assert_true(ht_release_parse("v12.34.56-rc78", &release));
    assert_int_equal(release.major, 12);
    assert_int_equal(release.minor, 34);
    assert_int_equal(release.patch, 56);
    assert_int_equal(release.stage_number, 78);
    assert_true(ht_release_parse("v9999.9999", &release)); /* no larger ones */
}

static void what_is_no_version(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",        "v",     "v5",      "v5.",         "5.x",   "master",   "release/v5.3", "v5.3x",
        "v5.3.1a", "v5.3.", "-v5.3",   "v99999999.1", "vv5.3", "v5.99999", "v 5.3",        "HEAD-HASH-NOTFOUND",
        "v5.3.1.", "v5.-3", "v5.10000"};
    struct ht_release release;
    for (size_t i = 0; i < COUNT(texts); i++) {
        if (ht_release_parse(texts[i], &release))
            fail_msg("%s was taken for a version", texts[i]);
    }
}

static void ranges_and_fixes(void **state)
{
    (void)state;
    struct ht_release_range range;
    struct ht_release_fix fix;
    static const char *const no_ranges[] = {"5.3",
                                            "v5.3 to",
                                            "v5.3 to v5.2.1",
                                            "v5.3 to v5.4",
                                            "2.1",
                                            "mdns 1.3.0 to 1.11.1",
                                            "v5.3.5 to v5.3",
                                            "v5.3 or so",
                                            "",
                                            "v5.3 to ",
                                            "v5.3 to 5.3.1",
                                            "v5.3-a-name-of-64-bytes-is-longer-than-any-that-releases-do-have"};
    static const char *const no_fixes[] = {"2.1", "d065cc5ce4e", "d065cc5ce4e (mdns 1.11.2)", "abc (v5.3",
                                           "abc (v5.3 x)"};
    for (size_t i = 0; i < COUNT(no_ranges); i++)
        assert_false(ht_release_range_parse(no_ranges[i], &range));
    for (size_t i = 0; i < COUNT(no_fixes); i++)
        assert_false(ht_release_fix_parse(no_fixes[i], &fix));
    assert_true(ht_release_range_parse("v5.3 to v5.3.5", &range));
    assert_int_equal(range.last.patch, 5);
    assert_true(ht_release_range_parse("v5.3", &range));
    assert_true(ht_release_range_parse("v5.3-a-name-of-63-bytes-is-not-longer-than-those-there-may-be-x", &range));
    assert_int_equal(range.last.patch, 0);
    assert_true(ht_release_fix_parse("d065cc5ce4e (v5.5)", &fix));
    assert_int_equal(fix.place, HT_FIX_RELEASED);
    assert_int_equal(fix.release.minor, 5);
    assert_true(ht_release_fix_parse("v5.4.1", &fix));
    assert_true(ht_release_fix_parse("0d8ff68f8a4 (release/v6.0)", &fix));
    assert_int_equal(fix.place, HT_FIX_ON_BRANCH);
    assert_true(ht_release_fix_parse("82e6c831e79 (master)", &fix));
    assert_int_equal(fix.place, HT_FIX_ON_MASTER);
}

struct history {
    struct ht_release_range affected[5];
    struct ht_release_fix fixes[4];
    struct ht_release_history history;
};

static void make_history(struct history *h, const char *const *affected, const char *const *fixes)
{
    *h = (struct history){.history = {.affected = h->affected, .fixes = h->fixes}};
    for (; affected[h->history.affected_count]; h->history.affected_count++)
        assert_true(
            ht_release_range_parse(affected[h->history.affected_count], &h->affected[h->history.affected_count]));
    for (; fixes[h->history.fix_count]; h->history.fix_count++)
        assert_true(ht_release_fix_parse(fixes[h->history.fix_count], &h->fixes[h->history.fix_count]));
    assert_true(ht_release_fix_parse("v5.3", &h->fixes[h->history.fix_count])); /* of another rule */
}

struct expectation {
    const char *release;
    enum ht_release_state state;
    bool unsure;
};

static void assert_stand(const struct history *h, const struct expectation *wanted, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        struct ht_release release = parse(wanted[i].release);
        struct ht_release_standing standing;
        ht_release_stand(&h->history, &release, &standing);
        if (standing.state != wanted[i].state || standing.unsure != wanted[i].unsure)
            fail_msg("%s: %d, %d", wanted[i].release, (int)standing.state, standing.unsure);
        assert_int_equal(standing.fix != NULL, standing.state == HT_RELEASE_FIXED);
    }
}

#define AFFECTED HT_RELEASE_AFFECTED
#define FIXED HT_RELEASE_FIXED
#define NEVER HT_RELEASE_NEVER

/* Branch by branch: a fix in v5.3.3 is in no v5.4 before v5.4.1. */
static void fixes_go_to_branches(void **state)
{
    (void)state;
    static const char *const affected[] = {"v5.2.1 to v5.2.7", "v5.3 to v5.3.2", "v5.4", NULL};
    static const char *const fixes[] = {"abc (v5.3.3)", "abc (v5.4.1)", "abc (v5.5)", NULL};
    static const struct expectation wanted[] = {
        {"v4.4.8", NEVER, false},
        {"v5.2", NEVER, false},
        {"v5.2.1", AFFECTED, false},
        {"v5.2.8", AFFECTED, true}, /* nobody has backported it yet */
        {"v5.3", AFFECTED, false},
        {"v5.3.2", AFFECTED, false},
        {"v5.3.2-dirty", AFFECTED, false},
        {"v5.3.3", FIXED, false},
        {"v5.3.3-20-gabc", FIXED, false},
        {"v5.3.3-rc1", AFFECTED, true},
        {"v5.3.2-20-gabc", AFFECTED, true}, /* the fix may be among them */
        {"v5.3.9", FIXED, false},
        {"v5.4", AFFECTED, false},
        {"v5.4.1", FIXED, false},
        {"v5.4-dev-100-gabc", AFFECTED, false},
        {"v5.4-rc1", AFFECTED, false},
        {"v5.5", FIXED, false},
        {"v5.5-dev-100-gabc", AFFECTED, true},
        {"v5.5.3", FIXED, false},
        {"v6.0", FIXED, false},
        {"v6.0-dev-1-gabc", FIXED, false},
        {"v7.3.1", FIXED, false},
    };
    struct history h;
    make_history(&h, affected, fixes);
    assert_stand(&h, wanted, COUNT(wanted));
}

static void fixes_that_no_release_has(void **state)
{
    (void)state;
    static const char *const affected[] = {"v6.0 to v6.0.2", NULL};
    static const char *const branch[] = {"b (release/v6.0)", "a (v6.1-beta1)", NULL}, *const master[] = {"c (master)",
                                                                                                         NULL};
    static const struct expectation on_branch[] = {
        {"v5.5.5", NEVER, false},       {"v6.0.2", AFFECTED, false},  {"v6.0.2-9-gabc", AFFECTED, true},
        {"v6.0.3", FIXED, false},       {"v6.1-beta1", FIXED, false}, {"v6.1-dev-900-gabc", AFFECTED, true},
        {"v6.0-beta2", AFFECTED, true}, {"v6.1", FIXED, false},       {"v6.2", FIXED, false},
    };
    static const struct expectation on_master[] = {
        {"v6.0.2", AFFECTED, false},    {"v6.0.3", AFFECTED, true}, {"v6.1", AFFECTED, true},
        {"v6.1-beta1", AFFECTED, true}, {"v6.2", FIXED, false},     {"v7.0", FIXED, false},
    };
    struct history h;
    make_history(&h, affected, branch);
    assert_stand(&h, on_branch, COUNT(on_branch));
    make_history(&h, affected, master);
    assert_stand(&h, on_master, COUNT(on_master));
}

static void master_lies_behind_the_branch_before(void **state)
{
    (void)state;
    static const char *const affected[] = {"v3.3 to v3.3.6", "v4.0", NULL}, *const fixes[] = {"a (v4.1)", NULL};
    static const struct expectation wanted[] = {
        {"v4.0-dev-9-gabc", AFFECTED, false}, {"v4.1-dev-9-gabc", AFFECTED, true}, {"v3.3-dev-9-gabc", AFFECTED, true},
        {"v5.0-dev-9-gabc", FIXED, false},    {"v6.0-dev-9-gabc", FIXED, false},   {"v3.2-dev-9-gabc", NEVER, false},
    };
    struct history h;
    make_history(&h, affected, fixes);
    assert_stand(&h, wanted, COUNT(wanted));
    /* The last branch of each major release, and that alone. */
    static const char *const last[] = {"v1.0", "v2.1", "v3.3", "v4.4", "v5.5", NULL}, *const none[] = {NULL};
    static const struct expectation first[] = {
        {"v2.0-dev-9-gabc", AFFECTED, true}, {"v3.0-dev-9-gabc", AFFECTED, true}, {"v4.0-dev-9-gabc", AFFECTED, true},
        {"v5.0-dev-9-gabc", AFFECTED, true}, {"v6.0-dev-9-gabc", AFFECTED, true},
    };
    make_history(&h, last, none);
    assert_stand(&h, first, COUNT(first));
}

/* A branch's own fix is told rather than that of an older one, in whichever order they stand. */
static void the_branchs_own_fix_is_told(void **state)
{
    (void)state;
    struct ht_release release = parse("v6.0.1");
    for (int own = 0; own <= 1; own++) {
        struct ht_release_standing standing;
        struct history h;
        make_history(&h, (const char *const[]){"v5.4", NULL},
                     own ? (const char *const[]){"a (v5.5)", "b (v6.0.1)", NULL}
                         : (const char *const[]){"b (v6.0.1)", "a (v5.5)", NULL});
        ht_release_stand(&h.history, &release, &standing);
        assert_ptr_equal(standing.fix, &h.fixes[own]);
    }
}

/* What is newer than all branches has a bug that no release fixes; what is older than it has not. */
static void the_newest_branch_has_it(void **state)
{
    (void)state;
    static const struct expectation wanted[] = {
        {"v6.0", NEVER, false},
        {"v6.0.1", AFFECTED, false},
        {"v6.1", AFFECTED, true},
        {"v0.0-dev-9-gabc", NEVER, false},
    };
    static const struct expectation later[] = {{"v7.0-dev-9-gabc", AFFECTED, true}};
    struct history h;
    make_history(&h, (const char *const[]){"v6.0.1 to v6.0.2", NULL}, (const char *const[]){NULL});
    assert_stand(&h, wanted, COUNT(wanted));
    make_history(&h, (const char *const[]){"v6.0", NULL}, (const char *const[]){"a (v6.1)", NULL});
    assert_stand(&h, later, COUNT(later));
}

static void what_is_not_known(void **state)
{
    (void)state;
    struct ht_release release = parse("v5.3");
    struct ht_release_history nothing = {0};
    struct ht_release_standing standing;
    struct history h;
    ht_release_stand(&nothing, &release, &standing);
    assert_int_equal(standing.state, HT_RELEASE_UNKNOWN);
    make_history(&h, (const char *const[]){"v5.3", NULL}, (const char *const[]){NULL});
    ht_release_stand(&h.history, NULL, &standing);
    assert_int_equal(standing.state, HT_RELEASE_UNKNOWN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_release_has_its_place),
        cmocka_unit_test(what_git_describes_lies_between),
        cmocka_unit_test(changes_of_ones_own),
        cmocka_unit_test(numbers_are_decimal),
        cmocka_unit_test(what_is_no_version),
        cmocka_unit_test(ranges_and_fixes),
        cmocka_unit_test(fixes_go_to_branches),
        cmocka_unit_test(fixes_that_no_release_has),
        cmocka_unit_test(master_lies_behind_the_branch_before),
        cmocka_unit_test(the_branchs_own_fix_is_told),
        cmocka_unit_test(the_newest_branch_has_it),
        cmocka_unit_test(what_is_not_known),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
