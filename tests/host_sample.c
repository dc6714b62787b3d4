/*
 * Writes recordings of host traces.
 *
 *     host_sample DIRECTORY      the made-up device of host_sample.h, in all its forms
 *     host_sample FILE EVENTS    so many events of the heap, for `make bench`
 */
#include "host_sample.h"

static int write_file(const char *path, struct svdat_maker *file)
{
    FILE *out = fopen(path, "wb");
    bool fine = out && fwrite(file->bytes, 1, file->size, out) == file->size;
    svdat_deinit(file);
    if (out && fclose(out) == 0 && fine)
        return 0;
    perror(path);
    return 2;
}

static int write_samples(const char *directory)
{
    int status = 0;
    for (int form = HOST_CORE0; form <= HOST_OFFSETS && !status; form++) {
        struct svdat_maker file = host_sample_make((enum host_form)form);
        char path[1024];
        snprintf(path, sizeof path, "%s/%s", directory, host_sample_names[form]);
        status = write_file(path, &file);
    }
    return status;
}

/*
 * Two cores, 4,096 places for blocks: each event takes a place at random, and makes a block there, from one of 2,000
 * chains, or frees it, from one of 500. One block in 10,000 is lost.
 */
static int write_events(const char *path, unsigned long events)
{
    enum { PLACES = 4096, CHAINS = 2000 };
    static bool taken[PLACES];
    static uint32_t addrs[PLACES], chains[PLACES];
    FILE *out = fopen(path, "wb");
    struct svdat_maker file = {.core_bits = true};
    uint64_t state = 1;
    uint32_t fresh = 0x3d000000u;
    if (!out) {
        perror(path);
        return 2;
    }
    svdat_header(&file, "; ESP_Extension\n");
    svdat_sync(&file);
    svdat_begin(&file);
    svdat_module(&file, 7000);
    for (uint32_t i = 0; i < PLACES; i++)
        addrs[i] = 0x3fc90000u + i * 32;
    for (unsigned long i = 0; i < events; i++) {
        state = state * 6364136223846793005u + 1442695040888963407u;
        uint32_t any = (uint32_t)(state >> 33), place = any % PLACES;
        uint32_t chain = taken[place] ? CHAINS + chains[place] % 500 : any / PLACES % CHAINS;
        uint32_t pcs[] = {0x40374015, 0x42000069, 0x42010001 + chain * 16, 0x42080001 + chain % 50 * 64, 0};
        uint64_t ticks = file.last + 200 + any % 4000;
        if (taken[place])
            svdat_free(&file, any % 2, ticks, addrs[place], pcs);
        else
            svdat_alloc(&file, any % 2, ticks, addrs[place], 8 + any % 500, pcs);
        chains[place] = chain;
        taken[place] = !taken[place];
        if (taken[place] && any % 10000 == 0) {
            taken[place] = false;
            addrs[place] = fresh;
            fresh += 32;
        }
        if (file.size > 1 << 20 || i + 1 == events) {
            if (fwrite(file.bytes, 1, file.size, out) != file.size)
                break;
            file.size = 0;
        }
    }
    bool fine = !ferror(out);
    svdat_deinit(&file);
    if (fclose(out) == 0 && fine)
        return 0;
    perror(path);
    return 2;
}

int main(int count, char **arguments)
{
    if (count == 2)
        return write_samples(arguments[1]);
    if (count == 3)
        return write_events(arguments[1], strtoul(arguments[2], NULL, 10));
    fputs("host_sample DIRECTORY, or host_sample FILE EVENTS\n", stderr);
    return 2;
}
