#!/bin/sh
# Proves from the include lines that no room uses a room on a higher floor, and that there are no circles.
# The floor of each room stands in floors.txt.
set -eu
cd "$(dirname "$0")/.."

edges=$(mktemp)
trap 'rm -f "$edges"' EXIT

# One line an include: the room that includes, the room that is included.
for file in src/*.[ch] include/*.h; do
    room=$(basename "$file" | sed 's/\.[ch]$//')
    printf '%s %s\n' "$room" "$room" # a room without includes is a room too
    sed -n 's/^#include "\([^"]*\)\.h".*/\1/p' "$file" | sed "s/^/$room /"
done | sort -u >"$edges"

awk '
    FNR == NR && (/^#/ || NF == 0) { next }
    FNR == NR {
        if (NF != 2 || $1 !~ /^[0-9]$/) { print "tests/floors.txt:" FNR ": no floor and room: " $0; bad = 1; next }
        if ($2 in floor) { print "tests/floors.txt:" FNR ": room " $2 " stands there twice"; bad = 1 }
        if (last != "" && $1 > last) { print "tests/floors.txt:" FNR ": floor " $1 " stands below floor " last; bad = 1 }
        floor[$2] = last = $1
        next
    }
    !($1 in floor) { if (!told[$1]++) print "tests/floors.txt: room " $1 " is missing"; bad = 1; next }
    !($2 in floor) { next } # told where it stands as a room itself
    floor[$2] > floor[$1] { print $1 " (floor " floor[$1] ") includes " $2 " (floor " floor[$2] ")"; bad = 1 }
    { used[$1] = 1 }
    END {
        for (room in floor) if (!(room in used)) { print "tests/floors.txt: there is no room " room; bad = 1 }
        exit bad
    }
' tests/floors.txt "$edges" >&2 || exit 1

# tsort names the rooms of a circle, and then fails.
awk '$1 != $2' "$edges" | tsort >/dev/null || exit 1
