#!/bin/sh
# Measures htanalyze against other symbolizers on the firmware that `make bench` builds, and prints Markdown tables.
# bench.sh HTANALYZE DIRECTORY; ROUNDS and COUNTS (of PCs) in the environment change what is measured.
set -eu
export LC_ALL=C

htanalyze=$1
out=$2
here=$(dirname "$0")
rounds=${ROUNDS:-9}
counts=${COUNTS:-1 60 500 5000}
elf=$out/source/firmware.elf
repaired=$out/firmware-repaired.elf
gimli=$out/gimli # the crate addr2line, where there is cargo
[ -x "$gimli" ] || gimli=
tab=$(printf '\t')

# The tools, as `measure` wants them: label, standard input, command.
tools() { # COUNT
    printf '%s\t' "htanalyze, text report" /dev/null "$htanalyze" "$out/dump-$1.json" -e; echo "$elf"
    printf '%s\t' "htanalyze -f symbols" /dev/null "$htanalyze" "$out/dump-$1.json" -f symbols -e; echo "$elf"
    printf '%s\t' "addr2line" "$out/ask-$1.txt" addr2line -a -f -i -C -e; echo "$elf"
    printf '%s\t' "llvm-symbolizer" "$out/ask-$1.txt" llvm-symbolizer -a -f -i -C -e; echo "$elf"
    printf '%s\t' "eu-addr2line, repaired ELF" "$out/ask-$1.txt" eu-addr2line -a -f -i -C -e; echo "$repaired"
    [ -z "$gimli" ] || { printf '%s\t' "gimli" "$out/ask-$1.txt" "$gimli"; echo "$elf"; }
    printf '%s\t' "a process that does nothing" /dev/null; echo true
}

# Instructions of each of the commands on standard input, in millions.
instructions() {
    while IFS=$tab read -r label input command; do
        # shellcheck disable=SC2086 # the command's words are parted by tabs
        collected=$(IFS=$tab; valgrind --tool=callgrind --callgrind-out-file=/dev/null $command <"$input" 2>&1 >/dev/null |
            sed -n 's/.*Collected : //p')
        printf '%s\t%s\n' "$label" "$collected"
    done
}

# Medians beside instruction counts, with the ratios of the first command to each.
table() { # TITLE
    awk -F '\t' -v title="$1" '
        FNR == NR { millions[$1] = $2 / 1e6; next }
        FNR == 1 {
            wall = $3
            cpu = $5
            print "\n| " title " | wall ms, median (least–greatest) | CPU ms | peak MB | M instructions | text report takes, wall | CPU |"
            print "|---|---|---|---|---|---|---|"
        }
        { printf "| %s | %.1f (%.1f–%.1f) | %.1f | %.1f | %.1f | %.2f × | %.2f × |\n", $1, $3, $2, $4, $5, $6 / 1024,
                 millions[$1], wall / $3, cpu / $5 }' "$out/instructions.txt" "$out/measured.txt"
}

for count in $counts; do
    awk -v pcs="$count" -f "$here/dump.awk" "$out/chains.txt" >"$out/dump-$count.json"
    awk -v pcs="$count" -f "$here/lookup.awk" "$out/chains.txt" >"$out/lookup-$count.txt"
    cut -d ' ' -f 2 "$out/lookup-$count.txt" >"$out/ask-$count.txt"
done

echo "$(wc -c <"$elf" | awk '{ printf "%.1f", $1 / 1e6 }') MB of ELF, $(find "$out/source/src" -name '*.o' | wc -l) units;" \
    "$rounds interleaved rounds after one to warm up; $(sed -n 's/^model name.*: //p' /proc/cpuinfo | head -n 1)"
for tool in "$htanalyze" addr2line llvm-symbolizer eu-addr2line; do
    "$tool" --version | awk 'NR == 1 || /LLVM version/ { line = $0 } END { sub(/^ */, "", line); print "- " line }'
done
[ -z "$gimli" ] || sed -n '/^name = "addr2line"/{n;s/version = "\(.*\)"/- addr2line, the crate, \1/p;}' "$gimli-source/Cargo.lock"
for count in $counts; do
    tools "$count" | "$out/measure" "$rounds" >"$out/measured.txt"
    tools "$count" | instructions >"$out/instructions.txt"
    table "$count PC$([ "$count" -eq 1 ] || echo s)"
    last=$count
done

# What they answered for the greatest number of PCs.
"$htanalyze" "$out/dump-$last.json" -f symbols -e "$elf" 2>/dev/null |
    awk -v style=htanalyze -f "$here/places.awk" >"$out/places-htanalyze.txt"
echo
echo "| same answers for $last PCs as | file:line | file:line of every inlined function | it knows no line for |"
echo "|---|---|---|---|"
for tool in llvm-symbolizer addr2line eu-addr2line "eu-addr2line, repaired ELF" ${gimli:+gimli}; do
    asked=$elf
    [ "$tool" = "${tool%repaired ELF}" ] || asked=$repaired
    case $tool in
    gimli) "$gimli" "$asked" ;;
    *) ${tool%%,*} -a -f -i -C -e "$asked" ;;
    esac <"$out/ask-$last.txt" 2>/dev/null |
        awk -v style=addr2line -f "$here/places.awk" >"$out/places.txt"
    awk -f "$here/agree.awk" "$out/lookup-$last.txt" "$out/places-htanalyze.txt" "$out/places.txt" |
        awk -F '\t' -v tool="$tool" '{ print "| " tool " | " $1 " | " $2 " | " $3 " |" }'
done

# A table of runs over one large input; label, standard input and command of each row come on standard input.
whole() { # TITLE FILE
    echo
    echo "| $1 ($(wc -c <"$2" | awk '{ printf "%.0f", $1 / 1e6 }') MB) | wall ms, median (least–greatest) | CPU ms | peak MB |"
    echo "|---|---|---|---|"
    "$out/measure" 5 | awk -F '\t' '{ printf "| %s | %.0f (%.0f–%.0f) | %.0f | %.0f |\n", $1, $3, $2, $4, $5, $6 / 1024 }'
}

{
    printf '%s\t' "without an ELF" /dev/null "$htanalyze"; echo "$out/dump-million.json"
    printf '%s\t' "with the ELF" /dev/null "$htanalyze" "$out/dump-million.json" -e; echo "$elf"
} | whole "a dump of 1,000,000 records" "$out/dump-million.json"
{
    printf '%s\t' "without an ELF" /dev/null "$htanalyze"; echo "$out/host-10-million.svdat"
} | whole "a host trace of 10,000,000 events" "$out/host-10-million.svdat"
