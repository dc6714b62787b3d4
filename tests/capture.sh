#!/bin/sh
# capture.sh PROGRAM: htanalyze-capture with a pretended serial port and a pretended device that answers over HTTP, which
# runs the example of htanalyze-dump(5); and every way that it fails.
set -u
unset HTANALYZE_ELF ESP_ROM_ELF_DIR # no ELF but those given

program=$(realpath "$1")
root=$(realpath "$(dirname "$0")/..")
capture="sh $root/man/htanalyze-capture"
dumps=$root/testdata/dumps
work=$(mktemp -d)
server=
port=
trap 'kill $server $port 2>/dev/null; rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
cd "$work" || exit 1
failures=0

fail() {
    failures=$((failures + 1))
    echo "capture: $test: $*" >&2
    sed 's/^/    stderr: /' err >&2
}

# run STATUS ARGUMENT...
run() {
    expected=$1
    shift
    test="htanalyze-capture $*"
    $capture "$@" >out 2>err
    status=$?
    [ "$status" -eq "$expected" ] || fail "exit status $status, expected $expected"
}

says() { grep -q -e "$1" err || fail "standard error does not say '$1'"; }
wrote() { [ "$(cat out)" = "$1" ] && [ -s "$1" ] && [ ! -e "$1.part" ] || fail "$1 was not written"; }

# appears FILE: a program that was started writes what the test waits for.
appears() {
    for _ in 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20; do
        [ ! -s "$1" ] || return 0
        sleep 0.1
    done
    return 1
}

compile() { ${CC:-cc} -std=gnu11 -Wall -Wextra -Werror "$@" || exit 1; }

sed -n '/^\.\\" tests\/endpoint.sh/,/^\.Ed/p' "$root/man/htanalyze-dump.5" |
    sed -e '/^\./d' -e 's/\\-/-/g' -e 's/\\e/\\/g' >endpoint.c
compile -I"$root/testdata/idf_stub" -o device endpoint.c "$root/testdata/idf_stub/device.c"
compile -D_XOPEN_SOURCE=700 -o pretended_port "$root/tests/pretended_port.c"

# --- wrong usage

run 2
says 'one port or URL is needed'
run 2 -w 10min /dev/null
says "'10min' is no number"
run 2 -x /dev/null
says 'htanalyze-capture: -x is no option; htanalyze-capture -h lists the options'
run 2 -w
says '-w needs an argument'
run 0 -h

# --- a log

run 0 -w 600 - <"$dumps/console_v53_leaks.txt"
wrote window_600s.log
cmp -s window_600s.log "$dumps/console_v53_leaks.txt" || fail "the log is not what was read"
"$program" -q window_600s.log | grep -q ' 600 s, 3 of 64 records' || fail "the program cannot read it"
for log in "$dumps/console_v3.txt" "$dumps/console_v55_all.txt" "$root/testdata/window_90s.json"; do
    run 0 -o log.txt - <"$log"
    wrote log.txt
done
run 1 - </dev/null
says 'not a byte came'
[ ! -e window.log.part ] || fail "an empty part is left"
echo 'I (300) app: hello' >boot.log
run 1 - <boot.log
says 'no heap trace in what came'
[ -s window.log.part ] || fail "the part is not kept"
head -n 12 "$dumps/console_v53_leaks.txt" >cut.log
run 1 - <cut.log
says '^htanalyze-capture: - ended before the end of the dump; what came of it is in window.log.part$'
head -c 1000 "$root/testdata/window_90s.json" >cut.json
run 1 -o cut.part - <cut.json
says 'before the end of the dump'
run 1 /dev/none
says '/dev/none is not there: is the device attached?'

# --- a port: the device says something before the dump, and something behind it

{ cat boot.log "$dumps/console_v53_leaks.txt"; yes 'I (4200) app: still here' | head -n 2000; } | sed 's/$/\r/' >console.log
./pretended_port port.name console.log &
port=$!
if appears port.name; then
    run 0 -b 230400 -w 600 -t 30 "$(cat port.name)"
    wrote window_600s.log
    wait $port || fail "the port was not set up: $?"
    length=$(wc -c <window_600s.log)
    head -c "$length" console.log | cmp -s - window_600s.log || fail "bytes were lost or changed"
    "$program" -q window_600s.log | grep -q ' 600 s, 3 of 64 records' || fail "the program cannot read it"
else
    wait $port
    [ $? -eq 3 ] || fail "there is no pretended port"
    echo 'capture: this machine lends no terminals: no serial port was tried' >&2
fi
port=

mkfifo silent.fifo
exec 4<>silent.fifo
run 1 -t 1 silent.fifo
says 'nothing more within 1 s, and not a byte came from the device'
exec 4>&-

# --- HTTP

if command -v curl >/dev/null; then
    ./device port.number &
    server=$!
    appears port.number
    url=http://127.0.0.1:$(cat port.number)
    run 1 -w 1 "$url/none"
    says "^htanalyze-capture: $url/none/start answered 404"
    run 0 -w 1 "$url/"
    wrote window_600s.json
    says 'tracing for 1 s'
    "$program" -q window_600s.json | grep -q ' 600 s, 33 of 1,024 records' || fail "the program cannot read it"
    run 0 -w 1 -o now.json "$url"
    wrote now.json
    kill $server
    wait $server 2>/dev/null
    server=
    run 1 -w 1 "$url"
    says "^htanalyze-capture: $url/start does not answer: curl: "
    [ -z "$(ls ./*.json.part 2>/dev/null)" ] || fail "a part is left"
else
    echo 'capture: curl is missing: nothing was fetched over HTTP' >&2
fi

[ "$failures" -eq 0 ] || { echo "capture: $failures failures" >&2; exit 1; }
echo 'capture: all passed'
