#include "services.h"

#define JSON "cJSON_New_Item gh_json_malloc greenhouse::Memory::take heap_caps_malloc_prefer"
#define JSON_STRING "gh_json_malloc greenhouse::Memory::take heap_caps_malloc_prefer"
#define MUTEX "xQueueCreateMutex xQueueGenericCreate pvPortMalloc heap_caps_malloc"

enum { JSON_ITEM = 40, MUTEX_SIZE = 84 };

void json_parse(struct task *task, struct held *document, unsigned members)
{
    struct random *random = &task->device->random;
    task_enter(task, "cJSON_Parse cJSON_ParseWithLengthOpts");
    task_hold(task, document, JSON, JSON_ITEM);
    task_enter(task, "parse_value parse_object");
    for (unsigned i = 0; i < members; i++) {
        task_hold(task, document, JSON, JSON_ITEM);
        task_hold(task, document, "parse_string " JSON_STRING, random_between(random, 3, 16));
        if (random_chance(random, 0.3))
            task_hold(task, document, "parse_value parse_string " JSON_STRING, random_between(random, 2, 48));
        else if (random_chance(random, 0.1)) {
            for (unsigned element = 0; element < 3; element++)
                task_hold(task, document, "parse_value parse_array " JSON, JSON_ITEM);
        }
    }
    task_leave(task, 4);
}

void json_build(struct task *task, struct held *document, unsigned members)
{
    struct random *random = &task->device->random;
    task_hold(task, document, "cJSON_CreateObject " JSON, JSON_ITEM);
    for (unsigned i = 0; i < members; i++) {
        if (random_chance(random, 0.7)) {
            task_hold(task, document, "cJSON_AddNumberToObject cJSON_CreateNumber " JSON, JSON_ITEM);
            task_hold(task, document, "cJSON_AddNumberToObject add_item_to_object cJSON_strdup " JSON_STRING,
                      random_between(random, 3, 16));
            continue;
        }
        task_enter(task, "cJSON_AddStringToObject");
        task_hold(task, document, "cJSON_CreateString " JSON, JSON_ITEM);
        task_hold(task, document, "cJSON_CreateString cJSON_strdup " JSON_STRING, random_between(random, 2, 30));
        task_hold(task, document, "add_item_to_object cJSON_strdup " JSON_STRING, random_between(random, 3, 16));
        task_leave(task, 1);
    }
}

unsigned json_print(struct task *task, struct device *device, unsigned members)
{
    task_enter(task, "cJSON_PrintUnformatted print");
    task_borrow(task, "gh_json_malloc@1244 greenhouse::Memory::take heap_caps_malloc_prefer", 256, 900);
    unsigned text = task_take(task, "gh_json_malloc@1270 greenhouse::Memory::take heap_caps_malloc_prefer",
                              members * random_between(&device->random, 16, 20) + 3);
    task_leave(task, 2);
    return text;
}

struct mqtt_client mqtt_start(struct device *device, double when)
{
    struct mqtt_client client = {0};
    struct held *parts = &client.parts;
    struct task task = task_at(device, "vPortTaskWrapper main_task app_main greenhouse::CloudLink::start", when);
    task.label = CACHE; /* the client is never destroyed, but its transport is its session's kind */
    task_enter(&task, "esp_mqtt_client_init");
    task_hold(&task, parts, "calloc", 416);
    task_hold(&task, parts, MUTEX, MUTEX_SIZE);
    task_hold(&task, parts, "outbox_init calloc", 8);
    task_hold(&task, parts, "xEventGroupCreate pvPortMalloc heap_caps_malloc", 32);
    task_hold(&task, parts, "esp_mqtt_set_config calloc", 160);
    task_hold(&task, parts, "esp_mqtt_set_config strdup@440 _strdup_r _malloc_r", 22);
    task_hold(&task, parts, "esp_mqtt_set_config strdup@452 _strdup_r _malloc_r", 17);
    task_leave(&task, 1);
    task_enter(&task, "esp_mqtt_client_start");
    task_enter(&task, "create_transport");
    task_hold(&task, parts, "esp_transport_list_init calloc", 8);
    task_hold(&task, parts, "esp_transport_ssl_init esp_transport_init calloc", 76);
    task_hold(&task, parts, "esp_transport_ssl_init esp_transport_esp_tls_create calloc", 168);
    task_hold(&task, parts, "esp_transport_list_add calloc", 6);
    task_leave(&task, 1);
    task_hold(&task, parts, "xTaskCreatePinnedToCore pvPortMalloc@722 heap_caps_malloc", 6144);
    task_hold(&task, parts, "xTaskCreatePinnedToCore pvPortMalloc@740 heap_caps_malloc", 352);
    return client;
}

struct task mqtt_task(struct device *device, double when)
{
    return task_at(device, "vPortTaskWrapper esp_mqtt_task", when);
}

void mqtt_connect(struct mqtt_client *client, struct task *task, const struct tls_server *server)
{
    task_enter(task, "esp_transport_connect");
    client->session = tls_connect(task, server, TLS_OPEN);
    task_leave(task, 1);
    task_enter(task, "esp_mqtt_connect mqtt_msg_buffer_init");
    task_hold(task, &client->connection, "calloc", 1024);
    task_leave(task, 2);
}

void mqtt_disconnect(struct mqtt_client *client, struct device *device, double when)
{
    held_free(&client->connection, device, when);
    if (client->session.open)
        tls_close(&client->session, device, when);
}

void websocket_create(struct task *task, struct held *parts, unsigned path_length)
{
    task_enter(task, "esp_websocket_client_init");
    task_hold(task, parts, "calloc", 312);
    task_hold(task, parts, MUTEX, MUTEX_SIZE);
    task_hold(task, parts, "esp_transport_list_init calloc", 8);
    task_hold(task, parts, "esp_transport_ssl_init esp_transport_init calloc", 76);
    task_hold(task, parts, "esp_transport_ssl_init esp_transport_esp_tls_create calloc", 168);
    task_hold(task, parts, "esp_transport_list_add@603 calloc", 6);
    task_hold(task, parts, "esp_transport_ws_init esp_transport_init calloc", 76);
    task_hold(task, parts, "esp_transport_ws_init calloc@786", 72);
    task_hold(task, parts, "esp_transport_ws_init malloc@795", 1024);
    task_hold(task, parts, "esp_transport_list_add@613 calloc", 4);
    task_hold(task, parts, "esp_transport_ws_set_path realloc", path_length + 1);
    task_hold(task, parts, "malloc@626", 1024);
    task_hold(task, parts, "malloc@631", 1024);
    task_leave(task, 1);
}

struct task websocket_task(struct device *device, double when)
{
    return task_at(device, "vPortTaskWrapper esp_websocket_client_task", when);
}

struct tls_session websocket_connect(struct task *task, const struct tls_server *server, enum outcome outcome)
{
    task_enter(task, "esp_transport_connect ws_connect esp_transport_connect");
    struct tls_session session = tls_connect(task, server, outcome);
    task_leave(task, 1);
    if (session.open)
        task_borrow(task, "asprintf _svfprintf_r __ssputs_r@1461 _malloc_r", 220, 8e4);
    task_leave(task, 2);
    return session;
}

struct task httpd_task(struct device *device, double when)
{
    return task_at(device, "vPortTaskWrapper httpd_thread httpd_server", when);
}

struct socket httpd_accept(struct device *device, double when, struct held *session)
{
    struct socket socket = socket_accept(device, when);
    struct task task = httpd_task(device, when + 12e-3);
    task_hold(&task, session, "httpd_accept_conn lwip_setsockopt " MUTEX, MUTEX_SIZE);
    return socket;
}

void nvs_write(struct task *task, bool grows)
{
    task_borrow(task, "nvs_open_from_partition operator_new malloc", 24, 4e3);
    enum label label = task->label;
    task->label = RETAINED;
    if (grows)
        task_take(task, "nvs_set_blob nvs::Storage::writeItem nvs::HashList::insert operator_new malloc", 128);
    task->label = label;
}

void once_log_tag(struct device *device, double when, const char *functions)
{
    struct task task = task_at(device, functions, when);
    task.label = RETAINED;
    task_take(&task, "esp_log esp_log_va esp_log_level_get esp_log_level_get_timeout malloc",
              9 + random_between(&device->random, 4, 15));
}

void once_lock(struct device *device, double when, const char *functions)
{
    struct task task = task_at(device, functions, when);
    task.label = RETAINED;
    task_take(&task, "_lock_acquire_recursive lock_acquire_generic lock_init_generic " MUTEX, MUTEX_SIZE);
}

void once_float(struct device *device, double when)
{
    struct task task = task_at(device, "vPortTaskWrapper sensor_task greenhouse::SensorHub::readProbe", when);
    task.label = RETAINED;
    task_enter(&task, "greenhouse::SensorHub::logProbe snprintf _svfprintf_r _dtoa_r");
    task_take(&task, "__d2b _Balloc _calloc_r@94", 132);
    task_take(&task, "__d2b _Balloc _calloc_r@112", 28);
    task_take(&task, "_Balloc _calloc_r@112", 36);
}

static void boot_services(struct task *task)
{
    task_take(task, "mdns_init mdns_mem_malloc malloc", 104);
    task_take(task, "mdns_init xQueueGenericCreate pvPortMalloc heap_caps_malloc", 148);
    task_take(task, "mdns_init xTaskCreatePinnedToCore pvPortMalloc@722 heap_caps_malloc", 4096);
    task_take(task, "mdns_init xTaskCreatePinnedToCore pvPortMalloc@740 heap_caps_malloc", 352);
    task_enter(task, "mdns_service_add");
    task_take(task, "_mdns_create_service mdns_mem_malloc malloc", 32);
    task_take(task, "_mdns_create_service mdns_mem_strdup@2630 mdns_mem_malloc malloc", 6);
    task_take(task, "_mdns_create_service mdns_mem_strdup@2640 mdns_mem_malloc malloc", 5);
    task_take(task, "mdns_mem_malloc malloc", 12);
    task_leave(task, 1);
    task_take(task, "sntp_init udp_new memp_malloc do_memp_malloc_pool mem_malloc malloc", 40);
    task_take(task, "esp_partition_find ensure_partitions_loaded load_partitions calloc", 56);
    task_take(task, "esp_event_handler_register esp_event_handler_register_with_internal handler_instances_add calloc",
              20);
}

void boot(struct device *device, double from, double seconds)
{
    struct random *random = &device->random;
    struct task task = task_at(device, "vPortTaskWrapper main_task app_main", from);
    task.label = RETAINED;
    task_await(&task, seconds * 100);
    task_enter(&task, "greenhouse::Dashboard::start");
    for (unsigned line = 0; line < 4; line++) {
        static const char *const parts[] = {"calloc@312", "calloc@319", "calloc@324", "calloc@331"};
        static const unsigned sizes[] = {220, 600, 64, 1100};
        task_enter(&task, "httpd_start httpd_create");
        task_take(&task, parts[line], sizes[line]);
        task_leave(&task, 2);
    }
    task_take(&task, "httpd_start xTaskCreatePinnedToCore pvPortMalloc@722 heap_caps_malloc", 8192);
    task_take(&task, "httpd_start xTaskCreatePinnedToCore pvPortMalloc@740 heap_caps_malloc", 352);
    unsigned handlers = random_between(random, 3, 9);
    for (unsigned i = 0; i < handlers; i++) {
        task_take(&task, "httpd_register_uri_handler malloc", 28);
        task_take(&task, "httpd_register_uri_handler strdup _strdup_r _malloc_r", random_between(random, 2, 22));
    }
    task_leave(&task, 1);
    task_await(&task, seconds * 200);
    boot_services(&task);
    for (unsigned i = 0; i < 3; i++) {
        task_await(&task, seconds * 100);
        task_take(&task, "esp_timer_create calloc", 44);
    }
    for (unsigned i = 0; i < 5; i++)
        once_log_tag(device, from + random_range(random, 0.1, seconds), "vPortTaskWrapper main_task app_main");
}
