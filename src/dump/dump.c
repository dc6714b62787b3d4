#include "dump/dump.h"

#include <stdbool.h>
#include <string.h>

#include "base/input.h"
#include "dump/console.h"
#include "dump/csv.h"
#include "dump/json.h"
#include "dump/misfeed.h"

struct ht_error *ht_dump_read(struct ht_trace *trace, const char *path, const char *bytes, size_t size,
                              const struct ht_dump_settings *settings)
{
    /* The mark is no part of the text: columns are counted behind it. */
    if (size >= 3 && !memcmp(bytes, "\xef\xbb\xbf", 3)) {
        bytes += 3;
        size -= 3;
    }
    struct ht_error *error = ht_misfeed_find(path, bytes, size);
    if (error)
        return error;
    size_t first = ht_text_blank(bytes, size); /* something stands behind it, or it would be a misfeed */
    if (bytes[first] == '{')
        return ht_dump_json_read(trace, path, bytes, size, settings);
    bool found;
    error = ht_dump_console_read(trace, path, bytes, size, settings, &found);
    if (!error && !found)
        error = ht_dump_csv_read(trace, path, bytes, size, &found);
    if (!error && !found)
        error = ht_misfeed_no_dump(path, bytes, size);
    return error;
}
