#include "cli/term.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

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

bool ht_term_utf8(void)
{
    return strcmp(nl_langinfo(CODESET), "UTF-8") == 0;
}
