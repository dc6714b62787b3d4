#!/bin/sh
# libraries.sh LIBRARY...: can COMMAND, a compiler with its flags, build a program with what htanalyze needs? If not it says
# what to do, and fails.
set -eu

try=$(mktemp -d)
trap 'rm -rf "$try"' EXIT
trap 'exit 1' INT TERM

compiler=${COMMAND%% *}
command -v "$compiler" >/dev/null || {
    echo "htanalyze: there is no compiler $compiler here; make deps installs what the build needs" >&2
    exit 1
}

cat >"$try/try.c" <<'END'
#include <cjson/cJSON.h>
#include <elfutils/version.h>
#include <gelf.h>
#include <libiberty/demangle.h>
#include <nettle/sha2.h>
#include <zlib.h>
#include <zstd.h>

#include "dwarf/compat.h"
int main(void)
{
    return 0;
}
END
eval "$COMMAND"' -o "$try/try" "$try/try.c" "$@"' 2>"$try/errors" && exit 0
missing=$(sed -n "s/.*fatal error: \([^:' ][^:' ]*\).*/\1/p; s/.*fatal error: '\([^']*\)'.*/\1/p; s/.*cannot find \(-l[^: ]*\).*/\1/p" \
    "$try/errors" | head -n 1)
[ -n "$missing" ] || { cat "$try/errors" >&2; exit 1; }
echo "htanalyze: a library is missing ($missing); make deps installs what the build needs" >&2
exit 1
