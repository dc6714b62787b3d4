/* What observed.c counts, and observed_figures.c prints. */
#ifndef HT_SCORE_OBSERVED_H
#define HT_SCORE_OBSERVED_H

#include "score.h"

enum { MOST_KINDS = 64, RANGES = 6 };

enum word { LEAK, TRANSIENT, SHUTDOWN, RETAINED, GROWING, LOST, FREED, WORDS };

enum confidence { HIGH, MEDIUM, LOW, CONFIDENCES };
extern const char *const confidences[CONFIDENCES];

enum verdict { TOLD_LEAK, IN_USE, UNKNOWN };

/* Ranges of probability: from one to the next, the last one to 1. */
extern const double ranges[RANGES];

struct kind {
    char *name;
    unsigned records, devices, last_device, told[3];
};

struct tally {
    unsigned devices, unreported, leaky, missed, healthy;
    unsigned plain, plain_missed; /* leaky devices with five events to see */
    unsigned false_devices, false_gate, healthy_false, healthy_gate;
    unsigned leak_as_leak, leak_missed, other_as_leak, others, right, undecided, lost, lost_in_use, many_lost,
        many_lost_in_use; /* records */
    unsigned leak_findings, events_exact;
    unsigned told[CONFIDENCES], true_ones[CONFIDENCES]; /* findings told leak */
    unsigned likely[RANGES], likely_true[RANGES];       /* findings with a probability */
    struct kind kinds[MOST_KINDS];
    size_t kind_count;
};

/* The devices of a corpus, and those with several windows once more: with all of them, and with the longest alone. */
struct observed {
    struct tally all, together, alone;
};

/* Prints the figures; false when one is beyond its limit. */
bool observed_print(const struct observed *observed, bool verbose, char **limits);

#endif
