/*
 * The firmware's ELF, where nobody gives one: the build in whose folder htanalyze is run.
 *
 * Sources: ESP-IDF's tools/cmake/project.cmake, which writes build/project_description.json (app_elf, relative to the
 * build folder), as idf.py itself reads it; esp-idf-monitor, which takes the ROM's ELFs from ESP_ROM_ELF_DIR
 * (esp32s3_rev0_rom.elf).
 */
#ifndef HT_CLI_AUTO_ELF_H
#define HT_CLI_AUTO_ELF_H

#include "base/error.h"
#include "cli/diag.h"
#include "lib/session.h"

/*
 * Adds the ELF that HTANALYZE_ELF names, else the one of build/project_description.json in the current folder or above,
 * up to the top of a git work tree. A description that is of no use is warned of, and no ELF is added; what
 * HTANALYZE_ELF names has to be one.
 */
struct ht_error *ht_auto_elf_add(struct ht_session *session, struct ht_diag *diag);

/* What a project description names as app_elf, in the arena. HT_ERROR_INPUT with its place when it names none. */
struct ht_error *ht_auto_elf_name(struct ht_arena *arena, const char *path, const char *bytes, size_t size,
                                  const char **ret);

/* Reads the configuration beside the first ELF: config/sdkconfig.json in its folder, or sdkconfig above it. */
void ht_auto_config_add(struct ht_session *session, struct ht_diag *diag);

/* Adds the ROM's ELF from ESP_ROM_ELF_DIR, by the chip that the dumps or the ELF tell, and its revision. */
void ht_auto_rom_add(struct ht_session *session, struct ht_diag *diag);

#endif
