/* Call sites of a made-up firmware; calls.h says what the words mean. The code never runs. */
#include "calls.h"

#line 15 "/opt/esp/idf/components/mbedtls/port/esp_mem.c"
ONCE_CALLED(esp_mbedtls_mem_calloc)
#line 18 "/opt/esp/idf/components/mbedtls/port/esp_mem.c"
CALL(calloc)
#line 20 "/opt/esp/idf/components/mbedtls/port/esp_mem.c"
CALL(heap_caps_malloc)
END
#line 46 "/opt/esp/idf/components/mbedtls/mbedtls/library/platform.c"
FUNCTION(mbedtls_calloc)
#line 50 "/opt/esp/idf/components/mbedtls/mbedtls/library/platform.c"
CALL(esp_mbedtls_mem_calloc)
END
#line 226 "/opt/esp/idf/components/mbedtls/mbedtls/library/bignum.c"
FUNCTION(mbedtls_mpi_grow)
#line 234 "/opt/esp/idf/components/mbedtls/mbedtls/library/bignum.c"
CALL(mbedtls_calloc)
END
#line 380 "/opt/esp/idf/components/mbedtls/mbedtls/library/asn1parse.c"
FUNCTION(mbedtls_asn1_get_sequence_of)
#line 364 "/opt/esp/idf/components/mbedtls/mbedtls/library/asn1parse.c"
CALL(mbedtls_calloc)
END
#line 436 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509.c"
ONCE_CALLED(mbedtls_x509_get_name)
#line 473 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509.c"
CALL(mbedtls_calloc)
END
#line 1240 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509.c"
FUNCTION(mbedtls_x509_get_subject_alt_name)
#line 1266 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509.c"
CALL(mbedtls_calloc)
END
#line 560 "/opt/esp/idf/components/mbedtls/mbedtls/library/pkparse.c"
FUNCTION(mbedtls_pk_parse_subpubkey)
#line 602 "/opt/esp/idf/components/mbedtls/mbedtls/library/pkparse.c"
CALL(mbedtls_pk_setup)
END
#line 135 "/opt/esp/idf/components/mbedtls/mbedtls/library/pk.c"
FUNCTION(mbedtls_pk_setup)
#line 145 "/opt/esp/idf/components/mbedtls/mbedtls/library/pk.c"
CALL(mbedtls_calloc)
END
#line 1075 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509_crt.c"
FUNCTION(mbedtls_x509_crt_parse_der_core)
#line 1110 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509_crt.c"
CALL(mbedtls_calloc)
#line 1164 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509_crt.c"
CALL(mbedtls_x509_get_name)
#line 1181 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509_crt.c"
CALL(mbedtls_x509_get_name)
#line 1193 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509_crt.c"
CALL(mbedtls_pk_parse_subpubkey)
#line 1226 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509_crt.c"
CALL(mbedtls_x509_get_subject_alt_name)
END
#line 1258 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509_crt.c"
FUNCTION(mbedtls_x509_crt_parse_der_internal)
#line 1268 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509_crt.c"
CALL(mbedtls_calloc)
#line 1301 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509_crt.c"
CALL(mbedtls_x509_crt_parse_der_core)
END
#line 1330 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509_crt.c"
FUNCTION(mbedtls_x509_crt_parse_der)
#line 1336 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509_crt.c"
CALL(mbedtls_x509_crt_parse_der_internal)
END
#line 2540 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509_crt.c"
FUNCTION(x509_crt_verify_chain)
#line 2578 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509_crt.c"
CALL_POINTER
END
#line 3050 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509_crt.c"
FUNCTION(x509_crt_verify_restartable_ca_cb)
#line 3088 "/opt/esp/idf/components/mbedtls/mbedtls/library/x509_crt.c"
CALL(x509_crt_verify_chain)
END
#line 270 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_msg.c"
FUNCTION(mbedtls_ssl_flight_append)
#line 290 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_msg.c"
CALL(mbedtls_calloc)
END
#line 4060 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_msg.c"
FUNCTION(mbedtls_ssl_read_record)
#line 4104 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_msg.c"
CALL(mbedtls_calloc)
END
#line 7990 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
FUNCTION(mbedtls_ssl_verify_certificate)
#line 8013 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL(x509_crt_verify_restartable_ca_cb)
END
#line 2935 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
FUNCTION(mbedtls_ssl_set_hostname)
#line 2961 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL(mbedtls_calloc)
END
#line 240 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
FUNCTION(mbedtls_ssl_session_copy)
#line 262 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL(mbedtls_calloc)
END
#line 1098 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
FUNCTION(mbedtls_ssl_handshake_init)
#line 1106 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL(mbedtls_calloc)
#line 1113 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL(mbedtls_calloc)
#line 1121 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL(mbedtls_calloc)
END
#line 1399 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
FUNCTION(mbedtls_ssl_setup)
#line 1422 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL(mbedtls_calloc)
#line 1430 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL(mbedtls_calloc)
#line 1440 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL(mbedtls_ssl_handshake_init)
END
#line 7620 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
FUNCTION(ssl_parse_certificate_chain)
#line 7690 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL(mbedtls_x509_crt_parse_der)
END
#line 7830 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
FUNCTION(mbedtls_ssl_parse_certificate)
#line 7851 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL(mbedtls_calloc)
#line 7866 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL(ssl_parse_certificate_chain)
#line 7951 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL(mbedtls_ssl_verify_certificate)
END
#line 8102 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
FUNCTION(mbedtls_ssl_handshake_wrapup)
#line 8110 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL(mbedtls_ssl_session_copy)
END
#line 8920 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
FUNCTION(ssl_tls12_populate_transform)
#line 9144 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL(mbedtls_cipher_setup)
END
#line 6580 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
FUNCTION(mbedtls_ssl_derive_keys)
#line 6644 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL(ssl_tls12_populate_transform)
END
#line 4520 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
FUNCTION(mbedtls_ssl_handshake_step)
#line 4596 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL_POINTER
END
#line 4611 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
FUNCTION(mbedtls_ssl_handshake)
#line 4637 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls.c"
CALL(mbedtls_ssl_handshake_step)
END
#line 1960 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls12_client.c"
FUNCTION(ssl_parse_server_key_exchange)
#line 2092 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls12_client.c"
CALL(mbedtls_mpi_grow)
END
#line 2540 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls12_client.c"
FUNCTION(ssl_write_client_key_exchange)
#line 2610 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls12_client.c"
CALL(mbedtls_mpi_grow)
END
#line 3470 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls12_client.c"
FUNCTION(mbedtls_ssl_handshake_client_step)
#line 3532 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls12_client.c"
CALL(mbedtls_ssl_parse_certificate)
#line 3545 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls12_client.c"
CALL(ssl_parse_server_key_exchange)
#line 3590 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls12_client.c"
CALL(ssl_write_client_key_exchange)
#line 3611 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls12_client.c"
CALL(mbedtls_ssl_derive_keys)
#line 3640 "/opt/esp/idf/components/mbedtls/mbedtls/library/ssl_tls12_client.c"
CALL(mbedtls_ssl_handshake_wrapup)
END
#line 235 "/opt/esp/idf/components/mbedtls/mbedtls/library/cipher.c"
FUNCTION(mbedtls_cipher_setup)
#line 254 "/opt/esp/idf/components/mbedtls/mbedtls/library/cipher.c"
CALL(mbedtls_calloc)
END
#line 437 "/opt/esp/idf/components/mbedtls/esp_crt_bundle/esp_crt_bundle.c"
ONCE_CALLED(esp_crt_copy_asn1)
#line 440 "/opt/esp/idf/components/mbedtls/esp_crt_bundle/esp_crt_bundle.c"
CALL(calloc)
#line 448 "/opt/esp/idf/components/mbedtls/esp_crt_bundle/esp_crt_bundle.c"
CALL(calloc)
END
#line 472 "/opt/esp/idf/components/mbedtls/esp_crt_bundle/esp_crt_bundle.c"
FUNCTION(esp_crt_ca_cb_callback)
#line 475 "/opt/esp/idf/components/mbedtls/esp_crt_bundle/esp_crt_bundle.c"
CALL(calloc)
#line 489 "/opt/esp/idf/components/mbedtls/esp_crt_bundle/esp_crt_bundle.c"
CALL(calloc)
#line 515 "/opt/esp/idf/components/mbedtls/esp_crt_bundle/esp_crt_bundle.c"
CALL(esp_crt_copy_asn1)
#line 527 "/opt/esp/idf/components/mbedtls/esp_crt_bundle/esp_crt_bundle.c"
CALL(mbedtls_calloc)
END
