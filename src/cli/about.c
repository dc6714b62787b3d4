#include "cli/about.h"

#include <cjson/cJSON.h>
#include <elfutils/version.h>

#include "base/version.h"
#include "dwarf/compat.h"

void ht_about_print(FILE *out)
{
    fputs("htanalyze " HT_VERSION "\n", out);
    /* libelf cannot be asked at run time: the version is that of its headers, 188 for 0.188. */
    fprintf(out, "libdwarf %s, libelf 0.%d, cJSON %s\n", dwarf_package_version(), _ELFUTILS_VERSION, cJSON_Version());
}
