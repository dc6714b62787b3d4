#include "infer/release.h"

#include <string.h>

#include "base/ascii.h"
#include "base/sort.h"

/* When the built-in rules were written: the branch that master was on its way to, and the newest with a release. */
#define MASTER_MAJOR 6u
#define MASTER_MINOR 2u
#define RELEASED_MAJOR 6u
#define RELEASED_MINOR 0u

/* Larger numbers are no version's; commits between two tags are some thousands. */
#define NUMBER_MAX 9999u
#define COMMITS_MAX 999999u

/* Digits at *text, which moves behind them. */
static bool read_number(const char **text, unsigned most, unsigned *ret)
{
    unsigned number = 0;
    if (!ht_is_digit(**text))
        return false;
    for (; ht_is_digit(**text) && number <= most; ++*text)
        number = number * 10 + (unsigned)(**text - '0');
    *ret = number;
    return number <= most;
}

static bool skip(const char **text, const char *word)
{
    size_t length = strlen(word);
    if (strncmp(*text, word, length) != 0)
        return false;
    *text += length;
    return true;
}

/* Does a name end here, or its next part begin? */
static bool ends(char c)
{
    return !c || c == '-';
}

/* "-dev", "-beta2", "-rc" */
static void read_stage(const char **text, struct ht_release *release)
{
    static const char *const names[] = {"-dev", "-beta", "-rc"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *at = *text;
        unsigned number = 0;
        if (!skip(&at, names[i]) || (ht_is_digit(*at) && !read_number(&at, NUMBER_MAX, &number)) || !ends(*at))
            continue;
        release->stage = (enum ht_release_stage)i;
        release->stage_number = number;
        *text = at;
        return;
    }
}

/* "-1234-g0123abcd" */
static void read_commits(const char **text, struct ht_release *release)
{
    const char *at = *text;
    unsigned commits;
    if (!skip(&at, "-") || !read_number(&at, COMMITS_MAX, &commits) || !skip(&at, "-g"))
        return;
    size_t digits = strspn(at, "0123456789abcdef");
    if (!digits || !ends(at[digits]))
        return;
    release->commits = commits;
    *text = at + digits;
}

bool ht_release_parse(const char *text, struct ht_release *ret)
{
    struct ht_release release = {.stage = HT_RELEASE_FINAL};
    unsigned fork;
    skip(&text, "v");
    if (!read_number(&text, NUMBER_MAX, &release.major) || !skip(&text, ".") ||
        !read_number(&text, NUMBER_MAX, &release.minor))
        return false;
    if (skip(&text, ".") && !read_number(&text, NUMBER_MAX, &release.patch))
        return false;
    if (skip(&text, ".") && !read_number(&text, COMMITS_MAX, &fork)) /* of a package that carries it: "5.1.5.240802" */
        return false;
    if (!ends(*text))
        return false;
    read_stage(&text, &release);
    read_commits(&text, &release);
    release.changed = *text != '\0';
    *ret = release;
    return true;
}

static int compare(unsigned left, unsigned right)
{
    return HT_ORDER(left, right);
}

static int compare_branches(const struct ht_release *left, const struct ht_release *right)
{
    int order = compare(left->major, right->major);
    return order ? order : compare(left->minor, right->minor);
}

int ht_release_compare(const struct ht_release *left, const struct ht_release *right)
{
    int order = compare_branches(left, right);
    if (!order)
        order = compare(left->patch, right->patch);
    if (!order)
        order = compare(left->stage, right->stage);
    if (!order)
        order = compare(left->stage_number, right->stage_number);
    return order ? order : compare(left->commits, right->commits);
}

bool ht_release_is_between(const struct ht_release *release)
{
    return release->stage != HT_RELEASE_FINAL || release->commits;
}

/* A release at *text, which moves behind it. */
static bool take_release(const char **text, struct ht_release *ret)
{
    char name[64];
    size_t length = strcspn(*text, " ),");
    if (**text != 'v' || length >= sizeof name)
        return false;
    memcpy(name, *text, length);
    name[length] = '\0';
    *text += length;
    return ht_release_parse(name, ret);
}

bool ht_release_range_parse(const char *text, struct ht_release_range *ret)
{
    struct ht_release_range range;
    if (!take_release(&text, &range.first))
        return false;
    range.last = range.first;
    if (skip(&text, " to ") && !take_release(&text, &range.last))
        return false;
    if (*text || compare_branches(&range.first, &range.last) != 0 || ht_release_compare(&range.first, &range.last) > 0)
        return false;
    *ret = range;
    return true;
}

bool ht_release_fix_parse(const char *text, struct ht_release_fix *ret)
{
    struct ht_release_fix fix = {.place = HT_FIX_RELEASED};
    const char *bracket = strchr(text, '(');
    const char *at = bracket ? bracket + 1 : text;
    size_t length = strlen(at);
    if (bracket && (!length || at[length - 1] != ')'))
        return false;
    if (skip(&at, "master")) {
        fix = (struct ht_release_fix){HT_FIX_ON_MASTER, {.major = MASTER_MAJOR, .minor = MASTER_MINOR}};
        fix.release.stage = HT_RELEASE_FINAL;
    } else {
        if (skip(&at, "release/"))
            fix.place = HT_FIX_ON_BRANCH;
        if (!take_release(&at, &fix.release))
            return false;
    }
    if (*at && strcmp(at, ")") != 0)
        return false;
    *ret = fix;
    return true;
}

/* The range of the release's branch that ends before it; NULL: none does. */
static const struct ht_release_range *range_before(const struct ht_release_history *history,
                                                   const struct ht_release *release)
{
    for (size_t i = history->affected_count; i-- > 0;) {
        const struct ht_release_range *range = &history->affected[i];
        if (compare_branches(&range->last, release) == 0 && ht_release_compare(&range->last, release) < 0)
            return range;
    }
    return NULL;
}

/* Has the release, which no range holds, this fix? */
static bool has_fix(const struct ht_release *release, const struct ht_release_fix *fix)
{
    int branches = compare_branches(&fix->release, release);
    if (fix->place == HT_FIX_ON_BRANCH)
        return branches == 0;
    if (branches == 0)
        return fix->place == HT_FIX_ON_MASTER || ht_release_compare(&fix->release, release) <= 0;
    /* What a branch had from its first release on stands in all that left master later. */
    return branches < 0 && fix->release.patch == 0;
}

static bool is_affected(const struct ht_release_history *history, const struct ht_release *release)
{
    for (size_t i = 0; i < history->affected_count; i++) {
        if (ht_release_compare(&history->affected[i].first, release) <= 0 &&
            ht_release_compare(release, &history->affected[i].last) <= 0)
            return true;
    }
    return false;
}

/* Is it newer than the newest branch there was, which has the bug? */
static bool is_beyond(const struct ht_release_history *history, const struct ht_release *release)
{
    const struct ht_release newest = {.major = RELEASED_MAJOR, .minor = RELEASED_MINOR};
    const struct ht_release *last = &history->affected[history->affected_count - 1].last;
    return compare_branches(release, last) > 0 && compare_branches(last, &newest) >= 0;
}

static struct ht_release_standing stand_whole(const struct ht_release_history *history,
                                              const struct ht_release *release)
{
    struct ht_release_standing standing = {.state = HT_RELEASE_NEVER};
    if (is_affected(history, release))
        return (struct ht_release_standing){.state = HT_RELEASE_AFFECTED};
    for (size_t i = 0; i < history->fix_count; i++) {
        const struct ht_release_fix *fix = &history->fixes[i];
        bool own = compare_branches(&fix->release, release) == 0;
        if (has_fix(release, fix) && (!standing.fix || own))
            standing = (struct ht_release_standing){.state = HT_RELEASE_FIXED, .fix = fix};
    }
    if (standing.state == HT_RELEASE_NEVER && (range_before(history, release) || is_beyond(history, release)))
        return (struct ht_release_standing){.state = HT_RELEASE_AFFECTED, .unsure = true};
    return standing;
}

/* The fix that one of its branch before it has. */
static const struct ht_release_fix *find_own_fix(const struct ht_release_history *history,
                                                 const struct ht_release *release)
{
    const struct ht_release_fix *found = NULL;
    for (size_t i = 0; i < history->fix_count; i++) {
        const struct ht_release_fix *fix = &history->fixes[i];
        if (fix->place == HT_FIX_RELEASED && compare_branches(&fix->release, release) == 0 &&
            ht_release_compare(&fix->release, release) <= 0)
            found = fix;
    }
    return found;
}

/* The whole releases around one between them. Before the first of a branch lies master, which the branch before left.
 */
static void find_neighbours(const struct ht_release *release, struct ht_release *before, struct ht_release *behind)
{
    *before = *behind = (struct ht_release){
        .major = release->major, .minor = release->minor, .patch = release->patch, .stage = HT_RELEASE_FINAL};
    if (release->stage == HT_RELEASE_FINAL) {
        behind->patch++;
    } else if (before->patch) {
        before->patch--;
    } else if (before->minor) {
        before->minor--;
    } else {
        static const unsigned last_minor[] = {0, 0, 1, 3, 4, 5}; /* v4.0 follows v3.3, v5.0 v4.4, v6.0 v5.5 */
        bool known = before->major && before->major - 1 < sizeof last_minor / sizeof *last_minor;
        before->major -= before->major > 0;
        before->minor = known ? last_minor[before->major] : 0;
    }
}

void ht_release_stand(const struct ht_release_history *history, const struct ht_release *release,
                      struct ht_release_standing *ret)
{
    *ret = (struct ht_release_standing){.state = HT_RELEASE_UNKNOWN};
    if (!release || !history->affected_count)
        return;
    if (!ht_release_is_between(release)) {
        *ret = stand_whole(history, release);
        return;
    }
    const struct ht_release_fix *own = find_own_fix(history, release);
    if (own) {
        *ret = (struct ht_release_standing){.state = HT_RELEASE_FIXED, .fix = own};
        return;
    }
    struct ht_release before, behind;
    find_neighbours(release, &before, &behind);
    struct ht_release_standing first = stand_whole(history, &before);
    *ret = stand_whole(history, &behind);
    if (first.state == ret->state)
        ret->unsure = first.unsure || ret->unsure;
    else if (first.state == HT_RELEASE_AFFECTED || ret->state == HT_RELEASE_AFFECTED)
        *ret = (struct ht_release_standing){.state = HT_RELEASE_AFFECTED, .unsure = true};
}
