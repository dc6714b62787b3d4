#include "base/path.h"

#include "base/ascii.h"

bool ht_is_slash(char c)
{
    return c == '/' || c == '\\';
}

bool ht_path_is_absolute(const char *path)
{
    return ht_is_slash(*path) || (ht_is_letter(*path) && path[1] == ':' && ht_is_slash(path[2]));
}

bool ht_path_begins(const char *path, const char *beginning, size_t length)
{
    for (size_t i = 0; i < length; i++) {
        if (path[i] != beginning[i] && !(ht_is_slash(path[i]) && ht_is_slash(beginning[i])))
            return false;
    }
    return true;
}
