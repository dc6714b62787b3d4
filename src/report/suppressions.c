#include "report/suppressions.h"

#include <string.h>

#include "base/escape.h"
#include "base/strbuf.h"

/* What the line of a leak names, or NULL. */
static const char *name_of(const struct ht_finding *finding)
{
    if (finding->rule)
        return finding->rule;
    return finding->owner ? finding->owner->function : NULL;
}

/* Has a leak before this one the same name? */
static bool is_named(const struct ht_report *report, size_t number)
{
    for (size_t i = 0; i < number; i++) {
        const char *name = ht_finding_is_open_leak(&report->findings[i]) ? name_of(&report->findings[i]) : NULL;
        if (name && !strcmp(name, name_of(&report->findings[number])))
            return true;
    }
    return false;
}

struct ht_error *ht_report_suppressions(FILE *out, const struct ht_report *report,
                                        const struct ht_writer_settings *settings)
{
    (void)settings;
    struct ht_strbuf text;
    ht_strbuf_init(&text);
    for (size_t i = 0; i < report->finding_count; i++) {
        if (!ht_finding_is_open_leak(&report->findings[i]))
            continue;
        const char *name = name_of(&report->findings[i]);
        ht_strbuf_adds(&text, "# ");
        ht_escape_terminal(&text, report->findings[i].title, true);
        ht_strbuf_addc(&text, '\n');
        if (!name)
            ht_strbuf_adds(&text, "# no function of its callers is known: nothing can be named\n");
        else if (!is_named(report, i)) {
            ht_strbuf_adds(&text, "leak:^");
            ht_escape_terminal(&text, name, true);
            ht_strbuf_adds(&text, "$\n");
        }
    }
    bool whole = !text.failed;
    if (whole)
        fwrite(text.text, 1, text.length, out);
    ht_strbuf_deinit(&text);
    return whole ? NULL : ht_error_nomem();
}
