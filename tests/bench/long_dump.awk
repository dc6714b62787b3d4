# From chains: a dump of RECORDS records (-v records=N) over the first 48 chains, as a device with much memory would
# give it: handshakes that leave seven blocks each, and three other blocks in between.
BEGIN {
    split("81 3 2 3 32 3 12", size)
}
NR <= 48 {
    for (i = 1; i <= NF; i++)
        pcs[NR] = pcs[NR] ((i > 1 ? "," : "")) "\"" $i "\""
}
END {
    printf "{\"count\":%d,\"capacity\":%d,\"leaks\":[", records, records
    for (i = 0; i < records; i++) {
        step = i % 10
        cycles = (cycles + (step == 0 || step > 6 ? 310000000 + i % 7919 * 1009 : 2500 + i % 97 * 16)) % 4294967296
        # mawk and others stop at 2^31 in %d
        printf "%s{\"sz\":%d,\"addr\":\"0x3%07x\",\"cc\":%.0f,\"pcs\":[%s]}", (i ? "," : ""),
            step < 7 ? size[step + 1] : 16 + i % 41 * 4, 201326592 + i % 4000000 * 16, cycles,
            pcs[step < 7 ? 1 + step % 3 : 4 + i % 45]
    }
    print "]}"
}
