#!/bin/sh
# compile_commands.sh SOURCE...: the compilation database of the sources, each compiled by COMMAND here; on standard output.
set -eu

string() { printf '%s' "$1" | sed 's/["\\]/\\&/g'; }

directory=$(string "$PWD")
command=$(string "$COMMAND")
comma=
echo '['
for source in "$@"; do
    printf '%s{"directory": "%s", "file": "%s", "command": "%s -c %s"}' "$comma" "$directory" "$source" "$command" "$source"
    comma=',
'
done
printf '\n]\n'
