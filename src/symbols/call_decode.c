#include "symbols/call_decode.h"

/* The link register, ra. */
#define RISCV_RA 1

/* The low bits of value as a signed number of that many bits. */
static uint32_t sign_extend(uint32_t value, unsigned bits)
{
    uint32_t sign = UINT32_C(1) << (bits - 1);
    return ((value & ((sign << 1) - 1)) ^ sign) - sign;
}

static uint32_t little(const uint8_t *bytes, unsigned count)
{
    uint32_t value = 0;
    for (unsigned i = 0; i < count; i++)
        value |= (uint32_t)bytes[i] << 8 * i;
    return value;
}

static bool read(const struct ht_elf_image *image, uint32_t addr, unsigned count, uint32_t *ret)
{
    const uint8_t *bytes = ht_elf_image_read(image, addr, count);
    if (bytes)
        *ret = little(bytes, count);
    return bytes != NULL;
}

/* l32r at, label: the word at label, a literal, when it names code. */
static bool literal_before(const struct ht_elf_image *image, uint32_t addr, uint32_t wanted, uint32_t *ret)
{
    uint32_t word, literal;
    if (!read(image, addr - 3, 3, &word) || (word & 0x0f) != 0x1 || (word >> 4 & 0x0f) != wanted)
        return false;
    literal = (addr & ~UINT32_C(3)) + (UINT32_C(0xfffc0000) | (word >> 8) << 2);
    return read(image, literal, 4, ret) && ht_elf_image_is_code(image, *ret);
}

static struct ht_call xtensa_before(const struct ht_elf_image *image, uint32_t pc)
{
    struct ht_call call = {HT_CALL_NONE, 0};
    uint32_t word, addr = pc - 3;
    if (!read(image, addr, 3, &word))
        return call;
    if ((word & 0x0f) == 0x5) {
        call.kind = HT_CALL_DIRECT;
        call.target = (addr & ~UINT32_C(3)) + (sign_extend(word >> 6, 18) << 2) + 4;
    } else if ((word & 0xfff0cf) == 0x0000c0) {
        call.kind = literal_before(image, addr, word >> 8 & 0x0f, &call.target) ? HT_CALL_DIRECT : HT_CALL_INDIRECT;
    }
    return call;
}

static uint32_t jal_offset(uint32_t word)
{
    return sign_extend(
        (word >> 31 & 1) << 20 | (word >> 12 & 0xff) << 12 | (word >> 20 & 1) << 11 | (word >> 21 & 0x3ff) << 1, 21);
}

static uint32_t compressed_jump_offset(uint32_t half)
{
    return sign_extend((half >> 12 & 1) << 11 | (half >> 8 & 1) << 10 | (half >> 9 & 3) << 8 | (half >> 6 & 1) << 7 |
                           (half >> 7 & 1) << 6 | (half >> 2 & 1) << 5 | (half >> 11 & 1) << 4 | (half >> 3 & 7) << 1,
                       12);
}

/* auipc at addr - 4 for the register base of the jalr at addr. */
static bool auipc_before(const struct ht_elf_image *image, uint32_t addr, uint32_t jalr, uint32_t *ret)
{
    uint32_t auipc, base = jalr >> 15 & 0x1f;
    if (!read(image, addr - 4, 4, &auipc) || (auipc & 0x7f) != 0x17 || (auipc >> 7 & 0x1f) != base)
        return false;
    *ret = addr - 4 + (auipc & 0xfffff000) + sign_extend(jalr >> 20, 12);
    return true;
}

static struct ht_call riscv_before(const struct ht_elf_image *image, uint32_t pc)
{
    struct ht_call call = {HT_CALL_NONE, 0};
    uint32_t word, half;
    if (pc % 2 != 0)
        return call;
    if (read(image, pc - 4, 4, &word) && (word >> 7 & 0x1f) == RISCV_RA) {
        if ((word & 0x7f) == 0x6f) {
            call.kind = HT_CALL_DIRECT;
            call.target = pc - 4 + jal_offset(word);
            return call;
        }
        if ((word & 0x707f) == 0x0067) {
            call.kind = auipc_before(image, pc - 4, word, &call.target) ? HT_CALL_DIRECT : HT_CALL_INDIRECT;
            return call;
        }
    }
    if (!read(image, pc - 2, 2, &half))
        return call;
    if ((half & 0xe003) == 0x2001) { /* c.jal, RV32 only */
        call.kind = HT_CALL_DIRECT;
        call.target = pc - 2 + compressed_jump_offset(half);
    } else if ((half & 0xf07f) == 0x9002 && (half >> 7 & 0x1f) != 0) { /* c.jalr */
        call.kind = HT_CALL_INDIRECT;
    } else if ((half & 0xfc03) == 0xa002 && (half >> 2 & 0xff) >= 32) { /* cm.jalt */
        call.kind = HT_CALL_INDIRECT;
    }
    return call;
}

struct ht_call ht_call_before(const struct ht_elf_image *image, uint32_t pc)
{
    if (ht_elf_image_machine(image) == HT_MACHINE_XTENSA)
        return xtensa_before(image, pc);
    if (ht_elf_image_machine(image) == HT_MACHINE_RISCV)
        return riscv_before(image, pc);
    return (struct ht_call){HT_CALL_NONE, 0};
}

/*
 * Does the instruction leave [start, start + size) by a jump that keeps the caller's return address? *length is that
 * of the instruction. The ESP32-S3's wide instructions (op0 of 14 and 15) have 4 bytes.
 */
static bool xtensa_jumps_on(uint32_t word, uint32_t addr, uint32_t start, uint32_t size, uint32_t *length)
{
    uint32_t op0 = word & 0x0f;
    *length = op0 < 8 ? 3 : op0 < 14 ? 2 : 4;
    word &= 0xffffff;
    if ((word & 0x3f) == 0x06) /* j */
        return addr + 4 + sign_extend(word >> 6, 18) - start >= size;
    return (word & 0xfff0ff) == 0x0000a0; /* jx */
}

static bool riscv_jumps_on(uint32_t word, uint32_t addr, uint32_t start, uint32_t size, uint32_t *length)
{
    uint32_t half = word & 0xffff;
    *length = (word & 3) == 3 ? 4 : 2;
    if (*length == 4) {
        if ((word & 0xfff) == 0x06f) /* jal zero: j */
            return addr + jal_offset(word) - start >= size;
        return (word & 0x7fff) == 0x0067 && (word >> 15 & 0x1f) != RISCV_RA; /* jr */
    }
    if ((half & 0xe003) == 0xa001) /* c.j */
        return addr + compressed_jump_offset(half) - start >= size;
    if ((half & 0xfc03) == 0xa002) /* cm.jt, below index 32 */
        return (half >> 2 & 0xff) < 32;
    uint32_t base = half >> 7 & 0x1f;
    return (half & 0xf07f) == 0x8002 && base != 0 && base != RISCV_RA; /* c.jr */
}

bool ht_call_may_jump_on(const struct ht_elf_image *image, uint32_t start, uint32_t size)
{
    bool xtensa = ht_elf_image_machine(image) == HT_MACHINE_XTENSA;
    const uint8_t *code = ht_elf_image_read(image, start, size);
    if (!code || size == 0)
        return true;
    for (uint32_t at = 0, length; size - at >= 2; at += length) {
        uint32_t word = little(code + at, size - at >= 4 ? 4 : size - at);
        if (xtensa ? xtensa_jumps_on(word, start + at, start, size, &length)
                   : riscv_jumps_on(word, start + at, start, size, &length))
            return true;
        if (length > size - at)
            break;
    }
    return false;
}
