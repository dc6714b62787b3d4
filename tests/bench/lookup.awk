# From chains: each of the first PCS PCs (-v pcs=N), and what to ask the other tools for it: the last byte of the call.
BEGIN {
    digits = "0123456789abcdef"
}
{
    for (i = 1; i <= NF && given < pcs; i++) {
        printf "%s 0x%x\n", $i, number(substr($i, 3)) - 1
        given++
    }
}
function number(hex,    value, i) {
    for (i = 1; i <= length(hex); i++)
        value = value * 16 + index(digits, substr(hex, i, 1)) - 1
    return value
}
