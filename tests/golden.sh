#!/bin/sh
# golden.sh PROGRAM [rewrite]: compares the reports on the samples, whole, with testdata/golden, or rewrites those.
set -eu

program=$(realpath "$1")
mode=${2:-compare}
cd "$(dirname "$0")/.."
golden=testdata/golden
made=$(mktemp -d)
trap 'rm -rf "$made"' EXIT
unset COLUMNS NO_COLOR CLICOLOR_FORCE HTANALYZE_ELF ESP_ROM_ELF_DIR
export LC_ALL=C

# Style and script of a page stand in src/report/html/page; validate.sh holds their hashes against them.
bare_page() {
    awk '/<\/style>/ { skip = 0 } /^<\/script>/ { skip = 0 } !skip { gsub(/sha256-[^\047]*/, "sha256-"); print }
        sub(/<style>.*/, "") { skip = 1 } /^<script>/ { skip = 1 }' "$1" >"$1.bare"
    mv "$1.bare" "$1"
}

# report NAME ARGUMENT...: the report in every format, as NAME.FORMAT. Of HTML one is enough.
report() {
    name=$1
    shift
    for format in $formats; do
        [ "$format" != html ] || [ "$name" = window_90s ] || continue
        "$program" -q -f "$format" -o "$made/$name.$format" "$@"
        [ "$format" != html ] || bare_page "$made/$name.$format"
    done
    LC_ALL=C.UTF-8 "$program" -q -o "$made/$name.utf8.text" "$@"
}

# The last line of --format's help lists the formats.
formats=$("$program" --help | sed -n '/^  -f, --format/,/^  -o/p' | sed '1d;$d' | tr -s ' ,\n' ' ')
[ -n "$formats" ] || { echo "golden: --help lists no formats" >&2; exit 1; }

report window_90s testdata/window_90s.json -e testdata/btclock_v4.elf
report window_600s testdata/window_600s.json -e testdata/btclock_v4.elf
report both testdata/window_90s.json testdata/window_600s.json -e testdata/btclock_v4.elf
report no_elf testdata/window_600s.json
report host_trace testdata/dumps/host_core0.svdat testdata/dumps/host_core1.svdat -e testdata/btclock_v4.elf
report inlined testdata/inlined/window_600s.json -e testdata/elf/inlined.elf

# Their JSON side by side, behind a build that lost half as much; of the page, the page above is enough.
sed 's/"bytes_per_burst":136.0/"bytes_per_burst":68.0/' "$made/window_90s.json" >"$made/half.json"
for format in text markdown json; do
    (cd "$made" && "$program" -q -f "$format" -o "compared.$format" --compare half.json window_90s.json window_600s.json)
done
rm "$made/half.json"

if [ "$mode" = rewrite ]; then
    mkdir -p "$golden"
    rm -f "$golden"/*
    cp "$made"/* "$golden"
elif ! diff -ru "$golden" "$made" >&2; then
    echo "golden: reports changed; if that is as it should be: make golden" >&2
    exit 1
fi
