#include "cli/completion.h"

#include <string.h>

/* The first values joined by a character. */
static void put_values(FILE *out, const struct ht_option *option, char between)
{
    const char *value;
    for (size_t i = 0; (value = ht_option_value(option, i)); i++) {
        if (i)
            putc(between, out);
        fputs(value, out);
    }
}

/* --help's words on one line, without what a shell would read: quotes, and what zsh takes for its own marks. */
static void put_help(FILE *out, const struct ht_option *option)
{
    for (const char *p = option->help; *p; p++) {
        if (*p == '\n')
            putc(' ', out);
        else if (!strchr("'\"\\[]:`$", *p))
            putc(*p, out);
    }
}

static bool has_values(const struct ht_option *option)
{
    return ht_option_value(option, 0);
}

/* One pattern of a case: -f|--format) */
static void put_pattern(FILE *out, const struct ht_option *option, bool first)
{
    fputs(first ? "    " : "|", out);
    if (option->letter)
        fprintf(out, "-%c|", option->letter);
    fprintf(out, "--%s", option->name);
}

/* The options whose argument is neither a file nor one of a few values: nothing is to be offered. */
static bool is_free(const struct ht_option *option)
{
    return ht_option_argument(option) && !has_values(option) && !ht_option_takes_file(option);
}

static void print_bash(FILE *out)
{
    /* bash parts words at = and at :, so --format=json comes as three; -o filenames quotes what needs it. */
    fputs("# bash completion for htanalyze: eval \"$(htanalyze --completion bash)\"\n"
          "_htanalyze() {\n"
          "    local current=${COMP_WORDS[COMP_CWORD]} option=${COMP_WORDS[COMP_CWORD-1]} IFS=$'\\n'\n"
          "    COMPREPLY=()\n"
          "    if [[ $current == = ]]; then\n"
          "        current=\n"
          "    elif [[ $option == = ]]; then\n"
          "        option=${COMP_WORDS[COMP_CWORD-2]}\n"
          "    fi\n"
          "    case $option in\n",
          out);
    for (const struct ht_option *option = ht_option_table; option->name; option++) {
        if (!has_values(option))
            continue;
        put_pattern(out, option, true);
        fputs(")\n        COMPREPLY=($(compgen -W '", out);
        put_values(out, option, '\n');
        fputs("' -- \"$current\"))\n        return ;;\n", out);
    }
    bool first = true;
    for (const struct ht_option *option = ht_option_table; option->name; option++) {
        if (is_free(option)) {
            put_pattern(out, option, first);
            first = false;
        }
    }
    fputs(")\n        return ;;\n"
          "    esac\n"
          "    if [[ $current == -* ]]; then\n"
          "        COMPREPLY=($(compgen -W '",
          out);
    for (const struct ht_option *option = ht_option_table; option->name; option++)
        fprintf(out, "%s--%s", option == ht_option_table ? "" : "\n", option->name);
    fputs("' -- \"$current\"))\n"
          "        return\n"
          "    fi\n"
          "    compopt -o filenames 2>/dev/null\n"
          "    COMPREPLY=($(compgen -f -- \"$current\"))\n"
          "}\n"
          "complete -F _htanalyze htanalyze\n",
          out);
}

/* 'help' and what comes behind it, for _arguments. */
static void put_zsh_argument(FILE *out, const struct ht_option *option)
{
    putc('[', out);
    put_help(out, option);
    putc(']', out);
    if (ht_option_argument(option)) {
        fputs(":argument:", out);
        if (has_values(option)) {
            putc('(', out);
            put_values(out, option, ' ');
            putc(')', out);
        } else if (ht_option_takes_file(option)) {
            fputs("_files", out);
        } else {
            putc(' ', out);
        }
    }
    putc('\'', out);
}

static void print_zsh(FILE *out)
{
    fputs("#compdef htanalyze\n"
          "# zsh completion for htanalyze: a file _htanalyze in $fpath, or eval \"$(htanalyze --completion zsh)\"\n"
          "_htanalyze() {\n"
          "    _arguments -s",
          out);
    for (const struct ht_option *option = ht_option_table; option->name; option++) {
        if (option->letter) {
            fprintf(out, " \\\n        '*-%c%s", option->letter, ht_option_argument(option) ? "+" : "");
            put_zsh_argument(out, option);
        }
        fprintf(out, " \\\n        '*--%s%s", option->name, ht_option_argument(option) ? "=" : "");
        put_zsh_argument(out, option);
    }
    fputs(" \\\n        '*:dump:_files'\n"
          "}\n"
          "if [[ $funcstack[1] == _htanalyze ]]; then\n"
          "    _htanalyze \"$@\"\n"
          "else\n"
          "    compdef _htanalyze htanalyze\n"
          "fi\n",
          out);
}

static void print_fish(FILE *out)
{
    fputs("# fish completion for htanalyze: htanalyze --completion fish | source\n", out);
    for (const struct ht_option *option = ht_option_table; option->name; option++) {
        fputs("complete -c htanalyze", out);
        if (option->letter)
            fprintf(out, " -s %c", option->letter);
        fprintf(out, " -l %s", option->name);
        if (has_values(option)) {
            fputs(" -x -a '", out);
            put_values(out, option, ' ');
            putc('\'', out);
        } else if (ht_option_argument(option)) {
            fputs(ht_option_takes_file(option) ? " -r -F" : " -x", out);
        }
        fputs(" -d '", out);
        put_help(out, option);
        fputs("'\n", out);
    }
}

void ht_completion_print(FILE *out, enum ht_shell shell)
{
    switch (shell) {
    case HT_SHELL_BASH:
        print_bash(out);
        break;
    case HT_SHELL_ZSH:
        print_zsh(out);
        break;
    case HT_SHELL_FISH:
        print_fish(out);
        break;
    }
}
