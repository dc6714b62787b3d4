#!/bin/sh
# recipes.sh PROGRAM: runs the recipes for CI in .github/GUIDE.md as written, each as its CI runs it, with a pretended device,
# a pretended build, and pretended commands that fetch the baseline.
set -u
unset HTANALYZE_ELF ESP_ROM_ELF_DIR # no ELF but those given

program=$(realpath "$1")
root=$(realpath "$(dirname "$0")/..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
cd "$work" || exit 1
failures=0

fail() {
    failures=$((failures + 1))
    echo "recipes: $test: $*" >&2
    sed 's/^/    /' log >&2
}

# --- what the recipes call

mkdir bin
ln -s "$program" bin/htanalyze
ln -s "$root/man/htanalyze-capture" bin/htanalyze-capture
command_of() { printf '#!/bin/sh\n%s\n' "$2" >"bin/$1" && chmod +x "bin/$1"; }
command_of idf.py 'mkdir -p build && cp "$FIRMWARE" build/app.elf'
command_of sleep 'exec /bin/sleep 0.1'
# The baseline of the last good run, if there is one.
command_of gh '[ "$2" = list ] && { [ ! -f "$BASELINE" ] || echo 17; exit 0; }
[ "$1 $2 $3" = "run download 17" ] && mkdir baseline && cp "$BASELINE" baseline/report.json'
command_of curl 'while [ "$1" != -o ]; do shift; done; cp "$BASELINE" "$2" 2>/dev/null || exit 22'

# --- the recipes: a file for each step

# The guide's yaml block that begins with this comment.
block() { awk -v first="# $1" 'yaml && /^```/ { exit } yaml { print } before == "```yaml" && $0 == first { yaml = 1 } { before = $0 }' "$root/.github/GUIDE.md"; }

# GitHub runs each step by itself, with bash -e.
block .github/workflows/heap.yml | awk '
    in_step && !/^          / { in_step = 0 }
    in_step { print substr($0, 11) >file }
    sub(/^      - run: /, "") { file = "github." ++steps; if (/^\|/) in_step = 1; else print >file }'
# GitLab runs all lines of a script in one shell, with -e and pipefail; bash where there is one.
block .gitlab-ci.yml | awk '
    /^  [a-z]/ { in_script = /^  script:/; next }
    in_script && sub(/^    - /, "") { if (/^'\''.*'\''$/) { $0 = substr($0, 2, length($0) - 2); gsub(/'\'\''/, "'\''") } print }' >gitlab.1

# try STATUS RECIPE FIRMWARE DUMP [BASELINE]: the exit status of the job; its files in the directory job.
try() {
    expected=$1 recipe=$2
    test="$2 recipe, $(basename "$3"), $(basename "$4"), baseline ${5:-none}"
    rm -rf job
    mkdir job
    mkfifo job.port
    [ -z "$4" ] || cat "$4" >job.port &
    status=0
    for step in "$recipe".[0-9]; do
        [ -s "$step" ] || fail "found no steps"
        options=-e
        [ "$recipe" = github ] || options='-e -o pipefail'
        # shellcheck disable=SC2086 # words
        (cd job && PATH="$work/bin:$PATH" FIRMWARE=$3 BASELINE=$work/${5:-none} ESPPORT=$work/job.port \
            GITHUB_STEP_SUMMARY=summary CI_API_V4_URL=https://none CI_PROJECT_ID=1 CI_DEFAULT_BRANCH=main CI_JOB_TOKEN=none \
            bash $options "../$step") >>log 2>&1 </dev/null
        status=$?
        [ $status -eq 0 ] || break
    done
    [ $status -eq "$expected" ] || fail "exit status $status, expected $expected"
    rm -f job.port
}

has() { grep -q -e "$2" "job/$1" || fail "$1 does not say '$2'"; }

elf=$root/testdata/btclock_v4.elf
window=$root/testdata/window_600s.json
for recipe in github gitlab; do
    : >log
    try 0 $recipe "$elf" "$window"
    has report.json esp-crt-bundle-cross-signed
    cp job/report.json before.json
    try 0 $recipe "$elf" "$window" before.json
    has report.json '"state":"same"'
    "$program" -q "$root/testdata/dumps/own.csv" -f json -o other.json
    : >log
    try 1 $recipe "$elf" "$window" other.json
    grep -q 'gate FAILED: new' log || fail "does not say why"
    has report.json '"state":"new"'
    try 3 $recipe "$root/testdata/elf/inlined.elf" "$window"
    if [ $recipe = github ]; then
        has leaks.sarif '"ruleId"'
        has summary 'leak'
        grep -q '^::' log || fail "no annotations"
    else
        has leaks.xml '<testsuite'
    fi
    echo 'I (300) app: hello' >boot.log
    try 1 $recipe "$elf" "$work/boot.log"
    [ ! -f job/report.json ] || fail "judges a window that was not captured"
done

[ "$failures" -eq 0 ] || { echo "recipes: $failures failures" >&2; exit 1; }
echo 'recipes: all passed'
