#include "cli/term.h"

#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "report/writer.h"

static unsigned within_bounds(long columns)
{
    if (columns < (long)HT_WIDTH_MIN)
        return HT_WIDTH_MIN;
    return columns > (long)HT_WIDTH_MAX ? HT_WIDTH_MAX : (unsigned)columns;
}

unsigned ht_term_width(FILE *stream)
{
    const char *columns = getenv("COLUMNS");
    char *end;
    long asked = columns ? strtol(columns, &end, 10) : 0;
    if (asked > 0 && *end == '\0')
        return within_bounds(asked);
    struct winsize size;
    int fd = fileno(stream);
    if (fd >= 0 && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 0)
        return within_bounds(size.ws_col);
    return HT_WIDTH_DEFAULT;
}

bool ht_term_is_shared(FILE *left, FILE *right)
{
    struct stat a, b;
    int one = fileno(left), other = fileno(right);
    return one >= 0 && other >= 0 && isatty(one) && isatty(other) && fstat(one, &a) == 0 && fstat(other, &b) == 0 &&
           a.st_rdev == b.st_rdev;
}

bool ht_term_color(FILE *stream, enum ht_color color)
{
    if (color != HT_COLOR_AUTO)
        return color == HT_COLOR_ALWAYS;
    const char *no_color = getenv("NO_COLOR");
    if (no_color && *no_color)
        return false;
    const char *force = getenv("CLICOLOR_FORCE");
    if (force && *force && strcmp(force, "0") != 0)
        return true;
    const char *term = getenv("TERM");
    int fd = fileno(stream);
    return fd >= 0 && isatty(fd) && term && *term && strcmp(term, "dumb") != 0;
}

/* What the environment calls the locale, or "": LC_ALL stands before LC_CTYPE, and that before LANG. */
static const char *locale_asked_for(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const char *value = getenv(names[i]);
        if (value && *value)
            return value;
    }
    return "";
}

/* "de_DE.UTF-8", "C.utf8", "ca_ES.UTF-8@valencia". */
static bool names_utf8(const char *locale)
{
    static const char *const spellings[] = {"UTF-8", "UTF8"};
    const char *codeset = strchr(locale, '.');
    for (size_t i = 0; codeset && i < sizeof spellings / sizeof *spellings; i++) {
        size_t length = strlen(spellings[i]);
        if (strncasecmp(codeset + 1, spellings[i], length) == 0 && strchr("@", codeset[1 + length])) /* or the end */
            return true;
    }
    return false;
}

bool ht_term_utf8(void)
{
    /* Its files need not be there, and to read them is a tenth of a short run. */
    if (names_utf8(locale_asked_for()))
        return true;
    setlocale(LC_CTYPE, "");
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}
