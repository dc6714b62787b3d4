#include "observed.h"

const char *const confidences[CONFIDENCES] = {"high", "medium", "low"};
const double ranges[RANGES] = {0, 0.1, 0.3, 0.7, 0.9, 0.99};

static void print_calibration(const struct tally *tally)
{
    printf("findings told leak that are one:");
    for (int i = 0; i < CONFIDENCES; i++)
        printf("%s %u of %u with %s confidence", i ? "," : "", tally->true_ones[i], tally->told[i], confidences[i]);
    putchar('\n');
    for (int i = 0; i < RANGES; i++)
        if (tally->likely[i])
            printf("  probability of leak %.2f to %.2f: %u of %u findings are one\n", ranges[i],
                   i + 1 < RANGES ? ranges[i + 1] : 1, tally->likely_true[i], tally->likely[i]);
}

static void print_kinds(const struct tally *tally)
{
    if (tally->kind_count)
        printf("%-24s %8s %8s %8s %8s %8s\n", "kind", "devices", "records", "leak", "in use", "unknown");
    for (size_t i = 0; i < tally->kind_count; i++) {
        const struct kind *kind = &tally->kinds[i];
        printf("%-24s %8u %8u", kind->name, kind->devices, kind->records);
        for (int v = 0; v < 3; v++)
            printf(" %8.4f", share(kind->told[v], kind->records));
        putchar('\n');
    }
}

/* With more to go by, no fewer leaks should be told, and no more false ones. */
static void print_several(const struct tally *together, const struct tally *alone)
{
    if (together->devices == 0)
        return;
    printf("devices with several windows: of %u leaky ones %u told, %u from the longest window alone;\n"
           "  of %u healthy ones %u with a false leak finding, of %u %u from the longest window alone\n",
           together->leaky, together->leaky - together->missed, alone->leaky - alone->missed, together->healthy,
           together->healthy_false, alone->healthy, alone->healthy_false);
}

static bool print_tally(const struct tally *tally, char **limits)
{
    unsigned leaks = tally->leak_as_leak + tally->leak_missed;
    unsigned sure = tally->told[HIGH] + tally->told[MEDIUM];
    const struct figure figures[] = {
        {"precision", share(tally->leak_as_leak, tally->leak_as_leak + tally->other_as_leak), false},
        {"recall", share(tally->leak_as_leak, leaks), false},
        {"missed", tally->plain ? share(tally->plain_missed, tally->plain) : 0, true},
        {"false", tally->healthy ? share(tally->healthy_false, tally->healthy) : 0, true},
        {"gate", tally->healthy ? share(tally->healthy_gate, tally->healthy) : 0, true},
        {"right", share(tally->right, tally->others), false},
        {"undecided", tally->others ? share(tally->undecided, tally->others) : 0, true},
        {"lost", tally->lost ? share(tally->lost_in_use, tally->lost) : 0, true},
        {"events", share(tally->events_exact, tally->leak_findings), false},
        {"calibrated", share(tally->true_ones[HIGH] + tally->true_ones[MEDIUM], sure), false},
    };
    printf("devices %u (healthy %u, leaky %u), without a report %u\n", tally->devices, tally->healthy, tally->leaky,
           tally->unreported);
    printf("leak records: precision %.4f, recall %.4f; leaky devices missed %u\n", figures[0].value, figures[1].value,
           tally->missed);
    printf("leaky devices with five events or more to see: %u, missed %u\n", tally->plain, tally->plain_missed);
    printf("false leak findings on %u devices, %u of them at the gate; of %u healthy devices on %u, %u at the gate\n",
           tally->false_devices, tally->false_gate, tally->healthy, tally->healthy_false, tally->healthy_gate);
    printf("other records: told right %.4f, undecided %.4f, told leak %.4f (of %u)\n", figures[5].value,
           figures[6].value, tally->others ? share(tally->other_as_leak, tally->others) : 0, tally->others);
    printf("records of lost sessions told in use %.4f (of %u), of five and more %.4f (of %u)\n", figures[7].value,
           tally->lost, tally->many_lost ? share(tally->many_lost_in_use, tally->many_lost) : 0, tally->many_lost);
    printf("leak findings with the right number of events %.4f (of %u)\n", figures[8].value, tally->leak_findings);
    print_calibration(tally);
    return hold(figures, sizeof(figures) / sizeof(*figures), limits);
}

bool observed_print(const struct observed *observed, bool verbose, char **limits)
{
    bool held = print_tally(&observed->all, limits);
    print_several(&observed->together, &observed->alone);
    if (verbose)
        print_kinds(&observed->all);
    return held;
}
