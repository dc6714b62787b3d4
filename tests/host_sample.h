/*
 * A made-up device whose heap is traced to a host, in all forms of recordings; testdata/dumps/host_* are they. Its PCs
 * are those of testdata/btclock_v4.elf.
 *
 * Every half minute the task poll, on core 1, makes a TLS session, which leaves seven blocks of the certificate bundle
 * behind; two seconds later the session is freed, its buffers by main on core 0. Three blocks are made once.
 */
#ifndef HT_HOST_SAMPLE_H
#define HT_HOST_SAMPLE_H

#include "svdat_maker.h"

enum host_form {
    HOST_CORE0, /* the recordings of the cores */
    HOST_CORE1,
    HOST_MCORE,  /* one stream, ids say the core: ESP-IDF to v5.5 */
    HOST_OFFSETS /* the streams one after the other: v6.0 */
};

static const char *const host_sample_names[] = {"host_core0.svdat", "host_core1.svdat", "host_mcore_v5.svdat",
                                                "host_mcore_v6.svdat"};

#define HOST_POLLS 10
#define HOST_MADE (3 + HOST_POLLS * (7 + 5))
#define HOST_FREED (HOST_POLLS * 5)

static const uint32_t host_bundle_pcs[][5] = {
    {0x40374015, 0x42000069, 0x4200015d, 0x420001bd}, /* the copy of a name */
    {0x40374015, 0x42000069, 0x420000fd, 0x42000175}, /* its OIDs */
    {0x40374015, 0x42000069, 0x42000114, 0x42000175}, /* its values */
};
static const uint32_t host_session_pcs[][5] = {
    {0x40374015, 0x42000069, 0x420000cd, 0x420002c5}, {0x40374015, 0x42000069, 0x420000cd, 0x420002dc},
    {0x40374015, 0x42000069, 0x420000cd, 0x42000295}, {0x40374015, 0x42000039, 0x420006e4, 0x42000d39},
    {0x40374015, 0x42000069, 0x42000685, 0x42000d39},
};
static const uint32_t host_once_pcs[5] = {0x40374015, 0x42000039, 0x42000ac5, 0x42000f3d};
static const uint32_t host_free_pcs[5] = {0x42000cf1};

/* The streams that are written: packets of the system go into each, those of a core where it belongs. */
struct host_sample {
    struct svdat_maker streams[2];
    size_t count;
    uint64_t now;
};

static inline struct svdat_maker *host_stream(struct host_sample *sample, unsigned core)
{
    return &sample->streams[sample->count == 2 ? core : 0];
}

static inline void host_alloc(struct host_sample *sample, unsigned core, uint32_t addr, uint32_t size,
                              const uint32_t *pcs)
{
    sample->now += 1400 + size % 97;
    svdat_alloc(host_stream(sample, core), core, sample->now, addr, size, pcs);
}

static inline void host_free(struct host_sample *sample, unsigned core, uint32_t addr)
{
    sample->now += 900;
    svdat_free(host_stream(sample, core), core, sample->now, addr, host_free_pcs);
}

static inline void host_run(struct host_sample *sample, unsigned core, uint32_t task)
{
    sample->now += 300;
    svdat_put(host_stream(sample, core), core, sample->now, 4, "u", task);
}

static inline void host_idle(struct host_sample *sample, unsigned core, uint32_t task)
{
    sample->now += 300;
    svdat_put(host_stream(sample, core), core, sample->now, 7, "uu", task, 4u);
    svdat_put(host_stream(sample, core), core, sample->now + 100, 17, "");
    sample->now += 100;
}

static inline void host_poll(struct host_sample *sample, uint32_t number)
{
    static const uint32_t session[] = {16717, 4429, 14, 512, 412}, bundle[] = {81, 3, 2, 3, 32, 3, 12};
    uint32_t kept = 0x3fcb0000u + number * 0x100u;
    host_run(sample, 1, 14);
    for (uint32_t i = 0; i < 5; i++)
        host_alloc(sample, 1, 0x3fcc0000u + 0x5000u * i, session[i], host_session_pcs[i]);
    sample->now += SVDAT_HZ / 10;
    for (uint32_t i = 0; i < 7; i++)
        host_alloc(sample, 1, kept + 0x20u * i, bundle[i], host_bundle_pcs[i ? 1 + (i - 1) % 2 : 0]);
    host_idle(sample, 1, 14);
    sample->now += 2 * SVDAT_HZ + number * 999;
    host_run(sample, 0, 13);
    for (uint32_t i = 0; i < 3; i++)
        host_free(sample, 0, 0x3fcc0000u + 0x5000u * i);
    host_idle(sample, 0, 13);
    host_run(sample, 1, 14);
    for (uint32_t i = 3; i < 5; i++)
        host_free(sample, 1, 0x3fcc0000u + 0x5000u * i);
    host_idle(sample, 1, 14);
}

static inline void host_device(struct host_sample *sample)
{
    for (size_t i = 0; i < sample->count; i++) {
        svdat_sync(&sample->streams[i]);
        svdat_begin(&sample->streams[i]);
        svdat_module(&sample->streams[i], 7000);
    }
    sample->now = 8000;
    host_run(sample, 0, 13);
    for (uint32_t i = 0; i < 3; i++)
        host_alloc(sample, 0, 0x3fca0000u + 0x20u * i, 24, host_once_pcs);
    host_idle(sample, 0, 13);
    for (uint32_t i = 0; i < HOST_POLLS; i++) {
        sample->now = (uint64_t)(12 + 30 * i) * SVDAT_HZ + i % 3 * 0x1000000u;
        host_poll(sample, i);
    }
    sample->now = 300ull * SVDAT_HZ;
    for (size_t i = 0; i < sample->count; i++)
        svdat_put(&sample->streams[i], (unsigned)i, sample->now, 11, "");
}

/* Makes a recording; its bytes are the caller's to free. */
static inline struct svdat_maker host_sample_make(enum host_form form)
{
    struct host_sample sample = {.count = form == HOST_MCORE ? 1 : 2};
    struct svdat_maker file = {0};
    char offsets[64];
    sample.streams[0].core_bits = form == HOST_MCORE;
    host_device(&sample);
    snprintf(offsets, sizeof offsets, "; Offset Core0 0\n; Offset Core1 %zu\n", sample.streams[0].size);
    svdat_header(&file, form == HOST_MCORE ? "; ESP_Extension\n" : form == HOST_OFFSETS ? offsets : "");
    if (form != HOST_CORE1)
        svdat_bytes(&file, sample.streams[0].bytes, sample.streams[0].size);
    if (form == HOST_CORE1 || form == HOST_OFFSETS)
        svdat_bytes(&file, sample.streams[1].bytes, sample.streams[1].size);
    svdat_deinit(&sample.streams[0]);
    svdat_deinit(&sample.streams[1]);
    return file;
}

#endif
