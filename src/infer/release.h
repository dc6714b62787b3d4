/*
 * Releases of ESP-IDF: their order, and which of them have a bug.
 *
 * Sources: the tags of github.com/espressif/esp-idf (v3.0 to v6.1-beta1), and its tools/cmake/version.cmake and
 * tools/cmake/idf.cmake, which make IDF_VER of `git describe`: a tag, so many commits behind it, the last one's name,
 * and -dirty for changes of one's own ("v5.4-dev-1234-g0123abcd", "v5.3.1-45-g0123abcd-dirty"). A tag vX.Y-dev stands
 * on master, behind the one that release/vX.(Y-1) left from; fixes go to master and, one by one, to the branches, so
 * that a later branch may lack what an earlier one has.
 */
#ifndef HT_INFER_RELEASE_H
#define HT_INFER_RELEASE_H

#include <stdbool.h>
#include <stddef.h>

/* Ahead of a release; numbered ones in their order. */
enum ht_release_stage { HT_RELEASE_DEV, HT_RELEASE_BETA, HT_RELEASE_CANDIDATE, HT_RELEASE_FINAL };

struct ht_release {
    unsigned major, minor, patch;
    enum ht_release_stage stage;
    unsigned stage_number; /* 2: "-beta2"; 0: it has none */
    unsigned commits;      /* behind the tag */
    bool changed;          /* by its user: "-dirty", or a name that ESP-IDF does not give */
};

/* Reads "v5.3.1", "5.3.1" or what git describes. False for what is no version. */
bool ht_release_parse(const char *text, struct ht_release *ret);

/* Less than 0: the left one comes first. Changes of one's own do not count. */
int ht_release_compare(const struct ht_release *left, const struct ht_release *right);

/* Does it lie between two releases, ahead of the one, behind the other? */
bool ht_release_is_between(const struct ht_release *release);

/* From one release to another, both included and both of one branch. */
struct ht_release_range {
    struct ht_release first, last;
};

/* Reads "v5.3" or "v5.3 to v5.3.5". False for what is no range of ESP-IDF's releases, which begin with a v. */
bool ht_release_range_parse(const char *text, struct ht_release_range *ret);

enum ht_fix_place {
    HT_FIX_RELEASED,  /* in this release, and in those of its branch that follow */
    HT_FIX_ON_BRANCH, /* in the next release of this branch */
    HT_FIX_ON_MASTER  /* in branches that have not left it yet */
};

struct ht_release_fix {
    enum ht_fix_place place;
    struct ht_release release; /* of a branch major and minor alone */
};

/* Reads "d065cc5ce4e (v5.5)", "0d8ff68f8a4 (release/v6.0)", "82e6c831e79 (master)"; the commit may be left out. */
bool ht_release_fix_parse(const char *text, struct ht_release_fix *ret);

/* Which releases have a bug. */
struct ht_release_history {
    const struct ht_release_range *affected;
    size_t affected_count;
    const struct ht_release_fix *fixes;
    size_t fix_count;
};

enum ht_release_state {
    HT_RELEASE_UNKNOWN, /* the history tells nothing, or the release is not known */
    HT_RELEASE_AFFECTED,
    HT_RELEASE_FIXED,
    HT_RELEASE_NEVER, /* it never had the bug */
    HT_RELEASE_STATES
};

struct ht_release_standing {
    enum ht_release_state state;
    bool unsure; /* it lies between a release that has the bug and one that has not, or is newer than
                    what the history knows of its branch */
    const struct ht_release_fix *fix; /* that a fixed one has, or NULL */
};

/* Has a release the bug? release may be NULL. */
void ht_release_stand(const struct ht_release_history *history, const struct ht_release *release,
                      struct ht_release_standing *ret);

#endif
