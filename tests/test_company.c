#include "trace_builder.h"

#include "infer/company.h"

#define EXACT 1e-9

/* Log odds that the others add, by counting out all sets: a further leak is 0.3 times as frequent. */
static double counted_out(const double *odds, size_t count, size_t which)
{
    double with = 0, without = 0;
    for (unsigned set = 0; set < 1u << count; set++) {
        double product = 1;
        unsigned members = 0;
        for (size_t i = 0; i < count; i++) {
            if (set >> i & 1) {
                product *= odds[i];
                members++;
            }
        }
        product *= members > 1 ? pow(0.3, members - 1) : 1;
        *(set >> which & 1 ? &with : &without) += product;
    }
    return log(with / without) - log(odds[which]);
}

static void all_sets_are_counted(void **state)
{
    (void)state;
    static const double prior[] = {0.4, 0.4, 0.25, 0.04}, odds[] = {8, 3, 0.5, 0.01};
    struct ht_companion companions[4];
    for (size_t i = 0; i < 4; i++)
        companions[i] = (struct ht_companion){.prior = log(prior[i]), .odds = log(odds[i])};
    ht_company_weigh(companions, 4);
    for (size_t i = 0; i < 4; i++)
        assert_near(companions[i].nats, counted_out(odds, 4, i) - counted_out(prior, 4, i), EXACT);
}

static void alone_nothing_is_added(void **state)
{
    (void)state;
    struct ht_companion one = {.prior = -1, .odds = 4, .nats = 7};
    ht_company_weigh(&one, 1);
    assert_near(one.nats, 0, EXACT);
    ht_company_weigh(NULL, 0);
}

/* Of many that look alike each is hardly the leak; where nothing else looks like one, what does is likelier it. */
static void leaks_are_few(void **state)
{
    (void)state;
    struct ht_companion many[5], only[5];
    for (size_t i = 0; i < 5; i++) {
        many[i] = (struct ht_companion){.prior = -1, .odds = 1.2};
        only[i] = (struct ht_companion){.prior = -1, .odds = i ? -4 : 1.2};
    }
    ht_company_weigh(many, 5);
    ht_company_weigh(only, 5);
    assert_true(many[0].nats < -0.3);
    assert_true(only[0].nats > 0.3);
    assert_true(only[1].nats < 0);
}

/* However many there are, and however sure: two leaks that are proved stay two leaks. */
static void the_others_add_no_more_than_the_share(void **state)
{
    (void)state;
    enum { MANY = 3000 };
    struct ht_companion *companions = calloc(MANY, sizeof *companions);
    assert_non_null(companions);
    for (size_t i = 0; i < MANY; i++)
        companions[i] = (struct ht_companion){.prior = -3, .odds = i < 1000 ? 700 : -3};
    ht_company_weigh(companions, MANY);
    for (size_t i = 0; i < MANY; i++)
        assert_true(companions[i].nats >= log(0.3) - EXACT && companions[i].nats <= EXACT);
    struct ht_companion two[] = {{.prior = -1, .odds = 9}, {.prior = -1, .odds = 9}};
    ht_company_weigh(two, 2);
    assert_true(two[0].odds + two[0].nats > 7);
    free(companions);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(all_sets_are_counted),
        cmocka_unit_test(alone_nothing_is_added),
        cmocka_unit_test(leaks_are_few),
        cmocka_unit_test(the_others_add_no_more_than_the_share),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
