#!/bin/sh
# install.sh BUILD: what `make install` installs works, and `make uninstall` takes all of it away. CC, CXX, CFLAGS and
# LDFLAGS are those that the library was built with.
set -eu

build=$1
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM
prefix=$work/opt/ht

fail() {
    echo "install: $*" >&2
    exit 1
}

run_make() { ${MAKE:-make} --no-print-directory --silent BUILD="$build" DESTDIR="$work" PREFIX=/opt/ht "$@"; }

run_make install
for file in bin/htanalyze share/man/man1/htanalyze.1 share/man/man5/htanalyze-dump.5 \
    share/man/man5/htanalyze-signatures.5 share/bash-completion/completions/htanalyze \
    share/zsh/site-functions/_htanalyze share/fish/vendor_completions.d/htanalyze.fish \
    share/man/man1/htanalyze-capture.1 share/htanalyze/htanalyze-capture share/htanalyze/htanalyze-report-1.schema.json \
    share/htanalyze/htanalyze-comparison-1.schema.json; do
    [ -s "$prefix/$file" ] || fail "$file is not there"
done
"$prefix/bin/htanalyze" -q testdata/window_600s.json -e testdata/btclock_v4.elf | grep -q '^1 leak: ' ||
    fail "the program finds no leak in the sample"
"$prefix/bin/htanalyze" -q -f json testdata/window_600s.json -e testdata/btclock_v4.elf >"$work/expected"
"$prefix/bin/htanalyze-capture" -h | grep -q '^Usage: ' || fail "htanalyze-capture does not run"

# config OPTION...: what pkg-config says of the library that stands below DESTDIR.
config() {
    PKG_CONFIG_PATH=$prefix/lib/pkgconfig PKG_CONFIG_SYSROOT_DIR=$work pkg-config "$@" htanalyze
}

# The locale of the programs: one that writes numbers with a comma, where it can be made.
tongue=C
localedef -i de_DE -f UTF-8 "$work/de_DE.UTF-8" >/dev/null 2>&1 && tongue=de_DE.UTF-8

# try NAME LIBRARIES COMPILER...: a program that uses the library is compiled without a warning, and runs.
try() {
    name=$1 libraries=$2
    shift 2
    # shellcheck disable=SC2046,SC2086 # words of their own
    "$@" ${CFLAGS-} -Wall -Wextra -Wpedantic -Werror $(config --cflags) -o "$work/$name" tests/consumer.c -x none \
        ${LDFLAGS-} $libraries
    LOCPATH=$work LC_ALL=$tongue LD_LIBRARY_PATH=$prefix/lib \
        "$work/$name" testdata/window_600s.json testdata/btclock_v4.elf json \
        >"$work/said" 2>"$work/listed" || fail "the program $name fails"
    cmp "$work/expected" "$work/said" || fail "the program $name gives another report"
    grep -q '^high leak: ' "$work/listed" || fail "the program $name does not list the leak"
}

# The linker takes the shared library where there are both, unless the archive is named.
shared=$(config --libs)
static=$(config --static --libs | sed 's/-lhtanalyze/-l:libhtanalyze.a/')
try c-shared "$shared" ${CC:-cc} -std=c99 -x c
try c-static "$static" ${CC:-cc} -std=c99 -x c
try c++-shared "$shared" ${CXX:-c++} -std=c++98 -x c++
try c++-static "$static" ${CXX:-c++} -std=c++98 -x c++

# What can be seen of it is what the header declares, neither more nor less.
sed -n 's/^[^ /*].*\(htanalyze_[a-z0-9_]*\)(.*/\1/p' include/htanalyze.h | sort >"$work/declared"
nm -D --defined-only "$prefix/lib/libhtanalyze.so" | sed -n 's/.* [A-Z] \(.*\)@@.*/\1/p' | sort >"$work/shared"
nm -g --defined-only "$prefix/lib/libhtanalyze.a" | sed -n 's/.* [A-Z] //p' | sort >"$work/static"
for seen in shared static; do
    diff "$work/declared" "$work/$seen" >&2 || fail "the $seen library shows other functions than the header"
done
nm -D --undefined-only "$prefix/lib/libhtanalyze.so" | grep -E ' (exit|abort|setlocale|nl_langinfo|getopt_long|isatty)(@|$)' >&2 &&
    fail "the library calls what a library does not"

# Nor does the program look for other machines, or start other programs.
nm -D --undefined-only "$prefix/bin/htanalyze" "$prefix/lib/libhtanalyze.so" |
    grep -E ' (socket|connect|getaddrinfo|system|popen|v?fork|exec[lv]p?e?|posix_spawnp?)(@|$)' >&2 &&
    fail "the program does what SECURITY.md says it does not"

run_make uninstall
left=$(find "$work/opt" ! -type d)
[ -z "$left" ] || fail "left behind: $left"
[ ! -e "$prefix/share/htanalyze" ] || fail "left behind: an empty share/htanalyze"
echo 'install: all passed'
