void sink(int);

/* Inlined from another file than the one it is in. */
static inline __attribute__((always_inline)) int header_function(int x)
{
    sink(2 * x);
    return x * x;
}
