#include "writing.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

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

static unsigned seconds(const struct device *device, size_t which)
{
    return (unsigned)(device->window[which].to - device->window[which].from + 0.5);
}

/* Two windows of one length need two names; the analyser reads the seconds from the front. */
static void name_window(const struct device *device, size_t which, char name[64])
{
    unsigned before = 0;
    for (size_t i = 0; i < which; i++)
        before += seconds(device, which) == seconds(device, i);
    if (before)
        snprintf(name, 64, "window_%us_%u.json", seconds(device, which), before + 1);
    else
        snprintf(name, 64, "window_%us.json", seconds(device, which));
}

static void write_head(FILE *file, const struct device *device, const struct dump *dump, size_t which)
{
    fprintf(file, "{\"count\":%zu,\"capacity\":%u,", dump->count, device->capacity);
    if (device->tells_length)
        fprintf(file, "\"window_s\":%u,", seconds(device, which));
    if (device->tells_clock)
        fprintf(file, "\"cpu_hz\":%u000000,", device->mhz);
    if (device->tells_version)
        fprintf(file, "\"idf_version\":\"%s\",", device->version);
    if (device->tells_overflow)
        fprintf(file, "\"overflowed\":%s,", dump->overflowed ? "true" : "false");
    if (device->tells_totals)
        fprintf(file, "\"total_allocations\":%u,\"total_frees\":%u,\"high_water_mark\":%u,", dump->allocations,
                dump->frees, dump->high_water);
}

static void write_chain(FILE *file, const struct device *device, const char *key, unsigned which)
{
    const struct chain *chain = &device->chain[which];
    fprintf(file, ",\"%s\":[", key);
    for (unsigned d = 0; d < chain->depth; d++)
        fprintf(file, "%s\"0x%08" PRIx32 "\"", d ? "," : "", chain->pc[d]);
    fputs("]", file);
}

static void write_record(FILE *file, const struct device *device, const struct record *record)
{
    const struct block *block = &device->block[record->block];
    fprintf(file, "{\"sz\":%" PRIu32 ",\"addr\":\"0x%08" PRIx32 "\"", block->size, record->address);
    if (device->clock != NO_CLOCK)
        fprintf(file, ",\"cc\":%" PRIu32, record->ccount);
    if (device->tells_times)
        fprintf(file, ",\"t_us\":%.0f", block->born * 1e6);
    if (device->tells_tasks)
        fprintf(file, ",\"task\":\"%s\"", block->task);
    if (device->keeps_freed)
        fprintf(file, ",\"freed\":%s", record->freed ? "true" : "false");
    if (device->tells_times && record->freed)
        fprintf(file, ",\"t_freed_us\":%.0f", block->died * 1e6);
    if (record->freed)
        write_chain(file, device, "fb", block->freed_by);
    write_chain(file, device, "pcs", block->chain);
    fputs("}", file);
}

static void write_window(const struct device *device, const struct dump *dump, size_t which, const char *directory,
                         const char *name)
{
    FILE *file = open_file(directory, name);
    write_head(file, device, dump, which);
    fputs("\"leaks\":[", file);
    for (size_t i = 0; i < dump->count; i++) {
        fputs(i ? "," : "", file);
        write_record(file, device, &dump->record[i]);
    }
    fputs("]}\n", file);
    close_file(file, name);
}

static const struct block *block_at(const struct device *device, const struct dump *dump, size_t i)
{
    return &device->block[dump->record[i].block];
}

static void write_truth(FILE *file, const struct device *device, const struct dump *dump)
{
    fputs("\"truth\":[", file);
    for (size_t i = 0; i < dump->count; i++)
        fprintf(file, "%s\"%s\"", i ? "," : "", block_word(device, block_at(device, dump, i), dump->taken));
    fputs("],\"event\":[", file);
    for (size_t i = 0; i < dump->count; i++)
        fprintf(file, "%s%u", i ? "," : "", block_at(device, dump, i)->event);
    fputs("],\"kinds\":[", file);
    for (size_t i = 0; i < dump->count; i++)
        fprintf(file, "%s\"%s\"", i ? "," : "", block_at(device, dump, i)->kind);
    fputs("],\"made_ms\":[", file);
    for (size_t i = 0; i < dump->count; i++)
        fprintf(file, "%s%.0f", i ? "," : "", block_at(device, dump, i)->born * 1e3);
    fputs("],\"freed_ms\":[", file);
    for (size_t i = 0; i < dump->count; i++) {
        double died = block_at(device, dump, i)->died;
        fprintf(file, "%s%.0f", i ? "," : "", died < NEVER ? died * 1e3 : -1);
    }
    fputs("]", file);
}

void write_device(const struct device *device, const struct dump dumps[MOST_WINDOWS], const char *directory)
{
    FILE *file = open_file(directory, "truth.json");
    fprintf(file,
            "{\"symbols\":\"symbols.txt\",\"seed\":%u,\"mhz\":%u,\"cores\":%u,\"clock\":%d,\"depth\":%u,\"windows\":[",
            device->seed, device->mhz, device->cores, (int)device->clock, device->depth);
    for (size_t w = 0; w < device->windows; w++) {
        char name[64];
        name_window(device, w, name);
        write_window(device, &dumps[w], w, directory, name);
        fprintf(file, "%s\n{\"file\":\"%s\",\"seconds\":%u,\"from_ms\":%.0f,\"overflowed\":%s,", w ? "," : "", name,
                seconds(device, w), device->window[w].from * 1e3, dumps[w].overflowed ? "true" : "false");
        write_truth(file, device, &dumps[w]);
        fputs("}", file);
    }
    fputs("]}\n", file);
    close_file(file, "truth.json");
    file = open_file(directory, "symbols.txt");
    sites_write(&device->sites, file);
    close_file(file, "symbols.txt");
}
