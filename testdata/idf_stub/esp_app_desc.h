#ifndef ESP_APP_DESC_H
#define ESP_APP_DESC_H

#include <stddef.h>

int esp_app_get_elf_sha256(char *dst, size_t size);

#endif
