#include "names.h"

#include <stdio.h>
#include <string.h>

static const char *const nouns[] = {
    "alder",   "amber",   "aspen",   "azure",  "basalt",  "beech", "birch",  "bronze", "cedar",   "cobalt",  "copper",
    "coral",   "crimson", "cypress", "elder",  "fern",    "flint", "garnet", "ginger", "granite", "hazel",   "heather",
    "indigo",  "ivory",   "jade",    "jasper", "juniper", "larch", "laurel", "lilac",  "linden",  "maple",   "marble",
    "mistral", "moss",    "myrtle",  "nettle", "oak",     "olive", "onyx",   "opal",   "pearl",   "pine",    "quartz",
    "rowan",   "russet",  "saffron", "sage",   "scarlet", "slate", "sorrel", "spruce", "teal",    "thistle", "topaz",
    "umber",   "violet",  "willow",  "yarrow", "yew",     "zinc",
};

static const char *const verbs[] = {
    "apply", "handle", "run",    "update", "proceed", "step",  "perform", "visit",   "attend", "carry", "turn",
    "pass",  "begin",  "follow", "regard", "move",    "treat", "serve",   "conduct", "engage", "meet",  "guide",
};

enum { NOUNS = sizeof nouns / sizeof *nouns, VERBS = sizeof verbs / sizeof *verbs };

/* NOUNS is a prime: any step visits all of them. */
void names_init(struct names *names, struct random *random)
{
    names->random = random;
    names->noun = random_between(random, 0, NOUNS - 1);
    names->noun_step = random_between(random, 1, NOUNS - 1);
    names->verb = random_between(random, 0, VERBS - 1);
}

struct module names_module(struct names *names)
{
    struct module module = {.is_class = random_chance(names->random, 0.4)};
    unsigned noun = names->noun + names->noun_step * names->made;
    /* The second time round they get a second word. */
    snprintf(module.name, sizeof module.name, "%s%s", nouns[noun % NOUNS],
             names->made++ < NOUNS ? "" : nouns[(noun + 1) % NOUNS]);
    if (module.is_class)
        module.name[0] = (char)(module.name[0] - 'a' + 'A');
    return module;
}

void names_function(struct names *names, const struct module *module, char name[LONGEST_NAME])
{
    const char *verb = verbs[names->verb++ % VERBS];
    snprintf(name, LONGEST_NAME, module->is_class ? "%.30s::%s()" : "%.30s_%s", module->name, verb);
}
