#include "recipes.h"

#include <stdio.h>
#include <string.h>

#define NEW "operator new(unsigned int);malloc"
#define STRING "std::__cxx11::basic_string<char, std::char_traits<char>, std::allocator<char> >"

/* Sizes: low to high for all of a kind; within one recipe they vary only where varies is set. */
struct template
{
    const char *functions; /* %s: the type of the items */
    unsigned low, high;
    bool varies;
    unsigned least, most;
};

static const struct template bare[][MOST_PARTS] = {
    {{"malloc", 16, 400, false, 1, 1}},
    {{"malloc", 12, 300, true, 1, 1}},
    {{"calloc", 16, 200, false, 1, 1}},
    {{"strdup;malloc", 6, 90, true, 1, 1}},
    {{"asprintf;realloc", 12, 150, true, 1, 1}},
    {{NEW, 16, 160, false, 1, 1}},
    {{"calloc", 16, 96, false, 1, 1}, {"strdup;malloc", 4, 60, true, 1, 2}},
    {{NEW, 24, 120, false, 1, 1}, {STRING "::_M_create(unsigned int&, unsigned int);" NEW, 17, 120, true, 1, 1}},
    {{STRING "::_M_create(unsigned int&, unsigned int);" NEW, 17, 200, true, 1, 1}},
    {{"cJSON_Parse;cJSON_ParseWithOpts;parse_value;parse_object;cJSON_New_Item;malloc", 40, 40, false, 3, 9},
     {"cJSON_Parse;cJSON_ParseWithOpts;parse_value;parse_object;parse_string;malloc", 4, 18, true, 3, 9}},
    {{"heap_caps_malloc", 256, 2048, false, 1, 1}},
    {{"malloc@1", 20, 60, false, 1, 1}, {"malloc@2", 16, 256, false, 1, 1}, {"malloc@3", 8, 40, true, 1, 1}},
};

static const struct template contained[][MOST_PARTS] = {
    {{"std::__new_allocator<std::_List_node<%s> >::allocate(unsigned int, void const*);" NEW, 12, 64, false, 1, 1}},
    {{"std::__new_allocator<std::_List_node<" STRING " > >::allocate(unsigned int, void const*);" NEW, 32, 32, false, 1,
      1},
     {STRING "::_M_create(unsigned int&, unsigned int);" NEW, 17, 80, true, 0, 1}},
    {{"std::__new_allocator<std::_Rb_tree_node<std::pair<int const, %s> > >::allocate(unsigned int, void const*);" NEW,
      28, 80, false, 1, 1}},
    {{"std::__new_allocator<std::__detail::_Hash_node<std::pair<int const, %s>, false> >::allocate(unsigned int, "
      "void const*);" NEW,
      16, 64, false, 1, 1},
     {NEW, 24, 120, false, 1, 1}},
    {{"std::__new_allocator<%s*>::allocate(unsigned int, void const*);" NEW, 64, 512, false, 1, 1}},
};

static const struct template working[][MOST_PARTS] = {
    {{"malloc", 64, 2048, true, 1, 4}},
    {{"cJSON_Parse;cJSON_ParseWithOpts;parse_value;parse_object;cJSON_New_Item;malloc", 40, 40, false, 5, 30},
     {"cJSON_Parse;cJSON_ParseWithOpts;parse_value;parse_object;parse_string;malloc", 4, 40, true, 5, 30}},
    {{STRING "::_M_create(unsigned int&, unsigned int);" NEW, 17, 300, true, 2, 12}},
};

static struct recipe fill(struct device *device, const struct template *template)
{
    struct random *random = &device->random;
    struct recipe recipe = {.parts = 0};
    struct module item = names_module(&device->names);
    for (size_t i = 0; i < MOST_PARTS && template[i].functions; i++) {
        struct part *part = &recipe.part[recipe.parts++];
        const char *functions = template[i].functions, *gap = strstr(functions, "%s");
        if (gap)
            snprintf(part->functions, sizeof part->functions, "%.*s%s%s", (int)(gap - functions), functions, item.name,
                     gap + 2);
        else
            snprintf(part->functions, sizeof part->functions, "%s", functions);
        part->least = template[i].least;
        part->most = template[i].most;
        part->low = random_between(random, template[i].low, template[i].high);
        part->high = template[i].varies ? template[i].high : part->low;
        if (template[i].varies)
            part->low = template[i].low;
    }
    return recipe;
}

struct recipe recipe_bare(struct device *device)
{
    return fill(device, bare[random_between(&device->random, 0, sizeof bare / sizeof *bare - 1)]);
}

struct recipe recipe_contained(struct device *device)
{
    return fill(device, contained[random_between(&device->random, 0, sizeof contained / sizeof *contained - 1)]);
}

struct recipe recipe_working(struct device *device)
{
    return fill(device, working[random_between(&device->random, 0, sizeof working / sizeof *working - 1)]);
}

void recipe_make(const struct recipe *recipe, struct task *task, struct held *held)
{
    struct random *random = &task->device->random;
    for (size_t i = 0; i < recipe->parts; i++) {
        const struct part *part = &recipe->part[i];
        unsigned count = random_between(random, part->least, part->most);
        for (unsigned k = 0; k < count; k++)
            task_hold(task, held, part->functions, random_between(random, part->low, part->high));
        task_spend(task, random_chance(random, 0.1) ? 600 : 30);
    }
}
