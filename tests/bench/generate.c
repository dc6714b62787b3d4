/*
 * Writes the sources of a made-up firmware: shared headers with structures and chains of inline functions, units in C
 * and C++, and a linker script with the addresses of an ESP32-S3. The same figures give the same bytes.
 *
 *     generate DIRECTORY UNITS
 *
 * What it imitates, because it costs or misleads a symbolizer: a thousand units and more, line tables with dozens of
 * files, inlining two to four deep across headers, calls from within inlined code, and one function in three that
 * nothing calls, so that --gc-sections leaves pairs of zeros in .debug_aranges.
 */
#include <errno.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    HEADERS = 96,
    CLASSES = 24,   /* headers in C++ */
    FUNCTIONS = 9,  /* a unit */
    INCLUDES = 8,   /* a unit, without those they bring */
    STATEMENTS = 4, /* a function */
    CALLEES = 8,    /* units */
};

static const char *const verbs[] = {
    "open", "read", "drop",  "write", "flush", "trim",  "parse", "encode",
    "dump", "poll", "spare", "close", "lock",  "probe", "start", "reset",
};
static const char *const components[] = {
    "net", "tls", "store", "display", "clock", "power", "input", "codec", "radio", "audio", "update", "config",
};

enum { COMPONENTS = sizeof(components) / sizeof(components[0]) };

static uint32_t state;

static void seed(unsigned number)
{
    state = number * 2654435761u + 12345u;
}

/* Below limit; a linear congruential generator, of which the upper bits are good enough. */
static unsigned any(unsigned limit)
{
    state = state * 1664525u + 1013904223u;
    return (state >> 12) % limit;
}

static FILE *create(const char *directory, const char *name)
{
    char path[512];
    int length = snprintf(path, sizeof(path), "%s/%s", directory, name);
    FILE *file = length > 0 && (size_t)length < sizeof(path) ? fopen(path, "w") : NULL;
    if (!file) {
        fprintf(stderr, "generate: %s/%s: %s\n", directory, name, strerror(errno));
        exit(2);
    }
    return file;
}

static void finish(FILE *file)
{
    if (ferror(file) | fclose(file)) {
        fprintf(stderr, "generate: %s\n", strerror(errno));
        exit(2);
    }
}

/* Of every three functions the third is called by nobody. */
static int is_dead(unsigned function)
{
    return function % 3 == 2;
}

static unsigned any_live(void)
{
    unsigned function = any(FUNCTIONS);
    return is_dead(function) ? function - 1 : function;
}

static int is_cpp(unsigned unit)
{
    return unit % 6 == 5;
}

static void write_common(const char *directory)
{
    FILE *f = create(directory, "include/common.h");
    fputs("#pragma once\n#include <stdint.h>\n#include <stddef.h>\n"
          "#ifdef __cplusplus\nextern \"C\" {\n#endif\n"
          "void *malloc(size_t size);\nvoid *calloc(size_t count, size_t size);\nvoid free(void *block);\n"
          "int log_write(int level, const char *tag, uint32_t value);\n"
          "#ifdef __cplusplus\n}\n#endif\n",
          f);
    finish(f);
}

/* Header h brings two lower ones; its inline functions call each other and those of a lower header. */
static void write_header(const char *directory, unsigned h)
{
    char name[64];
    snprintf(name, sizeof(name), "include/%s/h%02u.h", components[h % COMPONENTS], h);
    FILE *f = create(directory, name);
    seed(h);
    unsigned low = h ? any(h) : 0;
    fputs("#pragma once\n#include \"common.h\"\n", f);
    if (h) {
        unsigned other = any(h);
        fprintf(f, "#include \"%s/h%02u.h\"\n", components[low % COMPONENTS], low);
        if (other != low)
            fprintf(f, "#include \"%s/h%02u.h\"\n", components[other % COMPONENTS], other);
    }
    for (unsigned i = any(8); i; i--)
        fputs("\n", f);
    fprintf(f, "enum h%02u_state {\n", h);
    for (unsigned i = 0; i < 12; i++)
        fprintf(f, "    H%02u_%s = %u,\n", h, verbs[i], i * 3 + any(3));
    fprintf(f, "};\n\nstruct h%02u_config {\n", h);
    for (unsigned i = 0; i < 8; i++)
        fprintf(f, "    %s %s_%s;\n", (const char *[]){"uint32_t", "int", "const char *", "uint8_t"}[any(4)], verbs[i],
                components[any(COMPONENTS)]);
    fprintf(f, "    uint32_t limit;\n    uint32_t mask;\n};\n\nstruct h%02u_stats {\n    uint32_t words[8];\n", h);
    for (unsigned i = 0; i < 8; i++)
        fprintf(f, "    uint%u_t %s_count;\n", 8u << any(4), verbs[i + 8]);
    fprintf(f,
            "};\n\nstruct h%02u_context {\n    struct h%02u_config config;\n    struct h%02u_stats stats;\n"
            "    enum h%02u_state state;\n    struct h%02u_context *parent;\n"
            "    int (*on_event)(struct h%02u_context *context, uint32_t event, void *argument);\n"
            "    void *argument;\n    union {\n        uint8_t bytes[16];\n        uint32_t words[4];\n    } scratch;\n"
            "    uint32_t ready : 1, closing : 1, retries : 4;\n};\n\n",
            h, h, h, h, low, h);
    fprintf(f,
            "static inline uint32_t h%02u_field(const struct h%02u_context *context, uint32_t index)\n{\n"
            "    uint32_t word = context->stats.words[index & 7];\n"
            "    return (word ^ context->config.mask) + context->scratch.words[word & 3];\n}\n\n",
            h, h);
    fprintf(f,
            "static inline __attribute__((always_inline)) int h%02u_notify(struct h%02u_context *context, uint32_t "
            "event)\n{\n"
            "    context->stats.words[event & 7]++;\n    if (!context->on_event)\n"
            "        return log_write(%u, \"h%02u\", event);\n"
            "    return context->on_event(context, event, context->argument);\n}\n\n",
            h, h, h % 5, h);
    fprintf(f,
            "static inline __attribute__((always_inline)) int h%02u_update(struct h%02u_context *context, uint32_t "
            "value)\n{\n"
            "    uint32_t before = h%02u_field(context, value);\n    if (before == value)\n        return 0;\n"
            "    context->scratch.words[%u] = value;\n    return h%02u_notify(context, value - before);\n}\n\n",
            h, h, h, any(4), h);
    fprintf(f,
            "static inline __attribute__((always_inline)) int h%02u_commit(struct h%02u_context *context, uint32_t "
            "value)\n{\n"
            "    int status = h%02u_update(context, value);\n    if (status < 0 && context->parent)\n"
            "        status = h%02u_%s(context->parent, value);\n    return status;\n}\n",
            h, h, h, low, h ? "update" : "notify");
    finish(f);
}

static void write_class(const char *directory, unsigned c)
{
    char name[64];
    snprintf(name, sizeof(name), "include/%s/c%02u.hpp", components[c % COMPONENTS], c);
    FILE *f = create(directory, name);
    unsigned h = HEADERS - 1 - c;
    fprintf(f, "#pragma once\n#include \"%s/h%02u.h\"\n\nnamespace %s {\n\n", components[h % COMPONENTS], h,
            components[c % COMPONENTS]);
    fprintf(f,
            "template <typename T, unsigned N> class Ring%02u {\npublic:\n"
            "    bool push(const T &item)\n    {\n        if (full())\n            return grow(item);\n"
            "        items_[tail_++ %% N] = item;\n        return true;\n    }\n\n"
            "    bool full() const { return tail_ - head_ >= N; }\n\n"
            "    template <typename F> unsigned each(F visit)\n    {\n        unsigned seen = 0;\n"
            "        for (unsigned i = head_; i != tail_; i++)\n            seen += visit(items_[i %% N]);\n"
            "        return seen;\n    }\n\nprivate:\n"
            "    bool grow(const T &item)\n    {\n        extra_ = static_cast<T *>(calloc(N, sizeof(T)));\n"
            "        if (extra_)\n            extra_[0] = item;\n        return extra_ != nullptr;\n    }\n\n"
            "    T items_[N];\n    T *extra_;\n    unsigned head_, tail_;\n};\n\n",
            c);
    fprintf(f,
            "struct Item%02u {\n    uint32_t key;\n    h%02u_context *context;\n    uint64_t stamp;\n"
            "    int apply(uint32_t by) const { return h%02u_commit(context, key + by); }\n};\n\n"
            "class Session%02u {\npublic:\n    int run(uint32_t flags);\n    Ring%02u<Item%02u, %u> queue;\n"
            "    Ring%02u<uint32_t, %u> keys;\n    static Session%02u *instance();\n};\n\n}\n",
            c, h, h, c, c, c, 4u << c % 4, c, 8u << c % 3, c);
    finish(f);
}

/* A unit calls functions of its own and of CALLEES units near it, which it declares. */
static void write_call(FILE *f, unsigned units, unsigned unit, const char *context)
{
    fprintf(f, "u%04u_%s(%s, total)", (unit + any(CALLEES)) % units, verbs[any_live()], context);
}

static void write_statement(FILE *f, unsigned units, unsigned unit, unsigned h)
{
    static const char *const inlines[] = {"commit", "update", "notify"};
    switch (any(6)) {
    case 0:
        fprintf(f,
                "    for (uint32_t i = 0; i < context->config.limit; i++) {\n        uint32_t word = "
                "h%02u_field(context, i);\n"
                "        total += word * %u;\n        if (total > flags)\n            status |= h%02u_%s(context, "
                "total);\n    }\n",
                h, 3 + any(40), h, inlines[any(3)]);
        break;
    case 1:
        fputs("    if (total & flags) {\n        status = ", f);
        write_call(f, units, unit, "context->parent");
        fputs(";\n        if (status < 0)\n            return log_write(status, __func__, total);\n    }\n", f);
        break;
    case 2:
        fprintf(f, "    status += h%02u_%s(context, total + %u);\n", h, inlines[any(3)], any(1000));
        break;
    case 3:
        fputs("    switch (context->state & 3) {\n    case 0:\n        status ^= ", f);
        write_call(f, units, unit, "context");
        fputs(";\n        break;\n    case 1:\n        total -= (uint32_t)", f);
        write_call(f, units, unit, "context->argument");
        fputs(";\n        break;\n    default:\n        total++;\n    }\n", f);
        break;
    case 4:
        fprintf(f,
                "    {\n        uint8_t *block = (uint8_t *)malloc(total & %uu);\n        if (!block)\n            "
                "return -%u;\n"
                "        block[0] = (uint8_t)status;\n        context->argument = block;\n    }\n",
                63u << any(4), 1 + any(100));
        break;
    default:
        fputs("    total += (uint32_t)", f);
        write_call(f, units, unit, "context->parent");
        fputs(" ^ flags;\n", f);
    }
}

static void write_body(FILE *f, unsigned units, unsigned unit, unsigned h)
{
    fprintf(f,
            "    struct h%02u_context *context = (struct h%02u_context *)handle;\n"
            "    uint32_t total = context->config.mask;\n    int status = 0;\n",
            h, h);
    for (unsigned i = 0; i < STATEMENTS; i++)
        write_statement(f, units, unit, h);
    fputs("    context->stats.words[0] = total;\n    return status;\n}\n", f);
}

static void write_function(FILE *f, unsigned units, unsigned unit, unsigned function, unsigned h)
{
    for (unsigned i = any(6); i; i--)
        fputs("\n", f);
    if (any(40) == 0)
        fprintf(f, "__attribute__((section(\".iram1.%u\")))\n", unit * FUNCTIONS + function);
    fprintf(f, "int u%04u_%s(void *handle, uint32_t flags)\n{\n", unit, verbs[function]);
    write_body(f, units, unit, h);
}

static void write_methods(FILE *f, unsigned unit, unsigned c)
{
    const char *space = components[c % COMPONENTS];
    fprintf(
        f,
        "\nnamespace {\nint session_%u(%s::Session%02u *session, uint32_t flags)\n{\n"
        "    unsigned n = session->queue.each([flags](const %s::Item%02u &item) { return item.apply(flags) > 0; });\n"
        "    if (!session->keys.push(n))\n        return log_write(1, \"ring\", n);\n"
        "    return (int)session->keys.each([](uint32_t key) { return u%04u_open(nullptr, key) != 0; });\n}\n}\n",
        unit, space, c, space, c, unit);
    fprintf(f,
            "extern \"C\" int u%04u_session(void *handle, uint32_t flags)\n{\n"
            "    return session_%u(static_cast<%s::Session%02u *>(handle), flags) + 1;\n}\n",
            unit, unit, space, c);
}

static void write_unit(const char *directory, unsigned units, unsigned unit)
{
    char name[64];
    int cpp = is_cpp(unit);
    snprintf(name, sizeof(name), "src/%s/u%04u.%s", components[unit % COMPONENTS], unit, cpp ? "cpp" : "c");
    FILE *f = create(directory, name);
    seed(unit + 1000);
    unsigned headers[INCLUDES], c = any(CLASSES);
    for (unsigned i = 0; i < INCLUDES; i++) {
        headers[i] = any(HEADERS);
        fprintf(f, "#include \"%s/h%02u.h\"\n", components[headers[i] % COMPONENTS], headers[i]);
    }
    if (cpp)
        fprintf(f, "#include \"%s/c%02u.hpp\"\n", components[c % COMPONENTS], c);
    fputs(cpp ? "extern \"C\" {\n" : "", f);
    for (unsigned i = 0; i < CALLEES; i++)
        for (unsigned j = 0; j < FUNCTIONS; j++)
            if (!is_dead(j))
                fprintf(f, "int u%04u_%s(void *, uint32_t);\n", (unit + i) % units, verbs[j]);
    for (unsigned i = 0; i < FUNCTIONS; i++)
        write_function(f, units, unit, i, headers[any(INCLUDES)]);
    fputs(cpp ? "}\n" : "", f);
    if (cpp)
        write_methods(f, unit, c);
    fprintf(f, "\n%sint u%04u_all(void *handle, uint32_t flags)\n{\n    int sum = 0;\n", cpp ? "extern \"C\" " : "",
            unit);
    for (unsigned i = 0; i < FUNCTIONS; i++)
        if (!is_dead(i))
            fprintf(f, "    sum += u%04u_%s(handle, flags);\n", unit, verbs[i]);
    if (cpp)
        fprintf(f, "    sum += u%04u_session(handle, flags);\n", unit);
    fputs("    return sum;\n}\n", f);
    finish(f);
}

static void write_main(const char *directory, unsigned units)
{
    FILE *f = create(directory, "src/main.c");
    fputs("#include \"common.h\"\n"
          "void *heap_caps_malloc(size_t size, uint32_t caps)\n{\n    static uint8_t pool[65536];\n"
          "    static size_t used;\n    uint8_t *block = &pool[used & 32767];\n    used += size + caps;\n    return "
          "block;\n}\n"
          "__attribute__((noinline)) void *malloc(size_t size)\n{\n    return heap_caps_malloc(size, 4096);\n}\n"
          "__attribute__((noinline)) void *calloc(size_t count, size_t size)\n{\n"
          "    return heap_caps_malloc(count * size, 4100);\n}\n"
          "__attribute__((noinline)) int log_write(int level, const char *tag, uint32_t value)\n{\n"
          "    return level + tag[value & 3];\n}\n"
          "void *memset(void *block, int byte, size_t size)\n{\n    volatile uint8_t *at = (uint8_t *)block;\n"
          "    while (size--)\n        *at++ = (uint8_t)byte;\n    return block;\n}\n"
          "void *memcpy(void *to, const void *from, size_t size)\n{\n    volatile uint8_t *at = (uint8_t *)to;\n"
          "    for (size_t i = 0; i < size; i++)\n        at[i] = ((const uint8_t *)from)[i];\n    return to;\n}\n",
          f);
    for (unsigned u = 0; u < units; u++)
        fprintf(f, "int u%04u_all(void *, uint32_t);\n", u);
    fputs("int app_main(void *handle)\n{\n    int sum = 0;\n", f);
    for (unsigned u = 0; u < units; u++)
        fprintf(f, "    sum += u%04u_all(handle, %u);\n", u, u);
    fputs("    return sum;\n}\n", f);
    finish(f);

    f = create(directory, "app.ld");
    fputs("ENTRY(app_main)\nPHDRS { ro PT_LOAD FLAGS(4); iram PT_LOAD FLAGS(5); flash PT_LOAD FLAGS(5); }\nSECTIONS {\n"
          "  .flash.rodata 0x3c400000 : { *(.note.gnu.build-id) *(.rodata .rodata.*) } :ro\n"
          "  .dram0.data 0x3fc94000 : { *(.data .data.* .bss .bss.*) } :ro\n"
          "  .iram0.text 0x40374000 : { *(.iram1 .iram1.*) } :iram\n"
          "  .flash.text 0x42000020 : { *(.literal .literal.* .text .text.*) } :flash\n}\n",
          f);
    finish(f);
}

int main(int argc, char **argv)
{
    unsigned units = argc == 3 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
    if (units < 1 || units > 9999) {
        fputs("usage: generate DIRECTORY UNITS\n", stderr);
        return 2;
    }
    static const char *const parents[] = {"", "/include", "/src"};
    for (size_t p = 0; p < 3; p++) {
        char path[512];
        snprintf(path, sizeof(path), "%s%s", argv[1], parents[p]);
        mkdir(path, 0777);
        for (size_t i = 0; p && i < COMPONENTS; i++) {
            snprintf(path, sizeof(path), "%s%s/%s", argv[1], parents[p], components[i]);
            mkdir(path, 0777);
        }
    }
    write_common(argv[1]);
    for (unsigned h = 0; h < HEADERS; h++)
        write_header(argv[1], h);
    for (unsigned c = 0; c < CLASSES; c++)
        write_class(argv[1], c);
    for (unsigned u = 0; u < units; u++)
        write_unit(argv[1], units, u);
    write_main(argv[1], units);
    return 0;
}
