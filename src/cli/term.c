#include "cli/term.h"

#include <langinfo.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <unistd.h>

unsigned ht_term_width(FILE *stream)
{
    const char *columns = getenv("COLUMNS");
    char *end;
    long asked = columns ? strtol(columns, &end, 10) : 0;
    if (asked > 0 && *end == '\0') {
        if (asked < (long)HT_WIDTH_MIN)
            return HT_WIDTH_MIN;
        return asked > (long)HT_WIDTH_MAX ? HT_WIDTH_MAX : (unsigned)asked;
    }
    struct winsize size;
    int fd = fileno(stream);
    if (fd >= 0 && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > HT_WIDTH_DEFAULT)
        return size.ws_col > HT_WIDTH_MAX ? HT_WIDTH_MAX : size.ws_col;
    return HT_WIDTH_DEFAULT;
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
