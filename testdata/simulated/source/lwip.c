/* Call sites of a made-up firmware; calls.h says what the words mean. The code never runs. */
#include "calls.h"

#line 231 "/opt/esp/idf/components/lwip/lwip/src/core/mem.c"
FUNCTION(mem_malloc)
#line 237 "/opt/esp/idf/components/lwip/lwip/src/core/mem.c"
CALL(malloc)
END
#line 240 "/opt/esp/idf/components/lwip/lwip/src/core/memp.c"
FUNCTION(do_memp_malloc_pool)
#line 254 "/opt/esp/idf/components/lwip/lwip/src/core/memp.c"
CALL(mem_malloc)
END
#line 340 "/opt/esp/idf/components/lwip/lwip/src/core/memp.c"
FUNCTION(memp_malloc)
#line 350 "/opt/esp/idf/components/lwip/lwip/src/core/memp.c"
CALL(do_memp_malloc_pool)
END
#line 220 "/opt/esp/idf/components/lwip/lwip/src/core/pbuf.c"
FUNCTION(pbuf_alloc)
#line 247 "/opt/esp/idf/components/lwip/lwip/src/core/pbuf.c"
CALL(memp_malloc)
#line 284 "/opt/esp/idf/components/lwip/lwip/src/core/pbuf.c"
CALL(mem_malloc)
END
#line 1880 "/opt/esp/idf/components/lwip/lwip/src/core/tcp.c"
FUNCTION(tcp_alloc)
#line 1911 "/opt/esp/idf/components/lwip/lwip/src/core/tcp.c"
CALL(memp_malloc)
END
#line 2010 "/opt/esp/idf/components/lwip/lwip/src/core/tcp.c"
FUNCTION(tcp_new_ip_type)
#line 2015 "/opt/esp/idf/components/lwip/lwip/src/core/tcp.c"
CALL(tcp_alloc)
END
#line 1210 "/opt/esp/idf/components/lwip/lwip/src/core/udp.c"
FUNCTION(udp_new)
#line 1220 "/opt/esp/idf/components/lwip/lwip/src/core/udp.c"
CALL(memp_malloc)
END
#line 170 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_out.c"
FUNCTION(tcp_create_segment)
#line 183 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_out.c"
CALL(memp_malloc)
END
#line 224 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_out.c"
FUNCTION(tcp_pbuf_prealloc)
#line 250 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_out.c"
CALL(pbuf_alloc)
END
#line 390 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_out.c"
FUNCTION(tcp_write)
#line 584 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_out.c"
CALL(tcp_pbuf_prealloc)
#line 598 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_out.c"
CALL(tcp_create_segment)
END
#line 1040 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_out.c"
FUNCTION(tcp_enqueue_flags)
#line 1078 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_out.c"
CALL(pbuf_alloc)
#line 1090 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_out.c"
CALL(tcp_create_segment)
END
#line 1100 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_out.c"
FUNCTION(tcp_connect_pcb)
#line 1192 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_out.c"
CALL(tcp_enqueue_flags)
END
#line 690 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_in.c"
FUNCTION(tcp_listen_input)
#line 701 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_in.c"
CALL(tcp_alloc)
#line 735 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_in.c"
CALL(tcp_enqueue_flags)
END
#line 1200 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_in.c"
FUNCTION(tcp_receive)
#line 1760 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_in.c"
CALL(pbuf_alloc)
END
#line 120 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_in.c"
FUNCTION(tcp_input)
#line 366 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_in.c"
CALL(tcp_listen_input)
#line 402 "/opt/esp/idf/components/lwip/lwip/src/core/tcp_in.c"
CALL(tcp_receive)
END
#line 200 "/opt/esp/idf/components/lwip/lwip/src/core/timeouts.c"
FUNCTION(sys_timeout_abs)
#line 209 "/opt/esp/idf/components/lwip/lwip/src/core/timeouts.c"
CALL(memp_malloc)
END
#line 280 "/opt/esp/idf/components/lwip/lwip/src/core/timeouts.c"
FUNCTION(sys_timeout)
#line 290 "/opt/esp/idf/components/lwip/lwip/src/core/timeouts.c"
CALL(sys_timeout_abs)
END
#line 240 "/opt/esp/idf/components/lwip/lwip/src/core/timeouts.c"
FUNCTION(lwip_cyclic_timer)
#line 258 "/opt/esp/idf/components/lwip/lwip/src/core/timeouts.c"
CALL(sys_timeout_abs)
END
#line 380 "/opt/esp/idf/components/lwip/lwip/src/core/timeouts.c"
FUNCTION(sys_check_timeouts)
#line 405 "/opt/esp/idf/components/lwip/lwip/src/core/timeouts.c"
CALL_POINTER
END
#line 470 "/opt/esp/idf/components/lwip/lwip/src/core/ipv4/ip4.c"
FUNCTION(ip4_input)
#line 720 "/opt/esp/idf/components/lwip/lwip/src/core/ipv4/ip4.c"
CALL(tcp_input)
#line 726 "/opt/esp/idf/components/lwip/lwip/src/core/ipv4/ip4.c"
CALL(udp_input)
END
#line 200 "/opt/esp/idf/components/lwip/lwip/src/core/udp.c"
FUNCTION(udp_input)
#line 392 "/opt/esp/idf/components/lwip/lwip/src/core/udp.c"
CALL_POINTER
END
#line 940 "/opt/esp/idf/components/lwip/lwip/src/core/ipv4/etharp.c"
FUNCTION(etharp_query)
#line 1090 "/opt/esp/idf/components/lwip/lwip/src/core/ipv4/etharp.c"
CALL(memp_malloc)
#line 1104 "/opt/esp/idf/components/lwip/lwip/src/core/ipv4/etharp.c"
CALL(pbuf_alloc)
END
#line 80 "/opt/esp/idf/components/lwip/lwip/src/netif/ethernet.c"
FUNCTION(ethernet_input)
#line 190 "/opt/esp/idf/components/lwip/lwip/src/netif/ethernet.c"
CALL(ip4_input)
END
#line 60 "/opt/esp/idf/components/lwip/lwip/src/api/netbuf.c"
FUNCTION(netbuf_new)
#line 64 "/opt/esp/idf/components/lwip/lwip/src/api/netbuf.c"
CALL(memp_malloc)
END
#line 143 "/opt/esp/idf/components/lwip/lwip/src/api/api_lib.c"
FUNCTION(netconn_new_with_proto_and_callback)
#line 149 "/opt/esp/idf/components/lwip/lwip/src/api/api_lib.c"
CALL(netconn_alloc)
END
#line 700 "/opt/esp/idf/components/lwip/lwip/src/api/api_msg.c"
FUNCTION(netconn_alloc)
#line 708 "/opt/esp/idf/components/lwip/lwip/src/api/api_msg.c"
CALL(memp_malloc)
#line 745 "/opt/esp/idf/components/lwip/lwip/src/api/api_msg.c"
CALL(sys_sem_new)
#line 758 "/opt/esp/idf/components/lwip/lwip/src/api/api_msg.c"
CALL(sys_mbox_new)
END
#line 640 "/opt/esp/idf/components/lwip/lwip/src/api/api_msg.c"
FUNCTION(lwip_netconn_do_newconn)
#line 652 "/opt/esp/idf/components/lwip/lwip/src/api/api_msg.c"
CALL(tcp_new_ip_type)
END
#line 1340 "/opt/esp/idf/components/lwip/lwip/src/api/api_msg.c"
FUNCTION(lwip_netconn_do_connect)
#line 1392 "/opt/esp/idf/components/lwip/lwip/src/api/api_msg.c"
CALL(tcp_connect_pcb)
END
#line 1560 "/opt/esp/idf/components/lwip/lwip/src/api/api_msg.c"
FUNCTION(lwip_netconn_do_writemore)
#line 1650 "/opt/esp/idf/components/lwip/lwip/src/api/api_msg.c"
CALL(tcp_write)
END
#line 190 "/opt/esp/idf/components/lwip/lwip/src/api/api_msg.c"
FUNCTION(recv_udp)
#line 224 "/opt/esp/idf/components/lwip/lwip/src/api/api_msg.c"
CALL(netbuf_new)
END
#line 560 "/opt/esp/idf/components/lwip/lwip/src/api/api_msg.c"
FUNCTION(accept_function)
#line 590 "/opt/esp/idf/components/lwip/lwip/src/api/api_msg.c"
CALL(netconn_alloc)
END
#line 130 "/opt/esp/idf/components/lwip/lwip/src/api/tcpip.c"
FUNCTION(tcpip_thread_handle_msg)
#line 148 "/opt/esp/idf/components/lwip/lwip/src/api/tcpip.c"
CALL_POINTER
END
#line 98 "/opt/esp/idf/components/lwip/lwip/src/api/tcpip.c"
FUNCTION(tcpip_thread)
#line 122 "/opt/esp/idf/components/lwip/lwip/src/api/tcpip.c"
CALL(tcpip_thread_handle_msg)
#line 126 "/opt/esp/idf/components/lwip/lwip/src/api/tcpip.c"
CALL(sys_check_timeouts)
END
#line 220 "/opt/esp/idf/components/lwip/lwip/src/api/tcpip.c"
FUNCTION(tcpip_inpkt)
#line 247 "/opt/esp/idf/components/lwip/lwip/src/api/tcpip.c"
CALL(memp_malloc)
END
#line 1700 "/opt/esp/idf/components/lwip/lwip/src/api/sockets.c"
FUNCTION(lwip_socket)
#line 1724 "/opt/esp/idf/components/lwip/lwip/src/api/sockets.c"
CALL(netconn_new_with_proto_and_callback)
END
#line 1200 "/opt/esp/idf/components/lwip/lwip/src/api/sockets.c"
FUNCTION(lwip_connect)
#line 1231 "/opt/esp/idf/components/lwip/lwip/src/api/sockets.c"
CALL(sys_thread_sem_init)
END
#line 3400 "/opt/esp/idf/components/lwip/lwip/src/api/sockets.c"
FUNCTION(lwip_setsockopt)
#line 3420 "/opt/esp/idf/components/lwip/lwip/src/api/sockets.c"
CALL(xQueueCreateMutex)
END
#line 270 "/opt/esp/idf/components/lwip/lwip/src/api/netdb.c"
FUNCTION(lwip_getaddrinfo)
#line 395 "/opt/esp/idf/components/lwip/lwip/src/api/netdb.c"
CALL(memp_malloc)
END
#line 90 "/opt/esp/idf/components/lwip/port/freertos/sys_arch.c"
FUNCTION(sys_sem_new)
#line 98 "/opt/esp/idf/components/lwip/port/freertos/sys_arch.c"
CALL(xQueueCreateCountingSemaphore)
END
#line 205 "/opt/esp/idf/components/lwip/port/freertos/sys_arch.c"
FUNCTION(sys_mbox_new)
#line 212 "/opt/esp/idf/components/lwip/port/freertos/sys_arch.c"
CALL(malloc)
#line 217 "/opt/esp/idf/components/lwip/port/freertos/sys_arch.c"
CALL(xQueueGenericCreate)
END
#line 430 "/opt/esp/idf/components/lwip/port/freertos/sys_arch.c"
FUNCTION(sys_thread_sem_init)
#line 437 "/opt/esp/idf/components/lwip/port/freertos/sys_arch.c"
CALL(malloc)
#line 444 "/opt/esp/idf/components/lwip/port/freertos/sys_arch.c"
CALL(xQueueCreateCountingSemaphore)
END
#line 160 "/opt/esp/idf/components/lwip/port/esp32xx/netif/wlanif.c"
FUNCTION(wlanif_input)
#line 176 "/opt/esp/idf/components/lwip/port/esp32xx/netif/wlanif.c"
CALL(esp_pbuf_allocate)
END
#line 120 "/opt/esp/idf/components/lwip/port/esp32xx/netif/wlanif.c"
FUNCTION(low_level_output)
#line 133 "/opt/esp/idf/components/lwip/port/esp32xx/netif/wlanif.c"
CALL(pbuf_alloc)
END
#line 45 "/opt/esp/idf/components/esp_netif/lwip/netif/esp_pbuf_ref.c"
FUNCTION(esp_pbuf_allocate)
#line 55 "/opt/esp/idf/components/esp_netif/lwip/netif/esp_pbuf_ref.c"
CALL(mem_malloc)
END
#line 1640 "/opt/esp/idf/components/esp_netif/lwip/esp_netif_lwip.c"
FUNCTION(esp_netif_receive)
#line 1644 "/opt/esp/idf/components/esp_netif/lwip/esp_netif_lwip.c"
CALL(wlanif_input)
END
#line 1020 "/opt/esp/idf/components/esp_netif/lwip/esp_netif_lwip.c"
FUNCTION(esp_netif_action_got_ip)
#line 1031 "/opt/esp/idf/components/esp_netif/lwip/esp_netif_lwip.c"
CALL(esp_event_post)
END
#line 690 "/opt/esp/idf/components/lwip/apps/sntp/sntp.c"
FUNCTION(sntp_init)
#line 704 "/opt/esp/idf/components/lwip/apps/sntp/sntp.c"
CALL(udp_new)
#line 715 "/opt/esp/idf/components/lwip/apps/sntp/sntp.c"
CALL(sys_timeout)
END
#line 580 "/opt/esp/idf/components/lwip/apps/sntp/sntp.c"
FUNCTION(sntp_request)
#line 601 "/opt/esp/idf/components/lwip/apps/sntp/sntp.c"
CALL(pbuf_alloc)
END
#line 760 "/opt/esp/idf/components/lwip/lwip/src/core/dns.c"
FUNCTION(dns_send)
#line 802 "/opt/esp/idf/components/lwip/lwip/src/core/dns.c"
CALL(pbuf_alloc)
END
#line 1400 "/opt/esp/idf/components/lwip/lwip/src/core/dns.c"
FUNCTION(dns_enqueue)
#line 1471 "/opt/esp/idf/components/lwip/lwip/src/core/dns.c"
CALL(udp_new)
END
