#!/bin/sh
# Scores the analysis on simulated devices kind by kind, and on all of them: score.sh SCORE DIRECTORY ELF.
set -eu
score=$1 directory=$2 elf=$3
kinds=$(mktemp -d)
trap 'rm -rf "$kinds"' EXIT
for device in "$directory"/*_[0-9][0-9][0-9][0-9]; do
	kind=$(basename "$device" | sed 's/_[0-9]*$//')
	mkdir -p "$kinds/$kind"
	ln -s "$(realpath "$device")" "$kinds/$kind/"
done
for kind in "$kinds"/*; do
	echo "== $(basename "$kind")"
	"$score" labelled "$kind" "$elf"
done
echo '== all'
"$score" labelled "$directory" "$elf"
