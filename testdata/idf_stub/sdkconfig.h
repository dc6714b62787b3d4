/* The configuration of the pretended device: the deepest chains that ESP-IDF offers. */
#ifndef SDKCONFIG_H
#define SDKCONFIG_H

#define CONFIG_IDF_TARGET "esp32s3"
#define CONFIG_ESP_DEFAULT_CPU_FREQ_MHZ 240
#define CONFIG_HEAP_TRACING_STANDALONE 1
#define CONFIG_HEAP_TRACING_STACK_DEPTH 32

#endif
