/*
 * Lists the mutants of a C source, or writes one: small wrong changes of which each should fail a test.
 *
 *     mutants FILE           a line for each: NUMBER CLASS LINE OLD -> NEW, separated by tabs
 *     mutants FILE NUMBER    the source with that change
 *
 * Classes: constant (a number, a fifth more or less), operator (comparison, arithmetic, logic, steps) and return
 * (another value). What is told apart by layout alone, as multiplication from a pointer's star, goes by clang-format's:
 * operators of two sides have blanks on both. Comments, strings, directives, hexadecimal numbers, shifts and sizes of
 * arrays stay as they are.
 */
#include <ctype.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum token_kind { WORD, NUMBER, OPERATOR, END };

struct token {
    enum token_kind kind;
    const char *at;
    size_t length;
};

struct source {
    const char *text;
    const char *next; /* unread */
};

/* The mutants are counted as they are found; the wanted one is written. */
struct mutants {
    const char *text;
    long count, wanted; /* wanted: 0, to list all */
};

static char *read_all(const char *path)
{
    FILE *file = fopen(path, "rb");
    char *text = NULL;
    size_t length = 0, got = 1;
    while (file && got > 0) {
        text = realloc(text, length + 65536);
        if (!text)
            break;
        got = fread(text + length, 1, 65535, file);
        length += got;
        text[length] = '\0';
    }
    if (!file || !text || ferror(file)) {
        perror(path);
        exit(2);
    }
    fclose(file);
    return text;
}

/* --- tokens ------------------------------------------------------------------------------------------------------- */

static const char *skip_directive(const char *at)
{
    while (*at && *at != '\n')
        at += at[0] == '\\' && at[1] ? 2 : 1;
    return at;
}

static const char *skip_quoted(const char *at)
{
    char quote = *at++;
    while (*at && *at != quote)
        at += at[0] == '\\' && at[1] ? 2 : 1;
    return at + (*at != '\0');
}

/* Blanks, comments, directives and quoted text. */
static const char *skip_rest(const struct source *source)
{
    const char *at = source->next;
    for (;;) {
        bool starts_line = at == source->text || at[-1] == '\n';
        if (isspace((unsigned char)*at)) {
            at++;
        } else if (at[0] == '/' && at[1] == '*') {
            const char *end = strstr(at + 2, "*/");
            at = end ? end + 2 : at + strlen(at);
        } else if (at[0] == '/' && at[1] == '/') {
            at += strcspn(at, "\n");
        } else if (*at == '#' && starts_line) {
            at = skip_directive(at);
        } else if (*at == '"' || *at == '\'') {
            at = skip_quoted(at);
        } else {
            return at;
        }
    }
}

static size_t operator_length(const char *at)
{
    static const char *const long_ones[] = {"<<=", ">>=", "...", "<<", ">>", "<=", ">=", "==", "!=", "&&", "||",
                                            "++",  "--",  "+=",  "-=", "*=", "/=", "%=", "|=", "&=", "^=", "->"};
    for (size_t i = 0; i < sizeof long_ones / sizeof *long_ones; i++)
        if (strncmp(at, long_ones[i], strlen(long_ones[i])) == 0)
            return strlen(long_ones[i]);
    return 1;
}

static bool is_of_number(const char *at)
{
    bool is_exponent = (*at == '+' || *at == '-') && (at[-1] == 'e' || at[-1] == 'E');
    return isalnum((unsigned char)*at) || *at == '.' || is_exponent;
}

static struct token next_token(struct source *source)
{
    const char *at = skip_rest(source);
    struct token token = {END, at, 0};
    if (isalpha((unsigned char)*at) || *at == '_') {
        token.kind = WORD;
        while (isalnum((unsigned char)at[token.length]) || at[token.length] == '_')
            token.length++;
    } else if (isdigit((unsigned char)*at)) {
        token.kind = NUMBER;
        while (token.length == 0 || is_of_number(&at[token.length]))
            token.length++;
    } else if (*at) {
        token.kind = OPERATOR;
        token.length = operator_length(at);
    }
    source->next = at + token.length;
    return token;
}

static bool is(const struct token *token, const char *text)
{
    return token->length == strlen(text) && strncmp(token->at, text, token->length) == 0;
}

/* --- changes ------------------------------------------------------------------------------------------------------ */

static void change(struct mutants *mutants, const char *class, const char *from, size_t length, const char *to)
{
    unsigned line = 1;
    if (++mutants->count == mutants->wanted) {
        printf("%.*s%s%s", (int)(from - mutants->text), mutants->text, to, from + length);
        return;
    }
    if (mutants->wanted)
        return;
    for (const char *at = mutants->text; at < from; at++)
        line += *at == '\n';
    printf("%ld\t%s\t%u\t%.*s -> %s\n", mutants->count, class, line,
           (int)strcspn(from, "\n") < (int)length ? (int)strcspn(from, "\n") : (int)length, from, to);
}

static void change_number(struct mutants *mutants, const struct token *token, const struct token *before)
{
    char text[64], *end, to[64];
    if (token->length >= sizeof text || is(before, "[") || is(before, "<<") || is(before, ">>"))
        return;
    snprintf(text, sizeof text, "%.*s", (int)token->length, token->at);
    double value = strtod(text, &end);
    if (tolower((unsigned char)text[1]) == 'x' || value == 0)
        return;
    if (strpbrk(text, ".eE")) {
        for (int sign = 1; sign >= -1; sign -= 2) {
            snprintf(to, sizeof to, "%#.17g%s", value * (1 + 0.2 * sign), end);
            change(mutants, "constant", token->at, token->length, to);
        }
        return;
    }
    double step = fmax(1, floor(value / 5 + 0.5));
    for (int sign = 1; sign >= -1 && value > 1; sign -= 2) {
        snprintf(to, sizeof to, "%.0f%s", value + step * sign, end);
        change(mutants, "constant", token->at, token->length, to);
    }
}

static void change_operator(struct mutants *mutants, const struct token *token)
{
    static const struct {
        const char *from, *to[2];
        bool two_sides;
    } changes[] = {
        {"<", {"<=", ">="}, true},   {"<=", {"<", ">"}, true},   {">", {">=", "<="}, true},
        {">=", {">", "<"}, true},    {"==", {"!=", NULL}, true}, {"!=", {"==", NULL}, true},
        {"&&", {"||", NULL}, true},  {"||", {"&&", NULL}, true}, {"+", {"-", NULL}, true},
        {"-", {"+", NULL}, true},    {"*", {"/", NULL}, true},   {"/", {"*", NULL}, true},
        {"+=", {"-=", NULL}, true},  {"-=", {"+=", NULL}, true}, {"++", {"--", NULL}, false},
        {"--", {"++", NULL}, false}, {"!", {"", NULL}, false},
    };
    bool has_blanks = isspace((unsigned char)token->at[-1]) && isspace((unsigned char)token->at[token->length]);
    for (size_t i = 0; i < sizeof changes / sizeof *changes; i++) {
        if (!is(token, changes[i].from) || (changes[i].two_sides && !has_blanks))
            continue;
        for (int k = 0; k < 2 && changes[i].to[k]; k++)
            change(mutants, "operator", token->at, token->length, changes[i].to[k]);
    }
}

/* What stands between "return" and its semicolon. */
static void change_return(struct mutants *mutants, const struct token *token)
{
    const char *value = token->at + token->length + 1;
    size_t length = strcspn(value, ";");
    struct token whole = {WORD, value, length};
    if (*value == ';' || token->at[token->length] == ';' || is(&whole, "NULL"))
        return;
    const char *to = is(&whole, "true") ? "false" : is(&whole, "false") ? "true" : is(&whole, "0") ? "1" : "0";
    change(mutants, "return", value, length, to);
}

int main(int argc, char **argv)
{
    if (argc < 2 || argc > 3) {
        fputs("usage: mutants FILE [NUMBER]\n", stderr);
        return 2;
    }
    char *text = read_all(argv[1]);
    struct source source = {text, text};
    struct mutants mutants = {text, 0, argc > 2 ? strtol(argv[2], NULL, 10) : 0};
    struct token before = {END, text, 0}, token;
    while ((token = next_token(&source)).kind != END) {
        if (token.kind == NUMBER)
            change_number(&mutants, &token, &before);
        else if (token.kind == OPERATOR && token.at > text)
            change_operator(&mutants, &token);
        else if (is(&token, "return"))
            change_return(&mutants, &token);
        before = token;
    }
    free(text);
    return mutants.wanted > mutants.count ? 2 : 0;
}
