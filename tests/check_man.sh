#!/bin/sh
# Lints the manual page; it says nothing when all is well. What it says about the options is compared in cli.sh.
set -eu
cd "$(dirname "$0")/.."

warnings=$(mandoc -Tlint -Wwarning man/*.[0-9]) || true
[ -z "$warnings" ] || { echo "$warnings" >&2; exit 1; }
