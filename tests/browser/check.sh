#!/bin/sh
# check.sh PROGRAM [SHOTS]: HTML reports in a headless Chromium. Screenshots go to the directory SHOTS.
set -eu

program=$(realpath "$1")
shots=${2:+$(mkdir -p "$2" && realpath "$2")}
cd "$(dirname "$0")/../.."
pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT

# page NAME ARGUMENT...
page() {
    name=$1
    shift
    "$program" -q -f html -o "$pages/$name.html" -e testdata/btclock_v4.elf "$@"
}

page sample testdata/window_600s.json
page two testdata/window_90s.json testdata/window_600s.json

# Reports of builds side by side.
for length in 90 600; do
    "$program" -q -f json -o "$pages/build_$length.json" -e testdata/btclock_v4.elf "testdata/window_${length}s.json"
done
sed 's/"bytes_per_burst":136.0/"bytes_per_burst":68.0/' "$pages/build_90.json" >"$pages/build_1.json"
"$program" -q -f html -o "$pages/compared.html" --compare "$pages/build_1.json" "$pages/build_90.json" \
    "$pages/build_600.json"

# Dumps of our own making: records that somebody makes of those of the sample.
node tests/browser/dumps.js testdata/window_600s.json "$pages"
page clean "$pages/clean_600s.json"
page empty "$pages/empty_600s.json"
page hostile "$pages"/'<img src=x onerror=alert(1)>&"_600s.json'
page large "$pages/large_86400s.json"

node tests/browser/check.js "$pages" ${shots:+"$shots"}
