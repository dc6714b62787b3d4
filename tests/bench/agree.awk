# Compares two symbolizers: of lookup.awk's PCs (first file), how many have the same innermost place in ours and theirs
# (second and third, from places.awk), and how many the same places of all functions inlined there. -v list=1 shows those
# that differ.
FNR == 1 {
    file++
}
file == 1 {
    pc[$2] = $1
    next
}
file == 2 {
    ours[$1] = $0
    next
}
$1 in pc {
    all++
    count = split(ours[pc[$1]], our)
    same = count == NF
    for (i = 2; i <= NF; i++)
        same = same && our[i] == $i
    chains += same
    innermost += our[2] == $2
    unanswered += $2 ~ /^\?\?/
    if (list && !same)
        print "ours:   " ours[pc[$1]] "\ntheirs: " $0
}
END {
    printf "%.2f %%\t%.2f %%\t%d of %d\n", 100 * innermost / all, 100 * chains / all, unanswered, all
}
