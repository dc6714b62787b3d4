#!/bin/sh
# mutate.sh BUILD SOURCE...: changes the sources in small ways, one at a time (mutants.c says which), builds the one file
# and the library again, runs the unit tests and the scores, and says which changes none of them notices.
#
# The sources stay as they are: a mutant is compiled from a copy. Of all mutants MUTANTS are drawn at random (SEED), or
# all are taken; after MINUTES no new one is begun. A mutant that does not compile does not count, and neither does one
# that tests/mutate/equivalent.txt names: "FILE: OLD LINE => NEW LINE", without the indentation, where no input can tell
# the two apart. The constants of the lines that tests/mutate/effort.txt names, "FILE: LINE", say how long is searched,
# how exactly something is computed, or how large a table is: they count, and are told apart from those that decide.
# What is slow goes last: tests of the mutated room, other tests, tests without memory, in which each request is refused
# once as in `make check`, scores, and the room's tests under valgrind.
set -eu

build=$1
shift
dir=$build/mutate
equivalent=tests/mutate/equivalent.txt
effort=tests/mutate/effort.txt
export EACH_REQUEST=1
end=$(($(date +%s) + MINUTES * 60))

# library TARGET OBJECT FLAGS: links the library with the mutant in the place of an object.
library() {
    # shellcheck disable=SC2046,SC2086 # words
    $LINK $3 -o "$1" $(for object in $OBJECTS; do [ "$object" = "$2" ] || echo "$object"; done) "$dir/mutant.o" $LIBS
}

# Runs a test; the names of those that fail or hang are what kills a mutant.
passes() {
    timeout 20 "$dir/$1" >"$dir/log" 2>&1 </dev/null
}

# Reads and writes no memory that is not its own, nor any that was never written?
is_clean() {
    valgrind -q --error-exitcode=9 "$dir/$1" >"$dir/log" 2>&1 </dev/null
}

scores() {
    # shellcheck disable=SC2086 # words
    timeout 60 "$dir/score" labelled testdata/corpus testdata/btclock_v4.elf $SCORE_LIMITS &&
        timeout 60 "$dir/score" observed testdata/real_code $OBSERVED_LIMITS &&
        timeout 60 "$dir/score" observed "$dir/devices" $SIMULATED_LIMITS
}

is_refusing() {
    case " $REFUSING " in *" $1 "*) return 0 ;; esac
    return 1
}

# survives SOURCE OBJECT: does nothing notice $dir/mutant.o? Says in $killer what did.
survives() {
    room=$(basename "$1" .c)
    library "$dir/libmutant.so" "$2" ""
    for test in $near; do
        case $test in "test_$room"*) killer=$test && passes "$test" || return 1 ;; esac
    done
    for test in $near; do
        case $test in "test_$room"*) ;; *) killer=$test && passes "$test" || return 1 ;; esac
    done
    library "$dir/refusing/libmutant.so" "$2" "$REFUSE"
    for test in $REFUSING; do
        killer=$test && passes "$test" || return 1
    done
    killer=score
    scores >"$dir/log" 2>&1 || return 1
    command -v valgrind >/dev/null || return 0
    for test in $near; do
        killer=valgrind
        case $test in "test_$room"*) is_clean "$test" || return 1 ;; esac
    done
}

# What is named has to stand there: comments and blank lines aside.
grep -hv -e '^#' -e '^$' $equivalent $effort | while IFS= read -r named; do
    line=${named#*: }
    sed 's/^ *//' "${named%%: *}" | grep -qxF -e "${line%% => *}" || echo "mutate: there is no such line: $named" >&2
done

# What does not pass as it is can notice nothing.
near=
for test in $TESTS; do
    passes "$test" || { echo "mutate: $test fails already; $dir/log says why" >&2; exit 1; }
    is_refusing "$test" || near="$near $test"
done
scores >"$dir/log" 2>&1 || { echo "mutate: the scores are beyond their limits already; $dir/log says which" >&2; exit 1; }

for source in "$@"; do
    "$dir/mutants" "$source" | awk -v source="$source" '{ print source "\t" $0 }'
done >"$dir/all"
# Constants are few: every second one is drawn from them, as long as there are any.
awk -v seed="$SEED" 'BEGIN { srand(seed) } { print rand() "\t" $0 }' "$dir/all" | sort -g | cut -f 2- >"$dir/drawn"
awk -F '\t' '{ n = $3 == "constant" ? ++constants : ++others; print 2 * n + ($3 == "constant") "\t" $0 }' "$dir/drawn" |
    sort -n | cut -f 2- >"$dir/shuffled"
[ "$MUTANTS" = all ] && MUTANTS=$(wc -l <"$dir/all")
echo "mutate: $MUTANTS of $(wc -l <"$dir/all") mutants, at most $MINUTES minutes"

: >"$dir/results"
taken=0
while [ "$taken" -lt "$MUTANTS" ] && IFS='	' read -r source number class line what; do
    [ "$(date +%s)" -lt "$end" ] || { echo "mutate: the time is over"; break; }
    "$dir/mutants" "$source" "$number" >"$dir/mutant.c"
    new=$(sed -n "$line s/^ *//p" "$dir/mutant.c")
    old=$(sed -n "$line s/^ *//p" "$source")
    if grep -qxF "$source: $old => $new" $equivalent; then
        continue
    fi
    if [ "$class" = constant ] && grep -qxF "$source: $old" $effort; then
        class=effort
    fi
    # shellcheck disable=SC2086 # words
    $COMPILE -iquote "$(dirname "$source")" -c -o "$dir/mutant.o" "$dir/mutant.c" 2>/dev/null || continue
    taken=$((taken + 1))
    object=$build/obj/${source#src/}
    if survives "$source" "${object%.c}.o"; then
        printf '%s\tsurvived\n' "$class" >>"$dir/results"
        printf 'survived: %s:%s: %s: %s\n          %s\n' "$source" "$line" "$class" "$what" "$new"
    else
        printf '%s\tkilled\t%s\n' "$class" "$killer" >>"$dir/results"
    fi
done <"$dir/shuffled"

rm -f "$dir/libmutant.so" "$dir/refusing/libmutant.so" # they hold the last mutant
awk -F '\t' '{ all[$1]++; survived[$1] += $2 == "survived"; by[$3] += $2 == "killed" }
    function row(name, n, of) { printf "%s: %d of %d survive (%.0f %%)\n", name, n, of, of ? 100 * n / of : 0 }
    END {
        row("constants", survived["constant"] + survived["effort"], all["constant"] + all["effort"])
        row("  of effort, size or exactness", survived["effort"], all["effort"])
        row("  that decide", survived["constant"], all["constant"])
        row("operators and returns", survived["operator"] + survived["return"], all["operator"] + all["return"])
        for (name in by) if (name != "") list = list sprintf("%s%s %d", list ? ", " : "", name, by[name])
        print "noticed by: " list
    }' "$dir/results"
