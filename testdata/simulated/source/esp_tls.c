/* Call sites of a made-up firmware; calls.h says what the words mean. The code never runs. */
#include "calls.h"

#line 640 "/opt/esp/idf/components/esp-tls/esp_tls_mbedtls.c"
ONCE_CALLED(set_client_config)
#line 702 "/opt/esp/idf/components/esp-tls/esp_tls_mbedtls.c"
CALL(mbedtls_ssl_set_hostname)
END
#line 140 "/opt/esp/idf/components/esp-tls/esp_tls_mbedtls.c"
FUNCTION(esp_create_mbedtls_handle)
#line 190 "/opt/esp/idf/components/esp-tls/esp_tls_mbedtls.c"
CALL(set_client_config)
#line 211 "/opt/esp/idf/components/esp-tls/esp_tls_mbedtls.c"
CALL(mbedtls_ssl_setup)
END
#line 250 "/opt/esp/idf/components/esp-tls/esp_tls_mbedtls.c"
FUNCTION(esp_mbedtls_handshake)
#line 263 "/opt/esp/idf/components/esp-tls/esp_tls_mbedtls.c"
CALL(mbedtls_ssl_handshake)
END
#line 86 "/opt/esp/idf/components/esp-tls/esp_tls.c"
FUNCTION(esp_tls_init)
#line 91 "/opt/esp/idf/components/esp-tls/esp_tls.c"
CALL(calloc)
#line 96 "/opt/esp/idf/components/esp-tls/esp_tls.c"
CALL(esp_tls_internal_event_tracker_create)
END
#line 220 "/opt/esp/idf/components/esp-tls/esp_tls.c"
FUNCTION(esp_tls_hostname_to_fd)
#line 236 "/opt/esp/idf/components/esp-tls/esp_tls.c"
CALL(lwip_getaddrinfo)
END
#line 340 "/opt/esp/idf/components/esp-tls/esp_tls.c"
FUNCTION(tcp_connect)
#line 352 "/opt/esp/idf/components/esp-tls/esp_tls.c"
CALL(esp_tls_hostname_to_fd)
#line 367 "/opt/esp/idf/components/esp-tls/esp_tls.c"
CALL(lwip_socket)
#line 388 "/opt/esp/idf/components/esp-tls/esp_tls.c"
CALL(lwip_connect)
END
#line 410 "/opt/esp/idf/components/esp-tls/esp_tls.c"
FUNCTION(esp_tls_low_level_conn)
#line 438 "/opt/esp/idf/components/esp-tls/esp_tls.c"
CALL(tcp_connect)
#line 461 "/opt/esp/idf/components/esp-tls/esp_tls.c"
CALL(esp_create_mbedtls_handle)
#line 477 "/opt/esp/idf/components/esp-tls/esp_tls.c"
CALL(esp_mbedtls_handshake)
END
#line 505 "/opt/esp/idf/components/esp-tls/esp_tls.c"
FUNCTION(esp_tls_conn_new_sync)
#line 521 "/opt/esp/idf/components/esp-tls/esp_tls.c"
CALL(esp_tls_low_level_conn)
END
#line 36 "/opt/esp/idf/components/esp-tls/esp-tls-error-capture/esp_tls_error_capture.c"
FUNCTION(esp_tls_internal_event_tracker_create)
#line 38 "/opt/esp/idf/components/esp-tls/esp-tls-error-capture/esp_tls_error_capture.c"
CALL(calloc)
#line 44 "/opt/esp/idf/components/esp-tls/esp-tls-error-capture/esp_tls_error_capture.c"
CALL(calloc)
END
#line 36 "/opt/esp/idf/components/tcp_transport/transport.c"
FUNCTION(esp_transport_list_init)
#line 41 "/opt/esp/idf/components/tcp_transport/transport.c"
CALL(calloc)
END
#line 55 "/opt/esp/idf/components/tcp_transport/transport.c"
FUNCTION(esp_transport_list_add)
#line 61 "/opt/esp/idf/components/tcp_transport/transport.c"
CALL(calloc)
END
#line 66 "/opt/esp/idf/components/tcp_transport/transport.c"
FUNCTION(esp_transport_init)
#line 74 "/opt/esp/idf/components/tcp_transport/transport.c"
CALL(calloc)
END
#line 126 "/opt/esp/idf/components/tcp_transport/transport.c"
FUNCTION(esp_transport_connect)
#line 131 "/opt/esp/idf/components/tcp_transport/transport.c"
CALL_POINTER
END
#line 420 "/opt/esp/idf/components/tcp_transport/transport_ssl.c"
FUNCTION(esp_transport_esp_tls_create)
#line 426 "/opt/esp/idf/components/tcp_transport/transport_ssl.c"
CALL(calloc)
END
#line 460 "/opt/esp/idf/components/tcp_transport/transport_ssl.c"
FUNCTION(esp_transport_ssl_init)
#line 466 "/opt/esp/idf/components/tcp_transport/transport_ssl.c"
CALL(esp_transport_init)
#line 471 "/opt/esp/idf/components/tcp_transport/transport_ssl.c"
CALL(esp_transport_esp_tls_create)
END
#line 490 "/opt/esp/idf/components/tcp_transport/transport_ssl.c"
FUNCTION(esp_transport_tcp_init)
#line 494 "/opt/esp/idf/components/tcp_transport/transport_ssl.c"
CALL(esp_transport_init)
#line 499 "/opt/esp/idf/components/tcp_transport/transport_ssl.c"
CALL(esp_transport_esp_tls_create)
END
#line 92 "/opt/esp/idf/components/tcp_transport/transport_ssl.c"
FUNCTION(ssl_connect)
#line 101 "/opt/esp/idf/components/tcp_transport/transport_ssl.c"
CALL(esp_tls_init)
#line 114 "/opt/esp/idf/components/tcp_transport/transport_ssl.c"
CALL(esp_tls_conn_new_sync)
END
#line 150 "/opt/esp/idf/components/tcp_transport/transport_ssl.c"
FUNCTION(tcp_connect_plain)
#line 162 "/opt/esp/idf/components/tcp_transport/transport_ssl.c"
CALL(lwip_socket)
#line 170 "/opt/esp/idf/components/tcp_transport/transport_ssl.c"
CALL(lwip_connect)
END
#line 770 "/opt/esp/idf/components/tcp_transport/transport_ws.c"
FUNCTION(esp_transport_ws_init)
#line 781 "/opt/esp/idf/components/tcp_transport/transport_ws.c"
CALL(esp_transport_init)
#line 786 "/opt/esp/idf/components/tcp_transport/transport_ws.c"
CALL(calloc)
#line 795 "/opt/esp/idf/components/tcp_transport/transport_ws.c"
CALL(malloc)
END
#line 830 "/opt/esp/idf/components/tcp_transport/transport_ws.c"
FUNCTION(esp_transport_ws_set_path)
#line 838 "/opt/esp/idf/components/tcp_transport/transport_ws.c"
CALL(realloc)
END
#line 200 "/opt/esp/idf/components/tcp_transport/transport_ws.c"
FUNCTION(ws_connect)
#line 214 "/opt/esp/idf/components/tcp_transport/transport_ws.c"
CALL(esp_transport_connect)
#line 240 "/opt/esp/idf/components/tcp_transport/transport_ws.c"
CALL(asprintf)
END
