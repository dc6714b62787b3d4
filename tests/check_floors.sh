#!/bin/sh
# Proves from the include lines that no folder uses a folder on a higher floor, and that no rooms use each other in a
# circle. The order of the floors stands in floors.txt; a folder within a folder is on its floor. Prints one line a
# folder: how many rooms and lines it has, and which folders it uses.
set -eu
cd "$(dirname "$0")/.."

edges=$(mktemp)
trap 'rm -f "$edges"' EXIT
flat=$(find src -maxdepth 1 -name '*.[ch]')
[ -z "$flat" ] || { echo "src/ holds folders, not files: $flat" >&2; exit 1; }

# One line an include: the room that includes, the room that is included. The public header is a room of lib.
find src -name '*.[ch]' | LC_ALL=C sort | while read -r file; do
    room=${file#src/}
    room=${room%.[ch]}
    printf '%s %s\n' "$room" "$room" # a room without includes is a room too
    sed -n 's|^#include "htanalyze\.h".*|lib/htanalyze|p; s|^#include "\([^"]*/[^"]*\)\.h".*|\1|p' "$file" |
        sed "s|^|$room |"
done | LC_ALL=C sort -u >"$edges"

find src -name '*.[ch]' -exec wc -l {} + | awk -v order=tests/floors.txt '
    function folder(room) { sub("/.*", "", room); return room }
    BEGIN {
        while ((getline line <order) > 0)
            if (line !~ /^#/ && line != "") { floor[line] = ++floors; name[floors] = line }
    }
    FILENAME == "-" { if ($2 != "total") { sub("^src/", "", $2); lines[folder($2)] += $1 } next }
    {
        from = folder($1); to = folder($2)
        if (!(from in floor)) { if (!told[from]++) print "tests/floors.txt: folder " from " is missing"; bad = 1; next }
        if ($1 == $2) { rooms[from]++; next }
        if (floor[to] > floor[from]) { print $1 " includes " $2 ", which is on a higher floor"; bad = 1 }
        if (from != to && !(from " " to in seen)) { seen[from " " to]; uses[from, floor[to]] = 1 }
    }
    END {
        for (i = 1; i <= floors; i++)
            if (!rooms[name[i]]) { print "tests/floors.txt: there is no folder " name[i]; bad = 1 }
        if (bad) exit 1
        for (i = floors; i; i--) {
            used = ""
            for (k = 1; k < i; k++) if (uses[name[i], k]) used = used " " name[k]
            printf "%-8s %3d rooms %6d lines  uses%s\n", name[i], rooms[name[i]], lines[name[i]], used ? used : " nothing"
        }
    }
' - "$edges" || exit 1

# tsort names the rooms of a circle, and then fails.
awk '$1 != $2' "$edges" | tsort >/dev/null || exit 1
