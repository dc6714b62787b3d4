# From chains: a dump with one record a chain, up to PCS different PCs (-v pcs=N).
BEGIN {
    printf "{\"capacity\":65536,\"leaks\":["
}
given < pcs {
    printf "%s{\"sz\":%d,\"addr\":\"0x%x\",\"cc\":%.0f,\"pcs\":[", (records ? "," : ""), 24 + records % 61 * 4,
        1070000000 + records * 256, records * 48000 % 4294967296
    for (i = 1; i <= NF && given < pcs; i++) {
        printf "%s\"%s\"", (i > 1 ? "," : ""), $i
        given++
    }
    printf "]}"
    records++
}
END {
    printf "],\"count\":%d}\n", records
}
