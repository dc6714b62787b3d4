#!/bin/sh
# cli.sh PROGRAM: the command line from outside: exit codes, streams, files, locales, and every documented example.
set -u

program=$(realpath "$1")
[ -x "$program" ] || { echo "cli: $1 is not there" >&2; exit 1; }
root=$(realpath "$(dirname "$0")/..")
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
cd "$work" || exit 1
unset COLUMNS NO_COLOR CLICOLOR_FORCE HTANALYZE_ELF ESP_ROM_ELF_DIR
export LC_ALL=C
cp "$root"/testdata/window_*s.json "$root/testdata/btclock_v4.elf" .
failures=0

fail() {
    failures=$((failures + 1))
    echo "cli: $test: $*" >&2
    sed 's/^/    stderr: /' err >&2
}

# run STATUS ARGUMENT...: runs the program, its streams in the files out and err, and checks its exit status.
run() {
    expected=$1
    shift
    test="htanalyze $*"
    "$program" "$@" >out 2>err </dev/null
    status=$?
    [ "$status" -eq "$expected" ] || fail "exit status $status, expected $expected"
}

says() { grep -q -e "$1" err || fail "standard error does not say '$1'"; }
prints() { grep -q -e "$1" out || fail "standard output does not say '$1'"; }
silent() { [ ! -s err ] || fail "standard error is not empty"; }

# refuses ARGUMENT...: exit status 2, nothing on standard output, one to four lines on standard error.
refuses() {
    run 2 "$@"
    [ ! -s out ] || fail "standard output is not empty"
    lines=$(wc -l <err)
    { [ "$lines" -ge 1 ] && [ "$lines" -le 4 ]; } || fail "$lines lines on standard error"
    [ "$(head -c 11 err)" = "htanalyze: " ] || fail "standard error does not begin with the program's name"
}

# --- what it prints about itself

run 0 --help
silent
prints '^Usage: htanalyze '
prints 'htanalyze window_600s.json -e '
cp out help
[ "$(awk 'length > 80' out | wc -l)" -eq 0 ] || fail "more than 80 columns"
run 0 -h
cmp -s out help || fail "-h and --help differ"
run 0 -V
silent
prints '^htanalyze [0-9]'
prints 'libdwarf .*libelf .*cJSON [0-9]'

test='man page and --help'
sed -n 's/^  ....--\([a-z-]*\).*/\1/p' help | sort >help.options
sed -n 's/^\.It .*Fl Fl \([a-z-]*\).*/\1/p' "$root/man/htanalyze.1" | sort -u >man.options
[ "$(wc -l <help.options)" -ge 14 ] || fail "found too few options in --help"
diff help.options man.options >err || fail "the options differ"
sed -n 's/^  -\(.\), --\([a-z-]*\).*/\1 \2/p' help | sort >help.letters
sed -n 's/^\.It Fl \(.\) , Fl Fl \([a-z-]*\).*/\1 \2/p' "$root/man/htanalyze.1" | sort >man.letters
diff help.letters man.letters >err || fail "the letters differ"
sed -n '/^  -f, --format/,/^  -o/p' help | sed '1d;$d' | tr -s ' ,' '\n' | sed '/^$/d' | sort >help.formats
sed -n '/Fl Fl format/,/^\.El/s/^\.It Cm //p' "$root/man/htanalyze.1" | sort >man.formats
diff help.formats man.formats >err || fail "the formats differ"

# --- reports

run 0 window_600s.json -e btclock_v4.elf
silent
cp out report.text
[ "$(awk 'length > 100' out | wc -l)" -eq 0 ] || fail "more than 100 columns"
LC_ALL=C grep -q '[^ -~]' out && fail "more than ASCII in the C locale"
run 0 -e btclock_v4.elf -- window_600s.json
cmp -s out report.text || fail "the order of options and operands matters"
run 0 --elf=btclock_v4.elf window_600s.json --format text -o -
cmp -s out report.text || fail "long options differ from short ones"
run 0 --color=always window_600s.json -e btclock_v4.elf
prints "$(printf '\033')\\["
run 0 --color=never window_600s.json -e btclock_v4.elf
cmp -s out report.text || fail "colours without being asked"
run 0 -v window_600s.json -e btclock_v4.elf
says 'window_600s.json: note: 107 records in a window of 600 s'

test='standard input'
"$program" - -w 10min -e btclock_v4.elf <window_600s.json >out 2>err || fail "exit status $?"
"$program" -f json -e btclock_v4.elf - <window_600s.json >out 2>err || fail "exit status $?"
prints '"path": *"-"'

test='what PowerShell writes'
for encoding in UTF-16 UTF-16LE UTF-16BE; do
    "$program" -f symbols window_600s.json -e btclock_v4.elf | iconv -f UTF-8 -t $encoding >utf16.txt
    iconv -f UTF-8 -t $encoding window_600s.json >utf16.json
    run 0 -f csv utf16.json -s utf16.txt -w 600
    prints 'esp_crt_copy_asn1'
done

# --- sections of code and their runs

# runs COUNT STEP: what that many traced runs of a section print, which each leave 100 B behind, STEP bytes apart.
runs() {
    awk -v count="$1" -v step="$2" 'BEGIN {
        for (i = 0; i < count; i++) {
            print "1 allocations trace (100 entry buffer)"
            printf "100 bytes (@ 0x%08x) allocated CPU 0 ccount 0x%08x caller 0x400d1234:0x400d5678\n",
                   1073672192 + i * step, 268435456 + i * 51234568
            print "0x400d1234: filter_open at /p/filter.c:14"
            print "0x400d5678: play_once at /p/main.c:90"
            print "100 bytes '"'leaked'"' in trace (1 allocations)\ntotal allocations 40 total frees 39"
        }
    }'
}

runs 20 112 >runs.log
run 0 runs.log
prints '^runs.log  dumps 1-20: runs 1-20 of the section'
prints '^1 leak: 100 B per run$'
prints '^Leak 1: .*filter_open (high confidence)$'
prints 'each of 20 runs left the same behind'
run 1 runs.log --fail-on leak
run 0 runs.log -f json
prints '"way": *"run", *"run": *20'
run 0 runs.log --dump all
prints '^1 leak: 100 B per run$'
run 0 runs.log --dump 3
prints '^1 block (100 B) left behind by the section$'
run 0 runs.log -f markdown
prints '^| `runs.log` dump 12 run 12 | section | 1 of 100 |'
prints '^| and 8 more dumps | | 8 | 800 B |'
runs 20 0 >again.log
run 0 again.log --fail-on leak:low
prints '^No leak found in 20 runs of the section$'
prints 'a later run has their addresses again:'
# One run a file.
for i in 1 2 3 4 5; do
    runs 5 112 | awk -v want=$i '/entry buffer/ { n++ } n == want' >run$i.log
done
run 0 run1.log run2.log run3.log run4.log run5.log --section
prints '^1 leak: 100 B per run$'
run 0 run1.log
prints '^1 block (100 B) left behind by the section$'
prints 'in filter_open at /p/filter.c:14$'
prints 'by filter_open filter.c:14 < play_once main.c:90$'
prints 'run the section again'
# As a window of operation, when its length is given.
run 0 run1.log -w 600
prints '^No leak found'
prints '^ *retained *100 B in 1 block'
# Twenty runs in one trace.
runs 20 112 | grep -v -e trace -e total -e leaked >told.log
run 0 told.log --section --events 20
prints '^1 leak: 100 B per run$'
run 0 run1.log --section --events 20
prints 'only the first of 20 runs left it behind'

# --- who makes blocks, and who frees them

cat >all.log <<'EOF'
====== Heap Trace: 4 records (8 capacity) ======
    64 bytes (@ 0x3fc9f100, Internal) allocated CPU 0 ccount 0x1a31ac84 caller 0x42001000:0x42005678
freed by 0x42003000:0x42003100
    64 bytes (@ 0x3fc9f150, Internal) allocated CPU 0 ccount 0x1a41ac84 caller 0x42001000:0x42005678
freed by 0x42003000:0x42003100
    64 bytes (@ 0x3fc9f1a0, Internal) allocated CPU 0 ccount 0x1a51ac84 caller 0x42001000:0x42005678
    40 bytes (@ 0x3fc9f1f0, Internal) allocated CPU 0 ccount 0x1a61ac84 caller 0x42002000:0x42005678
freed by 0x42003000:0x42003200
====== Heap Trace Summary ======
Mode: Heap Trace All
64 bytes alive in trace (1/4 allocations)
records: 4 (8 capacity, 4 high water mark)
total allocations: 4
total frees: 3
================================
0x42001000: request_new at /p/request.c:11
0x42002000: reply_new at /p/reply.c:12
0x42005678: app_main at /p/main.c:13
0x42003000: free at /idf/heap.c:40
0x42003100: request_done at /p/request.c:21
0x42003200: reply_done at /p/reply.c:22
EOF
run 0 all.log
silent
prints '^all.log  a section of code, 1 of 8 records, .*; 3 freed$'
prints '^1 block (64 B) left behind by the section$'
prints '^ *2 more were freed, by request_done (2)$'
prints '^ *bytes *alive *made *freed *verdict *function$'
prints '^ *64 B *1 *3 *2  unknown *request_new$'
prints '^ *0 B *0 *1 *1  - *reply_new$'
prints '^ *freed by reply_done (1)$'
cp out by_finding
run 0 all.log --group-by function
prints '^ *64 B *1 *3 *2  unknown *request_new$'
prints '^ *0 B *0 *1 *1  - *reply_new$'
COLUMNS=40 run 0 all.log
[ "$(awk 'length > 40' out | wc -l)" -eq 0 ] || fail "more than 40 columns"
prints 'nothing left: '
run 0 all.log -f json
prints '"made": *3, *"freed": *2, *"alive": *1'
run 0 all.log -f markdown --group-by function
prints '^| verdict | asked for | of heap | blocks | per hour | made | freed | freed by | function |$'
# Growth by owner: a column a dump, and the difference.
run 0 window_90s.json window_600s.json -e btclock_v4.elf --group-by function
prints '^ *window 1 *window 2 *difference  verdict *function$'
prints '^ *408 B *1,632 B *+1,224 B  leak *esp_crt_ca_cb_callback$'
run 0 runs.log --group-by function
prints '^ *run 1 *run 18 *run 19 *run 20 *in all  verdict *function$'
prints '^ *100 B *100 B *100 B *100 B *2,000 B  leak *filter_open$'
prints '^  16 dumps between the first and those shown'
run 0 runs.log --group-by function -f markdown
prints '| per hour | run 1 | run 2 | .* | run 12 | function |$'

# What a log says of tracing itself.
# traced STOP TOTAL: a trace from the first second on to that one, with so many allocations.
traced() {
    printf 'I (1000) app: heap trace started\nI (%s000) app: Heap tracing stopped\n' "$1"
    printf '%s\n' '====== Heap Trace: 2 records (100 capacity) ======' \
        '    32 bytes (@ 0x3fcb1000, Internal) allocated CPU 0 ccount 0x10000000 caller 0x42001234:0x42005678' \
        '    32 bytes (@ 0x3fcb1100, Internal) allocated CPU 0 ccount 0x20000000 caller 0x42001234:0x42005678' \
        '====== Heap Trace Summary ======' 'Mode: Heap Trace Leaks' \
        "64 bytes 'leaked' in trace (2 allocations)" 'records: 2 (100 capacity, 9 high water mark)' \
        "total allocations: $2" "total frees: $(($2 - 2))" '================================'
}
traced 3 5000 >told.log
run 0 told.log
prints '^told.log  a section of code, 2 of 100 records'
traced 601 5000 >told.log
run 0 told.log
prints '^told.log  600 s, 2 of 100 records'
traced 601 5000 | sed 1,2d >told.log
run 0 told.log
prints '^told.log  length unknown'
# A pause: what outlived it lives longer.
run 0 told.log -w 600 -f json
sed -n 's/.*"transient":\([0-9.e-]*\).*/\1/p' out | head -n 1 >before
run 0 told.log -w 600 --paused 2min -f json
sed -n 's/.*"transient":\([0-9.e-]*\).*/\1/p' out | head -n 1 >after
prints '"paused_seconds": *120'
awk 'NR == FNR { before = $1; next } { exit !($1 < before / 2) }' before after || fail "a pause tells nothing"
{
    echo 'I (481000) app: heap trace alloc paused'
    echo 'I (601000) app: now'
    cat told.log
} >paused.log
run 0 paused.log -w 600
prints '^paused.log  600 s, allocations paused for the last 120 s, 2 of'
refuses told.log --paused long
says "'long' is no length of time"

# A chain that ends by itself needs no deeper stack, one that is cut off there does.
cat >ends.log <<'EOF'
2 allocations trace (100 entry buffer)
80 bytes (@ 0x3ffb1000) allocated CPU 1 ccount 0x135bea18 caller 0x400d0010:0x400d0110:0x400d0210:0x400d0310:0x400d0410
428 bytes (@ 0x3ffb1100) allocated CPU 1 ccount 0x135f0a18 caller 0x40083aa0:
0x40083aa0: _malloc_r at /idf/components/newlib/syscalls.c:42
508 bytes 'leaked' in trace (2 allocations)
total allocations 5 total frees 3
EOF
run 0 ends.log
prints 'Allocations, callers not recorded: '
prints 'the call chain ends by itself after 1 frame, though the dump has'
grep -q 'STACK_DEPTH' out && fail "a deeper stack would show no more"
sed 's/ caller 0x400d0010.*/ caller 0x400d0010/; s/aa0:$/aa0/' ends.log >cut.log
run 0 cut.log
prints 'callers cut off: '
prints 'the stack shows only allocators: set'

# --- packed files

run 0 -f json window_600s.json -e btclock_v4.elf
sed 's/window_600s.json/DUMP/;s/btclock_v4.elf/ELF/' out >plain.json
gzip -k window_600s.json btclock_v4.elf
run 0 -f json window_600s.json.gz -e btclock_v4.elf.gz
sed 's/window_600s.json.gz/DUMP/;s/btclock_v4.elf.gz/ELF/' out | cmp -s - plain.json || fail "another report"
test='htanalyze - <window_600s.json.gz'
"$program" - -w 600 -e btclock_v4.elf.gz <window_600s.json.gz >out 2>err || fail "exit status $?"
prints '^1 leak: '
head -c 400 window_600s.json.gz >cut_600s.json.gz
refuses cut_600s.json.gz
says 'cut_600s.json.gz: error: the gzip data ends too soon'
head -c 4000 btclock_v4.elf.gz >cut.elf.gz
refuses window_600s.json -e cut.elf.gz
says 'cut.elf.gz: error: the gzip data ends too soon'
if command -v zstd >/dev/null; then
    zstd -q window_600s.json btclock_v4.elf
    run 0 -f json window_600s.json.zst -e btclock_v4.elf.zst
    sed 's/window_600s.json.zst/DUMP/;s/btclock_v4.elf.zst/ELF/' out | cmp -s - plain.json || fail "another report"
fi
rm -f ./*.gz ./*.zst plain.json

test='both locales'
LC_ALL=C.UTF-8 "$program" window_600s.json -e btclock_v4.elf >out 2>err || fail "exit status $?"
iconv -f UTF-8 -t UTF-8 out >/dev/null 2>err || fail "the text report is no UTF-8"
LC_ALL=xx_XX.UTF-8 "$program" window_600s.json -e btclock_v4.elf 2>err | cmp - out || fail "a locale without files is ASCII"
for format in json symbols; do
    "$program" -f $format window_600s.json -e btclock_v4.elf >out.c 2>err || fail "exit status $?"
    LC_ALL=C.UTF-8 COLUMNS=60 "$program" -f $format window_600s.json -e btclock_v4.elf >out 2>err || fail "exit status $?"
    cmp -s out out.c || fail "the locale or COLUMNS changes the format $format"
done
COLUMNS=60 "$program" window_600s.json -e btclock_v4.elf >out 2>err || fail "exit status $?"
[ "$(awk 'length > 60' out | wc -l)" -eq 0 ] || fail "COLUMNS is not obeyed"

run 0 -f symbols window_600s.json -e btclock_v4.elf
prints '^0x420000fd: esp_crt_copy_asn1 at .*esp_crt_bundle\.c:[0-9]*$'
[ "$(grep -c '^0x' out)" -eq "$(grep '^0x' out | sort -u | wc -l)" ] || fail "a PC stands twice"
grep '^0x' out | sort -c 2>err || fail "the PCs are not in order"
cp out symbols
run 0 -f symbols window_600s.json -s symbols
cmp -s out symbols || fail "symbols do not survive being read back"
run 0 -f json window_90s.json window_600s.json -w 90,600 -e btclock_v4.elf
prints '"seconds": *90'

# --- wrong usage

refuses
says 'no dump is given'
refuses -e btclock_v4.elf
refuses --formt json window_600s.json
says 'did you mean --format'
refuses -x window_600s.json
says "unknown option '-x'"
refuses window_600s.json -e
refuses window_600s.json --quiet=1
refuses window_600s.json -f yaml
says 'the formats are text, .*json'
refuses window_600s.json -w soon
refuses window_600s.json -w 1,2,3
says 'but there is 1 window$'
refuses window_600s.json --cpu-mhz 0
refuses window_600s.json --color=red
refuses - -

# --- input that is none

refuses none.json
says '^htanalyze: none.json: error: '
refuses window_600s.json -e none.elf
says '^htanalyze: none.elf: error: '
refuses .
refuses btclock_v4.elf window_600s.json
says 'hint: .*-e'
refuses window_600s.json -e window_600s.json
says '^htanalyze: window_600s.json: error: '
refuses btclock_v4.elf -e window_600s.json
: >empty.json
refuses empty.json
head -c 1000 window_600s.json >cut.json
refuses cut.json
says '^htanalyze: cut.json:1:[0-9]*: error: '
says 'salvage'
run 0 --salvage cut.json
says '^htanalyze: cut.json:.*warning: '
run 0 -q --salvage cut.json
silent
printf '{"leaks":[],"\033[31m":}' >escape.json
refuses escape.json
LC_ALL=C grep -q "$(printf '\033')" err && fail "an escape reached the terminal"

refuses window_600s.json -e /dev/zero
says 'no regular file'

test='an ELF that shrinks'
mkfifo symbols.fifo
cp btclock_v4.elf shrinking.elf
"$program" window_600s.json -e shrinking.elf -s symbols.fifo >out 2>err &
exec 3>symbols.fifo # goes on when the program reads it, and has mapped the ELF
: >shrinking.elf
cat symbols >&3
exec 3>&-
wait $!
status=$?
[ "$status" -eq 2 ] || fail "exit status $status"
[ ! -s out ] || fail "standard output is not empty"
says 'became shorter'

# --- the ELF of the build

mkdir -p project/main project/build roms
cp btclock_v4.elf project/build/clock.elf
echo '{"app_elf": "clock.elf", "target": "esp32s3"}' >project/build/project_description.json
(cd project/main && "$program" ../../window_600s.json) >out 2>err || fail "exit status $?"
prints 'found by ../build/project_description.json, fits: 41 of 41'
prints 'esp_crt_ca_cb_callback'
(cd project && "$program" --no-auto-elf ../window_600s.json) >out 2>err || fail "exit status $?"
grep -q 'clock.elf' out && fail "an ELF was taken all the same"
HTANALYZE_ELF=btclock_v4.elf "$program" window_600s.json >out 2>err || fail "exit status $?"
prints 'found by HTANALYZE_ELF'
HTANALYZE_ELF=none.elf "$program" window_600s.json >out 2>err && fail "no error"
says 'none.elf: error: HTANALYZE_ELF: '
for json in '{' '[]' '{"app_elf": 3}' '{"app_elf": "gone.elf"}' '{"app_elf": "project_description.json"}' \
    '{"app_elf": "../../window_90s.json"}'; do
    echo "$json" >project/build/project_description.json
    test="a description $json"
    (cd project && "$program" ../window_600s.json) >out 2>err || fail "exit status $?"
    says 'warning: '
    prints 'no ELF given'
done
touch project/.git
echo '{"app_elf": "clock.elf"}' >project/build/project_description.json
mkdir -p project/sub/build && touch project/sub/.git
(cd project/sub && "$program" ../../window_600s.json) >out 2>err || fail "exit status $?"
grep -q 'clock.elf' out && fail "an ELF of another work tree was taken"
cp "$root/testdata/elf/inlined.elf" project/build/clock.elf
(cd project && "$program" --strict --match nothing ../window_600s.json) >out 2>err
prints 'build/clock.elf.*found by build/project_description.json'
mkdir project/build/config
option=MBEDTLS_CERTIFICATE_BUNDLE_CROSS_SIGNED_VERIFY
echo "{\"$option\": true, \"HEAP_TRACING_STACK_DEPTH\": 4}" >project/build/config/sdkconfig.json
cp btclock_v4.elf project/build/clock.elf
run 0 -v window_600s.json -e project/build/clock.elf
prints "CONFIG_$option, which it needs, is set in"
says 'note: CONFIG_HEAP_TRACING_STACK_DEPTH is 4'
grep -q 'chains of the dump' err && fail "a depth that the dump has is doubted"
echo '{"HEAP_TRACING_STACK_DEPTH": 3}' >project/build/config/sdkconfig.json
run 0 window_600s.json -e project/build/clock.elf
says 'warning: CONFIG_HEAP_TRACING_STACK_DEPTH is 3, but chains of the dump have 4 callers: is it another build.s?'
echo '[]' >project/build/config/sdkconfig.json
printf 'CONFIG_IDF_TARGET="esp32s3"\n# CONFIG_%s is not set\n' $option >project/sdkconfig
run 0 window_600s.json -e project/build/clock.elf
says 'sdkconfig.json:1:1: warning: expected an object of options: not used'
rm project/build/config/sdkconfig.json
run 0 window_600s.json -e project/build/clock.elf
prints "It needs CONFIG_$option, which"
run 0 --no-auto-elf window_600s.json -e project/build/clock.elf
grep -q "CONFIG_$option, which" out && fail "a configuration was taken all the same"
cp btclock_v4.elf roms/esp32s3_rev0_rom.elf
cp btclock_v4.elf roms/esp32s3_rev200_rom.elf
cp btclock_v4.elf roms/esp32_rev0_rom.elf
ESP_ROM_ELF_DIR=roms "$program" window_600s.json -e btclock_v4.elf >out 2>err || fail "exit status $?"
prints 'roms/esp32s3_rev0_rom.elf'
{
    echo 'ESP-ROM:esp32s3-20210327'
    echo 'I (29) boot: chip revision: v2.1'
    sed 1,2d "$root/testdata/dumps/console_v53_leaks.txt"
} >revised.log
cp btclock_v4.elf roms/esp32s3_rev300_rom.elf
ESP_ROM_ELF_DIR=roms "$program" revised.log -e btclock_v4.elf >out 2>err || fail "exit status $?"
prints 'roms/esp32s3_rev200_rom.elf'

# --- names longer than a line

folder=a_folder_with_a_name_that_does_not_fit_into_forty_columns
mkdir "$folder"
cp window_90s.json window_600s.json "$folder"
COLUMNS=40 run 0 "$folder/window_90s.json" "$folder/window_600s.json" -e btclock_v4.elf
prints '^Bursts over time in \.\.\./window_600s.json$'

# --- whose it is

{
    echo '====== Heap Trace: 12 records (64 capacity) ======'
    for i in 0 1 2 3 4 5 6 7 8 9 a b; do
        echo "84 bytes (@ 0x3fcb1${i}00, Internal) allocated CPU 0 ccount 0x${i}0000000 caller 0x40380100:0x40380200:0x42000200:0x42000300"
        echo '0x40380100: heap_caps_malloc at /opt/idf/components/heap/heap_caps.c:84'
        echo '0x40380200: xQueueCreateMutex at /opt/idf/components/freertos/queue.c:564'
        echo '0x42000200: acme_open at /p/components/acme/acme.c:20'
        echo '0x42000300: sensor_read at /p/main/sensor.c:30'
    done
    echo '1008 bytes alive in trace (12/12 allocations)'
    echo 'total allocations 12 total frees 0'
} >owners.txt
run 0 -f json owners.txt
prints '"owner":{"function":"acme_open","file":"/p/components/acme/acme.c","line":20,"project_frame":{"function":"acme_open",'
run 0 -f json owners.txt --project /p/main
prints '"owner":{"function":"acme_open",.*"project_frame":{"function":"sensor_read","file":"/p/main/sensor.c","line":30}'
sed 's/:0x42000200:0x42000300//; /0x42000[23]00/d' owners.txt >cut.txt
run 0 cut.txt
prints 'Callers cut off at depth 2: set CONFIG_HEAP_TRACING_STACK_DEPTH to 10'
refuses owners.txt --project ''
says 'the name of the directory is empty'

# --- sources

mkdir -p src/idf/components/mbedtls/esp_crt_bundle
bundle=src/idf/components/mbedtls/esp_crt_bundle/esp_crt_bundle.c
seq 1 600 | sed 's/^/\tline /; s/$/(\\"<b>`);/' >$bundle
touch -d '2020-01-01' $bundle
run 0 window_600s.json -e btclock_v4.elf --path-map /opt/esp=src
prints '^ *514 | line 514'
prints '^ *> *515 | line 515'
grep -q 'newer than the ELF' out && fail "an old source is told to be newer"
touch -d '2040-01-01' $bundle
run 0 window_600s.json -e btclock_v4.elf --path-map '\opt\esp=src'
prints 'newer than the ELF'
run 0 -f markdown window_600s.json -e btclock_v4.elf --path-map /opt/esp=src
prints '^>   515 | line 515'
run 0 -f html window_600s.json -e btclock_v4.elf --path-map /opt/esp=src
prints '<b>>   515 | line 515(\\&quot;&lt;b&gt;`);</b>'
head -n 20 $bundle >short && mv short $bundle
run 0 window_600s.json -e btclock_v4.elf --path-map /opt/esp=src
grep -q '> *515 |' out && fail "a line that is not there"
rm $bundle && mkfifo $bundle
run 0 window_600s.json -e btclock_v4.elf --path-map /opt/esp=src
rm -r src

# --- known leaks

run 0 --known
silent
prints '^esp-crt-bundle-cross-signed$'
prints '^tcp-time-wait$'
prints 'affected    v6.0 to v6.0.2$'
run 0 --known v5.1.2
prints '^Known leaks of ESP-IDF v5.1.2$'
prints '^task-with-caps$'
grep -q '^esp-crt-bundle-cross-signed$' out && fail "a leak of v6.0 is in v5.1.2"
run 0 --known v6.0.2-9-g0123abcd
prints '^esp-crt-bundle-cross-signed$'
prints '^  perhaps '
refuses --known 5.x
says "'5.x' is no release of ESP-IDF"
refuses --known v5.1 v5.2
says 'takes one release'
cat >own.json <<'EOF'
{"signatures": [
  {"id": "ours", "class": "leak", "title": "Ours", "functions": ["x509_crt_verify_chain"]},
  {"id": "idle", "class": "leak", "title": "Idle", "functions": ["nobody"]}]}
EOF
run 0 --known --signatures own.json
prints '^ours$'
prints '^esp-crt-bundle-cross-signed$'
run 0 --known --signatures own.json --no-default-signatures -o rules.txt -o again.txt --strict
grep -q '^ours$' rules.txt || fail "the rule is not listed"
grep -q 'esp-crt' rules.txt && fail "a built-in rule is listed"
cmp -s rules.txt again.txt || fail "the second list is another one"
says 'warning: --strict has no effect with --known'
cp own.json kept.json
refuses --known --signatures own.json -o own.json
says 'would replace an input'
cmp -s own.json kept.json || fail "the rules were replaced"
run 0 --dump list -f json window_600s.json
says 'warning: --format has no effect with --dump list'
run 0 window_600s.json -e btclock_v4.elf --signatures own.json
says 'own.json:3: warning: the signature idle fits no call chain'
prints 'rule ours'
sed 's/functions/fonctions/' own.json >slip.json
refuses window_600s.json --signatures slip.json
says 'did you mean "functions"'
{
    printf 'I (281) app_init: ESP-IDF:          v6.1\n'
    cat window_600s.json
} >fixed.log
run 0 fixed.log -w 600 -e btclock_v4.elf
prints 'Looks like #18550, but v6.1 has the fix: another leak, or a backport that is'
grep -q 'rule esp-crt' out && fail "a leak that is fixed is told as known"
sed 's/v6.1/v6.0.1/' fixed.log >affected.log
run 0 affected.log -w 600 -e btclock_v4.elf
prints "a known leak of ESP-IDF v6.0 to v6.0.2; this firmware's is v6.0.1"
sed 's/v6.1/v5.5.1/' fixed.log >never.log
run 0 never.log -w 600 -e btclock_v4.elf
grep -q '18550' out && fail "a leak that the release never had is named"

# --- console logs

dumps=$root/testdata/dumps
run 0 "$dumps/console_v53_leaks.txt"
prints session_open
{
    echo 'ESP-ROM:esp32s3-20210327'
    echo 'I (279) app_init: Project name:     btclock'
    echo 'I (279) app_init: App version:      4.0.1'
    echo 'I (281) app_init: ESP-IDF:          v6.0.1'
    sed 1,2d "$dumps/console_v53_leaks.txt"
} >booted.txt
run 0 booted.txt
head -n 1 out | grep -qx 'btclock 4.0.1, ESP-IDF v6.0.1, esp32s3' || fail "the firmware does not stand first"
run 0 -f markdown booted.txt
prints '^Firmware: btclock 4.0.1, ESP-IDF v6.0.1, esp32s3$'
run 0 -f html booted.txt
prints '<dt>Firmware</dt><dd>btclock 4.0.1</dd>'
prints 'href="https://github.com/espressif/esp-idf/releases/tag/v6.0.1">v6.0.1</a>'
run 0 -f sarif booted.txt
prints '"project":"btclock","version":"4.0.1","espIdfVersion":"v6.0.1","chip":"esp32s3"'
run 0 -f json booted.txt
prints '"firmware":{"project":"btclock","version":"4.0.1","built":null,"idf_version":"v6.0.1","chip":"esp32s3",'
refuses "$dumps/console_v53_leaks.txt" -e "$root/testdata/elf/dwarf_big.elf"
says 'this is a program for MIPS, not the firmware of an ESP chip'
run 0 --dump 2 "$dumps/console_three.txt"
says 'no ELF given'
run 0 --dump all "$dumps/console_three.txt"
refuses --dump 9 "$dumps/console_three.txt"
says 'no dump 9'
refuses --dump first "$dumps/console_three.txt"
run 0 --dump 2-3 "$dumps/console_three.txt"
refuses --dump 2-9 "$dumps/console_three.txt"
says 'no dump 9'
refuses --dump 3-2 "$dumps/console_three.txt"
for single in window_600s.json "$dumps/own.csv" "$dumps/own_lines.txt"; do
    refuses --dump 2 "$single"
    says 'error: the file holds one dump: there is no dump 2$'
    run 0 --dump last "$single"
done
run 0 --dump list "$dumps/console_three.txt" "$dumps/log_with_json.txt" "$dumps/own.csv"
silent
prints 'console_three.txt:1: dump 1, '
prints 'console_three.txt:8: dump 3, 1 record, capacity '
prints 'log_with_json.txt:2: dump 1, 2 records, capacity 64, D (513) to I (514)$'
prints 'own.csv:1: dump 1, 3 records$'
run 0 --dump list -o list.txt "$dumps/console_panic.txt"
[ ! -s out ] || fail "standard output is not empty"
grep -q 'console_panic.txt:1: dump 1, 3 of 120 records, capacity 256$' list.txt || fail "list.txt is wrong"
refuses --dump list "$dumps/console_summary.txt"
run 0 "$dumps/own_lines.txt"
says 'own_lines.txt:2:1: warning: lines of the project.s own are taken for records: here size 48 (by its unit), block 0x3fcb2010, 2 callers from 0x40376321, task$'
run 0 "$dumps/log_with_json.txt"
prints '90 s.*2 of 64 records'
prints order_new
refuses "$dumps/console_unreadable.txt"
says "console_unreadable.txt:3:1: error: none of the dump's 2 records can be read"
refuses "$dumps/console_summary.txt"
says 'console_summary.txt:4:1: error: this is the summary of a dump, without its records'
run 0 "$dumps/console_lost_lines.txt"
says 'the dump says it holds 3 records, and 1 stands there'
prints '  - leaks among the 2 records missing from the dump: capture it whole'
run 3 --strict "$dumps/console_lost_lines.txt"
says 'error: 2 records of the dump are missing from the report'
run 3 --strict "$dumps/console_panic.txt"
says 'error: 118 records of the dump are missing from the report'
run 0 "$dumps/own.csv"

# --- host traces

cp "$dumps"/host_*.svdat .
run 0 host_core0.svdat window_90s.json host_core1.svdat -f json
prints '"path":"host_core0.svdat","seconds":299.9998'
prints '"total_allocations":123,"total_frees":50'
[ "$(grep -o '"format":"[a-z]*"' out | tr -d '\n')" = '"format":"svdat""format":"json"' ] || fail "not two windows"
run 0 host_core0.svdat host_core1.svdat -e btclock_v4.elf -f csv -o both.csv
for file in host_mcore_v5.svdat host_mcore_v6.svdat; do
    run 0 $file -e btclock_v4.elf -f csv
    cmp -s out both.csv || fail "$file holds something else than the cores' recordings"
done
run 0 -v host_core0.svdat host_core1.svdat -e btclock_v4.elf
prints '  300 s, host trace with exact times in 2 recordings: 123 blocks made, 50 freed, 73'
says 'host_core0.svdat: note: 73 records in a window of 299.9998.* s$'
test='pipe, redirection and gzip'
"$program" host_core0.svdat - -e btclock_v4.elf -f csv <host_core1.svdat >out 2>err || fail "exit status $?"
cmp -s out both.csv || fail "a recording from a file that is standard input"
cat host_core0.svdat | "$program" - host_core1.svdat -e btclock_v4.elf -f csv >out 2>err || fail "exit status $?"
cmp -s out both.csv || fail "a recording through a pipe"
gzip -k host_core1.svdat
run 0 host_core0.svdat host_core1.svdat.gz -e btclock_v4.elf -f csv
cmp -s out both.csv || fail "a packed recording"
run 0 --dump list host_mcore_v6.svdat
prints '^host_mcore_v6.svdat:1: dump 1, 73 records$'
run 0 host_core1.svdat
says 'host_core1.svdat: warning: this is the recording of one of two cores: '
refuses host_core0.svdat host_core1.svdat host_core0.svdat
says 'host_core0.svdat: error: this recording belongs to a trace of which those of 2 cores were given already'
head -c 5000 host_mcore_v5.svdat >cut.svdat
run 0 cut.svdat
says 'cut.svdat: warning: the recording breaks off within a packet, at byte 4984: what precedes it counts'
run 3 --strict cut.svdat
head -c 250 host_core0.svdat >short.svdat
refuses short.svdat
says 'short.svdat: error: this SystemView recording holds no event of the heap'
says 'hint: enable CONFIG_HEAP_TRACING_TOHOST'

# --- output

run 0 -o report window_600s.json -e btclock_v4.elf
[ ! -s out ] || fail "standard output is not empty"
cmp -s report report.text || fail "the file is not the report"
echo old >report
chmod 640 report
ln -s report link
run 0 -o link window_600s.json -e btclock_v4.elf
[ -L link ] || fail "the link was replaced"
[ "$(stat -c %a report)" = 640 ] || fail "the mode was not kept"
cmp -s report report.text || fail "the file is not the report"
echo old >report
refuses -o report none.json
[ "$(cat report)" = old ] || fail "a failing run touched the file"
refuses -o window_600s.json window_600s.json
test='htanalyze - -o window_600s.json'
"$program" - -o window_600s.json <window_600s.json >out 2>err && fail "exit status 0"
says 'would replace an input'
cmp -s window_600s.json "$root/testdata/window_600s.json" || fail "the input was replaced"
test='a run that is stopped while it writes'
mkdir stopped
awk 'BEGIN {
    printf "{\"count\":300000,\"capacity\":400000,\"leaks\":["
    for (i = 0; i < 300000; i++)
        printf "%s{\"sz\":16,\"addr\":\"0x3fca7a68\",\"cc\":%d,\"pcs\":[\"0x42000001\"]}", i ? "," : "", i * 4000
    print "]}"
}' >long.json
"$program" -q long.json -f json -o stopped/report >out 2>err &
while kill -0 $! 2>/dev/null && [ -z "$(ls -A stopped)" ]; do sleep 0.01; done
kill $! 2>/dev/null
wait $! 2>/dev/null && [ ! -f stopped/report ] && fail "exit status 0 without a report"
[ -z "$(ls -A stopped | grep -v '^report$')" ] || fail "its temporary stays"
refuses -o none/report window_600s.json
refuses -o . window_600s.json
refuses -o /dev/full window_600s.json
says 'No space left on device'
run 0 -o /dev/null window_600s.json

for arguments in 'window_600s.json' '-f json window_600s.json' '--help' '--version'; do
    test="htanalyze $arguments >/dev/full"
    # shellcheck disable=SC2086 # words
    "$program" $arguments >/dev/full 2>err
    status=$?
    [ $status -eq 2 ] || fail "exit status $status"
    says 'No space left on device'

    test="htanalyze $arguments | (exit)"
    : >err
    # shellcheck disable=SC2086 # words
    { sleep 0.1; "$program" $arguments 2>err; echo $? >status; } | :
    [ "$(cat status)" -eq 2 ] || fail "exit status $(cat status)"
    silent

    test="htanalyze $arguments >&-"
    # shellcheck disable=SC2086 # words
    "$program" $arguments >&- 2>err
    status=$?
    [ $status -eq 2 ] || fail "exit status $status"
done

test='a full disk'
# The limit on the size of files stands in for one; it is 512 bytes a unit.
(ulimit -f 1 && exec "$program" -f json -o report window_600s.json) >out 2>messages
status=$?
cp messages err
[ $status -eq 2 ] || fail "exit status $status"
[ "$(cat report)" = old ] || fail "the file was touched"
says 'report: error: cannot write'

test='a temporary is left'
[ -z "$(find . -name '.htanalyze*')" ] || fail "$(find . -name '.htanalyze*')"

test='closed standard error'
"$program" window_600s.json -e btclock_v4.elf -o report 2>&- >out </dev/null || fail "exit status $?"
cmp -s report report.text || fail "the file is not the report"

# --- links to a repository

run 0 -f html window_600s.json -e btclock_v4.elf --path-map /opt/esp/idf=https://github.com/espressif/esp-idf/blob/v6.0.1
prints 'href="https://github.com/espressif/esp-idf/blob/v6.0.1/components/mbedtls/esp_crt_bundle/esp_crt_bundle.c#L515"'

run 0 window_600s.json -e btclock_v4.elf --events 50
prints '^1 leak: 32.6 B per TLS handshake'
tr -s ' \n' ' ' <out | grep -q 'left behind by 12 bursts; 32.6 B at each of the 50 events given' ||
    fail "the evidence does not tell of the events given"
run 0 -q "$dumps/console_three.txt" --dump all
prints '^.*console_three.txt  dump 2: '
for format in markdown json junit html; do
    run 0 -q "$dumps/console_three.txt" --dump all -f $format
    prints 'dump 2\|"dump":2'
done

# --- several reports of one analysis

run 0 -q window_600s.json -e btclock_v4.elf -o all.json -o all.md -f junit -o all.report -f github
for report in 'json all.json' 'markdown all.md' 'junit all.report'; do
    run 0 -q window_600s.json -e btclock_v4.elf -f "${report%% *}"
    cmp -s out "${report#* }" || fail "$report: another report than on its own"
done
run 0 -q window_600s.json -e btclock_v4.elf -f github
cp out all.github
run 0 -q window_600s.json -e btclock_v4.elf -o all.json -o all.md -f github
cmp -s out all.github || fail "the last -f is not for standard output"
refuses window_600s.json -f json -o - -f text
refuses window_600s.json -o twice -o twice
refuses window_600s.json -o all.txt -o none/report

# --- what is shown

run 0 window_600s.json -e btclock_v4.elf --match esp_crt_bundle.c --min-size 81
prints '^Shown: only findings with a frame that matches esp_crt_bundle.c, and only blocks of at'
prints ' 972 B .* in 12 blocks'
run 0 window_600s.json -e btclock_v4.elf -f csv --match '^pbuf_alloc$'
[ "$(sed 1d out | grep -c pbuf_alloc)" -eq "$(sed 1d out | wc -l)" ] || fail "shows more than what matches"
refuses window_600s.json --min-size lots
refuses window_600s.json --match ''
run 0 window_600s.json -e btclock_v4.elf -f json --top 3 --color always
says 'warning: --top has no effect on the format json'
says 'warning: --color has no effect on the format json'
run 0 -q window_600s.json -e btclock_v4.elf -f json --top 3
silent
run 0 window_600s.json --no-inlines
says 'warning: --no-inlines has no effect where no function is known'
run 0 window_600s.json -e btclock_v4.elf -f csv --path-map /opt/esp/idf=IDF --path-map /nowhere=x --path-map /opt/esp/idf/components=
says "warning: --path-map /nowhere=x has no effect on any source path of this run"
says "warning: --path-map /opt/esp/idf/components= has no effect on any source path of this run"
[ "$(grep -c 'no effect' err)" -eq 2 ] || fail "warns of a rule that rewrites paths"
run 0 window_600s.json --path-map /nowhere=x
says 'warning: --path-map has no effect where no function is known'
[ "$(grep -c 'no effect' err)" -eq 1 ] || fail "says twice that no path is known"
cp window_600s.json nameless.json
run 0 nameless.json -e btclock_v4.elf --free-heap 100K
says 'warning: --free-heap has no effect where the length of the window is not known'
run 0 "$dumps/by_caller.json" --cpu-mhz 240 --events 3 --free-heap 100K
says 'warning: --cpu-mhz has no effect where the records hold no cycle counts'
says 'warning: --events has no effect without a leak'
says 'warning: --free-heap has no effect without a leak'
run 0 window_600s.json -e btclock_v4.elf --gen-suppressions
printf '%s\n' '# Certificate bundle, cross-signed: the issuer'"'"'s name is never freed' \
    'leak:^esp-crt-bundle-cross-signed$' | cmp -s - out || fail "another suppression"
cp out generated.supp
run 0 window_600s.json -e btclock_v4.elf --suppress generated.supp --fail-on leak:low
silent
run 0 window_600s.json -e btclock_v4.elf --suppress generated.supp --gen-suppressions
[ ! -s out ] || fail "suppresses what is suppressed"
if script -qec true /dev/null >/dev/null 2>&1; then
    test='a terminal'
    script -qec "stty cols 60; $program window_600s.json" /dev/null >out 2>err </dev/null
    [ "$(tr -d '\r' <out | awk 'length > 80' | wc -l)" -eq 0 ] || fail "the terminal's width is not obeyed"
    [ "$(grep -c 'no ELF given' out)" -eq 1 ] || fail "a warning stands there twice, or not at all"
fi

# --- the gate

run 1 window_600s.json -e btclock_v4.elf --fail-on leak
says '^htanalyze: error: gate FAILED: leak (1: 1,632 B in 84 blocks, in esp_crt_ca_cb_callback)$'
prints '^1 leak: '
[ "$(wc -l <err)" -eq 1 ] || fail "more than one line on standard error"
run 1 window_600s.json -e btclock_v4.elf --fail-on 'bytes>1K' --fail-on blocks:84 --fail-on per-burst:135
[ "$(grep -c 'error: gate FAILED' err)" -eq 2 ] || fail "told another number of conditions than two"
run 0 window_600s.json -e btclock_v4.elf --fail-on 'bytes>2K' --fail-on 'rate>9792'
silent
run 0 window_600s.json -e btclock_v4.elf --strict
silent
cp "$root/testdata/elf/inlined.elf" .
run 3 window_600s.json -e inlined.elf --strict --fail-on leak
says '^htanalyze: inlined.elf: error: not the firmware of this dump'
prints '^  warning: '
run 0 window_600s.json -e inlined.elf
says '^htanalyze: inlined.elf: warning: not the firmware of this dump'
prints '^1 leak (low confidence): 136 B per TLS handshake'
for format in text markdown json sarif junit github html csv; do
    run 0 -q window_600s.json -e inlined.elf -f $format
    prints 'not the firmware of this dump'
    prints '136 B\|1632\|ISRG\|leak'
done
echo '{"leaks":[],"count":0}' >empty.json
run 3 empty.json --strict --fail-on leak
says '^htanalyze: error: no records, and no sign that anything was traced'
prints '^Nothing to judge: no record'
run 0 -q empty.json -f github
prints '^::warning title=htanalyze::Nothing to judge: no record'
run 0 -q empty.json -f html
prints '<header class="v-unknown">'
echo '{"leaks":[],"count":0,"total_allocations":1234}' >empty.json
run 0 empty.json --strict --fail-on leak -v
says '^htanalyze: note: gate passed: leak (0)$'
prints '^No leak found'
refuses window_600s.json --fail-on bytes
says 'quote the sign'
cp window_600s.json unnamed.json
refuses unnamed.json -e btclock_v4.elf --fail-on 'rate>1'
says '--window'
rm unnamed.json

# --- suppressions

printf '# known\nleak:esp_crt_bundle.c\nleak:^none$\n' >known.supp
run 0 window_600s.json -e btclock_v4.elf --suppress known.supp --fail-on leak:low
says '^htanalyze: known.supp:3: warning: the suppression leak:^none$ fits no leak$'
prints '^1 leak (suppressed): '
prints '^  suppressed  *1,632 B'
printf 'race:main\n' >wrong.supp
refuses window_600s.json --suppress wrong.supp
says '^htanalyze: wrong.supp:1:1: error: expected leak:PATTERN'
refuses window_600s.json --suppress none.supp
refuses - --suppress -
refuses window_600s.json --suppress known.supp -o known.supp

# --- the baseline

run 0 window_600s.json -e btclock_v4.elf -f json -o baseline.json
run 0 window_90s.json -e btclock_v4.elf --baseline baseline.json --fail-on new
prints '(.* confidence, same as in the baseline)$'
prints 'same since the baseline: 136 B per event, 136 B then; 3 events in 90 s, 12 in 600 s'
run 0 "$dumps/own.csv" -f json -o other.json
run 1 window_600s.json -e btclock_v4.elf --baseline other.json --fail-on new
prints 'confidence, new since the baseline)$'
prints '^  gate FAILED: new (1: 1,632 B in 84 blocks, in esp_crt_ca_cb_callback)$'
run 0 window_90s.json -e btclock_v4.elf --baseline baseline.json --fail-on grown
sed 's/"bytes_per_burst":136.0/"bytes_per_burst":68.0/' baseline.json >half.json
run 1 window_600s.json -e btclock_v4.elf --baseline half.json --fail-on grown
says 'gate FAILED: grown (1: .*, 136 B per event (68 B then), '
run 0 window_600s.json -e btclock_v4.elf --baseline half.json --fail-on grown --suppress known.supp
refuses window_600s.json --fail-on new
says 'needs a baseline'
refuses window_600s.json --fail-on grown
run 0 window_600s.json -e inlined.elf -f json -o doubtful.json
refuses window_600s.json -e btclock_v4.elf --baseline doubtful.json
says '^htanalyze: doubtful.json:[0-9]*:[0-9]*: error: is no baseline, its evidence cannot be trusted: not the firmware'
sed 's/"accepted":false/"accepted":true/' doubtful.json >accepted.json
run 0 window_600s.json -e btclock_v4.elf --baseline accepted.json
run 0 booted.txt -f json -o clock.json
sed 's/"project":"btclock"/"project":"lamp"/' clock.json >lamp.json
run 0 booted.txt --baseline clock.json -o booted.md
grep -q 'of another' err && fail "a baseline of the same project is warned of"
run 0 booted.txt --baseline lamp.json -f json -o stranger.json
says '^htanalyze: booted.txt: warning: of another project than lamp.json: btclock, and lamp there$'
run 3 booted.txt --baseline lamp.json --strict
run 3 --compare lamp.json clock.json --strict
says '^htanalyze: clock.json: error: of another project than lamp.json: btclock, and lamp there$'
run 0 booted.txt --baseline stranger.json -o booted.md
grep -q 'of another' err && fail "what a baseline was compared with is warned of"
refuses window_600s.json --baseline window_600s.json
says '^htanalyze: window_600s.json:1:1: error: expected a report, found a dump'
refuses window_600s.json --baseline report.text
says '^htanalyze: report.text:1:1: error: expected a JSON report'
refuses window_600s.json --baseline baseline.json -o baseline.json

# --- reports of several builds

sed 's/"bytes_per_burst":136.0/"bytes_per_burst":204.0/' baseline.json >grown.json
run 0 --compare half.json grown.json
silent
prints '^grown against half: 1 leak has grown$'
prints '^ *B/ev  *68  *204$'
prints 'key: esp-crt-bundle-cross-signed$'
run 0 --compare grown.json half.json
prints '^half against grown: 1 leak has shrunk$'
run 0 baseline.json --compare half.json grown.json
prints '^ *half  *baseline  *grown$'
prints ' grown per event since baseline$'
prints '^ *B/ev  *68  *136  *204$'
run 0 --compare other.json baseline.json
prints '^  *B/h  *-  *9,792$'
run 0 --compare baseline.json other.json
prints ' gone$'
gzip -k grown.json
run 1 --compare baseline.json grown.json.gz --fail-on new --fail-on grown
says '^htanalyze: error: gate FAILED: grown (1: .*, 204 B per event (136 B then), '
prints '^  gate passed: new (0)$'
run 0 --compare grown.json baseline.json --fail-on new --fail-on grown -q
silent
run 0 --compare baseline.json grown.json -f markdown -o compared.md
grep -q '^| 1 | .* | \*\*grown per event\*\* |$' compared.md || fail "no row in Markdown"
run 0 --compare baseline.json grown.json -f html -o compared.html -f json
prints '^ "schema":"htanalyze-comparison/1",$'
grep -q '<td class="state">grown per event</td>' compared.html || fail "no row in the page"
refuses --compare baseline.json out
COLUMNS=40 run 0 --compare half.json baseline.json grown.json
[ "$(awk 'length > 40' out | wc -l)" -eq 0 ] || fail "more than 40 columns"
run 0 --compare baseline.json grown.json -e btclock_v4.elf --only leak
says '^htanalyze: warning: --elf has no effect with --compare'
says '^htanalyze: warning: --only has no effect with --compare'
run 0 --compare baseline.json doubtful.json
says '^htanalyze: doubtful.json: warning: not the firmware'
prints 'doubtful is no evidence'
run 3 --compare baseline.json doubtful.json --strict
refuses --compare doubtful.json baseline.json
says '^htanalyze: doubtful.json:[0-9]*:[0-9]*: error: is no baseline'
run 0 --compare accepted.json baseline.json
refuses --compare baseline.json
says 'no report is given to compare with baseline.json'
refuses --compare baseline.json grown.json ./grown.json
says '^htanalyze: ./grown.json: error: the report is given twice'
refuses --compare baseline.json window_600s.json
says '^htanalyze: window_600s.json:1:1: error: expected a report, found a dump'
head -c 3000 grown.json >broken.json
refuses --compare baseline.json broken.json
says '^htanalyze: broken.json:[0-9]*:[0-9]*: error: expected '
sed 's/"verdict":"leak"/"verdict":"leak","verdict":"leak"/' grown.json >double.json
refuses --compare baseline.json double.json
says '^htanalyze: double.json:[0-9]*:[0-9]*: error: expected each key once'
refuses --compare baseline.json grown.json -f sarif
says 'the format sarif shows no comparison'
refuses --compare baseline.json grown.json -o grown.json
refuses --compare baseline.json --compare half.json grown.json
says '^htanalyze: error: --compare: given twice$'
refuses --compare - -
refuses --compare baseline.json none.json

# --- views

run 0 window_600s.json -e btclock_v4.elf -f json
cp out whole.json
run 0 window_600s.json -e btclock_v4.elf -f json --only unknown --top 1 --group-by chain --sort rate --memory psram
cmp -s out whole.json || fail "a view changes the JSON report"
run 1 window_600s.json -e btclock_v4.elf --only retained --fail-on leak
prints '^1 leak: 136 B per TLS handshake'
prints '^Shown: only retained; hidden: 3 findings, '
grep -q '^Leak 1' out && fail "a hidden leak is shown"
run 0 window_600s.json -e btclock_v4.elf --group-by function --top 2
prints '^Left out by --top: [0-9]* functions, '
run 0 window_600s.json -e btclock_v4.elf --group-by chain --only leak
prints '^Chain 3: 108 B in 36 blocks (36x3)'
run 0 window_600s.json -e btclock_v4.elf -f csv --only leak
[ "$(wc -l <out)" -eq 85 ] || fail "$(wc -l <out) lines"
refuses window_600s.json --only leaks
says "'leaks' is none of leak, transient, retained and unknown"
refuses window_600s.json --top 0
refuses window_600s.json --path-map idf
for format in text json symbols csv; do
    run 0 window_600s.json -e btclock_v4.elf -f $format --path-map /opt/esp/idf=IDF --path-map =
    prints 'IDF/components/'
    grep -q /opt/esp/idf out && fail "the old path is there"
done

run 0 window_600s.json -e btclock_v4.elf --memory psram --only leak
prints '^Shown: only leak, and only blocks in PSRAM; hidden: '
run 0 window_600s.json -e btclock_v4.elf --memory psram
prints '^Shown: only blocks in PSRAM; hidden: '

# --- rules of one's own, events, hashes of the ELF

cat >own.json <<'END'
{"signatures": [{"id": "own", "class": "retained", "title": "Our own", "functions": ["esp_crt_copy_asn1"]}]}
END
run 0 window_600s.json -e btclock_v4.elf --signatures own.json
prints 'Our own'
run 0 window_600s.json -e btclock_v4.elf --signatures own.json --no-default-signatures -f csv
prints ',Our own,own,'
grep -q ',esp-crt-bundle-cross-signed,' out && fail "a built-in rule has been asked"
refuses window_600s.json --events 0
run 0 window_600s.json -e btclock_v4.elf --events 24
prints '^1 leak: 68 B per TLS handshake, '

# sha256 DIGITS: the sample, saying that it is of the firmware whose hash begins like this.
sha256() { sed "s/^{/{\"elf_sha256\":\"$1\",/" window_600s.json >sha_600s.json; }
sha256 "$(sha256sum btclock_v4.elf | cut -c 1-9)"
run 0 sha_600s.json -e btclock_v4.elf --strict
COLUMNS=200 run 0 sha_600s.json -e btclock_v4.elf
prints "its SHA-256 is the dump's$"
run 0 sha_600s.json -e inlined.elf -e btclock_v4.elf -f json
grep -q '"sha256_match":null' out || fail "the first ELF has a hash that matters"
grep -q '"sha256_match":true' out || fail "the second ELF is not the firmware"
sha256 0123456789
run 3 sha_600s.json -e btclock_v4.elf --strict
says 'error: not the firmware of this dump: its SHA-256 is another one'

# --- completion

run 0 --completion bash
silent
cp out completion.bash
cat >completion.test <<'END'
. ./completion.bash
expect() {
    local wanted=$1
    shift
    COMP_WORDS=("$@")
    COMP_CWORD=$(($# - 1))
    _htanalyze
    [ "${COMPREPLY[*]}" = "$wanted" ] || { echo "$*: offered '${COMPREPLY[*]}'" >&2; exit 1; }
}
expect --format htanalyze --fo
expect markdown htanalyze -f ma
expect markdown htanalyze --format = ma
expect 'bash zsh fish' htanalyze --completion ''
expect '' htanalyze --cpu-mhz ''
expect window_90s.json htanalyze -e btclock_v4.elf window_9
expect btclock_v4.elf htanalyze --elf btc
END
test='bash completion'
bash completion.test >out 2>err || fail "the script does not complete"
# Each option of the help stands in the other scripts too, whether their shells are here or not.
"$program" --help | sed -n 's/^  -., --\([a-z0-9-]*\).*/\1/p; s/^      --\([a-z0-9-]*\).*/\1/p' >options
for shell in zsh:"'\\*--%s[=[]" fish:'^complete .*-l %s '; do
    run 0 --completion "${shell%%:*}"
    silent
    while read -r option; do
        # shellcheck disable=SC2059 # the shell's own way of an option
        prints "$(printf "${shell#*:}" "$option")"
    done <options
done
[ "$(wc -l <options)" -gt 40 ] || fail "the help lists few options"
if command -v zsh >/dev/null; then
    run 0 --completion zsh
    test='zsh completion'
    cp out completion.zsh
    zsh -f -c 'autoload -U compinit; compinit -D; . ./completion.zsh; [[ $_comps[htanalyze] == _htanalyze ]]' \
        >out 2>err || fail "it is not registered"
    silent
fi
if command -v fish >/dev/null; then
    run 0 --completion fish
    test='fish completion'
    cp out completion.fish
    HOME=$work fish --no-config -c 'source completion.fish; complete -C "htanalyze --format ma"' >out 2>err ||
        fail "exit status $?"
    prints '^markdown'
fi

# --- the examples' own logs

runs 1 112 >section.log
{
    runs 3 112
    runs 5 112
} >series.log
# Two looks at one trace: the later one has all records of the earlier one.
look() {
    echo "$1 allocations trace (100 entry buffer)"
    runs "$1" 112 | grep -v -e trace -e total -e leaked
}
look 2 >look_60s.log
look 12 >look_600s.log
runs 20 112 | grep -v -e trace -e total -e leaked >told.log
run 0 look_60s.log look_600s.log -f json
[ "$(grep -c '"way":"look"' out)" -eq 2 ] || fail "these are not two looks"

# Monitors that put times before the lines and decode callers: PlatformIO's with esp32_exception_decoder, Arduino's.
for arrow in '>' '->'; do
    sed "s/^/12:34:56.789 $arrow /" >pio.log <<'EOF'
[   123][I][main.cpp:21] setup(): heap trace started
2 allocations trace (100 entry buffer)
32 bytes (@ 0x3ffaf214) allocated CPU 0 ccount 0x2e9b7384 caller 0x400d276d:0x400d27c1
  #0  0x400d276d in leak_some_memory at src/leak.cpp:27
  #1  0x400d27c1 in loop() at src/main.cpp:52
      (inlined by) loopTask(void*) at cores/esp32/main.cpp:50

8 bytes (@ 0x3ffaf804) allocated CPU 0 ccount 0x2e9b79c0 caller 0x400d2776:0x400d27c1
  #0  0x400d2776 in leak_some_memory at src/leak.cpp:29
40 bytes 'leaked' in trace (2 allocations)
total allocations 2 total frees 0
EOF
    run 0 pio.log
    prints '^2 blocks (40 B) left behind by the section$'
    prints '^ *by leak_some_memory leak.cpp:29 < loop main.cpp:52 < loopTask main.cpp:50$'
done

# --- small inputs that were once answered wrongly, a kind of fault each

# answers STATUS WORDS [OPTION...]: what the dump on standard input gets, on either stream.
answers() {
    expected=$1 words=$2
    shift 2
    cat >small.log
    run "$expected" small.log "$@"
    cat out err | tr -s ' \n' '  ' | grep -q -e "$words" || fail "nobody is told '$words'"
}
record='allocated CPU 0 ccount 0x2e9b7384 caller 0x42001234:0x42005678'

answers 2 "none of the dump's 2 records can be read" <<'EOF'
====== Heap Trace: 2 records (16 capacity) ======
    60 bytes (@ 0x3fcb2000, Internal) held, asked for at 0x42001234
    60 bytes (@ 0x3fcb2070, Internal) held, asked for at 0x42001234
EOF
answers 3 'the summary counts 9 allocations of 700 bytes, and 1 of 70 bytes stands there' --strict <<EOF
70 bytes (@ 0x3ffb1000) $record
700 bytes 'leaked' in trace (9 allocations)
total allocations 20 total frees 11
EOF
# In the midst of a bug tracker's markup, and behind a document that is no dump.
answers 0 'small.log a section of code, 1 of 64 records' <<EOF
{code:java}
1 allocations trace (64 entry buffer)
24 bytes (@ 0x3ffb1000) $record
24 bytes 'leaked' in trace (1 allocations)
total allocations 3 total frees 2
{code}
EOF
answers 0 '1 of 50 records' <<EOF
{"ok": true, "uptime": 77}
====== Heap Trace: 1 records (50 capacity) ======
    24 bytes (@ 0x3fcb1000, Internal) $record
EOF
# Lost line ends, an unknown name of the memory, a log prefix before the values.
answers 0 '3 records, 72 B' <<EOF
24 bytes (@ 0x3ffb1000) $record 24 bytes (@ 0x3ffb1040) $record 24 bytes (@ 0x3ffb1080) $record
EOF
answers 0 '1 of 50 records, 24 B' <<EOF
====== Heap Trace: 1 records (50 capacity) ======
    24 bytes (@ 0x3fcb1000, Retention RAM) $record
EOF
answers 0 '1 record, 52 B' <<'EOF'
W (4410) mem_probe: 52, 0x3fcb7048, Internal, 1, 842871136, 0x42001234, 0x42005678, 0x0
EOF
answers 3 'leaks among the 99 records missing from the dump' --strict <<EOF
====== Heap Trace: 100 records (512 capacity) ======
    24 bytes (@ 0x3fcb1000, Internal) $record
Guru Meditation Error: Core  0 panic'ed (Interrupt wdt timeout on CPU0).
EOF
answers 0 'the last one is empty; 1 before it holds records' <<EOF
1 allocations trace (64 entry buffer)
24 bytes (@ 0x3ffb1000) $record
24 bytes 'leaked' in trace (1 allocations)
total allocations 3 total frees 2
0 allocations trace (64 entry buffer)
0 bytes 'leaked' in trace (0 allocations)
total allocations 3 total frees 3
EOF
answers 2 'this is the table of heap task tracking' <<'EOF'
│ TASK         │ STATUS  │ CURRENT MEMORY USAGE │ PEAK MEMORY USAGE │ TOTAL HEAP USED │
│      netio   │ ALIVE   │                 2048 │              4096 │               2 │
EOF
answers 2 'this is the summary of a dump, without its records' <<'EOF'
====== Heap Trace Summary ======
Mode: Heap Trace Leaks
90 bytes 'leaked' in trace (4 allocations)
total allocations: 45
total frees: 41
================================
EOF
answers 0 "the dump's summary is missing; the 1 record that its header counts is whole" <<EOF
====== Heap Trace: 1 records (50 capacity) ======
    24 bytes (@ 0x3fcb1000, Internal) $record
EOF
answers 0 '1 record wrapped over several lines, and put together again' <<'EOF'
1 allocations trace (64 entry buffer)
24 bytes (@ 0x3ffb1000) allocated CPU 1 ccount 0x135bea18 caller 0x400d0010:0x4
00d0110:0x400d0210
24 bytes 'leaked' in trace (1 allocations)
total allocations 3 total frees 2
EOF
# The owner is who asks the library: not a template of the library's, nor a queue's constructor.
for owner in ui_log net_poll; do
    for i in 1 2 3; do
        echo "60 bytes (@ 0x3fcb10${i}0) allocated CPU 0 ccount 0x2e9b738$i caller 0x42000100:0x42000200:0x420004$(echo $owner | cut -c 1 | tr un 12)0"
    done
done >strings.log
cat >>strings.log <<'EOF'
0x42000100: operator new(unsigned int) at /t/new_op.cc:50
0x42000200: std::__cxx11::basic_string<char>::_M_create(unsigned int&, unsigned int) at /t/basic_string.tcc:153
0x42000410: ui_log() at /p/ui_log.cpp:20
0x42000420: net_poll() at /p/net_poll.cpp:20
EOF
answers 0 'in ui_log at /p/ui_log.cpp:20 .* in net_poll at /p/net_poll.cpp:20' <strings.log
# One run does not tell what is kept from what is lost.
prints '^6 blocks (360 B) left behind by the section$'
answers 0 'in sensor_read at /p/sensor.c:20' <<'EOF'
2 allocations trace (64 entry buffer)
84 bytes (@ 0x3fcb1000) allocated CPU 0 ccount 0x20000000 caller 0x40380100:0x40380200:0x42000300
84 bytes (@ 0x3fcb1070) allocated CPU 0 ccount 0x230dc708 caller 0x40380100:0x40380200:0x42000300
0x40380100: xQueueGenericCreate at /idf/components/freertos/queue.c:447
0x40380200: xQueueCreateMutex at /idf/components/freertos/queue.c:564
0x42000300: sensor_read at /p/sensor.c:20
168 bytes 'leaked' in trace (2 allocations)
total allocations 9 total frees 7
EOF

# --- every documented example, as written

examples() {
    sed -n 's/^\.Dl \(htanalyze [^:]*\)$/\1/p' "$root/man/htanalyze.1"
    for document in "$root/README.md" "$root/.github/GUIDE.md"; do
        [ ! -f "$document" ] ||
            awk '/^```/ { code = !code; next } code && sub(/^(\$ )?htanalyze /, "htanalyze ")' "$document"
    done
}
mkdir bin
ln -s "$program" bin/htanalyze
examples >all.examples
test='examples'
[ "$(wc -l <all.examples)" -ge 4 ] || fail "found too few"
while IFS= read -r example; do
    test=$example
    PATH="$work/bin:$PATH" sh -c "$example" >out 2>err </dev/null || fail "exit status $?"
done <all.examples

# The picture of the report in the README is how the report begins.
if [ -f "$root/README.md" ]; then
    LC_ALL=C.UTF-8 run 0 window_600s.json -e btclock_v4.elf
    awk '/^```text/ { text = 1; next } text && /^```/ { exit } text' "$root/README.md" >readme.report
    head -n "$(wc -l <readme.report)" out | cmp -s - readme.report || fail "the README shows another report"
    [ "$(wc -l <readme.report)" -ge 12 ] || fail "the README shows no report"
    run 0 --version
    [ "$(grep -o 'htanalyze-[0-9.]*-linux' "$root/README.md" | sort -u)" = "$(sed -n '1s/ /-/p' out)-linux" ] ||
        fail "the README names another version to download"
    run 0 --compare report_v1.json report_v2.json
    awk '/^```/ { text = /text/; next } text && /^v2 against/ { shown = 1 } !text { shown = 0 } shown' \
        "$root/.github/GUIDE.md" >guide.compared
    sed -n '/^v2 against/,$p' out | head -n "$(wc -l <guide.compared)" | cmp -s - guide.compared ||
        fail "the guide shows another comparison"
    [ "$(wc -l <guide.compared)" -ge 8 ] || fail "the guide shows no comparison"
fi

[ "$failures" -eq 0 ] || { echo "cli: $failures failures" >&2; exit 1; }
echo 'cli: all passed'
