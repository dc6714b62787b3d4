#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "elf_maker.h"
#include "symbols/elf_chip.h"

struct rom_symbol {
    const char *name;
    uint32_t addr;
};

/* The chip of an ELF with code at two addresses, which knows these functions of the ROM. */
static const char *chip_of(uint16_t machine, uint32_t first, uint32_t second, const struct rom_symbol *symbols,
                           size_t count)
{
    static const uint8_t code[1024];
    struct elf_maker maker;
    struct ht_elf_image *image;
    elf_maker_init(&maker, machine, ET_EXEC);
    elf_maker_code(&maker, first, code, sizeof code);
    if (second)
        elf_maker_code(&maker, second, code, sizeof code);
    for (size_t i = 0; i < count; i++)
        elf_maker_symbol(&maker, symbols[i].name, symbols[i].addr, 0, STB_GLOBAL, STT_NOTYPE, SHN_ABS);
    elf_maker_finish(&maker);
    assert_null(ht_elf_image_open_memory("a.elf", maker.bytes, maker.size, &image));
    const struct ht_chip *chip = ht_elf_chip(image);
    ht_elf_image_close(image);
    return chip ? chip->name : "none";
}

static void segments_tell_the_chip(void **state)
{
    (void)state;
    assert_string_equal(chip_of(EM_XTENSA, 0x400d0020, 0x40080400, NULL, 0), "esp32");
    assert_string_equal(chip_of(EM_XTENSA, 0x40080020, 0x40024000, NULL, 0), "esp32s2");
    assert_string_equal(chip_of(EM_XTENSA, 0x42000020, 0x40374000, NULL, 0), "esp32s3");
    assert_string_equal(chip_of(EM_RISCV, 0x40000020, 0x4ff00000, NULL, 0), "esp32p4");
    assert_string_equal(chip_of(EM_XTENSA, 0x42000020, 0, NULL, 0), "esp32s3");
    assert_string_equal(chip_of(EM_XTENSA, 0x400d0020, 0, NULL, 0), "none");          /* an ESP32's or an S2's */
    assert_string_equal(chip_of(EM_XTENSA, 0x40200000, 0x40100000, NULL, 0), "none"); /* an ESP8266 */
    assert_string_equal(chip_of(EM_RISCV, 0x10000000, 0, NULL, 0), "none");
}

/* Chips with the same memory differ in where the functions of their ROMs are. */
static void functions_of_the_rom_tell_chips_apart(void **state)
{
    (void)state;
    static const struct rom_symbol c3[] = {{"ets_printf", 0x40000040}, {"memset", 0x40000354}};
    static const struct rom_symbol c2[] = {{"ets_printf", 0x40000034}, {"memset", 0x40000488}};
    static const struct rom_symbol h2[] = {{"ets_printf", 0x40000028}, {"memset", 0x400004a0}};
    static const struct rom_symbol c61[] = {{"memset", 0x400004b8}, {"Cache_Invalidate_Addr", 0x40000634}};
    static const struct rom_symbol either[] = {{"ets_printf", 0x40000028}};
    assert_string_equal(chip_of(EM_RISCV, 0x42000020, 0x40380000, c3, 2), "esp32c3");
    assert_string_equal(chip_of(EM_RISCV, 0x42000020, 0x40380000, c2, 2), "esp32c2");
    assert_string_equal(chip_of(EM_RISCV, 0x42000020, 0x40800000, h2, 2), "esp32h2");
    assert_string_equal(chip_of(EM_RISCV, 0x42000020, 0x40800000, c61, 2), "esp32c61");
    assert_string_equal(chip_of(EM_RISCV, 0x42000020, 0x40800000, either, 1), "none");
    assert_string_equal(chip_of(EM_RISCV, 0x42000020, 0x40800000, NULL, 0), "none");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(segments_tell_the_chip),
        cmocka_unit_test(functions_of_the_rom_tell_chips_apart),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
