/* Call sites of a made-up firmware; calls.h says what the words mean. The code never runs. */
#include "calls.h"

#line 150 "/opt/esp/idf/components/app_update/esp_ota_ops.c"
FUNCTION(esp_ota_begin)
#line 211 "/opt/esp/idf/components/app_update/esp_ota_ops.c"
CALL(malloc)
END
#line 110 "/opt/esp/idf/components/esp_partition/partition.c"
FUNCTION(load_partitions)
#line 150 "/opt/esp/idf/components/esp_partition/partition.c"
CALL(calloc)
END
#line 90 "/opt/esp/idf/components/esp_partition/partition.c"
FUNCTION(ensure_partitions_loaded)
#line 96 "/opt/esp/idf/components/esp_partition/partition.c"
CALL(load_partitions)
END
#line 230 "/opt/esp/idf/components/esp_partition/partition.c"
FUNCTION(esp_partition_find)
#line 233 "/opt/esp/idf/components/esp_partition/partition.c"
CALL(ensure_partitions_loaded)
#line 240 "/opt/esp/idf/components/esp_partition/partition.c"
CALL(calloc)
END
#line 210 "/opt/esp/idf/components/esp_https_ota/src/esp_https_ota.c"
FUNCTION(_http_connect)
#line 222 "/opt/esp/idf/components/esp_https_ota/src/esp_https_ota.c"
CALL(esp_http_client_open)
#line 229 "/opt/esp/idf/components/esp_https_ota/src/esp_https_ota.c"
CALL(esp_http_client_fetch_headers)
END
#line 300 "/opt/esp/idf/components/esp_https_ota/src/esp_https_ota.c"
FUNCTION(esp_https_ota_begin)
#line 330 "/opt/esp/idf/components/esp_https_ota/src/esp_https_ota.c"
CALL(calloc)
#line 346 "/opt/esp/idf/components/esp_https_ota/src/esp_https_ota.c"
CALL(esp_http_client_init)
#line 361 "/opt/esp/idf/components/esp_https_ota/src/esp_https_ota.c"
CALL(_http_connect)
#line 381 "/opt/esp/idf/components/esp_https_ota/src/esp_https_ota.c"
CALL(malloc)
END
#line 480 "/opt/esp/idf/components/esp_https_ota/src/esp_https_ota.c"
FUNCTION(esp_https_ota_perform)
#line 520 "/opt/esp/idf/components/esp_https_ota/src/esp_https_ota.c"
CALL(esp_ota_begin)
END
#line 22 "/opt/esp/idf/components/mqtt/esp-mqtt/lib/mqtt_outbox.c"
FUNCTION(outbox_init)
#line 24 "/opt/esp/idf/components/mqtt/esp-mqtt/lib/mqtt_outbox.c"
CALL(calloc)
END
#line 32 "/opt/esp/idf/components/mqtt/esp-mqtt/lib/mqtt_outbox.c"
FUNCTION(outbox_enqueue)
#line 34 "/opt/esp/idf/components/mqtt/esp-mqtt/lib/mqtt_outbox.c"
CALL(calloc)
#line 42 "/opt/esp/idf/components/mqtt/esp-mqtt/lib/mqtt_outbox.c"
CALL(heap_caps_malloc)
END
#line 200 "/opt/esp/idf/components/mqtt/esp-mqtt/lib/mqtt_msg.c"
FUNCTION(mqtt_msg_buffer_init)
#line 208 "/opt/esp/idf/components/mqtt/esp-mqtt/lib/mqtt_msg.c"
CALL(calloc)
END
#line 400 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
FUNCTION(esp_mqtt_set_config)
#line 412 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(calloc)
#line 440 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(strdup)
#line 452 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(strdup)
#line 461 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(strdup)
END
#line 860 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
FUNCTION(esp_mqtt_client_init)
#line 866 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(calloc)
#line 876 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(xQueueCreateMutex)
#line 884 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(outbox_init)
#line 890 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(xEventGroupCreate)
#line 901 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(esp_mqtt_set_config)
END
#line 700 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
FUNCTION(create_transport)
#line 712 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(esp_transport_list_init)
#line 720 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(esp_transport_ssl_init)
#line 724 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(esp_transport_list_add)
END
#line 1760 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
FUNCTION(esp_mqtt_client_start)
#line 1775 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(create_transport)
#line 1790 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(xTaskCreatePinnedToCore)
END
#line 2050 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
FUNCTION(mqtt_enqueue)
#line 2064 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(outbox_enqueue)
END
#line 2120 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
FUNCTION(esp_mqtt_client_enqueue)
#line 2139 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(mqtt_enqueue)
END
#line 2080 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
FUNCTION(esp_mqtt_client_publish)
#line 2101 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(mqtt_enqueue)
END
#line 1020 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
FUNCTION(esp_mqtt_dispatch_event)
#line 1036 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL_POINTER
END
#line 1130 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
FUNCTION(deliver_publish)
#line 1176 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(esp_mqtt_dispatch_event)
END
#line 1320 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
FUNCTION(mqtt_process_receive)
#line 1385 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(deliver_publish)
END
#line 600 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
FUNCTION(esp_mqtt_connect)
#line 611 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(mqtt_msg_buffer_init)
END
#line 1560 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
FUNCTION(esp_mqtt_task)
#line 1612 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(esp_transport_connect)
#line 1622 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(esp_mqtt_connect)
#line 1670 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(mqtt_process_receive)
#line 1702 "/opt/esp/idf/components/mqtt/esp-mqtt/mqtt_client.c"
CALL(esp_mqtt_dispatch_event)
END
#line 560 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
FUNCTION(esp_websocket_client_init)
#line 574 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
CALL(calloc)
#line 580 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
CALL(xQueueCreateMutex)
#line 592 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
CALL(esp_transport_list_init)
#line 598 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
CALL(esp_transport_ssl_init)
#line 603 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
CALL(esp_transport_list_add)
#line 608 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
CALL(esp_transport_ws_init)
#line 613 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
CALL(esp_transport_list_add)
#line 618 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
CALL(esp_transport_ws_set_path)
#line 626 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
CALL(malloc)
#line 631 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
CALL(malloc)
END
#line 320 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
FUNCTION(esp_websocket_client_dispatch_event)
#line 334 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
CALL_POINTER
END
#line 800 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
FUNCTION(esp_websocket_client_recv)
#line 830 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
CALL(esp_websocket_client_dispatch_event)
END
#line 900 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
FUNCTION(esp_websocket_client_task)
#line 946 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
CALL(esp_transport_connect)
#line 988 "/home/builder/greenhouse/managed_components/espressif__esp_websocket_client/esp_websocket_client.c"
CALL(esp_websocket_client_recv)
END
#line 30 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
FUNCTION(mdns_mem_malloc)
#line 34 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
CALL(malloc)
END
#line 50 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
FUNCTION(mdns_mem_strdup)
#line 54 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
CALL(mdns_mem_malloc)
END
#line 2600 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
FUNCTION(_mdns_create_service)
#line 2614 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
CALL(mdns_mem_malloc)
#line 2630 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
CALL(mdns_mem_strdup)
#line 2640 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
CALL(mdns_mem_strdup)
END
#line 5800 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
FUNCTION(mdns_service_add)
#line 5826 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
CALL(_mdns_create_service)
#line 5840 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
CALL(mdns_mem_malloc)
END
#line 5480 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
FUNCTION(mdns_init)
#line 5502 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
CALL(mdns_mem_malloc)
#line 5510 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
CALL(xQueueGenericCreate)
#line 5521 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
CALL(xTaskCreatePinnedToCore)
END
#line 1990 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
FUNCTION(_mdns_schedule_tx_packet)
#line 2010 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
CALL(mdns_mem_malloc)
END
#line 4300 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
FUNCTION(_mdns_result_add_ptr)
#line 4322 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
CALL(mdns_mem_malloc)
END
#line 3500 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
FUNCTION(mdns_parse_packet)
#line 3720 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
CALL(_mdns_result_add_ptr)
#line 3890 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
CALL(_mdns_schedule_tx_packet)
END
#line 4900 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
FUNCTION(_mdns_execute_action)
#line 4960 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
CALL(mdns_parse_packet)
END
#line 5190 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
FUNCTION(_mdns_service_task)
#line 5214 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
CALL(_mdns_execute_action)
END
#line 140 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
FUNCTION(_udp_recv)
#line 170 "/home/builder/greenhouse/managed_components/espressif__mdns/mdns.c"
CALL(mdns_mem_malloc)
END
