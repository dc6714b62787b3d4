#!/bin/sh
# report_card.sh BUILD: where the tree stands, from what is built and was measured already. Never fails. SYNTAX is the
# command that checks sources for warnings.
set -u
cd "$(dirname "$0")/.." || exit

build=$1
row() { printf '%-12s %s\n' "$1" "$2"; }
rows() { sed 's/^ */             /'; }

# verdict NAME COMMAND...: passed, or the last line of why not.
verdict() {
    name=$1
    shift
    if said=$("$@" 2>&1); then
        row "$name" passed
    else
        row "$name" "FAILED: $(echo "$said" | tail -n 1)"
    fi
}

row version "$("$build/htanalyze" --version | head -n 1), $(git describe --always --dirty 2>/dev/null || echo 'no commit')"

echo
# shellcheck disable=SC2086 # words
row warnings "$($SYNTAX src/*/*.c src/*/*/*.c 2>&1 | grep -c warning:) of ${SYNTAX%% *} in src (make check compiles all with -Werror)"
verdict floors sh tests/check_floors.sh
verdict manuals sh tests/check_man.sh
verdict golden sh tests/golden.sh "$build/htanalyze"
verdict validate sh tests/validate.sh "$build/htanalyze"
verdict endpoint sh tests/endpoint.sh "$build/htanalyze"
if [ -f build/check.log ]; then
    row check "$(date -r build/check.log '+%F %T'): $(tail -n 1 build/check.log)"
else
    row check 'not run here: make check 2>&1 | tee build/check.log'
fi

echo
if [ -x "$build/tests/score" ]; then
    row score 'the corpus of simulated devices:'
    "$build/tests/score" labelled testdata/corpus testdata/btclock_v4.elf | rows
    row '' 'dumps of real code:'
    "$build/tests/score" observed testdata/real_code | rows
else
    row score 'not built: make score'
fi

echo
if [ -f build/coverage.txt ]; then
    row coverage "$(date -r build/coverage.txt '+%F %T'): $(tail -n 1 build/coverage.txt | tr -s ' '); the lowest:"
    head -n 3 build/coverage.txt | rows
else
    row coverage 'not measured: make coverage'
fi

echo
speed=build/bench/results.md
if [ -f $speed ]; then
    row speed "$(date -r $speed '+%F %T'), make bench: wall time of the text report, as a share of the others'"
else
    speed=.github/MEASURED.md
    row speed 'not measured here; as .github/MEASURED.md has it: wall time of the text report, as a share of the others'
fi
awk -F ' *[|] *' '/^[|] [0-9]+ PCs? [|]/ { pcs = $2; text = "" }
    pcs && /^[|] (addr2line|llvm-symbolizer|eu-addr2line)/ { text = text (text ? "; " : "") $7 " " $2 }
    pcs && /does nothing/ { print pcs ": " text; pcs = "" }
    /^[|] same answers/ { agree = $2 }
    agree && /^[|] (addr2line|llvm-symbolizer|eu-addr2line, rep)/ { print agree " " $2 ": " $3 ", inlined too " $4 }' $speed | rows

echo
row fuzzing 'files and bytes of each corpus:'
for corpus in testdata/fuzz/*; do
    printf '%s: %d, %d\n' "${corpus##*/}" "$(find "$corpus" -type f | wc -l)" "$(cat "$corpus"/* | wc -c)"
done | rows

echo
for part in src include tests; do
    row "$part" "$(cat $part/*.[ch] | wc -l) lines in $(find $part -maxdepth 1 -name "*.[ch]" | wc -l) files"
done
row longest 'files (at most 600 lines):'
wc -l src/*/*.[ch] src/*/*/*.[ch] | sort -rn | sed -n 2,4p | rows
row '' 'functions (at most 80 lines):'
awk 'FNR == 1 { start = 0 }
    /^[a-z_].*\(/ { name = $0; sub(/\(.*/, "", name); sub(/.*[ *]/, "", name) }
    /^\{/ { start = FNR }
    /^\}/ && start { print FNR - start + 1, name, FILENAME; start = 0 }' src/*/*.c src/*/*/*.c | sort -rn | head -n 3 | rows
