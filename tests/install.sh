#!/bin/sh
# install.sh BUILD: what `make install` installs works, and `make uninstall` takes all of it away.
set -eu

build=$1
cd "$(dirname "$0")/.."
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 1' INT TERM

fail() {
    echo "install: $*" >&2
    exit 1
}

run_make() { ${MAKE:-make} --no-print-directory --silent BUILD="$build" DESTDIR="$work" PREFIX=/opt/ht "$@"; }

run_make install
for file in bin/htanalyze share/man/man1/htanalyze.1 share/man/man5/htanalyze-dump.5 \
    share/man/man5/htanalyze-signatures.5 share/bash-completion/completions/htanalyze \
    share/zsh/site-functions/_htanalyze share/fish/vendor_completions.d/htanalyze.fish share/man/man1/htanalyze-capture.1 share/htanalyze/htanalyze-capture; do
    [ -s "$work/opt/ht/$file" ] || fail "$file is not there"
done
"$work/opt/ht/bin/htanalyze" -q testdata/window_600s.json -e testdata/btclock_v4.elf | grep -q '^1 leak: ' ||
    fail "the program finds no leak in the sample"
"$work/opt/ht/bin/htanalyze-capture" -h | grep -q '^Usage: ' || fail "htanalyze-capture does not run"
run_make uninstall
left=$(find "$work" ! -type d)
[ -z "$left" ] || fail "left behind: $left"
echo 'install: all passed'
