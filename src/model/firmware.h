/*
 * What a firmware says of itself.
 *
 * Sources: esp_app_desc_t of ESP-IDF's components/esp_app_format (app_update before v5.0) in its ELF, the same facts
 * in the log of its boot, and what a dump brings.
 */
#ifndef HT_MODEL_FIRMWARE_H
#define HT_MODEL_FIRMWARE_H

struct ht_firmware {
    const char *project;     /* or NULL, as each of these */
    const char *version;     /* the application's own */
    const char *built;       /* date and time of the build, as the compiler writes them */
    const char *idf_version; /* "v5.3.1", or as git describes what lies between releases */
    const char *chip;        /* "esp32s3" */
};

#endif
