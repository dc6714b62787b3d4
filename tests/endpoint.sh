#!/bin/sh
# endpoint.sh PROGRAM: compiles the example of htanalyze-dump(5) against stand-ins of ESP-IDF's headers, runs it on a
# pretended device, and has the program read what it sends.
set -eu
unset HTANALYZE_ELF ESP_ROM_ELF_DIR # no ELF but those given

program=$(realpath "$1")
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

fail() {
    echo "endpoint: $*" >&2
    exit 1
}

sed -n '/^\.\\" tests\/endpoint.sh/,/^\.Ed/p' man/htanalyze-dump.5 |
    sed -e '/^\./d' -e 's/\\-/-/g' -e 's/\\e/\\/g' >"$work/endpoint.c"
[ "$(awk 'length > 74' "$work/endpoint.c" | wc -l)" -eq 0 ] || fail "the example is wider than a terminal"
${CC:-cc} -std=gnu11 -Wall -Wextra -Wformat=2 -Werror -Itestdata/idf_stub \
    -o "$work/device" "$work/endpoint.c" testdata/idf_stub/device.c

"$work/device" >"$work/answers" || fail "$(tail -n 1 "$work/answers")"
cat >"$work/expected" <<'ANSWERS'
409 Conflict whole {"error":"no trace running"}
200 OK whole {"started":true}
200 OK whole {"started":true}
200 OK failed
200 OK whole {"count":33
ANSWERS
cut -c 1-60 "$work/answers" | sed '$s/,.*//' | diff "$work/expected" - || fail "the answers differ"

# The records printed one by one are a dump of the console.
sed -n '/^\.\\" The printer: /,/^\.Ed/p' man/htanalyze-dump.5 |
    sed -e '/^\./d' -e 's/\\-/-/g' -e 's/\\e/\\/g' >"$work/printer.c"
[ "$(awk 'length > 74' "$work/printer.c" | wc -l)" -eq 0 ] || fail "the printer is wider than a terminal"
cat >"$work/main.c" <<'MAIN'
#include "esp_heap_trace.h"

void print_records(size_t capacity);

int main(void)
{
    print_records(64);
    return 0;
}
MAIN
${CC:-cc} -std=gnu11 -Wall -Wextra -Wformat=2 -Werror -Itestdata/idf_stub -c -o "$work/printer.o" "$work/printer.c"
${CC:-cc} -std=gnu11 -Itestdata/idf_stub -Dmain=device_main -c -o "$work/device.o" testdata/idf_stub/device.c
${CC:-cc} -std=gnu11 -Itestdata/idf_stub -o "$work/printer" \
    "$work/main.c" "$work/printer.o" "$work/endpoint.c" "$work/device.o"
"$work/printer" >"$work/printed.log"
"$program" -f csv "$work/printed.log" >"$work/printed.csv" 2>"$work/warnings" || fail "the printed records are refused"
awk -F, 'NR > 1 { if ($3 != NR - 1 || gsub(/0x42/, "") != NR - 2) exit 1 } END { exit NR != 34 }' \
    "$work/printed.csv" || fail "the printed records are not those of the device"

# Records have a byte more than PCs, from none to as many as ESP-IDF offers.
sed -n '$s/^200 OK whole //p' "$work/answers" >"$work/sent.json"
"$program" -f csv "$work/sent.json" >"$work/report.csv" 2>"$work/warnings" || fail "the window is refused"
grep -q 'the buffer overflowed' "$work/warnings" || fail "overflowed was not understood"
[ "$(wc -l <"$work/warnings")" -eq 2 ] || fail "$(cat "$work/warnings")"
awk -F, 'NR > 1 { if ($3 != NR - 1 || gsub(/0x42/, "") != NR - 2 || $6 != 4294967293 - 4 * (NR - 2)) exit 1 }
    END { exit NR != 34 }' "$work/report.csv" || fail "the records are not those of the device"
"$program" -q -f json "$work/sent.json" | grep -q '"seconds": *600' || fail "duration_ms was not understood"
