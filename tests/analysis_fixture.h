/*
 * A device's allocations as the tests of the whole analysis make them.
 */
#ifndef HT_ANALYSIS_FIXTURE_H
#define HT_ANALYSIS_FIXTURE_H

#include "trace_builder.h"

#include "judge/analysis.h"

struct analysis_fixture {
    struct trace_builder b;
    struct ht_report report;
};

static inline void analysis_init(struct analysis_fixture *f)
{
    *f = (struct analysis_fixture){0};
    builder_init(&f->b);
}

static inline void analysis_deinit(struct analysis_fixture *f)
{
    builder_deinit(&f->b);
}

#define VERIFY "<x509_crt_verify_chain:2578<mbedtls_ssl_handshake:10"

/* One handshake with a server: the name of its root, in pieces, that nobody frees. values are ended by NULL. */
static inline void add_handshake(struct trace_builder *b, double seconds, const uint32_t *values)
{
    uint32_t name = 0, count = 0;
    for (; values[count]; count++)
        name += values[count] + 11;
    name += name < 128 ? 2 : 3;
    builder_add(b, seconds, name, builder_chain(b, "calloc<esp_crt_ca_cb_callback:489" VERIFY));
    for (uint32_t i = 0; i < count; i++) {
        builder_add(b, seconds + 1e-4 * (i + 1), 3,
                    builder_chain(b, "calloc<esp_crt_copy_asn1:440|esp_crt_ca_cb_callback:515" VERIFY));
        builder_add(b, seconds + 1e-4 * (i + 1) + 2e-5, values[i],
                    builder_chain(b, "calloc<esp_crt_copy_asn1:448|esp_crt_ca_cb_callback:515" VERIFY));
    }
}

static const uint32_t isrg_values[] = {2, 32, 12, 0}, digicert_values[] = {2, 12, 16, 23, 0};

/* An open session: client, transport, TLS context and its record buffers. */
static inline void add_session(struct trace_builder *b, double seconds)
{
    static const struct {
        uint32_t size;
        const char *sites;
    } parts[] = {
        {624, "calloc<esp_http_client_init:700<poll:20<app_main:5"},
        {512, "malloc<esp_http_client_init:720<poll:20<app_main:5"},
        {96, "calloc<esp_transport_init:80<esp_http_client_init:730<poll:20"},
        {1700, "calloc<mbedtls_calloc<mbedtls_ssl_setup:90<esp_create_mbedtls_handle:50"},
        {16717, "calloc<mbedtls_calloc<mbedtls_ssl_setup:95<esp_create_mbedtls_handle:50"},
    };
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++)
        builder_add(b, seconds + 1e-4 * (double)i, parts[i].size, builder_chain(b, parts[i].sites));
}

/* The client that is left behind when nobody calls esp_http_client_cleanup(). */
static inline void add_orphan(struct trace_builder *b, double seconds)
{
    builder_add(b, seconds, 624, builder_chain(b, "calloc<esp_http_client_init:700<poll:20<app_main:5"));
    builder_add(b, seconds + 1e-4, 512, builder_chain(b, "malloc<esp_http_client_init:720<poll:20<app_main:5"));
}

/* Something an application does, in one chain: two blocks. */
static inline void add_event(struct trace_builder *b, double seconds, const char *sites)
{
    builder_burst(b, seconds, builder_chain(b, sites), (const uint32_t[]){40, 24, 0});
}

static inline const struct ht_analysis_settings *analysis_settings(void)
{
    static const struct ht_analysis_settings none;
    return &none;
}

static inline void analyse(struct analysis_fixture *f)
{
    builder_must(ht_analyse(&f->b.trace, &f->b.frames, NULL, analysis_settings(), &f->report));
}

/* The finding that a record of the window is in. */
static inline const struct ht_finding *finding_of(const struct analysis_fixture *f, uint32_t window, uint32_t record)
{
    uint32_t number = f->report.windows[window].findings[record];
    assert_true(number < f->report.finding_count);
    return &f->report.findings[number];
}

static inline const struct ht_evidence *evidence_of(const struct ht_finding *finding, enum ht_evidence_kind kind)
{
    for (size_t i = 0; i < finding->evidence_count; i++) {
        if (finding->evidence[i].kind == kind)
            return &finding->evidence[i];
    }
    return NULL;
}

/* Each record is in one finding and one burst, and the sums are those of the records. */
static inline void assert_sums(const struct analysis_fixture *f)
{
    const struct ht_report *report = &f->report;
    uint64_t bytes = 0, records = 0, found = 0, chained = 0;
    for (size_t w = 0; w < f->b.trace.window_count; w++) {
        for (size_t i = 0; i < f->b.trace.windows[w].record_count; i++, records++) {
            bytes += f->b.trace.windows[w].records[i].size;
            assert_true(report->windows[w].findings[i] < report->finding_count);
            assert_true(report->windows[w].bursts[i] != HT_NO_BURST);
        }
    }
    for (size_t i = 0; i < report->finding_count; i++) {
        const struct ht_finding *finding = &report->findings[i];
        found += finding->bytes;
        assert_non_null(finding->key);
        assert_non_null(finding->title);
        assert_true(finding->evidence_count > 0);
        for (size_t k = 0; k < finding->evidence_count; k++)
            assert_true(strlen(finding->evidence[k].message) > 0);
        if (i > 0)
            assert_true(finding[-1].verdict <= finding->verdict);
        if (i > 0 && finding[-1].verdict == finding->verdict)
            assert_true(finding[-1].bytes >= finding->bytes);
        for (size_t k = 0; k < i; k++)
            assert_string_not_equal(finding->key, report->findings[k].key);
    }
    for (size_t i = 0; i < f->b.trace.chains.count; i++)
        chained += report->chains[i].bytes;
    assert_int_equal(found, bytes);
    assert_int_equal(chained, bytes);
}

#endif
