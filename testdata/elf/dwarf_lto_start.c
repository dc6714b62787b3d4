/* Calls into the other unit, which link-time optimisation inlines from there. */
int lto_callee(int);
int lto_outer(int);
volatile int sunk;

__attribute__((noinline)) void sink(int x)
{
    sunk = x;
}

__attribute__((noinline)) int lto_caller(int x)
{
    sink(x);
    return lto_callee(x) + 1;
}

int _start(int x)
{
    return lto_caller(x) + lto_outer(x);
}
