/*
 * Whole runs: options, a dump, symbols, signatures and an ELF, to reports in every format. The first four are texts and
 * end in a NUL; the ELF is the rest.
 */
#include <cjson/cJSON.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf.h"
#include "cli/options.h"
#include "fuzz.h"
#include "lib/session.h"
#include "report/writers.h"

#define WORDS 16 /* of a command line */

enum { OPTIONS, DUMP, SYMBOLS, SIGNATURES, TEXTS };

struct text {
    const char *bytes;
    size_t size;
};

struct inputs {
    struct text texts[TEXTS];
    const uint8_t *elf;
    size_t elf_size;
};

static void split(const uint8_t *data, size_t size, struct inputs *inputs)
{
    size_t pos = 0;
    for (int i = 0; i < TEXTS; i++) {
        const uint8_t *end = memchr(data + pos, 0, size - pos);
        size_t length = end ? (size_t)(end - data) - pos : size - pos;
        inputs->texts[i] = (struct text){(const char *)data + pos, length};
        pos += length + (end != NULL);
    }
    inputs->elf = data + pos;
    inputs->elf_size = size - pos;
}

/* Parses the words of a text, which is changed, as a command line; false for a wrong one. */
static bool parse(char *words, struct ht_options *options)
{
    char name[] = "htanalyze", dump[] = "dump";
    char *argv[WORDS + 3] = {name};
    int argc = 1;
    for (char *word = strtok(words, " "); word && argc <= WORDS; word = strtok(NULL, " "))
        argv[argc++] = word;
    argv[argc++] = dump;
    argv[argc] = NULL;
    struct ht_error *error = ht_options_parse(options, argc, argv);
    if (error && error->code != HT_ERROR_USAGE)
        abort();
    ht_error_destroy(error);
    return !error && options->action == HT_ACTION_RUN;
}

/* What a report must be whatever went in. */
static void check_text(const char *format, const char *bytes, size_t size)
{
    for (size_t pos = 0, length; pos < size; pos += length) {
        uint32_t character;
        length = ht_utf8_decode(bytes + pos, &character);
        if (length == 0 || bytes[pos] == 0)
            abort();
    }
    if (strcmp(format, "json") != 0)
        return;
    cJSON *json = cJSON_ParseWithLength(bytes, size);
    if (!json)
        abort();
    cJSON_Delete(json);
}

static void write_report(const struct ht_report *report, const struct ht_writer *writer, bool fancy)
{
    const struct ht_writer_settings settings = {.width = fancy ? 120 : 40, .utf8 = fancy, .color = fancy};
    char *bytes;
    size_t size;
    FILE *out = open_memstream(&bytes, &size);
    if (!out || writer->write(out, report, &settings) || fclose(out))
        abort();
    check_text(writer->name, bytes, size);
    free(bytes);
}

/* In every format, plain or fancy. */
static void write_all(const struct ht_report *report, size_t input_size)
{
    size_t formats = 0;
    while (ht_writers[formats].name)
        formats++;
    struct fuzz_ways ways = fuzz_ways(input_size, 2 * formats);
    for (size_t i = ways.from; i < ways.to; i++)
        write_report(report, &ht_writers[i / 2], i % 2);
}

static struct ht_error *analyse(struct ht_session *session, const struct inputs *inputs,
                                const struct ht_session_settings *settings)
{
    const struct text *texts = inputs->texts;
    struct ht_error *error =
        ht_session_add_dump(session, "window_600s.json", texts[DUMP].bytes, texts[DUMP].size, settings);
    if (!error && texts[SYMBOLS].size)
        error = ht_session_add_symbols(session, "symbols.txt", texts[SYMBOLS].bytes, texts[SYMBOLS].size);
    if (!error && texts[SIGNATURES].size)
        error = ht_session_add_signatures(session, "rules.json", texts[SIGNATURES].bytes, texts[SIGNATURES].size);
    if (!error && inputs->elf_size)
        error = ht_session_add_elf_memory(session, "firmware.elf", inputs->elf, inputs->elf_size);
    return error ? error : ht_session_analyse(session, settings);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct inputs inputs;
    struct ht_options options;
    split(data, size, &inputs);
    char *words = strndup(inputs.texts[OPTIONS].bytes, inputs.texts[OPTIONS].size);
    if (!words)
        abort();
    ht_options_init(&options);
    if (parse(words, &options)) {
        struct ht_session session;
        ht_session_init(&session);
        struct ht_error *error = analyse(&session, &inputs, &options.run.library.session);
        if (error && error->code != HT_ERROR_INPUT && error->code != HT_ERROR_USAGE)
            abort();
        if (!error)
            write_all(&session.report, size);
        ht_error_destroy(error);
        ht_session_deinit(&session);
    }
    ht_options_deinit(&options);
    free(words);
    return 0;
}
