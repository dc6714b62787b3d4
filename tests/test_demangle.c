#include "arena_fixture.h"

#include "symbols/demangle.h"

static const char *demangled(const char *mangled)
{
    const char *name = "untouched";
    assert_null(ht_demangle(&arena, mangled, &name));
    return name;
}

static void cpp(void **state)
{
    (void)state;
    assert_string_equal(demangled("_ZN7btclock12KrakenClient12handleTickerEi"), "btclock::KrakenClient::handleTicker");
    assert_string_equal(demangled("_Znwj"), "operator new");
    assert_string_equal(demangled("_ZdlPv"), "operator delete");
    assert_string_equal(demangled("_ZN2ns3getIiEET_S1_"), "ns::get<int>");
    assert_string_equal(demangled("_ZNK3FooclEv"), "Foo::operator()");
    assert_string_equal(demangled("_ZN12_GLOBAL__N_13runEv"), "(anonymous namespace)::run");
    assert_string_equal(demangled("_ZN3FooC1Ev"), "Foo::Foo");
    assert_string_equal(demangled("_ZN3FooD2Ev"), "Foo::~Foo");
    assert_string_equal(demangled("_ZN3Foo3barEv.constprop.0"), "Foo::bar");
}

static void rust(void **state)
{
    (void)state;
    assert_string_equal(demangled("_ZN5alloc5alloc15exchange_malloc17h0123456789abcdefE"),
                        "alloc::alloc::exchange_malloc");
    assert_string_equal(demangled("_RNvCs1234_7mycrate3foo"), "mycrate::foo");
    assert_string_equal(demangled("_RNvNtCsbmNqQUJIY6D_4core3fmt5write"), "core::fmt::write");
}

static void plain_names_are_no_mangled_ones(void **state)
{
    (void)state;
    assert_null(demangled("malloc"));
    assert_null(demangled("_malloc_r"));
    assert_null(demangled("_Z"));
    assert_null(demangled("_ZZZZ"));
    assert_null(demangled("_R"));
    assert_null(demangled(""));
}

/* Each S_ repeats all that came before: 60 of them would print 2^60 names. */
static void a_name_that_explodes(void **state)
{
    (void)state;
    char name[HT_DEMANGLE_INPUT_MAX + 1] = "_Z1fI1AI";
    size_t length = strlen(name);
    static const char digits[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    for (size_t i = 0; i < 30; i++) {
        char piece[] = {'1', 'P', 'I', 'S', digits[i], '_', 'S', digits[i], '_', 'E', '\0'};
        if (i == 0)
            memcpy(piece, "1PIiiE", sizeof "1PIiiE");
        memcpy(name + length, piece, strlen(piece) + 1);
        length += strlen(piece);
    }
    memcpy(name + length, "EEvv", sizeof "EEvv");
    const char *text = demangled(name);
    assert_true(!text || strlen(text) <= HT_DEMANGLE_OUTPUT_MAX);
}

/* Types that hold themselves twice, by Rust's back references: 40 levels. */
static void a_rust_name_that_explodes(void **state)
{
    (void)state;
    char name[HT_DEMANGLE_INPUT_MAX + 1] = "_RIC1a";
    size_t length = strlen(name);
    static const char digits[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    memcpy(name + length, "TmmE", sizeof "TmmE");
    size_t previous = length - 2;
    length += 4;
    for (size_t i = 0; i < 40; i++) {
        char back[8] = {'B'};
        size_t at = 1, number = previous - 1;
        if (number >= 62)
            back[at++] = digits[number / 62];
        back[at++] = digits[number % 62];
        back[at++] = '_';
        previous = length - 2;
        name[length++] = 'T';
        memcpy(name + length, back, at);
        memcpy(name + length + at, back, at);
        length += 2 * at;
        name[length++] = 'E';
    }
    name[length++] = 'E';
    name[length] = '\0';
    const char *text = demangled(name);
    assert_true(!text || strlen(text) <= HT_DEMANGLE_OUTPUT_MAX);
}

/* libiberty prints such a one as a NULL of length 0, which memcpy() must not see. */
static void a_rust_name_with_an_empty_part(void **state)
{
    (void)state;
    assert_null(demangled("_RNvC0_123foo3bar"));
}

static void a_name_too_long(void **state)
{
    (void)state;
    char name[HT_DEMANGLE_INPUT_MAX + 100] = "_Z2000";
    memset(name + 6, 'a', sizeof name - 7);
    assert_null(demangled(name));
}

static void shortened(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"malloc", "malloc"},
        {"operator new(unsigned int)", "operator new"},
        {"btclock::KrakenClient::handleTicker(int)", "btclock::KrakenClient::handleTicker"},
        {"Foo::size() const", "Foo::size"},
        {"Foo::operator()(int) const", "Foo::operator()"},
        {"Foo::operator()", "Foo::operator()"},
        {"int ns::get<int>(int)", "ns::get<int>"},
        {"void std::sort<int*, bool (*)(int, int)>(int*, int*, bool (*)(int, int))",
         "std::sort<int*, bool (*)(int, int)>"},
        {"(anonymous namespace)::run(void (*)(int))", "(anonymous namespace)::run"},
        {"run()::{lambda(int)#1}::operator()(int) const", "run()::{lambda(int)#1}::operator()"},
        {"core::fmt::write", "core::fmt::write"},
        {"esp_timer_create.isra.0", "esp_timer_create"},
        {"parse.constprop.0.isra.12.cold", "parse"},
        {"parse.part.3.lto_priv.0", "parse"},
        {"foo::bar(int) [clone .constprop.0]", "foo::bar"},
        {"parse [clone .isra.0] [clone .cold]", "parse"},
        {"parse.0", "parse.0"},
        {"parse.7.part", "parse.7"},
        {"state.cold_start", "state.cold_start"},
        {".isra.0", ".isra.0"},
        {"Foo::operator[]", "Foo::operator[]"},
        {"[clone .cold]", "[clone .cold]"},
        {"]", "]"},
        {".", "."},
        {")", ")"},
        {" const", " const"},
        {"", ""},
    };
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        assert_string_equal(ht_demangle_shorten(&arena, names[i][0]), names[i][1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(cpp, set_up, tear_down),
        cmocka_unit_test_setup_teardown(rust, set_up, tear_down),
        cmocka_unit_test_setup_teardown(plain_names_are_no_mangled_ones, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_name_that_explodes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_rust_name_that_explodes, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_rust_name_with_an_empty_part, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_name_too_long, set_up, tear_down),
        cmocka_unit_test_setup_teardown(shortened, set_up, tear_down),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
