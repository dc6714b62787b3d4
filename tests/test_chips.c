#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "symbols/chips.h"

static const char *const names[] = {"esp32",    "esp32s2", "esp32s3", "esp32c2",  "esp32c3", "esp32c5", "esp32c6",
                                    "esp32c61", "esp32h2", "esp32h4", "esp32h21", "esp32p4", "esp32s31"};

static const char *region_name(const char *chip, uint32_t addr)
{
    const struct ht_region *region = ht_region_find(ht_chip_find(chip), addr);
    return region ? region->name : "none";
}

static void every_chip_is_known(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const struct ht_chip *chip = ht_chip_find(names[i]);
        assert_non_null(chip);
        assert_string_equal(chip->name, names[i]);
        assert_true(chip->default_hz >= 96000000 && chip->default_hz <= 400000000);
        for (size_t k = 0; k < chip->region_count; k++) {
            assert_true(chip->regions[k].start < chip->regions[k].end);
            if (k > 0)
                assert_true(chip->regions[k - 1].end <= chip->regions[k].start);
        }
    }
}

static void names_as_people_write_them(void **state)
{
    (void)state;
    assert_string_equal(ht_chip_find("ESP32-S3")->name, "esp32s3");
    assert_string_equal(ht_chip_find("esp32-c6")->title, "ESP32-C6");
    assert_string_equal(ht_chip_find("ESP32")->name, "esp32");
    assert_null(ht_chip_find("esp32s"));
    assert_null(ht_chip_find("esp32s33"));
    assert_null(ht_chip_find(""));
    assert_null(ht_chip_find("esp8266"));
}

static void regions_of_addresses(void **state)
{
    (void)state;
    static const struct {
        const char *chip;
        uint32_t addr;
        const char *region;
    } cases[] = {
        {"esp32s3", 0x3fc88000, "internal SRAM"},
        {"esp32s3", 0x3fcfffff, "internal SRAM"},
        {"esp32s3", 0x3fd00000, "none"},
        {"esp32s3", 0x600fe000, "RTC RAM"},
        {"esp32s3", 0x3c000000, "PSRAM"},
        {"esp32s3", 0x42000000, "flash text"},
        {"esp32s3", 0x40374015, "IRAM"},
        {"esp32s3", 0x40000000, "ROM"},
        {"esp32s3", 0x4005ffff, "ROM"},
        {"esp32s3", 0x40060000, "none"},
        {"esp32", 0x4006ffff, "ROM"},
        {"esp32", 0x3ffae000, "internal SRAM"},
        {"esp32", 0x3f800000, "PSRAM"},
        {"esp32", 0x40080000, "IRAM"},
        {"esp32", 0x400d0000, "flash text"},
        {"esp32", 0x403fffff, "flash text"},
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        assert_string_equal(region_name(cases[i].chip, cases[i].addr), cases[i].region);
}

static void no_chip_no_region(void **state)
{
    (void)state;
    assert_null(ht_region_find(NULL, 0x42000000));
}

static void guesses(void **state)
{
    (void)state;
    static const uint32_t s3_blocks[] = {0x3fcae4b8, 0x3fcae510, 0x3c120000}, s3_pcs[] = {0x40374015, 0x42000069};
    static const uint32_t esp32_blocks[] = {0x3ffaf214, 0x3ffb0000}, esp32_pcs[] = {0x400d276d, 0x400d27c1};
    static const uint32_t c3_blocks[] = {0x3fc9f620, 0x3fc81000}, c3_pcs[] = {0x42001234, 0x40380456};
    static const uint32_t p4_blocks[] = {0x4ff20000, 0x48001000}, p4_pcs[] = {0x40001234, 0x4ff00456};
    static const uint32_t junk[] = {1, 2, 3, 0xffffffff};
    assert_string_equal(ht_chip_guess(HT_MACHINE_OTHER, NULL, s3_blocks, 3, s3_pcs, 2)->name, "esp32s3");
    assert_string_equal(ht_chip_guess(HT_MACHINE_XTENSA, NULL, s3_blocks, 3, NULL, 0)->name, "esp32s3");
    assert_string_equal(ht_chip_guess(HT_MACHINE_OTHER, NULL, esp32_blocks, 2, esp32_pcs, 2)->name, "esp32");
    assert_string_equal(ht_chip_guess(HT_MACHINE_RISCV, NULL, c3_blocks, 2, c3_pcs, 2)->name, "esp32c3");
    assert_string_equal(ht_chip_guess(HT_MACHINE_OTHER, NULL, p4_blocks, 2, p4_pcs, 2)->name, "esp32p4");
    assert_null(ht_chip_guess(HT_MACHINE_OTHER, NULL, junk, 4, junk, 4));
    assert_null(ht_chip_guess(HT_MACHINE_OTHER, NULL, NULL, 0, NULL, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_chip_is_known),
        cmocka_unit_test(names_as_people_write_them),
        cmocka_unit_test(regions_of_addresses),
        cmocka_unit_test(no_chip_no_region),
        cmocka_unit_test(guesses),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
