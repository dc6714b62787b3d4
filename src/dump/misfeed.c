#include "dump/misfeed.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

#include "base/input.h"
#include "base/log_line.h"

/* An error body is a sentence or a small page; a longer text may quote one and be a dump all the same. */
#define BODY_MAX 4096

static const char login_hint[] = "log in: curl -u USER:PASSWORD, or the endpoint's own way";

/* The first place of word in text, case ignored. */
static bool has_word(const char *text, size_t size, const char *word)
{
    size_t length = strlen(word);
    for (size_t i = 0; i + length <= size; i++)
        if (!strncasecmp(text + i, word, length))
            return true;
    return false;
}

static bool starts(const char *bytes, size_t size, const char *magic, size_t length)
{
    return size >= length && !memcmp(bytes, magic, length);
}

static struct ht_error *not_built_in(const char *path, const char *what)
{
    return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 1, 1, "no dump, the device says: %s", what),
                         "enable CONFIG_HEAP_TRACING_STANDALONE (menuconfig, Heap memory debugging) and flash again");
}

struct ht_error *ht_misfeed_device_error(const char *path, const char *text)
{
    char shown[161];
    size_t length = 0;
    for (; text[length] && length < sizeof shown - 1; length++)
        shown[length] = text[length];
    shown[length] = '\0';
    for (char *c = shown; *c; c++)
        if ((unsigned char)*c < 0x20 || *c == 0x7f)
            *c = ' ';
    if (has_word(shown, length, "not built in"))
        return not_built_in(path, shown);
    struct ht_error *error =
        ht_error_create_at(HT_ERROR_INPUT, path, 1, 1, "no dump, the device answers with an error: %s", shown);
    if (has_word(shown, length, "unauthorized") || has_word(shown, length, "forbidden"))
        return ht_error_hint(error, "%s", login_hint);
    if (has_word(shown, length, "no trace"))
        return ht_error_hint(error, "start a trace first, let the window pass, then stop it: that answer is the dump");
    return error;
}

/* Files that are no text. */
static struct ht_error *find_binary(const char *path, const char *bytes, size_t size)
{
    if (starts(bytes, size,
               "\x7f"
               "ELF",
               4))
        return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "this is an ELF file, not a dump"),
                             "give the firmware with -e: htanalyze DUMP -e FIRMWARE.elf");
    if (starts(bytes, size, "\x1f\x8b", 2))
        return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "the dump is compressed (gzip)"),
                             "unpack it: gzip -dc FILE | htanalyze -, or curl --compressed");
    if (starts(bytes, size, "\x28\xb5\x2f\xfd", 4) ||
        starts(bytes, size,
               "\xfd"
               "7zXZ",
               5) ||
        starts(bytes, size, "BZh", 3) || starts(bytes, size, "PK\x03\x04", 4))
        return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "the dump is compressed"),
                             "unpack it first");
    /* With or without its mark: the first character of any dump is ASCII. */
    if (starts(bytes, size, "\xff\xfe", 2) || starts(bytes, size, "\xfe\xff", 2) ||
        (size >= 4 && !bytes[0] != !bytes[1] && !bytes[0] == !bytes[2] && !bytes[1] == !bytes[3]))
        return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "the dump is UTF-16 text"),
                             "PowerShell's > writes that: save with curl -o FILE, or iconv -f UTF-16 -t UTF-8");
    return NULL;
}

static bool is_web_page(const char *bytes, size_t size)
{
    static const char *const beginnings[] = {"<!", "<?xml", "<html", "<head", "<body", "<title", "<h1", "<p>"};
    for (size_t i = 0; i < sizeof beginnings / sizeof *beginnings; i++) {
        size_t length = strlen(beginnings[i]);
        if (size >= length && has_word(bytes, length, beginnings[i]))
            return true;
    }
    return false;
}

size_t ht_misfeed_header(const char *bytes, size_t size)
{
    size_t start = ht_text_blank(bytes, size), end = start;
    /* An answer may follow another one: "100 Continue", a redirection. */
    while (starts(bytes + end, size - end, "HTTP/", 5)) {
        const char *line = bytes + end;
        size_t length;
        do {
            const char *next = memchr(line, '\n', size - (size_t)(line - bytes));
            if (!next)
                return size;
            length = (size_t)(next - line);
            length -= length && next[-1] == '\r';
            line = next + 1;
        } while (length);
        end = (size_t)(line - bytes);
        end += ht_text_blank(bytes + end, size - end);
    }
    return end;
}

struct ht_error *ht_misfeed_find(const char *path, const char *bytes, size_t size)
{
    struct ht_error *error = find_binary(path, bytes, size);
    if (error || ht_text_blank(bytes, size) < size)
        return error;
    return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "the dump is empty"),
                         "did the request fail? curl --fail tells");
}

struct ht_error *ht_misfeed_find_text(const char *path, const char *bytes, size_t size)
{
    size_t blank = ht_text_blank(bytes, size);
    bytes += blank;
    size -= blank;
    size_t body = size < BODY_MAX ? size : BODY_MAX;
    if (*bytes == '{')
        return NULL;
    if (is_web_page(bytes, size)) {
        bool login = has_word(bytes, body, "unauthorized") || has_word(bytes, body, "password");
        return ht_error_hint(
            ht_error_create_at(HT_ERROR_INPUT, path, 1, 1, "this is a web page, not a dump"), "%s",
            login ? login_hint : "look at it: the device or a proxy answered something else, perhaps wanting a login");
    }
    if (size <= BODY_MAX && has_word(bytes, body, "heap_trace not built in"))
        return not_built_in(path, "heap_trace not built in");
    if (size <= BODY_MAX && has_word(bytes, size < 32 ? size : 32, "unauthorized"))
        return ht_error_hint(
            ht_error_create_at(HT_ERROR_INPUT, path, 1, 1, "no dump, the device answers: Unauthorized"), "%s",
            login_hint);
    if (*bytes == '[') {
        size_t next = 1 + ht_text_blank(bytes + 1, size - 1);
        if (next == size || bytes[next] == '{' || bytes[next] == ']')
            return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 1, 1,
                                                    "a JSON array stands at the top, where an object is expected"),
                                 "expected " HT_MISFEED_EXPECTED);
    }
    return NULL;
}

/* Each is the two texts of an answer. */
#define SUMMARY_ALONE                                                                                                \
    "this is the summary of a dump, without its records",                                                            \
        "heap_trace_dump() prints them before it: give the log from the line with \"Heap Trace:\" or \"allocations " \
        "trace\""
#define TASKS_ALONE                                                                                       \
    "this is the table of heap task tracking: how much each task holds, not which blocks",                \
        "trace who allocates: heap_trace_start(HEAP_TRACE_LEAKS), let the task work, heap_trace_stop(), " \
        "heap_trace_dump()"
#define FILL_ALONE                                             \
    "this tells how full the heap is, not what was allocated", \
        "print a trace: heap_trace_start(), heap_trace_stop(), heap_trace_dump()"

/* What a log without a dump may hold instead, by a piece of text. */
static const struct {
    const char *text;
    size_t anchor; /* the place of its rarest character */
    const char *message, *hint;
} others[] = {
    /* heap_trace_dump() of v3.0 to v4.2 */
    {"heap tracing is disabled", 8, "no dump, the device says: no data, heap tracing is disabled",
     "enable CONFIG_HEAP_TRACING_STANDALONE (menuconfig, Heap memory debugging) and flash again"},
    /* The last lines of heap_trace_dump(). */
    {"bytes 'leaked' in trace (", 6, SUMMARY_ALONE},
    {"bytes alive in trace (", 21, SUMMARY_ALONE},
    {"leaked\u2019 in trace (", 3, SUMMARY_ALONE},
    {"&#39; in trace (", 1, SUMMARY_ALONE},
    {"Heap Trace Summary ===", 11, SUMMARY_ALONE},
    {" high water mark)", 6, SUMMARY_ALONE},
    {" total frees ", 7, SUMMARY_ALONE},
    {"total frees: ", 11, SUMMARY_ALONE},
    /* tools/esp_app_trace/sysviewtrace_proc.py */
    {"HEAP: Allocated ", 4, "this is SystemView's log of the heap, not a dump",
     "give the recordings that it was made from: htanalyze core0.svdat core1.svdat"},
    /* components/heap/src/esp_heap_trace.c of ESP8266_RTOS_SDK */
    {"heap_trace: mem @0x", 16, "this is the dump of an ESP8266, which tells neither times nor call chains",
     "count its blocks by caller: grep -o 'caller .*' | sort | uniq -c"},
    /* heap_caps_print_heap_info() and heap_caps_dump(): components/heap/heap_caps.c, multi_heap.c */
    {"Heap summary for capabilities 0x", 30, FILL_ALONE},
    {" alloc_blocks ", 6, FILL_ALONE},
    /* components/heap/heap_task_info.c, heap_caps_print_all_task_stat() and its like */
    {"CURRENT MEMORY USAGE", 8, TASKS_ALONE},
    {"\u2502 ALIVE ", 7, TASKS_ALONE},
    {" ALIVE \u2502", 4, TASKS_ALONE},
    {"\u251c ALLOC 0x", 11, TASKS_ALONE},
    /* examples/system/heap_task_tracking/basic */
    {"-> CAP_8BIT: ", 7, TASKS_ALONE},
    /* components/unity/unity_utils_memory.c */
    {"leak: Before ", 6, "these are the figures of a unit test's leak check, which do not tell what was allocated",
     "trace the test: heap_trace_start(HEAP_TRACE_LEAKS) before it, heap_trace_stop() and heap_trace_dump() after it"},
    {"Showing data for heap: ", 21, "this tells which blocks there are, not who allocated them",
     "print a trace: heap_trace_start(), heap_trace_stop(), heap_trace_dump()"},
};

struct ht_error *ht_misfeed_no_dump(const char *path, const char *bytes, size_t size)
{
    for (size_t i = 0; i < sizeof others / sizeof *others; i++) {
        size_t found = ht_log_find(bytes, size, others[i].text, others[i].anchor);
        if (found < size)
            return ht_error_hint(
                ht_error_create_at(HT_ERROR_INPUT, path, ht_text_place(bytes, found).line, 1, "%s", others[i].message),
                "%s", others[i].hint);
    }
    size_t json = ht_log_find(bytes, size, "\"leaks\"", 5);
    if (json < size) {
        struct ht_text_place place = ht_text_place(bytes, json);
        return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, place.line, place.column,
                                                "a JSON dump seems to stand within other text"),
                             "give the JSON alone, from its first brace to its last one");
    }
    return ht_error_hint(ht_error_create_at(HT_ERROR_INPUT, path, 0, 0, "no heap_trace dump stands in this text"),
                         "expected the JSON of the heap_trace endpoint, or what heap_trace_dump() prints");
}
