#!/bin/sh
# Runs tests and the steps of a check, each with its output in a file DIRECTORY/NAME.log.
#
# step.sh test DIRECTORY NAME COMMAND...   says nothing, unless the test fails: then it shows the output
# step.sh step DIRECTORY NAME COMMAND...   says one line, with the time and the last line of the output
# step.sh must DIRECTORY NAME COMMAND...   the same, and fails when the step fails
# step.sh sum DIRECTORY COUNT LABEL        sums up COUNT of them, and fails when one has failed, or has not run
set -u

mode=$1
logs=$2

# What the log of a test that ended says of its parts: cmocka's closing lines, ours, or else the test is one.
sum() {
    awk -v label="$2" -v expected="$1" '
        FNR == 1 { add(); name = FILENAME; good = bad = 0; status = "none" }
        /^\[  PASSED  \] [0-9]+ test\(s\)/ { good += $4 }
        /^\[  FAILED  \] [0-9]+ test\(s\)/ { bad += $4 }
        /^([a-z]+: )?[0-9]+ passed, [0-9]+ failed$/ { good += $(NF - 3); bad += $(NF - 1) }
        /^step: exit status / { status = $4 }
        function add() {
            if (!name || status == "none") return # it still runs
            tests++
            if (status && !bad) bad = 1
            if (!status && !good) good = 1
            passed += good
            failed += bad
        }
        END {
            add()
            if (tests < expected) print label ": " expected - tests " of " expected " did not run"
            print label ": " passed + 0 " passed, " failed + 0 " failed"
            exit failed > 0 || tests < expected
        }' "$logs"/*.log
}

if [ "$mode" = sum ]; then
    failed=$(grep -L '^step: exit status 0$' "$logs"/*.log 2>/dev/null)
    for log in $failed; do
        [ "$4" = test ] && break # has been shown
        echo
        echo "FAILED: $(basename "$log" .log); the end of $log:"
        tail -n 30 "$log" | sed '/^step: exit status /d; s/^/    /'
    done
    [ ! -f "$logs/began" ] || echo "all steps: $(($(date +%s) - $(cat "$logs/began"))) s"
    sum "$3" "$4"
    exit
fi

name=$3
shift 3
mkdir -p "$logs"
log=$logs/$name.log
start=$(date +%s)
"$@" >"$log" 2>&1 </dev/null
status=$?
seconds=$(($(date +%s) - start))
last=$(tail -n 1 "$log" | cut -c 1-64)
echo "step: exit status $status" >>"$log"
if [ "$mode" = test ]; then
    [ "$status" -eq 0 ] || { echo "FAILED: $name, exit status $status:"; sed '$d' "$log"; } >&2
    exit 0
fi
[ "$status" -eq 0 ] || last="FAILED, see $log"
printf '%-24s %4d s  %s\n' "$name" "$seconds" "$last"
[ "$mode" = step ] || exit "$status"
