/*
 * The words that the sources of this firmware are written in. The firmware is made up: its functions stand at the files
 * and lines of ESP-IDF v6.0 and of an application, Greenhouse, and call what those call, so that chains of return
 * addresses can be taken from it. Nothing here is ever run.
 *
 * FUNCTION is never inlined. ONCE_CALLED is inlined where the compiler optimises for size, as it does with functions
 * that have one caller. CALL_POINTER is a call through a pointer: a callback, a task, a state machine.
 */
#ifndef CALLS_H
#define CALLS_H

#ifdef __cplusplus
extern "C" {
#endif

extern int (*volatile callback)(int n);

int operator_new(int n) __asm__("_Znwj");
int string_create(int n) __asm__("_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE9_M_createERjj");
int string_append(int n) __asm__("_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEE9_M_appendEPKcj");
int string_construct(int n) __asm__("_ZNSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEC2EPKcRKS3_");
int vector_realloc_insert(int n) __asm__(
    "_ZNSt6vectorIfSaIfEE17_M_realloc_insertIJfEEEvN9__gnu_cxx17__normal_iteratorIPfS1_EEDpOT_");
int tree_emplace(int n) __asm__("_ZNSt8_Rb_treeIjSt4pairIKjPhESt10_Select1stIS3_ESt4lessIjESaIS3_EE17_M_emplace_"
                                "uniqueIJRjRS2_EEES0_ISt17_Rb_tree_iteratorIS3_EbEDpOT_");
int shared_count_create(int n) __asm__("_ZNSt14__shared_countILN9__gnu_cxx12_Lock_policyE2EEC2IPvEET_");

#ifdef __cplusplus
int alert_task(int n);
int app_main(int n);
int asprintf(int n);
int beacon_receive(int n);
int cJSON_AddNumberToObject(int n);
int cJSON_AddStringToObject(int n);
int cJSON_CreateObject(int n);
int cJSON_Duplicate(int n);
int cJSON_Parse(int n);
int cJSON_PrintUnformatted(int n);
int display_task(int n);
int esp_event_handler_register(int n);
int esp_http_client_init(int n);
int esp_http_client_perform(int n);
int esp_http_client_set_header(int n);
int esp_https_ota_begin(int n);
int esp_https_ota_perform(int n);
int esp_log(int n);
int esp_mqtt_client_enqueue(int n);
int esp_mqtt_client_init(int n);
int esp_mqtt_client_start(int n);
int esp_partition_find(int n);
int esp_timer_create(int n);
int esp_websocket_client_init(int n);
int esp_wifi_init(int n);
int fopen(int n);
int forecast_task(int n);
int gh_json_malloc(int n);
int heap_caps_malloc_prefer(int n);
int httpd_register_uri_handler(int n);
int httpd_start(int n);
int httpd_ws_respond_server_handshake(int n);
int main_task(int n);
int malloc(int n);
int mdns_init(int n);
int mdns_service_add(int n);
int mqtt_event_handler(int n);
int nvs_get_str(int n);
int nvs_open_from_partition(int n);
int nvs_set_blob(int n);
int planner_task(int n);
int price_task(int n);
int realloc(int n);
int sensor_task(int n);
int sensor_timer(int n);
int snprintf(int n);
int sntp_init(int n);
int tree_get_node(int n);
int updater_task(int n);
int vector_allocate(int n);
int websocket_event_handler(int n);
int wifi_event_handler(int n);
int xQueueCreateMutex(int n);
int xTaskCreatePinnedToCore(int n);
}

namespace nvs
{
struct HashList {
    static int insert(int n);
};
struct Storage {
    static int createOrOpenNamespace(int n);
    static int readItem(int n);
    static int writeItem(int n);
};
} // namespace nvs
namespace greenhouse
{
struct AlertStream {
    static int onFrame(int n);
    static int reconnect(int n);
};
struct BeaconListener {
    static int onPacket(int n);
};
struct Buffer {
    static int append(int n);
    static int reserve(int n);
};
struct CloudLink {
    static int onMessage(int n);
    static int publish(int n);
    static int start(int n);
};
struct Dashboard {
    static int onOpen(int n);
    static int onSocket(int n);
    static int onStatus(int n);
    static int start(int n);
};
struct EventJournal {
    static int append(int n);
};
struct FirmwareUpdater {
    static int check(int n);
};
struct ForecastClient {
    static int buildUrl(int n);
    static int collectBody(int n);
    static int fetch(int n);
    static int onError(int n);
    static int parse(int n);
};
struct GlyphPool {
    static int acquire(int n);
};
struct Memory {
    static int take(int n);
    static int takeZeroed(int n);
};
struct PriceClient {
    static int poll(int n);
};
struct PumpPlanner {
    static int enqueue(int n);
    static int plan(int n);
};
struct SensorHub {
    static int logProbe(int n);
    static int readProbe(int n);
    static int sample(int n);
};
struct Settings {
    static int load(int n);
    static int store(int n);
};
struct TileCache {
    static int insert(int n);
    static int load(int n);
};
struct WifiManager {
    static int onDisconnected(int n);
};
} // namespace greenhouse
#endif

#define OUT_OF_LINE __attribute__((noinline))
#define FUNCTION(name)          \
    OUT_OF_LINE int name(int n) \
    {                           \
        volatile int x = n;
#define IN_RAM(name)                                                    \
    __attribute__((noinline, section(".iram1." #name))) int name(int n) \
    {                                                                   \
        volatile int x = n;
#ifdef __OPTIMIZE_SIZE__
#define ONCE_CALLED(name)                                 \
    inline __attribute__((always_inline)) int name(int n) \
    {                                                     \
        volatile int x = n;
#else
#define ONCE_CALLED(name) FUNCTION(name)
#endif
#define CALL(name) x += name(x);
#define CALL_POINTER x += callback(x);
/* The number differs, lest the compiler make one function of two that look the same. */
#define END                 \
    return x + __COUNTER__; \
    }

#endif
