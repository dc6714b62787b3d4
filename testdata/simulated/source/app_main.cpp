/* Call sites of a made-up firmware; calls.h says what the words mean. The code never runs. */
#include "calls.h"

#line 20 "/home/builder/greenhouse/main/settings.cpp"
FUNCTION(greenhouse::Settings::load)
#line 28 "/home/builder/greenhouse/main/settings.cpp"
CALL(nvs_open_from_partition)
#line 35 "/home/builder/greenhouse/main/settings.cpp"
CALL(nvs_get_str)
END
#line 50 "/home/builder/greenhouse/main/settings.cpp"
FUNCTION(greenhouse::Settings::store)
#line 58 "/home/builder/greenhouse/main/settings.cpp"
CALL(nvs_open_from_partition)
#line 64 "/home/builder/greenhouse/main/settings.cpp"
CALL(nvs_set_blob)
END
#line 40 "/home/builder/greenhouse/main/app_main.cpp"
FUNCTION(app_main)
#line 47 "/home/builder/greenhouse/main/app_main.cpp"
CALL(greenhouse::Settings::load)
#line 51 "/home/builder/greenhouse/main/app_main.cpp"
CALL(greenhouse::Settings::store)
#line 55 "/home/builder/greenhouse/main/app_main.cpp"
CALL(esp_wifi_init)
#line 59 "/home/builder/greenhouse/main/app_main.cpp"
CALL(greenhouse::Dashboard::start)
#line 63 "/home/builder/greenhouse/main/app_main.cpp"
CALL(greenhouse::CloudLink::start)
#line 67 "/home/builder/greenhouse/main/app_main.cpp"
CALL(mdns_init)
#line 71 "/home/builder/greenhouse/main/app_main.cpp"
CALL(mdns_service_add)
#line 75 "/home/builder/greenhouse/main/app_main.cpp"
CALL(sntp_init)
#line 79 "/home/builder/greenhouse/main/app_main.cpp"
CALL(esp_timer_create)
#line 83 "/home/builder/greenhouse/main/app_main.cpp"
CALL(esp_event_handler_register)
#line 87 "/home/builder/greenhouse/main/app_main.cpp"
CALL(xTaskCreatePinnedToCore)
#line 91 "/home/builder/greenhouse/main/app_main.cpp"
CALL(fopen)
#line 95 "/home/builder/greenhouse/main/app_main.cpp"
CALL(xQueueCreateMutex)
#line 99 "/home/builder/greenhouse/main/app_main.cpp"
CALL(esp_partition_find)
#line 103 "/home/builder/greenhouse/main/app_main.cpp"
CALL(esp_log)
END
#line 210 "/home/builder/greenhouse/main/app_main.cpp"
FUNCTION(main_task)
#line 214 "/home/builder/greenhouse/main/app_main.cpp"
CALL(app_main)
END

int (*volatile callback)(int n);
