# From `objdump -d`: call chains that can be, one a line, innermost first, each PC the return address of a call that
# the code holds; WANTED different PCs in all (-v wanted=N). The chains begin evenly spread over the code, in an order
# that jumps about (by the golden ratio), so that the first ones are spread too.
BEGIN {
    sites = 0
}
/^[0-9a-f]+ <.*>:$/ {
    name = substr($2, 2, length($2) - 3)
}
/^ *[0-9a-f]+:/ {
    if (call) {
        pc[sites] = "0x" substr($1, 1, length($1) - 1)
        inside[sites] = name
        if (target)
            caller[target, callers[target]++] = sites
        sites++
    }
    call = $2 ~ /^callx?[0-9]+$/
    target = $NF ~ /^<[^+]*>$/ ? substr($NF, 2, length($NF) - 2) : ""
}
END {
    if (sites < 2 * wanted) {
        print "chains.awk: only " sites " calls found" >"/dev/stderr"
        exit 1
    }
    stride = int(sites * 0.6180339887)
    while (gcd(stride, sites) != 1)
        stride++
    for (i = 0; i < sites && given < wanted; i++)
        chain(i * stride % sites)
}
function gcd(a, b) {
    return b ? gcd(b, a % b) : a
}
# The call at site, then a call of the function that it stands in, and so on, at most four, no call twice.
function chain(site,    depth, line, next_one) {
    for (depth = 0; depth < 4 && given < wanted; depth++) {
        if (used[site]++)
            break
        line = line (depth ? " " : "") pc[site]
        given++
        next_one = tried[inside[site]]++
        if (next_one >= callers[inside[site]])
            break
        site = caller[inside[site], next_one]
    }
    if (line)
        print line
}
