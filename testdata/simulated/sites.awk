# Lists the call sites of a firmware that is written in the words of source/calls.h, one a line: the return address, then
# caller:line>callee, the innermost first where functions are inlined. Input: the sources, the disassembly (*.code), and
# the lines of its calls as addr2line -a -i gives them (*.lines).
function place(path, line) {
    sub(".*/", "", path)
    return path ":" line
}

# addr2line of binutils 2.40 names the unit instead of the file of #line for some functions.
function learn(what) {
    site[place(path, line)] = what
    site[place(FILENAME, line)] = what
    twice[place(FILENAME, line)]++
}

function flush_site() {
    if (call && found)
        print behind[call] found
    found = ""
}

FNR == 1 { input = FILENAME ~ /\.code$/ ? "code" : FILENAME ~ /\.lines$/ ? "lines" : "words" }

input == "words" {
    if (/^#line/) {
        line = $2 - 1
        path = $3
        gsub("\"", "", path)
        next
    }
    line++
    word = $0
    gsub(/.*\(|\).*/, "", word)
    if (/^(FUNCTION|ONCE_CALLED|IN_RAM)\(/)
        caller = word
    else if (/^CALL\(/)
        learn(caller ":" line ">" word)
    else if (/^CALL_POINTER/)
        learn(caller ":" line ">*")
}

# A call returns to the instruction behind it.
input == "code" && $1 ~ /^[0-9a-f]+:$/ {
    sub(":", "", $1)
    if (call)
        behind[call] = "0x" $1
    call = $2 ~ /^callx?0$/ ? "0x" $1 : ""
}

input == "lines" && /^0x/ {
    flush_site()
    call = $1
}
input == "lines" && !/^0x/ {
    sub(/ \(discriminator.*/, "")
    count = split($0, part, ":")
    where = place(part[1], part[count])
    if (where in site && twice[where] < 2)
        found = found " " site[where]
    else
        print "no one call in the sources stands at " $0 >"/dev/stderr"
}

END { flush_site() }
