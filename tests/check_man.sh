#!/bin/sh
# Lints the manual pages; it says nothing when all is well. What it says about the options is compared in cli.sh.
set -eu
cd "$(dirname "$0")/.."

warnings=$(mandoc -Tlint -Wwarning man/*.[0-9]) || true
[ -z "$warnings" ] || { echo "$warnings" >&2; exit 1; }

# A sentence that stands twice was pasted twice.
for page in man/*.[0-9]; do
    twice=$(awk 'length > 60 && seen[$0]++' "$page")
    [ -z "$twice" ] || { echo "$page says twice: $twice" >&2; exit 1; }
done
