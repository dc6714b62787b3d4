/*
 * Mangled names to readable ones: C++ (Itanium ABI) and Rust (legacy and v0), by libiberty.
 */
#ifndef HT_SYMBOLS_DEMANGLE_H
#define HT_SYMBOLS_DEMANGLE_H

#include "base/arena.h"
#include "base/error.h"

/* Longer mangled names are left alone: libiberty's use of the stack grows with their square. */
#define HT_DEMANGLE_INPUT_MAX 1024

/* A name that would grow beyond this is left alone: 100 bytes can mangle a name of gigabytes. */
#define HT_DEMANGLE_OUTPUT_MAX 16384

/*
 * The readable form without parameters and return type ("ns::Class::method", "operator new", "ns::get<int>"), in the
 * arena; *ret is NULL when the name is not mangled, or not to be demangled within the limits.
 */
struct ht_error *ht_demangle(struct ht_arena *arena, const char *mangled, const char **ret);

/*
 * A name that some tool has demangled already, in the same form: "int ns::get<int>(char) const" becomes "ns::get<int>".
 * What compilers append to the copies that they make of a function goes, too: "parse.isra.0" becomes "parse". Other
 * names without parameters stay as they are. In the arena or name itself; NULL when there is no memory.
 */
const char *ht_demangle_shorten(struct ht_arena *arena, const char *name);

#endif
