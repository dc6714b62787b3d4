#!/bin/sh
# check.sh PROGRAM [SHOTS]: HTML reports in a headless Chromium. Screenshots go to the directory SHOTS. axe-core checks
# that everybody can use them: AXE names its axe.min.js; else npm gets it, where there is npm and a network.
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
    "$program" -q -f html -o "$pages/$name.html" "$@"
}

elf=testdata/btclock_v4.elf
page sample -e $elf testdata/window_600s.json
page two -e $elf testdata/window_600s.json testdata/window_90s.json
page host -e $elf testdata/dumps/host_mcore_v5.svdat

# Reports of builds side by side.
for length in 90 600; do
    "$program" -q -f json -o "$pages/build_$length.json" -e $elf "testdata/window_${length}s.json"
done
sed 's/"bytes_per_burst":136.0/"bytes_per_burst":68.0/' "$pages/build_90.json" >"$pages/build_1.json"
"$program" -q -f html -o "$pages/compared.html" --compare "$pages/build_1.json" "$pages/build_90.json" \
    "$pages/build_600.json"

# Dumps of our own making: records that somebody makes of those of the sample.
node tests/browser/dumps.js testdata/window_600s.json "$pages"
page clean -e $elf "$pages/clean_600s.json"
page empty -e $elf "$pages/empty_600s.json"
page hostile -e $elf "$pages"/'<img src=x onerror=alert(1)>&"_600s.json'
page large -e $elf "$pages/large_86400s.json"
page chains -e $elf "$pages/chains_600s.json"
page booted -e $elf "$pages/booted_600s.log"
page looks -e $elf "$pages/look_300s.json" "$pages/look_600s.json"
page runs "$pages/runs.log"

if [ -z "${AXE:-}" ] && command -v npm >/dev/null &&
    (cd "$pages" && timeout 60 npm pack --silent axe-core@4.14.1 && tar xzf axe-core-*.tgz) >"$pages/npm.log" 2>&1; then
    AXE=$pages/package/axe.min.js
fi
export AXE

node tests/browser/check.js "$pages" ${shots:+"$shots"}
