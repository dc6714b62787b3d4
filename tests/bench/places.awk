# From a symbolizer's answers: "ADDRESS FILE:LINE FILE:LINE …", one address a line, the innermost place first.
# STYLE (-v style=…) is htanalyze (its symbols format), or addr2line (an address, then pairs of lines with a function and
# a place: addr2line, llvm-symbolizer and eu-addr2line asked with -a -f -i).
function put() {
    if (pc != "")
        print pc places
    places = ""
}
style == "htanalyze" {
    if ($0 ~ /^0x/) {
        put()
        pc = substr($1, 1, length($1) - 1)
    }
    places = places " " $NF
    next
}
/^0x[0-9a-f]+$/ {
    put()
    pc = $1
    sub(/^0x0*/, "0x", pc)
    lines = 0
    next
}
NF && ++lines % 2 == 0 {
    sub(/ \(discriminator [0-9]+\)$/, "")
    split($0, part, ":")
    places = places " " part[1] ":" part[2]
}
END {
    put()
}
