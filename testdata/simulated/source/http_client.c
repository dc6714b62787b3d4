/* Call sites of a made-up firmware; calls.h says what the words mean. The code never runs. */
#include "calls.h"

#line 24 "/opt/esp/idf/components/esp_http_client/lib/http_utils.c"
FUNCTION(http_utils_assign_string)
#line 31 "/opt/esp/idf/components/esp_http_client/lib/http_utils.c"
CALL(realloc)
#line 37 "/opt/esp/idf/components/esp_http_client/lib/http_utils.c"
CALL(malloc)
END
#line 50 "/opt/esp/idf/components/esp_http_client/lib/http_utils.c"
FUNCTION(http_utils_append_string)
#line 57 "/opt/esp/idf/components/esp_http_client/lib/http_utils.c"
CALL(realloc)
#line 63 "/opt/esp/idf/components/esp_http_client/lib/http_utils.c"
CALL(malloc)
END
#line 33 "/opt/esp/idf/components/esp_http_client/lib/http_header.c"
FUNCTION(http_header_init)
#line 36 "/opt/esp/idf/components/esp_http_client/lib/http_header.c"
CALL(calloc)
END
#line 90 "/opt/esp/idf/components/esp_http_client/lib/http_header.c"
FUNCTION(http_header_new_item)
#line 96 "/opt/esp/idf/components/esp_http_client/lib/http_header.c"
CALL(calloc)
#line 100 "/opt/esp/idf/components/esp_http_client/lib/http_header.c"
CALL(http_utils_assign_string)
#line 104 "/opt/esp/idf/components/esp_http_client/lib/http_header.c"
CALL(http_utils_assign_string)
END
#line 120 "/opt/esp/idf/components/esp_http_client/lib/http_header.c"
FUNCTION(http_header_set)
#line 128 "/opt/esp/idf/components/esp_http_client/lib/http_header.c"
CALL(http_header_new_item)
END
#line 150 "/opt/esp/idf/components/esp_http_client/lib/http_header.c"
FUNCTION(http_header_set_format)
#line 159 "/opt/esp/idf/components/esp_http_client/lib/http_header.c"
CALL(asprintf)
#line 162 "/opt/esp/idf/components/esp_http_client/lib/http_header.c"
CALL(http_header_set)
END
#line 510 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
FUNCTION(esp_http_client_set_header)
#line 517 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(http_header_set)
END
#line 250 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
FUNCTION(http_on_header_value)
#line 262 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(http_utils_append_string)
END
#line 232 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
FUNCTION(http_on_header_field)
#line 240 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(http_utils_append_string)
END
#line 300 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
FUNCTION(http_parser_execute_cb)
#line 310 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(http_on_header_field)
#line 314 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(http_on_header_value)
END
#line 1050 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
ONCE_CALLED(esp_http_client_prepare)
#line 1062 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(esp_http_client_set_header)
END
#line 1110 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
FUNCTION(esp_http_client_set_url)
#line 1133 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(http_utils_assign_string)
#line 1147 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(http_utils_assign_string)
#line 1161 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(http_utils_assign_string)
#line 1178 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(http_utils_append_string)
END
#line 840 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
FUNCTION(http_event_init)
#line 842 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(calloc)
END
#line 868 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
FUNCTION(esp_http_client_init)
#line 878 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(calloc)
#line 884 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(calloc)
#line 888 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(calloc)
#line 892 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(calloc)
#line 896 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(http_header_init)
#line 899 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(calloc)
#line 904 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(calloc)
#line 910 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(http_header_init)
#line 913 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(calloc)
#line 917 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(calloc)
#line 931 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(esp_transport_list_init)
#line 936 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(esp_transport_tcp_init)
#line 940 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(esp_transport_list_add)
#line 948 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(esp_transport_ssl_init)
#line 951 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(esp_transport_list_add)
#line 969 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(esp_http_client_set_url)
#line 977 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(esp_http_client_set_header)
#line 984 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(esp_http_client_set_header)
#line 993 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(malloc)
#line 1002 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(malloc)
END
#line 1290 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
FUNCTION(esp_http_client_connect)
#line 1337 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(esp_transport_connect)
END
#line 1480 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
FUNCTION(esp_http_client_open)
#line 1493 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(esp_http_client_connect)
END
#line 1530 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
FUNCTION(esp_http_client_fetch_headers)
#line 1541 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(http_parser_execute_cb)
END
#line 1390 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
FUNCTION(esp_http_client_perform)
#line 1398 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(esp_http_client_prepare)
#line 1404 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(esp_http_client_connect)
#line 1432 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(esp_http_client_fetch_headers)
#line 1450 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL(esp_http_client_get_data)
END
#line 1220 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
FUNCTION(esp_http_client_get_data)
#line 1233 "/opt/esp/idf/components/esp_http_client/esp_http_client.c"
CALL_POINTER
END
