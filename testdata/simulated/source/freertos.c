/* Call sites of a made-up firmware; calls.h says what the words mean. The code never runs. */
#include "calls.h"

#line 66 "/opt/esp/idf/components/freertos/heap_idf.c"
FUNCTION(pvPortMalloc)
#line 70 "/opt/esp/idf/components/freertos/heap_idf.c"
CALL(heap_caps_malloc)
END
#line 482 "/opt/esp/idf/components/freertos/FreeRTOS-Kernel/queue.c"
FUNCTION(xQueueGenericCreate)
#line 498 "/opt/esp/idf/components/freertos/FreeRTOS-Kernel/queue.c"
CALL(pvPortMalloc)
END
#line 562 "/opt/esp/idf/components/freertos/FreeRTOS-Kernel/queue.c"
FUNCTION(xQueueCreateMutex)
#line 571 "/opt/esp/idf/components/freertos/FreeRTOS-Kernel/queue.c"
CALL(xQueueGenericCreate)
END
#line 771 "/opt/esp/idf/components/freertos/FreeRTOS-Kernel/queue.c"
FUNCTION(xQueueCreateCountingSemaphore)
#line 780 "/opt/esp/idf/components/freertos/FreeRTOS-Kernel/queue.c"
CALL(xQueueGenericCreate)
END
#line 105 "/opt/esp/idf/components/freertos/FreeRTOS-Kernel/event_groups.c"
FUNCTION(xEventGroupCreate)
#line 124 "/opt/esp/idf/components/freertos/FreeRTOS-Kernel/event_groups.c"
CALL(pvPortMalloc)
END
#line 680 "/opt/esp/idf/components/freertos/FreeRTOS-Kernel/tasks.c"
FUNCTION(xTaskCreatePinnedToCore)
#line 722 "/opt/esp/idf/components/freertos/FreeRTOS-Kernel/tasks.c"
CALL(pvPortMalloc)
#line 740 "/opt/esp/idf/components/freertos/FreeRTOS-Kernel/tasks.c"
CALL(pvPortMalloc)
END
#line 139 "/opt/esp/idf/components/freertos/FreeRTOS-Kernel/portable/xtensa/port.c"
FUNCTION(vPortTaskWrapper)
#line 141 "/opt/esp/idf/components/freertos/FreeRTOS-Kernel/portable/xtensa/port.c"
CALL_POINTER
END
#line 113 "/opt/esp/idf/components/esp_timer/src/esp_timer.c"
FUNCTION(esp_timer_create)
#line 128 "/opt/esp/idf/components/esp_timer/src/esp_timer.c"
CALL(calloc)
END
#line 377 "/opt/esp/idf/components/esp_timer/src/esp_timer.c"
FUNCTION(timer_process_alarm)
#line 423 "/opt/esp/idf/components/esp_timer/src/esp_timer.c"
CALL_POINTER
END
#line 446 "/opt/esp/idf/components/esp_timer/src/esp_timer.c"
FUNCTION(timer_task)
#line 452 "/opt/esp/idf/components/esp_timer/src/esp_timer.c"
CALL(timer_process_alarm)
END
#line 140 "/opt/esp/idf/components/esp_event/esp_event.c"
FUNCTION(handler_instances_add)
#line 148 "/opt/esp/idf/components/esp_event/esp_event.c"
CALL(calloc)
END
#line 780 "/opt/esp/idf/components/esp_event/esp_event.c"
FUNCTION(esp_event_handler_register_with_internal)
#line 838 "/opt/esp/idf/components/esp_event/esp_event.c"
CALL(handler_instances_add)
END
#line 905 "/opt/esp/idf/components/esp_event/esp_event.c"
FUNCTION(esp_event_handler_register)
#line 908 "/opt/esp/idf/components/esp_event/esp_event.c"
CALL(esp_event_handler_register_with_internal)
END
#line 970 "/opt/esp/idf/components/esp_event/esp_event.c"
FUNCTION(esp_event_post_to)
#line 998 "/opt/esp/idf/components/esp_event/esp_event.c"
CALL(calloc)
END
#line 960 "/opt/esp/idf/components/esp_event/esp_event.c"
FUNCTION(esp_event_post)
#line 962 "/opt/esp/idf/components/esp_event/esp_event.c"
CALL(esp_event_post_to)
END
#line 120 "/opt/esp/idf/components/esp_event/esp_event.c"
FUNCTION(handler_execute)
#line 136 "/opt/esp/idf/components/esp_event/esp_event.c"
CALL_POINTER
END
#line 520 "/opt/esp/idf/components/esp_event/esp_event.c"
FUNCTION(esp_event_loop_run)
#line 568 "/opt/esp/idf/components/esp_event/esp_event.c"
CALL(handler_execute)
END
#line 102 "/opt/esp/idf/components/esp_event/esp_event.c"
FUNCTION(esp_event_loop_run_task)
#line 107 "/opt/esp/idf/components/esp_event/esp_event.c"
CALL(esp_event_loop_run)
END
#line 150 "/opt/esp/idf/components/log/src/log_level/tag_log_level/tag_log_level.c"
FUNCTION(esp_log_level_get_timeout)
#line 188 "/opt/esp/idf/components/log/src/log_level/tag_log_level/tag_log_level.c"
CALL(malloc)
END
#line 201 "/opt/esp/idf/components/log/src/log_level/tag_log_level/tag_log_level.c"
FUNCTION(esp_log_level_get)
#line 203 "/opt/esp/idf/components/log/src/log_level/tag_log_level/tag_log_level.c"
CALL(esp_log_level_get_timeout)
END
#line 41 "/opt/esp/idf/components/log/src/log.c"
FUNCTION(esp_log_va)
#line 58 "/opt/esp/idf/components/log/src/log.c"
CALL(esp_log_level_get)
END
#line 72 "/opt/esp/idf/components/log/src/log.c"
FUNCTION(esp_log)
#line 76 "/opt/esp/idf/components/log/src/log.c"
CALL(esp_log_va)
END
