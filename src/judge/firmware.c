#include "judge/firmware.h"

#include <string.h>

static bool chips_differ(const char *left, const char *right)
{
    if (!left || !right)
        return false;
    const struct ht_chip *a = ht_chip_find(left), *b = ht_chip_find(right);
    return a && b ? a != b : strcmp(left, right) != 0;
}

/* "v5.3" is "5.3" to those who number their builds themselves. */
static bool texts_differ(const char *left, const char *right)
{
    return left && right && strcmp(left + (*left == 'v'), right + (*right == 'v')) != 0;
}

bool ht_firmwares_differ(const struct ht_firmware *left, const struct ht_firmware *right,
                         struct ht_firmware_difference *ret)
{
    const struct ht_firmware_difference facts[] = {
        {HT_DOUBT_RELEASE, "release of ESP-IDF", left->idf_version, right->idf_version},
        {HT_DOUBT_RELEASE, "project", left->project, right->project},
        {HT_DOUBT_RELEASE, "version", left->version, right->version},
        {HT_DOUBT_RELEASE, "build", left->built, right->built},
    };
    *ret = (struct ht_firmware_difference){HT_DOUBT_CHIP, "chip", left->chip, right->chip};
    if (chips_differ(left->chip, right->chip))
        return true;
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        *ret = facts[i];
        if (texts_differ(ret->left, ret->right))
            return true;
    }
    return false;
}

bool ht_firmware_is_foreign(const struct ht_firmware *now, const struct ht_firmware *then,
                            struct ht_firmware_difference *ret)
{
    const struct ht_firmware left = {.project = now->project, .chip = now->chip};
    const struct ht_firmware right = {.project = then->project, .chip = then->chip};
    bool foreign = ht_firmwares_differ(&left, &right, ret);
    ret->code = HT_DOUBT_FOREIGN;
    return foreign;
}

const char *ht_firmware_words(struct ht_arena *arena, const struct ht_firmware_difference *fact, const char *then)
{
    return ht_arena_printf(arena, "of another %s than %s: %s, and %s there", fact->what, then, fact->left, fact->right);
}

/* Takes over what is not known yet; true when that is anything. */
static bool take(struct ht_firmware *firmware, const struct ht_firmware *from)
{
    const char **to[] = {&firmware->project, &firmware->version, &firmware->built, &firmware->idf_version,
                         &firmware->chip};
    const char *const facts[] = {from->project, from->version, from->built, from->idf_version, from->chip};
    bool taken = false;
    for (size_t i = 0; i < sizeof facts / sizeof *facts; i++) {
        if (*to[i] || !facts[i])
            continue;
        *to[i] = facts[i];
        taken = true;
    }
    return taken;
}

void ht_firmware_settle(struct ht_report *report)
{
    struct ht_report_firmware *firmware = &report->firmware;
    *firmware = (struct ht_report_firmware){0};
    for (size_t i = 0; i < report->trace->window_count; i++) {
        const struct ht_window *window = &report->trace->windows[i];
        bool taken = take(&firmware->facts, &window->firmware);
        if (taken && !firmware->source)
            firmware->source = window->booted ? "log" : "dump";
        if (!firmware->elf_sha256)
            firmware->elf_sha256 = window->elf_sha256;
    }
    for (size_t i = 0; i < report->frames->elf_count; i++) {
        const struct ht_elf_fit *elf = &report->frames->elfs[i];
        if (!elf->set_aside && take(&firmware->facts, &elf->firmware) && !firmware->source)
            firmware->source = "elf";
    }
    const struct ht_chip *chip = firmware->facts.chip ? ht_chip_find(firmware->facts.chip) : NULL;
    if (chip)
        firmware->facts.chip = chip->name;
}
