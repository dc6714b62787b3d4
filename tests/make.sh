#!/bin/sh
# make.sh: what the Makefile says and when it builds, and what tests/step.sh says of tests. CC is the compiler.
set -eu
cd "$(dirname "$0")/.."

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
unset BUILD CFLAGS CPPFLAGS LDFLAGS WERROR RUN V MAKEFLAGS MAKEOVERRIDES MFLAGS MAKELEVEL

fail() {
    echo "make: $*" >&2
    head -n 20 "$work/out" >&2
    exit 1
}

# build ARGUMENT...: what make says, on both streams, in $work/out.
build() { make --no-print-directory BUILD="$work/build" CC="${CC:-cc}" "$@" >"$work/out" 2>&1; }

# says LINE...: make said just these lines.
says() { printf '%s\n' "$@" | cmp -s - "$work/out" || fail "expected: $*"; }

object=$work/build/obj/base/words.o
build "$object" || fail "words.c does not compile"
says '  CC  src/base/words.c'
build "$object"
grep -q CC "$work/out" && fail "what is built is built again"
build "$object" CPPFLAGS=-DCHANGED
says '  CC  src/base/words.c'
build "$object" CPPFLAGS=-DCHANGED_AGAIN V=1
grep -q -e "-DCHANGED_AGAIN .*-c -o $object src/base/words.c\$" "$work/out" || fail "V=1 shows no command"
build --silent "$object"
[ ! -s "$work/out" ] || fail "make -s says something"

# A make of its own takes part in the parallel one.
build -n sanitize || fail "exit status $?"
grep -q jobserver "$work/out" && fail "a make below does not know of the others"

build all CPPFLAGS=-nostdinc && fail "builds without libraries"
grep -q '^htanalyze: a library is missing (.*); make deps installs' "$work/out" || fail "make deps is not named"
grep -q 'fatal error' "$work/out" && fail "shows a compiler's error"
make BUILD="$work/build" CC=no-such-cc >"$work/out" 2>&1 && fail "builds without a compiler"
grep -q '^htanalyze: there is no compiler no-such-cc here; make deps' "$work/out" || fail "make deps is not named"

# Without pkg-config.
mkdir "$work/bin"
for tool in sh sed grep expand nproc make; do
    ln -s "$(command -v "$tool")" "$work/bin/$tool"
done
PATH=$work/bin make help >/dev/null 2>"$work/out" || fail "exit status $? without pkg-config"
[ ! -s "$work/out" ] || fail "complains without pkg-config"

build compile_commands
awk 'NR == 1 { if ($0 != "[") exit 1; next } $0 == "]" { last = NR; next }
    !/^\{"directory": "\/.*", "file": "[a-z0-9_\/]*\.c", "command": ".* -c [a-z0-9_\/]*\.c"\},?$/ { exit 1 }
    { files++ } END { exit last != NR || files < 100 }' "$work/build/compile_commands.json" ||
    fail "compile_commands.json is not as clangd wants it"

# --- tests/step.sh

step() { sh tests/step.sh "$1" "$work/log" "$2" sh -c "$3" >"$work/out" 2>&1; }
sum() { sh tests/step.sh sum "$work/log" "$1" "$2" >"$work/out" 2>&1; }

step test good 'echo "[  PASSED  ] 7 test(s)."'
[ ! -s "$work/out" ] || fail "a good test says something"
step step nested 'echo "test: 20 passed, 0 failed"' || fail "exit status $?"
grep -q '^nested  *[0-9]* s  test: 20 passed, 0 failed$' "$work/out" || fail "a step says no line"
sum 2 test || fail "good tests fail"
says 'test: 27 passed, 0 failed'
sum 3 test && fail "a test that did not run is missed"
step test bad 'echo why; exit 3'
says 'FAILED: bad, exit status 3:' 'why'
sum 3 test && fail "a failed test is missed"
says 'test: 27 passed, 1 failed'
step must bad 'echo why; exit 3' && fail "a step that must not fail does not"
sum 3 check && fail "a failed step is missed"
says '' "FAILED: bad; the end of $work/log/bad.log:" '    why' 'check: 27 passed, 1 failed'
