#include "trace_builder.h"

#include "infer/certificate.h"

static const uint32_t isrg_x1[] = {2, 3, 3, 3, 12, 32, 81};
static const uint32_t digicert_g2[] = {2, 3, 3, 3, 3, 12, 16, 23, 99};
/* Five attributes whose values are so long that the name takes a header of 3 bytes: 138 and 3. */
static const uint32_t long_name[] = {2, 3, 3, 3, 3, 3, 10, 11, 25, 35, 141};

static bool is_name(const uint32_t *sizes, size_t count)
{
    unsigned attributes;
    return ht_certificate_is_name(sizes, count, &attributes);
}

static void sizes_of_a_name_tell_its_attributes(void **state)
{
    (void)state;
    unsigned attributes = 0;
    assert_true(ht_certificate_is_name(isrg_x1, 7, &attributes));
    assert_int_equal(attributes, 3);
    assert_true(ht_certificate_is_name(digicert_g2, 9, &attributes));
    assert_int_equal(attributes, 4);
    assert_true(ht_certificate_is_name(long_name, 11, &attributes));
    assert_int_equal(attributes, 5);
    const uint32_t one[] = {3, 9, 22};
    assert_true(ht_certificate_is_name(one, 3, &attributes));
    assert_int_equal(attributes, 1);
}

/* DER: a length from 128 on takes a byte more, from 256 on two. */
static void the_header_grows_with_the_name(void **state)
{
    (void)state;
    static const struct {
        uint32_t content, size;
    } names[] = {{127, 129}, {128, 131}, {255, 258}, {256, 260}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        uint32_t sizes[] = {3, 3, 3, 3, 20, 20, 20, 0, names[i].size};
        sizes[7] = names[i].content - 4 * 11 - 60;
        assert_true(is_name(sizes, 9));
        for (int more = -2; more <= 2; more++) {
            sizes[8] = names[i].size + (uint32_t)more;
            assert_int_equal(is_name(sizes, 9), more == 0);
        }
    }
}

static void one_byte_off_is_no_name(void **state)
{
    (void)state;
    for (size_t i = 0; i < 7; i++) {
        uint32_t sizes[7];
        memcpy(sizes, isrg_x1, sizeof sizes);
        sizes[i]++;
        assert_false(is_name(sizes, 7));
        sizes[i] -= 2;
        assert_false(is_name(sizes, 7));
    }
}

static void parts_and_sums_are_no_names(void **state)
{
    (void)state;
    uint32_t twice[14];
    for (size_t i = 0; i < 14; i++)
        twice[i] = isrg_x1[i / 2];
    assert_false(is_name(isrg_x1, 6));
    assert_false(is_name(isrg_x1, 0));
    assert_false(is_name(isrg_x1, 1));
    assert_false(is_name(isrg_x1 + 1, 6));
    assert_false(is_name(twice, 14));
    const uint32_t even[] = {3, 3, 9, 9, 42};
    assert_true(is_name(even, 5));
    assert_false(is_name(even + 1, 4));
    const uint32_t fitting[] = {3, 3, 9, 33};
    assert_false(is_name(fitting, 4));
    const uint32_t alone[] = {2};
    assert_false(is_name(alone, 1));
}

/* The sum may fit by chance; then there are no OIDs of 3 bytes in it. */
static void a_chance_sum_is_no_name(void **state)
{
    (void)state;
    const uint32_t fits[] = {4, 4, 8, 8, 42}, one_oid[] = {3, 5, 8, 8, 42};
    assert_false(is_name(fits, 5));
    assert_false(is_name(one_oid, 5));
}

static void a_name_of_twelve_attributes(void **state)
{
    (void)state;
    uint32_t sizes[25];
    for (size_t i = 0; i < 25; i++)
        sizes[i] = i < 12 ? 3 : 5;
    sizes[24] = 12 * 16 + 3;
    assert_true(is_name(sizes, 25));
    uint32_t more[27];
    for (size_t i = 0; i < 27; i++)
        more[i] = i < 13 ? 3 : 5;
    more[26] = 13 * 16 + 3;
    assert_false(is_name(more, 27));
}

static void huge_sizes_do_not_wrap(void **state)
{
    (void)state;
    /* Modulo 2^32 their sum would fit. */
    const uint32_t sizes[] = {3, 3, 0x80000000, 0x80000000, 26};
    assert_false(is_name(sizes, 5));
}

static void roots_by_their_sizes(void **state)
{
    (void)state;
    assert_string_equal(ht_certificate_root(isrg_x1, 7), "ISRG Root X1");
    assert_string_equal(ht_certificate_root(digicert_g2, 9), "DigiCert Global Root G2");
    const uint32_t gts[] = {2, 3, 3, 3, 11, 25, 73};
    assert_string_equal(ht_certificate_root(gts, 7), "GTS Root R1");
    const uint32_t amazon[] = {2, 3, 3, 3, 6, 16, 59}, usertrust[] = {2, 3, 3, 3, 3, 3, 10, 11, 21, 37, 139};
    assert_string_equal(ht_certificate_root(amazon, 7), "Amazon Root CA 1");
    assert_true(is_name(usertrust, 11));
    assert_string_equal(ht_certificate_root(usertrust, 11), "USERTrust RSA Certification Authority");
    const uint32_t go_daddy[] = {2, 3, 3, 3, 3, 3, 7, 10, 17, 40, 134};
    assert_string_equal(ht_certificate_root(go_daddy, 11), "Go Daddy Root Certificate Authority - G2");
}

static void order_does_not_matter_to_roots(void **state)
{
    (void)state;
    const uint32_t as_allocated[] = {81, 3, 2, 3, 32, 3, 12};
    assert_string_equal(ht_certificate_root(as_allocated, 7), "ISRG Root X1");
}

static void unknown_roots_have_no_name(void **state)
{
    (void)state;
    const uint32_t other[] = {2, 2, 3, 3, 12, 32, 81}, stranger[] = {3, 9, 22};
    assert_null(ht_certificate_root(other, 7));
    assert_null(ht_certificate_root(stranger, 3));
    assert_null(ht_certificate_root(isrg_x1, 6));
    assert_null(ht_certificate_root(isrg_x1, 0));
    assert_null(ht_certificate_root(long_name, 11));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(sizes_of_a_name_tell_its_attributes),
        cmocka_unit_test(the_header_grows_with_the_name),
        cmocka_unit_test(one_byte_off_is_no_name),
        cmocka_unit_test(parts_and_sums_are_no_names),
        cmocka_unit_test(a_chance_sum_is_no_name),
        cmocka_unit_test(a_name_of_twelve_attributes),
        cmocka_unit_test(huge_sizes_do_not_wrap),
        cmocka_unit_test(roots_by_their_sizes),
        cmocka_unit_test(order_does_not_matter_to_roots),
        cmocka_unit_test(unknown_roots_have_no_name),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
