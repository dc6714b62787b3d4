/* Compiled once for each version of DWARF, with VERSION set: the linker drops the function in the middle. */
#include "dwarf_inline.h"

#define PASTE(a, b) a##b
#define NAME(prefix, version) PASTE(prefix, version)

void sink(int);

__attribute__((noinline)) int NAME(first_v, VERSION)(int x)
{
    sink(x);
    return x + 1;
}

__attribute__((noinline)) int NAME(dropped_v, VERSION)(int x)
{
    sink(x + 1);
    return header_function(x) + 2;
}

__attribute__((noinline)) int NAME(last_v, VERSION)(int x)
{
    int y = header_function(x);
    sink(y);
    return y + 3;
}
