#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "costs.h"

#include "base/hash.h"

#define CODE 0x42000000u

int cost_add(struct bytes *bytes, size_t size, const char *format, ...)
{
    va_list list;
    va_start(list, format);
    int length = vsnprintf(bytes->items + bytes->size, size - bytes->size, format, list);
    va_end(list);
    if (length < 0 || (size_t)length >= size - bytes->size)
        return 0;
    bytes->size += (size_t)length;
    return 1;
}

/* Numbers that look as if they were drawn, the same each time. */
static uint32_t draw(uint32_t i)
{
    i = (i ^ i >> 15) * 0x2c1b3c6du;
    i = (i ^ i >> 12) * 0x297a2d39u;
    return i ^ i >> 15;
}

/* A head, rows as long as there is room, and a tail. */
static void fill(struct input *input, const char *head, int (*row)(struct bytes *, size_t, uint32_t), const char *tail)
{
    struct bytes *dump = &input->dump;
    cost_add(dump, input->size, "%s", head);
    for (uint32_t i = 0; row(dump, input->size - strlen(tail) - 1, i); i++) {
    }
    if (dump->items[dump->size - 1] == ',')
        dump->size--;
    cost_add(dump, input->size, "%s", tail);
}

static const char leaks[] = "{\"window_s\":3600,\"leaks\":[";

static int pc_row(struct bytes *dump, size_t size, uint32_t i)
{
    return cost_add(dump, size, "{\"sz\":1,\"pcs\":[%" PRIu32 "]},", CODE + 2 + 2 * i);
}

void cost_make_pcs(struct input *input)
{
    fill(input, leaks, pc_row, "]}");
}

static int size_row(struct bytes *dump, size_t size, uint32_t i)
{
    return cost_add(dump, size, "{\"sz\":%" PRIu32 ",\"cc\":%" PRIu32 ",\"pcs\":[%u]},", i + 1, i * 1000003, CODE);
}

static void make_sizes(struct input *input)
{
    fill(input, leaks, size_row, "]}");
}

/* Sizes whose hashes fall side by side in a table that takes these bits of them. */
static int chosen_row(struct bytes *dump, size_t size, uint32_t i)
{
    static uint32_t chosen;
    chosen = i ? chosen + 1 : 1;
    while ((ht_hash_mix(chosen) >> 32 & 0xffff) >= 64)
        chosen++;
    return cost_add(dump, size, "{\"sz\":%" PRIu32 ",\"cc\":%" PRIu32 ",\"pcs\":[%u]},", chosen, draw(i) & ~1u, CODE);
}

static void make_chosen(struct input *input)
{
    fill(input, leaks, chosen_row, "]}");
}

static int random_row(struct bytes *dump, size_t size, uint32_t i)
{
    return cost_add(dump, size, "{\"sz\":%" PRIu32 ",\"cc\":%" PRIu32 ",\"pcs\":[%" PRIu32 ",%" PRIu32 "]},",
                    draw(i) % 60 + 1, draw(i + 1) & ~3u, CODE + draw(i + 2) % 300 * 4, CODE + draw(i + 3) % 300 * 4);
}

static void make_random(struct input *input)
{
    fill(input, leaks, random_row, "]}");
}

static int task_row(struct bytes *dump, size_t size, uint32_t i)
{
    return cost_add(dump, size,
                    "{\"sz\":%" PRIu32 ",\"task\":\"t%" PRIu32 "\",\"t_us\":%" PRIu32 ",\"pcs\":[%" PRIu32 "]},",
                    i % 5 + 1, i % 255, i * 50000, CODE + i % 50 * 4);
}

static void make_tasks(struct input *input)
{
    fill(input, leaks, task_row, "]}");
}

static int freed_row(struct bytes *dump, size_t size, uint32_t i)
{
    return cost_add(dump, size,
                    "{\"sz\":%" PRIu32 ",\"cc\":%" PRIu32 ",\"freed\":%s,\"fb\":[%" PRIu32 "],\"pcs\":[%" PRIu32 "]},",
                    i % 100 + 1, i * 1000, i % 3 ? "true" : "false", CODE + 4 * i + 2, CODE + i % 700 * 4);
}

static void make_freed(struct input *input)
{
    fill(input, leaks, freed_row, "]}");
}

/* Records of 256 callers. */
static int deep_row(struct bytes *dump, size_t size, uint32_t i)
{
    size_t start = dump->size;
    int whole = cost_add(dump, size, "{\"sz\":1,\"pcs\":[%" PRIu32, CODE + i * 1024);
    for (uint32_t k = 1; k < 256; k++)
        whole = whole && cost_add(dump, size, ",%" PRIu32, CODE + i * 1024 + 4 * k);
    whole = whole && cost_add(dump, size, "]},");
    if (!whole)
        dump->size = start;
    return whole;
}

static void make_deep(struct input *input)
{
    fill(input, leaks, deep_row, "]}");
}

static int console_row(struct bytes *dump, size_t size, uint32_t i)
{
    return cost_add(dump, size,
                    "%6" PRIu32 " bytes (@ 0x%08" PRIx32 ", Internal) allocated CPU 0 ccount 0x%08" PRIx32
                    " caller 0x%08" PRIx32 ":0x%08" PRIx32 "\n",
                    i % 999 + 1, 0x3fc00000 + 16 * i, i * 99988, CODE + 4 * i, CODE + 4 * (draw(i) % 65536));
}

static void make_console(struct input *input)
{
    fill(input, "====== Heap Trace: 9 records (100 capacity) ======\n", console_row,
         "====== Heap Trace Summary ======\n");
}

/* The most windows that are read. */
static int window_row(struct bytes *dump, size_t size, uint32_t i)
{
    size_t start = dump->size;
    int whole = i < 1000 && cost_add(dump, size, "{\"window_s\":6,\"leaks\":[");
    for (uint32_t k = 0; k < 17; k++)
        whole = whole && cost_add(dump, size, "%s{\"sz\":%" PRIu32 ",\"cc\":%" PRIu32 ",\"pcs\":[%" PRIu32 "]}",
                                  k ? "," : "", k + 1, k * 100000, CODE + 4 * k);
    whole = whole && cost_add(dump, size, "]}\n");
    if (!whole)
        dump->size = start;
    return whole;
}

static void make_windows(struct input *input)
{
    fill(input, "log\n", window_row, "\n");
}

/* Some bytes that stand for a million blocks, whose callers have names of 4 KB. */
static void make_site(struct input *input)
{
    for (unsigned i = 0; i < 4; i++)
        cost_add(&input->dump, input->size, "0x%08x: %04000u at /src/main.c:1\n", CODE + 4 * i, i);
    cost_add(&input->dump, input->size,
             "{\"records\":1048576,\"bytes\":100000000,\"by_caller\":[{\"chain\":[%u,%u,%u,%u],\"count\":1048576,"
             "\"bytes\":100000000}]}\n",
             CODE, CODE + 4, CODE + 8, CODE + 12);
}

static int site_row(struct bytes *dump, size_t size, uint32_t i)
{
    return cost_add(dump, size, "{\"chain\":[%" PRIu32 "],\"count\":26,\"bytes\":400},", CODE + 4 * i);
}

static void make_sites(struct input *input)
{
    fill(input, "{\"records\":1,\"bytes\":1,\"by_caller\":[", site_row, "]}");
}

static void make_counts(struct input *input)
{
    cost_add(&input->dump, input->size, "x1048575 84B 0x3fcb964c %#x %#x\nx1 84B 0x3fcb96b0 %#x %#x\n", CODE, CODE + 4,
             CODE, CODE + 4);
}

/* Lines of one word over and over, each of which could begin what is looked for. */
static void repeat(struct input *input, const char *word, size_t line)
{
    size_t length = strlen(word);
    for (size_t i = 0; i < input->size; i++)
        input->dump.items[i] = i % line ? word[i % line % length] : '\n';
    input->dump.size = input->size;
}

static void make_words(struct input *input)
{
    repeat(input, "0a", 65000);
}

static void make_groups(struct input *input)
{
    repeat(input, ",234", 65000);
}

static void make_keys(struct input *input)
{
    repeat(input, "{\"leaks\":[", COSTS_SIZE_MAX);
}

static void make_lines(struct input *input)
{
    repeat(input, " bytes (@ 0x1", 65000);
}

const struct cost_case cost_cases[] = {
    {"chains", cost_make_pcs, NULL},
    {"sizes", make_sizes, NULL},
    {"chosen sizes", make_chosen, NULL},
    {"random chains and times", make_random, NULL},
    {"tasks", make_tasks, NULL},
    {"freed blocks", make_freed, NULL},
    {"deep chains", make_deep, NULL},
    {"console", make_console, NULL},
    {"windows", make_windows, NULL},
    {"a site of a million blocks", make_site, NULL},
    {"sites", make_sites, NULL},
    {"lines with counts", make_counts, NULL},
    {"words", make_words, NULL},
    {"groups of digits", make_groups, NULL},
    {"keys", make_keys, NULL},
    {"console's words", make_lines, NULL},
    {"long names", cost_make_pcs, cost_make_names},
    {"inlined functions", cost_make_pcs, cost_make_inlines},
    {"one line program", cost_make_pcs, cost_make_shared_lines},
    {"units", cost_make_pcs, cost_make_units},
    {"abbreviations", cost_make_pcs, cost_make_abbreviations},
    {"functions over each other", cost_make_pcs, cost_make_overlaps},
    {NULL, NULL, NULL},
};
