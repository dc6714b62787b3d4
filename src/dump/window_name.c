#include "dump/window_name.h"

#include <string.h>

#include "base/ascii.h"

/* Seconds in a unit of length letters; 0 when it is none. */
static double unit_seconds(const char *unit, size_t length)
{
    static const struct {
        const char *name;
        double seconds;
    } units[] = {{"s", 1}, {"sec", 1}, {"m", 60}, {"min", 60}, {"h", 3600}, {"d", 86400}};
    for (size_t i = 0; i < sizeof units / sizeof *units; i++) {
        size_t k = 0;
        while (k < length && units[i].name[k] == (unit[k] | 0x20)) /* 0x20: to lower case */
            k++;
        if (k == length && units[i].name[k] == '\0')
            return units[i].seconds;
    }
    return 0;
}

/* The number that begins at *p, with decimals when allowed; *p moves behind it. */
static double take_number(const char **p, const char *end, bool decimals)
{
    double number = 0, scale = 1;
    while (*p < end && ht_is_digit(**p))
        number = number * 10 + (*(*p)++ - '0');
    if (decimals && end - *p >= 2 && **p == '.' && ht_is_digit((*p)[1])) {
        for (++*p; *p < end && ht_is_digit(**p); ++*p) {
            number = number * 10 + (**p - '0');
            scale *= 10;
        }
    }
    return number / scale;
}

/* The letters that begin at *p as a unit; *p moves behind them. */
static double take_unit(const char **p, const char *end)
{
    const char *unit = *p;
    while (*p < end && ht_is_letter(**p))
        ++*p;
    return unit_seconds(unit, (size_t)(*p - unit));
}

static bool is_window(double seconds)
{
    return seconds > 0 && seconds <= HT_WINDOW_SECONDS_MAX; /* false for a NAN, from inf / inf */
}

bool ht_window_seconds_parse(const char *text, size_t length, double *ret)
{
    const char *p = text, *end = text + length;
    if (p == end || !ht_is_digit(*p))
        return false;
    double seconds = take_number(&p, end, true);
    if (p < end)
        seconds *= take_unit(&p, end);
    if (p != end || !is_window(seconds))
        return false;
    *ret = seconds;
    return true;
}

double ht_window_seconds_from_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    const char *name = slash ? slash + 1 : path, *end = name + strlen(name);
    double found = 0;
    for (const char *p = name; p < end; p++) {
        if (!ht_is_digit(*p) || (p > name && ht_is_alphanumeric(p[-1])))
            continue;
        /* In "log.2.600s" neither 2.6 s nor 600 s is certain; "window_1.5h" is. */
        bool after_dot = p > name && p[-1] == '.';
        if (after_dot && p - name >= 2 && ht_is_digit(p[-2]))
            continue;
        double seconds = take_number(&p, end, !after_dot) * take_unit(&p, end);
        bool alone = p == end || !ht_is_alphanumeric(*p);
        if (alone && is_window(seconds)) {
            if (found > 0 && found != seconds)
                return 0;
            found = seconds;
        }
        if (p == end)
            break;
        p--; /* what ended this one may begin the next */
    }
    return found;
}
