# Sums up what gcov prints: a line a source of ours, fewest first, and the total.
/^File '/ { file = $2; gsub(/'/, "", file) }
/^Lines executed:/ && file ~ /^src\// {
    split($2, share, ":")
    covered = share[2] / 100 * $4
    printf "%6.1f %% of %4d  %s\n", share[2], $4, file | "sort -n"
    all += $4
    run += covered
    file = ""
}
END {
    close("sort -n")
    if (all) printf "%6.1f %% of %4d  all\n", 100 * run / all, all
}
