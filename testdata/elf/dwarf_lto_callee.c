void sink(int);

__attribute__((always_inline)) inline int lto_callee(int x)
{
    sink(3 * x);
    return x * x;
}
extern int lto_callee(int);

__attribute__((noinline)) int lto_outer(int x)
{
    sink(x + 1);
    return lto_callee(x) + 5;
}
