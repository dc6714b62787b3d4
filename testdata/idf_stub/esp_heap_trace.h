#ifndef ESP_HEAP_TRACE_H
#define ESP_HEAP_TRACE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "esp_err.h"
#include "sdkconfig.h"

typedef enum { HEAP_TRACE_ALL, HEAP_TRACE_LEAKS } heap_trace_mode_t;

typedef struct {
    uint32_t ccount;
    void *address;
    size_t size;
    void *alloced_by[CONFIG_HEAP_TRACING_STACK_DEPTH];
    void *freed_by[CONFIG_HEAP_TRACING_STACK_DEPTH];
} heap_trace_record_t;

typedef struct {
    heap_trace_mode_t mode;
    size_t total_allocations, total_frees, count, capacity, high_water_mark, has_overflowed;
} heap_trace_summary_t;

esp_err_t heap_trace_init_standalone(heap_trace_record_t *records, size_t count);
esp_err_t heap_trace_start(heap_trace_mode_t mode);
esp_err_t heap_trace_stop(void);
size_t heap_trace_get_count(void);
esp_err_t heap_trace_get(size_t index, heap_trace_record_t *record);
esp_err_t heap_trace_summary(heap_trace_summary_t *summary);

#endif
