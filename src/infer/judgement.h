/*
 * What is said of records: a verdict, how sure it is, and the evidence that it rests on.
 */
#ifndef HT_INFER_JUDGEMENT_H
#define HT_INFER_JUDGEMENT_H

/* Nothing is told before it is decided: what is zeroed is no leak, and no confidence. */
enum ht_verdict {
    HT_VERDICT_UNDECIDED, /* in no finished report */
    HT_VERDICT_LEAK,      /* the first of those that are told */
    HT_VERDICT_TRANSIENT,
    HT_VERDICT_RETAINED,
    HT_VERDICT_UNKNOWN,
    HT_VERDICT_COUNT
};

/* The surer, the less. */
enum ht_confidence { HT_CONFIDENCE_NONE, HT_CONFIDENCE_HIGH, HT_CONFIDENCE_MEDIUM, HT_CONFIDENCE_LOW };

/* Rival explanations of why blocks are alive (infer/rivals.h). */
enum ht_rival {
    HT_RIVAL_LEAK,      /* each event loses some, and none is ever freed */
    HT_RIVAL_TRANSIENT, /* each lives for a while */
    HT_RIVAL_BOUNDED,   /* a container that is full, or filling up */
    HT_RIVAL_ONCE,      /* made at first use or at start */
    HT_RIVALS
};

/* A second window that would decide: so many times as long as the first. */
enum { HT_LONGER_WINDOW = 3 };

struct ht_judgement {
    enum ht_verdict verdict;
    enum ht_confidence confidence;
    double probability[HT_RIVALS]; /* of each rival; they add up to 1 */
};

enum ht_evidence_kind {
    HT_EVIDENCE_SIGNATURE,
    HT_EVIDENCE_REPETITION,
    HT_EVIDENCE_SPREAD,
    HT_EVIDENCE_GROWTH,
    HT_EVIDENCE_SURVIVAL,
    HT_EVIDENCE_SINGLE
};

struct ht_evidence {
    enum ht_evidence_kind kind;
    const char *message; /* one sentence with its numbers, without a full stop */
    double value;        /* the number it rests on, or NAN */
    double nats;         /* what it adds to the log odds of a leak; NAN: it explains, and adds nothing */
};

#endif
