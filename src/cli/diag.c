#include "cli/diag.h"

#include <stdarg.h>

#include "base/escape.h"

static const char *const severity_names[] = {
    [HT_SEVERITY_ERROR] = "error",
    [HT_SEVERITY_WARNING] = "warning",
    [HT_SEVERITY_HINT] = "hint",
    [HT_SEVERITY_NOTE] = "note",
};

/*
 * Text that may stem from a file. UTF-8 passes whatever the locale: it is mostly the user's own names. Without memory,
 * which may be what the message is about, only control characters are dealt with.
 */
static void put_text(FILE *stream, const char *text)
{
    struct ht_strbuf escaped;
    ht_strbuf_init(&escaped);
    ht_escape_terminal(&escaped, text, true);
    if (!escaped.failed)
        fputs(escaped.text, stream);
    for (const char *p = text; escaped.failed && *p; p++)
        putc((unsigned char)*p < 0x20 || *p == 0x7f ? '?' : *p, stream);
    ht_strbuf_deinit(&escaped);
}

static void put_line(FILE *stream, enum ht_severity severity, const char *path, size_t line, size_t column,
                     const char *message)
{
    fputs("htanalyze: ", stream);
    if (path) {
        put_text(stream, path);
        if (line)
            fprintf(stream, ":%zu", line);
        if (line && column)
            fprintf(stream, ":%zu", column);
        fputs(": ", stream);
    }
    fprintf(stream, "%s: ", severity_names[severity]);
    put_text(stream, message);
    putc('\n', stream);
}

void ht_diag_print(struct ht_diag *diag, enum ht_severity severity, const char *path, size_t line, size_t column,
                   const char *format, ...)
{
    if (diag->verbosity == HT_VERBOSITY_QUIET && severity != HT_SEVERITY_ERROR)
        return;
    if (diag->verbosity != HT_VERBOSITY_VERBOSE && severity == HT_SEVERITY_NOTE)
        return;
    char message[4096]; /* a longer one is cut: diagnostics also come when memory is out */
    va_list args;
    va_start(args, format);
    vsnprintf(message, sizeof message, format, args);
    va_end(args);
    put_line(diag->stream, severity, path, line, column, message);
}

void ht_diag_error(struct ht_diag *diag, const struct ht_error *error)
{
    if (error->code == HT_ERROR_PIPE)
        return;
    put_line(diag->stream, HT_SEVERITY_ERROR, error->path, error->line, error->column, error->message);
    if (error->hint)
        put_line(diag->stream, HT_SEVERITY_HINT, NULL, 0, 0, error->hint);
}
