/* What the linker starts from. Compiled without debug information. */
int first_v2(int), last_v2(int), first_v3(int), last_v3(int), first_v4(int), last_v4(int), first_v5(int), last_v5(int);
int use_names(int);
void asm_function(void);

volatile int sunk;

void sink(int x)
{
    sunk = x;
}

int _start(int x)
{
    asm_function();
    x = first_v2(x) + last_v2(x) + first_v3(x) + last_v3(x);
    x += first_v4(x) + last_v4(x) + first_v5(x) + last_v5(x);
    return use_names(x);
}
