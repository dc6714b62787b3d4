/*
 * A report made by hand, for the tests of the writers: one window of 600 s of a device whose certificate bundle leaks
 * at twelve handshakes with two servers, with an open session and a table kept on purpose.
 */
#ifndef HT_REPORT_FIXTURE_H
#define HT_REPORT_FIXTURE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "judge/report.h"
#include "report/writers.h"

#define FIXTURE_RECORDS 93
#define FIXTURE_SOURCES "/home/dev/esp/esp-idf-v6.0.1/components/"

struct report_fixture {
    struct ht_arena arena;
    struct ht_trace trace;
    struct ht_frame frame_items[8];
    struct ht_frames frames;
    struct ht_report_window window;
    struct ht_elf_fit elf;
    struct ht_report_chain chains[5];
    struct ht_finding findings[4];
    struct ht_fingerprint fingerprints[3];
    struct ht_report report;
};

static const struct ht_location fixture_locations[][2] = {
    {{.function = "heap_caps_malloc_default", .file = FIXTURE_SOURCES "heap/heap_caps.c", .line = 120, .column = 11}},
    {{.function = "calloc", .file = FIXTURE_SOURCES "newlib/src/heap.c", .line = 46}},
    {{.function = "esp_crt_copy_asn1",
      .file = FIXTURE_SOURCES "mbedtls/esp_crt_bundle/esp_crt_bundle.c",
      .line = 440,
      .column = 8},
     {.function = "esp_crt_ca_cb_callback",
      .file = FIXTURE_SOURCES "mbedtls/esp_crt_bundle/esp_crt_bundle.c",
      .line = 515,
      .column = 3}},
    {{.function = "esp_crt_ca_cb_callback",
      .file = FIXTURE_SOURCES "mbedtls/esp_crt_bundle/esp_crt_bundle.c",
      .line = 489}},
    {{.function = "x509_crt_verify_chain", .file = FIXTURE_SOURCES "mbedtls/mbedtls/library/x509_crt.c", .line = 2578}},
    {{.function = "esp_transport_ssl_init", .file = FIXTURE_SOURCES "tcp_transport/transport_ssl.c", .line = 301}},
    {{.function = "esp_log_cache_add"}},
};

static const uint32_t fixture_pcs[] = {0x40374015, 0x42000069, 0x420000fd, 0x42000135,
                                       0x42000161, 0x42000200, 0x42000301, 0x600fe120};

static const uint32_t fixture_chains[][4] = {
    {0x40374015, 0x42000069, 0x42000135, 0x42000161},
    {0x40374015, 0x42000069, 0x420000fd, 0x42000161},
    {0x40374015, 0x42000069, 0x42000200},
    {0x40374015, 0x42000069, 0x42000301},
    {0x40374015, 0x42000069, 0x600fe120},
};

static struct ht_size_count fixture_isrg[] = {{2, 1}, {3, 3}, {12, 1}, {32, 1}, {81, 1}};
static struct ht_size_count fixture_digicert[] = {{2, 1}, {3, 4}, {12, 1}, {16, 1}, {23, 1}, {99, 1}};
static struct ht_size_count fixture_session[] = {{1700, 1}};
static struct ht_size_count fixture_cache[] = {{40, 1}};
static struct ht_size_count fixture_subject[] = {{81, 9}, {99, 3}};
static struct ht_size_count fixture_parts[] = {{2, 12}, {3, 39}, {12, 12}, {16, 3}, {23, 3}, {32, 9}};
static struct ht_size_range fixture_range[] = {{100, 140, 2}};

static struct ht_evidence fixture_evidence[] = {
    {HT_EVIDENCE_SIGNATURE, "the frames and sizes are those of the certificate bundle's cross-signed verification", NAN,
     1},
    {HT_EVIDENCE_REPETITION, "12 bursts left the same two sets of sizes behind", 12, 1},
    {HT_EVIDENCE_SPREAD, "they are spread evenly over the window (U = 0.31)", 0.31, 1},
};
static struct ht_evidence fixture_open = {HT_EVIDENCE_SPREAD, "its session is open: allocated 4 s before the end", 4,
                                          1};
static struct ht_evidence fixture_kept = {HT_EVIDENCE_SINGLE, "allocated once, in the first second", 1, 1};
static struct ht_evidence fixture_doubt = {HT_EVIDENCE_SINGLE, "seen once: a longer window would tell", 1, 1};
static struct ht_advice fixture_advice[] = {
    {"Update to ESP-IDF v6.1, or to release/v6.0 from 0d8ff68f8a4 on, where it is fixed", NULL},
    {"Until then switch CONFIG_MBEDTLS_CERTIFICATE_BUNDLE_CROSS_SIGNED_VERIFY off",
     "https://github.com/espressif/esp-idf/issues/18550"},
};

static inline void *fixture_must(void *made)
{
    if (!made)
        abort();
    return made;
}

static inline void fixture_record(struct report_fixture *f, uint32_t size, uint32_t chain, uint32_t finding,
                                  uint32_t burst, double seconds)
{
    struct ht_window *window = &f->trace.windows[0];
    size_t i = window->record_count;
    struct ht_record record = {.size = size,
                               .addr = 0x3fca7a68 + (uint32_t)i * 128,
                               .ccount = 1901719480 + (uint32_t)(seconds * 1e6) * 2,
                               .chain = chain,
                               .index = (uint32_t)i,
                               .freed_by = HT_NO_CHAIN,
                               .t_us = HT_UNKNOWN,
                               .t_freed_us = HT_UNKNOWN};
    if (ht_window_add_record(window, &record))
        abort();
    f->window.findings[i] = finding;
    f->window.bursts[i] = burst;
    f->window.times[i] = seconds;
    f->window.memory[i] = HT_MEMORY_INTERNAL;
    f->window.bytes += size;
    f->window.heap_bytes += ht_heap_bytes(size);
    f->window.internal_bytes += size;
    f->chains[chain].count++;
    f->chains[chain].bytes += size;
    f->findings[finding].count++;
    f->findings[finding].bytes += size;
    f->findings[finding].heap_bytes += ht_heap_bytes(size);
}

static inline void fixture_records(struct report_fixture *f)
{
    fixture_record(f, 40, 3, 2, HT_NO_BURST, 0.5);
    for (uint32_t burst = 0; burst < 12; burst++) {
        bool isrg = burst % 4 != 3;
        const struct ht_size_count *sizes = isrg ? fixture_isrg : fixture_digicert;
        for (size_t i = 0; i < (isrg ? 5 : 6); i++) {
            for (uint32_t j = 0; j < sizes[i].count; j++)
                fixture_record(f, sizes[i].size, sizes[i].size > 80 ? 0 : 1, 0, burst, 10 + 48.0 * burst);
        }
    }
    fixture_record(f, 1700, 2, 1, 12, 596);
    fixture_record(f, 16, 4, 3, HT_NO_BURST, 300);
}

static inline void fixture_init(struct report_fixture *f)
{
    *f = (struct report_fixture){0};
    ht_arena_init(&f->arena);
    ht_trace_init(&f->trace, &f->arena);
    struct ht_window *window;
    if (ht_trace_add_window(&f->trace, "window_600s.json", HT_DUMP_JSON, &window))
        abort();
    window->declared_count = 94;
    window->capacity = 256;
    window->depth = 4;
    f->window = (struct ht_report_window){.seconds = 600, .cpu_hz = 160000000};
    f->window.findings = fixture_must(ht_arena_array(&f->arena, 128, sizeof(uint32_t)));
    f->window.bursts = fixture_must(ht_arena_array(&f->arena, 128, sizeof(uint32_t)));
    f->window.times = fixture_must(ht_arena_array(&f->arena, 128, sizeof(double)));
    f->window.memory = fixture_must(ht_arena_array(&f->arena, 128, 1));
    static const enum ht_frame_role roles[] = {HT_ROLE_ALLOCATOR, HT_ROLE_ALLOCATOR, HT_ROLE_CODE, HT_ROLE_CODE,
                                               HT_ROLE_CODE,      HT_ROLE_CODE,      HT_ROLE_CODE, HT_ROLE_DATA};
    for (size_t i = 0; i < 8; i++)
        f->frame_items[i] = (struct ht_frame){.pc = fixture_pcs[i],
                                              .role = roles[i],
                                              .source = HT_SOURCE_DWARF,
                                              .locations = fixture_locations[i % 7],
                                              .location_count = i == 2 ? 2 : 1,
                                              .elf = 0,
                                              .offset = -1,
                                              .region = i ? "flash text" : "IRAM"};
    f->frame_items[6].source = HT_SOURCE_SYMTAB;
    f->frame_items[6].offset = 0x1c;
    f->frame_items[7].source = HT_SOURCE_NONE;
    f->frame_items[7].location_count = 0;
    f->frame_items[7].locations = NULL;
    f->frame_items[7].elf = -1;
    f->frame_items[7].region = "RTC RAM";
    f->frames = (struct ht_frames){.items = f->frame_items, .count = 8, .elfs = &f->elf, .elf_count = 1};
    static struct ht_size_count *const sizes[] = {fixture_subject, fixture_parts, fixture_session, fixture_cache,
                                                  fixture_cache};
    static const size_t size_counts[] = {2, 6, 1, 1, 1};
    static const uint32_t owners[] = {2, 2, 2, 2, 2}, chain_findings[] = {0, 0, 1, 2, 3};
    for (uint32_t i = 0; i < 5; i++) {
        uint32_t number;
        if (ht_chains_intern(&f->trace.chains, fixture_chains[i], i < 2 ? 4 : 3, &number))
            abort();
        f->trace.chains.items[number].call_sites = HT_CALL_SITES_OK;
        f->chains[i] = (struct ht_report_chain){.sizes = sizes[i],
                                                .size_count = size_counts[i],
                                                .finding = chain_findings[i],
                                                .end = i < 2 ? HT_CHAIN_END_DEPTH : HT_CHAIN_END_UNWOUND,
                                                .owner_frame = owners[i]};
    }
    fixture_records(f);
    f->elf = (struct ht_elf_fit){.path = "build/btclock_v4.elf",
                                 .machine = "xtensa",
                                 .sha256_match = -1,
                                 .pcs = 8,
                                 .pcs_in_code = 7,
                                 .pcs_after_call = 7,
                                 .edges = 6,
                                 .edges_consistent = 6,
                                 .match = HT_MATCH_YES,
                                 .checked = true};
}

static inline void fixture_finding(struct report_fixture *f, uint32_t number, enum ht_verdict verdict,
                                   const char *title, const struct ht_location *owner, struct ht_evidence *evidence,
                                   uint32_t first_chain)
{
    struct ht_finding *finding = &f->findings[number];
    finding->number = number + 1;
    finding->key = title;
    finding->verdict = verdict;
    finding->confidence = HT_CONFIDENCE_LOW;
    finding->title = title;
    finding->owner = owner;
    finding->bytes_per_burst = finding->heap_bytes_per_burst = HT_NOT_KNOWN;
    finding->rate = (struct ht_rate){HT_NOT_KNOWN, HT_NOT_KNOWN, false, HT_NOT_KNOWN, HT_NOT_KNOWN};
    finding->evidence = evidence;
    finding->evidence_count = 1;
    finding->chains = fixture_must(ht_arena_array(&f->arena, 2, sizeof *finding->chains));
    for (uint32_t i = 0; i < 2 && first_chain + i < f->trace.chains.count; i++) {
        const struct ht_report_chain *chain = &f->chains[first_chain + i];
        finding->chains[i] = (struct ht_chain_share){.finding = number,
                                                     .chain = first_chain + i,
                                                     .count = chain->count,
                                                     .bytes = chain->bytes,
                                                     .sizes = chain->sizes,
                                                     .size_count = chain->size_count};
    }
    finding->chain_count = 1;
    struct ht_chain_roles *roles = fixture_must(ht_arena_array(&f->arena, 2, sizeof *roles));
    for (uint32_t i = 0; i < 2; i++)
        roles[i] =
            (struct ht_chain_roles){first_chain + i, owner ? (struct ht_place){2, first_chain + i == 1} : HT_NOWHERE};
    finding->roles = roles;
    finding->role_count = 2;
    finding->per_window = fixture_must(ht_arena_array(&f->arena, 1, sizeof(struct ht_per_window)));
    finding->per_window[0] = (struct ht_per_window){0, finding->count, finding->bursts, finding->bytes};
    finding->per_window_count = 1;
    finding->baseline_bytes_per_burst = finding->baseline_bytes_per_hour = HT_NOT_KNOWN;
    struct ht_verdict_total *total = &f->report.summary.totals[verdict];
    total->findings++;
    total->count += finding->count;
    total->bytes += finding->bytes;
}

/* The whole report. Nothing else is to be set up; end with fixture_deinit(). */
static inline void fixture_leaky(struct report_fixture *f)
{
    fixture_init(f);
    f->findings[0].bursts = 12;
    fixture_finding(f, 0, HT_VERDICT_LEAK, "Certificate bundle: issuer names of cross-signed certificates",
                    &fixture_locations[2][1], fixture_evidence, 0);
    struct ht_finding *leak = &f->findings[0];
    leak->confidence = HT_CONFIDENCE_HIGH;
    leak->rule = "esp-crt-bundle-cross-signed";
    leak->evidence_count = 3;
    leak->chain_count = 2;
    leak->advice = fixture_advice;
    leak->advice_count = 2;
    f->fingerprints[0] = (struct ht_fingerprint){
        .sizes = fixture_isrg, .size_count = 5, .bytes = 136, .heap_bytes = 204, .bursts = 9, .label = "ISRG Root X1"};
    f->fingerprints[1] = (struct ht_fingerprint){.sizes = fixture_digicert,
                                                 .size_count = 6,
                                                 .bytes = 164,
                                                 .heap_bytes = 260,
                                                 .bursts = 3,
                                                 .partial = 1,
                                                 .label = "DigiCert Global Root G2"};
    leak->fingerprints = f->fingerprints;
    leak->fingerprint_count = 2;
    leak->bytes_per_burst = 143;
    leak->heap_bytes_per_burst = 218;
    leak->rate = (struct ht_rate){10296, 15696, false, 5060, 17104};
    fixture_finding(f, 1, HT_VERDICT_TRANSIENT, "TLS session", &fixture_locations[5][0], &fixture_open, 2);
    f->fingerprints[2] = (struct ht_fingerprint){.sizes = fixture_session,
                                                 .size_count = 1,
                                                 .ranges = fixture_range,
                                                 .range_count = 1,
                                                 .bytes = 1940,
                                                 .bursts = 1};
    f->findings[1].fingerprints = &f->fingerprints[2];
    f->findings[1].fingerprint_count = 1;
    fixture_finding(f, 2, HT_VERDICT_RETAINED, "Log tag cache", &fixture_locations[6][0], &fixture_kept, 3);
    fixture_finding(f, 3, HT_VERDICT_UNKNOWN, "Caller unknown", NULL, &fixture_doubt, 4);
    struct ht_summary *summary = &f->report.summary;
    summary->bytes_per_burst = 143;
    summary->heap_bytes_per_burst = 218;
    summary->bytes_per_hour = 10296;
    summary->heap_bytes_per_hour = 15696;
    summary->heap_drop_explained = summary->projected_exhaustion_seconds = HT_NOT_KNOWN;
    summary->projected_earliest = summary->projected_latest = summary->heap_drop_leaked = HT_NOT_KNOWN;
    f->report.trace = &f->trace;
    f->report.frames = &f->frames;
    f->report.windows = &f->window;
    f->report.chains = f->chains;
    f->report.findings = f->findings;
    f->report.finding_count = 4;
}

static inline void fixture_deinit(struct report_fixture *f)
{
    ht_trace_deinit(&f->trace);
    ht_arena_deinit(&f->arena);
}

/* A name of 10,000 times the same character, in the arena: longer than any line, table or field has room for. */
static inline char *fixture_long_name(struct report_fixture *f, char character)
{
    char *name = fixture_must(ht_arena_alloc(&f->arena, 10001));
    memset(name, character, 10000);
    return name;
}

/* The places of the words in the text follow one another. */
static inline void fixture_check_order(const char *text, const char *const *words)
{
    for (const char *at = text; *words; words++) {
        at = strstr(at, *words);
        if (!at)
            fail_msg("missing or out of order: %s\n%s", *words, text);
    }
}

/* What a writer writes, to be freed. Inlined, gcc 12 takes what the stream allocates for a local. */
__attribute__((noinline, unused)) static char *fixture_write(const struct report_fixture *f, const char *format,
                                                             unsigned width, bool utf8, bool color)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = fixture_must(open_memstream(&text, &size));
    struct ht_writer_settings settings = {.width = width, .utf8 = utf8, .color = color};
    const struct ht_writer *writer = fixture_must((void *)(uintptr_t)ht_writer_find(format));
    if (writer->write(out, &f->report, &settings) || fclose(out))
        abort();
    return text;
}

/* The same of a view. */
__attribute__((noinline, unused)) static char *fixture_write_view(const struct report_fixture *f, const char *format,
                                                                  const struct ht_view_settings *view)
{
    char *text = NULL;
    size_t size = 0;
    FILE *out = fixture_must(open_memstream(&text, &size));
    struct ht_writer_settings settings = {.width = 100};
    const struct ht_writer *writer = fixture_must((void *)(uintptr_t)ht_writer_find(format));
    if (ht_writer_run(writer, out, &f->report, &settings, view) || fclose(out))
        abort();
    return text;
}

#endif
