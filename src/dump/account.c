#include "dump/account.h"

#define COUNT_MISMATCH "count-mismatch"

static const char *stand(size_t count)
{
    return count == 1 ? "stands" : "stand";
}

static const char *plural(uint64_t count)
{
    return count == 1 ? "" : "s";
}

/* Takes a claim about the number of records; true when it does not fit. */
static bool differs(struct ht_window *window, int64_t claim, size_t stood, size_t readable)
{
    if (claim == HT_UNKNOWN)
        return false;
    if ((uint64_t)claim > readable && (uint64_t)claim - readable > window->missing)
        window->missing = (uint64_t)claim - readable;
    return (uint64_t)claim != stood;
}

static struct ht_error *check_counts(struct ht_arena *arena, struct ht_window *window, const struct ht_account *account,
                                     bool told)
{
    size_t readable = account->stood - account->unreadable;
    struct ht_error *error = NULL;
    if (differs(window, window->declared_count, account->stood, readable) && !told)
        error =
            ht_window_warn(window, arena, COUNT_MISMATCH, 0, 0,
                           "the dump says it holds %lld record%s, and %zu %s there", (long long)window->declared_count,
                           plural((uint64_t)window->declared_count), account->stood, stand(account->stood));
    if (differs(window, account->records, account->stood, readable) && account->records != window->declared_count &&
        !error)
        error = ht_window_warn(
            window, arena, COUNT_MISMATCH, 0, 0, "the summary says the dump holds %lld record%s, and %zu %s there",
            (long long)account->records, plural((uint64_t)account->records), account->stood, stand(account->stood));
    return error;
}

static uint64_t sum(const struct ht_window *window)
{
    uint64_t bytes = 0;
    for (size_t i = 0; i < window->record_count; i++)
        bytes += window->records[i].size;
    return bytes;
}

/*
 * heap_trace_dump_caps() (v5.1 on) prints the records of one memory, and sums up those, below a header and above totals
 * that count all.
 */
static bool is_subset(const struct ht_window *window, const struct ht_account *account)
{
    return account->alive != HT_UNKNOWN && account->records != HT_UNKNOWN && !account->unreadable &&
           account->records == window->declared_count && (uint64_t)account->records > account->stood &&
           (uint64_t)account->alive == window->record_count && (uint64_t)account->alive_bytes == sum(window);
}

static struct ht_error *tell_subset(struct ht_arena *arena, struct ht_window *window, const struct ht_account *account)
{
    return ht_window_warn(window, arena, "subset", 0, 0,
                          "the dump holds %zu of %lld records: heap_trace_dump_caps() prints those of one memory, and "
                          "of the others nothing is known",
                          account->stood, (long long)account->records);
}

static struct ht_error *check_sums(struct ht_arena *arena, struct ht_window *window, const struct ht_account *account)
{
    uint64_t bytes = sum(window);
    if (account->alive == HT_UNKNOWN ||
        ((uint64_t)account->alive == window->record_count && (uint64_t)account->alive_bytes == bytes))
        return NULL;
    /* The same records may be missing that the header counts: not told twice. */
    uint64_t missing = window->missing;
    if (differs(window, account->alive, window->record_count, window->record_count) && window->missing == missing &&
        missing == (uint64_t)account->alive - window->record_count)
        return NULL;
    return ht_window_warn(window, arena, "summary-mismatch", 0, 0,
                          "the summary counts %lld allocation%s of %lld bytes, and %zu of %llu bytes %s there",
                          (long long)account->alive, plural((uint64_t)account->alive), (long long)account->alive_bytes,
                          window->record_count, (unsigned long long)bytes, stand(window->record_count));
}

/*
 * record_free() counts frees of blocks from before the trace too, so that fewer may be alive than the difference says,
 * but not more: at least the difference was alive, unless the buffer dropped records.
 */
static struct ht_error *check_totals(struct ht_arena *arena, struct ht_window *window, const struct ht_account *account)
{
    int64_t made = window->total_allocations, frees = window->total_frees;
    if (made == HT_UNKNOWN || window->missing)
        return NULL;
    if ((uint64_t)made < account->stood)
        return ht_window_warn(window, arena, "totals-mismatch", 0, 0,
                              "the dump counts %lld allocation%s in all, and %zu record%s %s there", (long long)made,
                              plural((uint64_t)made), account->stood, plural(account->stood), stand(account->stood));
    if (frees == HT_UNKNOWN || window->overflowed || made - frees <= (int64_t)window->record_count)
        return NULL;
    window->missing = (uint64_t)(made - frees) - window->record_count;
    return ht_window_warn(window, arena, "totals-mismatch", 0, 0,
                          "the dump counts %lld allocation%s and %lld free%s, and %zu record%s of a live block %s "
                          "there",
                          (long long)made, plural((uint64_t)made), (long long)frees, plural((uint64_t)frees),
                          window->record_count, plural(window->record_count), stand(window->record_count));
}

struct ht_error *ht_account_settle(struct ht_arena *arena, struct ht_window *window, const struct ht_account *account,
                                   bool told)
{
    window->missing = account->unreadable;
    if (is_subset(window, account))
        return tell_subset(arena, window, account);
    struct ht_error *error = check_counts(arena, window, account, told);
    if (!error)
        error = check_sums(arena, window, account);
    return error ? error : check_totals(arena, window, account);
}

struct ht_error *ht_account_unreadable(const char *path, size_t line, uint64_t records, const char *hint)
{
    struct ht_error *error =
        records == 1 ? ht_error_create_at(HT_ERROR_INPUT, path, line, 1, "the dump's only record cannot be read")
                     : ht_error_create_at(HT_ERROR_INPUT, path, line, 1,
                                          "none of the dump's %llu records can be read; the first stands here",
                                          (unsigned long long)records);
    return ht_error_hint(error, "a record reads \"%s\"", hint);
}
