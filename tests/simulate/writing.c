#include "writing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_LEAKS = 16 };

static const char *const label_names[] = {"transient", "retained", "cache", "leak"};

static bool is_lost(const struct block *block, const struct dump *dump)
{
    return block_label(block, dump->taken) == LEAK;
}

static FILE *open_file(const char *directory, const char *name)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *file = fopen(path, "w");
    if (!file) {
        perror(path);
        exit(1);
    }
    return file;
}

static void close_file(FILE *file, const char *name)
{
    if (ferror(file) | fclose(file)) {
        perror(name);
        exit(1);
    }
}

/* Two windows of one length need two names; the analyser reads the seconds from the front. */
static void name_window(const struct device *device, size_t which, char name[64])
{
    unsigned seconds = (unsigned)(device->window[which].to - device->window[which].from + 0.5), before = 0;
    for (size_t i = 0; i < which; i++)
        before += seconds == (unsigned)(device->window[i].to - device->window[i].from + 0.5);
    if (before)
        snprintf(name, 64, "window_%us_%u.json", seconds, before + 1);
    else
        snprintf(name, 64, "window_%us.json", seconds);
}

static void write_window(const struct device *device, const struct dump *dump, const char *directory, const char *name)
{
    FILE *file = open_file(directory, name);
    fprintf(file, "{\"count\":%zu,\"capacity\":%u,\"leaks\":[", dump->count, device->capacity);
    for (size_t i = 0; i < dump->count; i++) {
        const struct record *record = &dump->record[i];
        const struct block *block = &device->block[record->block];
        const struct chain *chain = &device->chain[block->chain];
        fprintf(file, "%s{\"sz\":%" PRIu32 ",\"addr\":\"0x%08" PRIx32 "\",\"cc\":%" PRIu32 ",\"pcs\":[", i ? "," : "",
                block->size, record->address, record->ccount);
        for (unsigned d = 0; d < chain->depth; d++)
            fprintf(file, "%s\"0x%08" PRIx32 "\"", d ? "," : "", chain->pc[d]);
        fputs("]}", file);
    }
    fputs("]}\n", file);
    close_file(file, name);
}

static int ascending(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

/* The sizes that one event of a leak left in this dump; empty when there are none. */
static bool write_burst(FILE *file, const struct device *device, const struct dump *dump, const char *leak,
                        unsigned event, bool first)
{
    uint32_t *size = malloc((dump->count + 1) * sizeof *size);
    size_t count = 0;
    for (size_t i = 0; size && i < dump->count; i++) {
        const struct block *block = &device->block[dump->record[i].block];
        if (is_lost(block, dump) && !strcmp(block->leak, leak) && block->event == event)
            size[count++] = block->size;
    }
    if (count) {
        qsort(size, count, sizeof *size, ascending);
        fputs(first ? "[" : ",[", file);
        for (size_t i = 0; i < count; i++)
            fprintf(file, "%s%" PRIu32, i ? "," : "", size[i]);
        fputs("]", file);
    }
    free(size);
    return count > 0;
}

/* Frames that the certificate bundle's signature knows: the only leak here that a rule knows. */
static bool is_visible(const struct device *device, const struct dump *dump, const char *leak)
{
    for (size_t i = 0; i < dump->count; i++) {
        const struct block *block = &device->block[dump->record[i].block];
        const struct chain *chain = &device->chain[block->chain];
        if (!is_lost(block, dump) || strcmp(block->leak, leak))
            continue;
        for (unsigned d = 0; d < chain->depth; d++) {
            if (sites_is_in(device->sites, chain->pc[d], "esp_crt_"))
                return true;
        }
    }
    return false;
}

static void write_leaks(FILE *file, const struct device *device, const struct dump *dump)
{
    const char *leak[MOST_LEAKS];
    size_t leaks = 0;
    fputs("\"leaks\":{", file);
    for (size_t i = 0; i < dump->count; i++) {
        const struct block *block = &device->block[dump->record[i].block];
        size_t known = 0;
        while (is_lost(block, dump) && known < leaks && strcmp(leak[known], block->leak))
            known++;
        if (!is_lost(block, dump) || known < leaks || leaks == MOST_LEAKS)
            continue;
        leak[leaks++] = block->leak;
        fprintf(file, "%s\"%s\":{\"signature_visible\":%s,\"bursts\":[", leaks > 1 ? "," : "", block->leak,
                is_visible(device, dump, block->leak) ? "true" : "false");
        bool first = true;
        for (unsigned event = 0; event < device->events; event++)
            first &= !write_burst(file, device, dump, block->leak, event, first);
        fputs("]}", file);
    }
    fputs("}", file);
}

void write_device(const struct device *device, const struct dump dumps[MOST_WINDOWS], const char *directory)
{
    FILE *file = open_file(directory, "truth.json");
    fprintf(file,
            "{\"seed\":%u,\"kind\":\"%s\",\"mhz\":%u,\"cores\":%u,\"depth\":%u,\"capacity\":%u,"
            "\"windows\":[",
            device->seed, device->kind, device->mhz, device->cores, device->depth, device->capacity);
    for (size_t w = 0; w < device->windows; w++) {
        char name[64];
        name_window(device, w, name);
        write_window(device, &dumps[w], directory, name);
        fprintf(file, "%s{\"file\":\"%s\",\"seconds\":%.0f,\"overflow\":%s,\"labels\":[", w ? "," : "", name,
                device->window[w].to - device->window[w].from, dumps[w].overflowed ? "true" : "false");
        for (size_t i = 0; i < dumps[w].count; i++)
            fprintf(file, "%s\"%s\"", i ? "," : "",
                    label_names[block_label(&device->block[dumps[w].record[i].block], dumps[w].taken)]);
        fputs("],\"leak_of\":[", file);
        for (size_t i = 0; i < dumps[w].count; i++) {
            const struct block *block = &device->block[dumps[w].record[i].block];
            if (is_lost(block, &dumps[w]))
                fprintf(file, "%s\"%s\"", i ? "," : "", block->leak);
            else
                fprintf(file, "%snull", i ? "," : "");
        }
        fputs("],", file);
        write_leaks(file, device, &dumps[w]);
        fputs("}", file);
    }
    fputs("]}\n", file);
    close_file(file, "truth.json");
}
