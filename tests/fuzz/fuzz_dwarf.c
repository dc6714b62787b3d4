/*
 * Mutates debug information as what it is, for the target in fuzz_elf.c: bytes changed at random seldom leave an
 * abbreviation, a unit and a list of ranges that fit one another.
 *
 * An input is an ELF, and behind it the steps that dwarf_maker.c made it from, eight bytes each, their number and a
 * mark. The steps are mutated, and the ELF is made anew. So whatever is found is an ELF for any reader; to the program
 * the steps are bytes that no header speaks of.
 */
#include <string.h>

#include "dwarf_maker.h"
#include "fuzz.h"

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed);
size_t LLVMFuzzerCustomCrossOver(const uint8_t *left, size_t left_size, const uint8_t *right, size_t right_size,
                                 uint8_t *out, size_t max_size, unsigned seed);

#define STEP_SIZE 8
static const uint8_t mark[4] = "step";

struct recipe {
    struct dwarf_step steps[DWARF_STEPS_MAX];
    size_t count;
};

/* One C++ class with a method that is inlined into a function, a line program, ranges and an index; DWARF 5. */
static const struct recipe first = {
    .steps = {{DWARF_STR, 0, 0, 0, 0},     {DWARF_STR, 1, 0, 0, 0},           {DWARF_STR, 4, 0, 0, 0},
              {DWARF_ADDR, 0, 0, 0, 64},   {DWARF_PROGRAM, 0, 0, 0, 0},       {DWARF_OPCODE, 0, 0, 0, 0},
              {DWARF_OPCODE, 7, 9, 0, 0},  {DWARF_OPCODE, 7, 99, 0, 0},       {DWARF_OPCODE, 1, 0, 0, 63},
              {DWARF_RANGE, 1, 4, 0, 0},   {DWARF_RANGE, 2, 3, 0, 0x40000},   {DWARF_RANGE, 0, 0, 0, 0},
              {DWARF_ABBREV, 0, 1, 0, 0},  {DWARF_ATTR, 0, 1, 0, 0},          {DWARF_ATTR, 4, 0, 0, 0},
              {DWARF_ATTR, 1, 0, 0, 0},    {DWARF_ATTR, 2, 0, 0, 0},          {DWARF_ABBREV, 1, 1, 0, 0},
              {DWARF_ATTR, 0, 1, 0, 0},    {DWARF_ATTR, 1, 0, 0, 0},          {DWARF_ATTR, 2, 0, 0, 0},
              {DWARF_ABBREV, 2, 0, 0, 0},  {DWARF_ATTR, 6, 0, 0, 0},          {DWARF_ATTR, 3, 0, 0, 0},
              {DWARF_ATTR, 9, 0, 0, 0},    {DWARF_ATTR, 10, 0, 0, 0},         {DWARF_UNIT, 0, 0, 0, 0},
              {DWARF_ENTRY, 0, 0, 0, 512}, {DWARF_ENTRY, 1, 0, 0, 256},       {DWARF_ENTRY, 2, 0, 0, 1},
              {DWARF_UP, 0, 0, 0, 0},      {DWARF_ARANGES, 1, 0, 0, 0x100000}},
    .count = 32,
};

static uint32_t get32(const uint8_t *at)
{
    return at[0] | (uint32_t)at[1] << 8 | (uint32_t)at[2] << 16 | (uint32_t)at[3] << 24;
}

static void put32(uint8_t *at, uint32_t value)
{
    for (int i = 0; i < 4; i++)
        at[i] = (uint8_t)(value >> 8 * i);
}

/* The recipe at the end of an input, or the first one. */
static void get_recipe(const uint8_t *data, size_t size, struct recipe *ret)
{
    *ret = first;
    if (size < 8 || memcmp(data + size - 4, mark, sizeof mark) != 0)
        return;
    size_t count = get32(data + size - 8);
    if (count > DWARF_STEPS_MAX || count > (size - 8) / STEP_SIZE)
        return;
    ret->count = count;
    const uint8_t *at = data + size - 8 - count * STEP_SIZE;
    for (size_t i = 0; i < count; i++, at += STEP_SIZE)
        ret->steps[i] = (struct dwarf_step){at[0], at[1], at[2], at[3], get32(at + 4)};
}

/* The ELF with the recipe behind it; 0: it has no room. */
static size_t put_input(const struct recipe *recipe, uint8_t *data, size_t max_size)
{
    size_t behind = recipe->count * STEP_SIZE + 8;
    size_t size = behind < max_size ? dwarf_make(recipe->steps, recipe->count, data, max_size - behind) : 0;
    uint8_t *at = data + size;
    if (!size)
        return 0;
    for (size_t i = 0; i < recipe->count; i++, at += STEP_SIZE) {
        const struct dwarf_step *step = &recipe->steps[i];
        const uint8_t bytes[] = {step->kind, step->a, step->b, step->c};
        memcpy(at, bytes, sizeof bytes);
        put32(at + 4, step->v);
    }
    put32(at, (uint32_t)recipe->count);
    memcpy(at + 4, mark, sizeof mark);
    return size + behind;
}

static uint32_t draw(uint32_t *random)
{
    *random ^= *random << 13;
    *random ^= *random >> 17;
    *random ^= *random << 5;
    return *random;
}

/* Copies steps to a place, and moves what is there up. */
static void insert(struct recipe *recipe, size_t to, const struct dwarf_step *steps, size_t count)
{
    struct dwarf_step copy[DWARF_STEPS_MAX];
    count = count < DWARF_STEPS_MAX - recipe->count ? count : DWARF_STEPS_MAX - recipe->count;
    memcpy(copy, steps, count * sizeof *steps);
    memmove(recipe->steps + to + count, recipe->steps + to, (recipe->count - to) * sizeof *steps);
    memcpy(recipe->steps + to, copy, count * sizeof *steps);
    recipe->count += count;
}

static void delete (struct recipe *recipe, size_t from, size_t count)
{
    count = count < recipe->count - from ? count : recipe->count - from;
    recipe->count -= count;
    memmove(recipe->steps + from, recipe->steps + from + count, (recipe->count - from) * sizeof *recipe->steps);
}

/* A number for a step: small, any, or one that the maker takes as it is (its upper four bits are set). */
static uint32_t draw_value(uint32_t *random)
{
    uint32_t value = draw(random), kind = draw(random) % 8;
    return kind < 4 ? value % 32 : kind < 6 ? value & 0xfffff : kind < 7 ? value : value | 0xf0000000;
}

static struct dwarf_step draw_step(uint32_t *random)
{
    uint32_t bits = draw(random);
    return (struct dwarf_step){(uint8_t)(draw(random) % DWARF_KINDS), (uint8_t)bits, (uint8_t)(bits >> 8),
                               (uint8_t)(bits >> 16), draw_value(random)};
}

static void change(struct recipe *recipe, uint32_t *random)
{
    size_t at = recipe->count ? draw(random) % recipe->count : 0, few = 1 + draw(random) % 4;
    struct dwarf_step new = draw_step(random), *step = &recipe->steps[at];
    uint32_t kind = draw(random) % 10;
    if (kind == 0 || recipe->count == 0) {
        insert(recipe, at, &new, 1);
    } else if (kind == 1) {
        delete (recipe, at, few);
    } else if (kind == 2) {
        insert(recipe, draw(random) % recipe->count, step, few < recipe->count - at ? few : recipe->count - at);
    } else if (kind == 3) {
        *step = new;
    } else if (kind < 6) {
        step->v = draw_value(random);
    } else if (kind == 6) {
        step->v ^= 1u << draw(random) % 32;
    } else {
        uint8_t *byte = kind == 7 ? &step->a : kind == 8 ? &step->b : &step->c;
        *byte = draw(random) % 2 ? (uint8_t)(*byte + draw(random) % 5 - 2) : (uint8_t)draw(random);
    }
}

size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size, unsigned seed)
{
    static struct recipe recipe;
    uint32_t random = seed * 2654435761u | 1;
    if (draw(&random) % 16 == 0)
        return LLVMFuzzerMutate(data, size, max_size);
    get_recipe(data, size, &recipe);
    for (uint32_t i = 1 + draw(&random) % 4; i; i--)
        change(&recipe, &random);
    size_t made = put_input(&recipe, data, max_size);
    return made ? made : LLVMFuzzerMutate(data, size, max_size);
}

/* The beginning of one recipe, and the end of the other. */
size_t LLVMFuzzerCustomCrossOver(const uint8_t *left, size_t left_size, const uint8_t *right, size_t right_size,
                                 uint8_t *out, size_t max_size, unsigned seed)
{
    static struct recipe recipe, other;
    uint32_t random = seed * 2654435761u | 1;
    get_recipe(left, left_size, &recipe);
    get_recipe(right, right_size, &other);
    recipe.count = recipe.count ? draw(&random) % recipe.count : 0;
    size_t from = other.count ? draw(&random) % other.count : 0;
    insert(&recipe, recipe.count, other.steps + from, other.count - from);
    return put_input(&recipe, out, max_size);
}
