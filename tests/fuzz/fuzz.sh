#!/bin/sh
# Runs one fuzzer with its output in a file, and says in a line what came of it.
#
# fuzz.sh LOG NAME COMMAND...
set -u

log=$1
name=$2
shift 2
mkdir -p "$(dirname "$log")"
# ASan keeps freed memory back, some of which would count as ours; much of it makes all memory new, and runs slow.
ASAN_OPTIONS=quarantine_size_mb=4 "$@" >"$log" 2>&1 </dev/null
status=$?
runs=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
edges=$(sed -n 's/.*[[:space:]]cov: \([0-9]*\).*/\1/p' "$log" | tail -n 1)
peak=$(sed -n 's/^stat::peak_rss_mb: *//p' "$log")
[ "$status" -eq 0 ] || found=", FOUND something: see $log"
echo "fuzz $name: ${runs:-0} runs, ${edges:-0} edges, ${peak:-0} MB${found:-}"
[ "$status" -eq 0 ] || { tail -n 40 "$log" | sed 's/^/    /'; exit "$status"; }
