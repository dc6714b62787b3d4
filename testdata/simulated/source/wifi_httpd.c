/* Call sites of a made-up firmware; calls.h says what the words mean. The code never runs. */
#include "calls.h"

#line 320 "/opt/esp/idf/components/esp_wifi/src/wifi_init.c"
FUNCTION(esp_wifi_init)
#line 340 "/opt/esp/idf/components/esp_wifi/src/wifi_init.c"
CALL_POINTER
END
#line 80 "/opt/esp/idf/components/esp_wifi/esp32s3/esp_adapter.c"
FUNCTION(wifi_malloc)
#line 84 "/opt/esp/idf/components/esp_wifi/esp32s3/esp_adapter.c"
CALL(malloc)
END
#line 100 "/opt/esp/idf/components/esp_wifi/esp32s3/esp_adapter.c"
FUNCTION(wifi_calloc)
#line 104 "/opt/esp/idf/components/esp_wifi/esp32s3/esp_adapter.c"
CALL(calloc)
END
#line 180 "/opt/esp/idf/components/esp_wifi/esp32s3/esp_adapter.c"
FUNCTION(coex_timer_setfn)
#line 186 "/opt/esp/idf/components/esp_wifi/esp32s3/esp_adapter.c"
CALL(esp_timer_create)
END
#line 90 "/opt/esp/idf/components/esp_wifi/src/wifi_blob.c"
FUNCTION(esf_buf_alloc_dynamic)
#line 104 "/opt/esp/idf/components/esp_wifi/src/wifi_blob.c"
CALL(wifi_malloc)
END
#line 200 "/opt/esp/idf/components/esp_wifi/src/wifi_blob.c"
FUNCTION(lmacRxDone)
#line 221 "/opt/esp/idf/components/esp_wifi/src/wifi_blob.c"
CALL(esf_buf_alloc_dynamic)
END
#line 300 "/opt/esp/idf/components/esp_wifi/src/wifi_blob.c"
FUNCTION(sta_input)
#line 330 "/opt/esp/idf/components/esp_wifi/src/wifi_blob.c"
CALL(esp_netif_receive)
END
#line 400 "/opt/esp/idf/components/esp_wifi/src/wifi_blob.c"
FUNCTION(ppTask)
#line 433 "/opt/esp/idf/components/esp_wifi/src/wifi_blob.c"
CALL(lmacRxDone)
#line 440 "/opt/esp/idf/components/esp_wifi/src/wifi_blob.c"
CALL(sta_input)
#line 446 "/opt/esp/idf/components/esp_wifi/src/wifi_blob.c"
CALL(esp_event_post)
END
#line 500 "/opt/esp/idf/components/esp_wifi/src/wifi_blob.c"
FUNCTION(ieee80211_scan_attach)
#line 512 "/opt/esp/idf/components/esp_wifi/src/wifi_blob.c"
CALL(wifi_calloc)
END
#line 300 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
FUNCTION(httpd_create)
#line 312 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
CALL(calloc)
#line 319 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
CALL(calloc)
#line 324 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
CALL(calloc)
#line 331 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
CALL(calloc)
END
#line 460 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
FUNCTION(httpd_start)
#line 471 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
CALL(httpd_create)
#line 480 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
CALL(xTaskCreatePinnedToCore)
END
#line 40 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
FUNCTION(httpd_accept_conn)
#line 72 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
CALL(lwip_setsockopt)
#line 88 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
CALL(httpd_sess_new)
END
#line 230 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
FUNCTION(httpd_server)
#line 262 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
CALL(httpd_accept_conn)
#line 270 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
CALL(httpd_process_session)
END
#line 280 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
FUNCTION(httpd_thread)
#line 292 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
CALL(httpd_server)
END
#line 200 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
FUNCTION(httpd_process_session)
#line 214 "/opt/esp/idf/components/esp_http_server/src/httpd_main.c"
CALL(httpd_sess_process)
END
#line 190 "/opt/esp/idf/components/esp_http_server/src/httpd_sess.c"
FUNCTION(httpd_sess_new)
#line 236 "/opt/esp/idf/components/esp_http_server/src/httpd_sess.c"
CALL_POINTER
END
#line 400 "/opt/esp/idf/components/esp_http_server/src/httpd_sess.c"
FUNCTION(httpd_sess_process)
#line 414 "/opt/esp/idf/components/esp_http_server/src/httpd_sess.c"
CALL(httpd_req_new)
END
#line 300 "/opt/esp/idf/components/esp_http_server/src/httpd_sess.c"
FUNCTION(httpd_sess_set_ctx)
#line 306 "/opt/esp/idf/components/esp_http_server/src/httpd_sess.c"
CALL(calloc)
END
#line 760 "/opt/esp/idf/components/esp_http_server/src/httpd_parse.c"
FUNCTION(httpd_req_new)
#line 777 "/opt/esp/idf/components/esp_http_server/src/httpd_parse.c"
CALL(httpd_parse_req)
#line 790 "/opt/esp/idf/components/esp_http_server/src/httpd_parse.c"
CALL(httpd_ws_get_frame_type)
END
#line 640 "/opt/esp/idf/components/esp_http_server/src/httpd_parse.c"
FUNCTION(httpd_parse_req)
#line 668 "/opt/esp/idf/components/esp_http_server/src/httpd_parse.c"
CALL(malloc)
#line 700 "/opt/esp/idf/components/esp_http_server/src/httpd_parse.c"
CALL(httpd_uri)
END
#line 300 "/opt/esp/idf/components/esp_http_server/src/httpd_parse.c"
FUNCTION(httpd_unrecv)
#line 304 "/opt/esp/idf/components/esp_http_server/src/httpd_parse.c"
CALL(malloc)
END
#line 270 "/opt/esp/idf/components/esp_http_server/src/httpd_uri.c"
FUNCTION(httpd_uri)
#line 311 "/opt/esp/idf/components/esp_http_server/src/httpd_uri.c"
CALL_POINTER
END
#line 130 "/opt/esp/idf/components/esp_http_server/src/httpd_uri.c"
FUNCTION(httpd_register_uri_handler)
#line 152 "/opt/esp/idf/components/esp_http_server/src/httpd_uri.c"
CALL(malloc)
#line 157 "/opt/esp/idf/components/esp_http_server/src/httpd_uri.c"
CALL(strdup)
END
#line 700 "/opt/esp/idf/components/esp_http_server/src/httpd_ws.c"
FUNCTION(httpd_ws_get_frame_type)
#line 720 "/opt/esp/idf/components/esp_http_server/src/httpd_ws.c"
CALL_POINTER
END
#line 120 "/opt/esp/idf/components/esp_http_server/src/httpd_ws.c"
FUNCTION(httpd_ws_respond_server_handshake)
#line 188 "/opt/esp/idf/components/esp_http_server/src/httpd_ws.c"
CALL(calloc)
END
#line 600 "/opt/esp/idf/components/esp_http_server/src/httpd_txrx.c"
FUNCTION(httpd_queue_work)
#line 612 "/opt/esp/idf/components/esp_http_server/src/httpd_txrx.c"
CALL(malloc)
END
#line 238 "/opt/esp/idf/components/json/cJSON/cJSON.c"
FUNCTION(cJSON_New_Item)
#line 241 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL_POINTER
END
#line 190 "/opt/esp/idf/components/json/cJSON/cJSON.c"
FUNCTION(cJSON_strdup)
#line 201 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL_POINTER
END
#line 780 "/opt/esp/idf/components/json/cJSON/cJSON.c"
FUNCTION(parse_string)
#line 830 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL_POINTER
END
#line 1350 "/opt/esp/idf/components/json/cJSON/cJSON.c"
FUNCTION(parse_value)
#line 1383 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(parse_string)
#line 1389 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(parse_array)
#line 1395 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(parse_object)
END
#line 1460 "/opt/esp/idf/components/json/cJSON/cJSON.c"
FUNCTION(parse_array)
#line 1484 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(cJSON_New_Item)
#line 1506 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(parse_value)
END
#line 1620 "/opt/esp/idf/components/json/cJSON/cJSON.c"
FUNCTION(parse_object)
#line 1646 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(cJSON_New_Item)
#line 1664 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(parse_string)
#line 1681 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(parse_value)
END
#line 1100 "/opt/esp/idf/components/json/cJSON/cJSON.c"
FUNCTION(cJSON_ParseWithLengthOpts)
#line 1124 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(cJSON_New_Item)
#line 1136 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(parse_value)
END
#line 1190 "/opt/esp/idf/components/json/cJSON/cJSON.c"
FUNCTION(cJSON_Parse)
#line 1192 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(cJSON_ParseWithLengthOpts)
END
#line 2500 "/opt/esp/idf/components/json/cJSON/cJSON.c"
FUNCTION(cJSON_CreateObject)
#line 2502 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(cJSON_New_Item)
END
#line 2430 "/opt/esp/idf/components/json/cJSON/cJSON.c"
FUNCTION(cJSON_CreateNumber)
#line 2432 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(cJSON_New_Item)
END
#line 2450 "/opt/esp/idf/components/json/cJSON/cJSON.c"
FUNCTION(cJSON_CreateString)
#line 2452 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(cJSON_New_Item)
#line 2455 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(cJSON_strdup)
END
#line 2030 "/opt/esp/idf/components/json/cJSON/cJSON.c"
FUNCTION(add_item_to_object)
#line 2048 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(cJSON_strdup)
END
#line 2140 "/opt/esp/idf/components/json/cJSON/cJSON.c"
FUNCTION(cJSON_AddNumberToObject)
#line 2142 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(cJSON_CreateNumber)
#line 2143 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(add_item_to_object)
END
#line 2155 "/opt/esp/idf/components/json/cJSON/cJSON.c"
FUNCTION(cJSON_AddStringToObject)
#line 2157 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(cJSON_CreateString)
#line 2158 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(add_item_to_object)
END
#line 2700 "/opt/esp/idf/components/json/cJSON/cJSON.c"
FUNCTION(cJSON_Duplicate)
#line 2742 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(cJSON_New_Item)
#line 2751 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(cJSON_strdup)
#line 2767 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(cJSON_Duplicate)
END
#line 1230 "/opt/esp/idf/components/json/cJSON/cJSON.c"
FUNCTION(print)
#line 1244 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL_POINTER
#line 1270 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL_POINTER
END
#line 1300 "/opt/esp/idf/components/json/cJSON/cJSON.c"
FUNCTION(cJSON_PrintUnformatted)
#line 1302 "/opt/esp/idf/components/json/cJSON/cJSON.c"
CALL(print)
END
