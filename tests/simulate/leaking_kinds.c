/* Devices whose application loses blocks: leaks that no rule knows. One window each. */
#include "kinds.h"
#include "setup.h"

static unsigned some(struct device *device, unsigned low, unsigned high)
{
    return random_between(&device->random, low, high);
}

static struct forecast polls(struct device *device, double shortest, double longest, unsigned low, unsigned high)
{
    setup_window(device, setup_length(device, shortest, longest));
    setup_company(device);
    return setup_forecast(device, some(device, low, high));
}

static void url(struct device *device)
{
    struct forecast one = polls(device, 300, 7200, 8, 40);
    one.loses_url = true;
    run_forecast(device, one);
}

static void body(struct device *device)
{
    device->psram = true;
    struct forecast one = polls(device, 300, 7200, 6, 24);
    one.body = 3000;
    one.loses_body = true;
    run_forecast(device, one);
}

static void document(struct device *device)
{
    struct forecast one = polls(device, 300, 7200, 6, 20);
    one.members = random_between(&device->random, 5, 10);
    one.loses_document = true;
    run_forecast(device, one);
}

/* Only where a poll failed. */
static void error(struct device *device)
{
    struct forecast one = polls(device, 600, 7200, 30, 70);
    one.fails = 0.35;
    one.fails_late = 0.3;
    one.loses_error = true;
    run_forecast(device, one);
}

static void client(struct device *device)
{
    struct forecast one = polls(device, 300, 7200, 8, 25);
    one.loses_client = 1;
    run_forecast(device, one);
}

/* One poll in three forgets its client, beside those that are cleaned up. */
static void some_clients(struct device *device)
{
    struct forecast one = polls(device, 600, 7200, 30, 60);
    one.loses_client = 0.33;
    run_forecast(device, one);
}

/* The connection of a client is forgotten, with all of its TLS session. */
static void session(struct device *device)
{
    device->psram = true;
    struct forecast one = polls(device, 600, 7200, 25, 40);
    one.loses_session = 0.35;
    run_forecast(device, one);
}

static void payload(struct device *device)
{
    setup_window(device, setup_length(device, 120, 3600));
    run_background(device);
    struct cloud cloud = setup_cloud(device, some(device, 15, 80), 30);
    cloud.loses_payload = true;
    run_cloud(device, cloud);
    run_tiles(device, setup_period(device, 200), 10, 30);
}

static void topic(struct device *device)
{
    setup_window(device, setup_length(device, 120, 3600));
    run_background(device);
    struct cloud cloud = setup_cloud(device, some(device, 30, 120), 30);
    cloud.loses_topic = true;
    cloud.loses_share = 0.4;
    run_cloud(device, cloud);
    run_forecast(device, setup_forecast(device, 8));
}

static void message(struct device *device)
{
    setup_window(device, setup_length(device, 120, 3600));
    run_background(device);
    struct cloud cloud = setup_cloud(device, some(device, 20, 60), 30);
    cloud.loses_document = true;
    cloud.loses_share = 0.5;
    run_cloud(device, cloud);
}

/* The same message, that is of one size, and one block of it: nothing but its repetition. */
static void one_block(struct device *device)
{
    setup_window(device, setup_length(device, 120, 7200));
    run_background(device);
    struct cloud cloud = setup_cloud(device, some(device, 8, 60), 0);
    cloud.loses_payload = cloud.loses_on_one_type = true;
    run_cloud(device, cloud);
}

static void context(struct device *device)
{
    setup_window(device, setup_length(device, 300, 7200));
    run_background(device);
    struct dashboard dashboard = setup_dashboard(device, some(device, 15, 60), 6);
    dashboard.loses_context = true;
    run_dashboard(device, dashboard);
    run_forecast(device, setup_forecast(device, 6));
}

static void status(struct device *device)
{
    setup_window(device, setup_length(device, 300, 7200));
    run_background(device);
    struct dashboard dashboard = setup_dashboard(device, some(device, 12, 60), 4);
    dashboard.loses_status = true;
    run_dashboard(device, dashboard);
    run_cloud(device, setup_cloud(device, 30, 20));
}

/* WebSockets of browsers: their contexts are lost, while others are still open. */
static void socket_context(struct device *device)
{
    setup_window(device, setup_length(device, 600, 7200));
    run_background(device);
    double length = device_end(device) - device->window[0].from;
    struct dashboard dashboard = setup_dashboard(device, some(device, 20, 60), length / 30);
    dashboard.sockets = dashboard.loses_context = true;
    run_dashboard(device, dashboard);
}

static void sockets(struct device *device)
{
    setup_window(device, setup_length(device, 1200, 7200));
    run_background(device);
    struct dashboard dashboard = setup_dashboard(device, some(device, 60, 100), 5);
    dashboard.loses_socket = true;
    run_dashboard(device, dashboard);
}

static void ota(struct device *device)
{
    setup_window(device, setup_length(device, 600, 21600));
    setup_company(device);
    struct updater updater = setup_updater(device, some(device, 7, 24));
    updater.loses_handle = true;
    run_updater(device, updater);
}

static void tick(struct device *device)
{
    setup_window(device, setup_length(device, 60, 3600));
    setup_company(device);
    run_timer(device, setup_period(device, some(device, 20, 150)), some(device, 12, 80), true);
}

static void probe(struct device *device)
{
    setup_window(device, setup_length(device, 300, 7200));
    setup_company(device);
    run_probes(device, setup_period(device, 200), random_range(&device->random, 0.05, 0.2), true);
}

/* Five to seven events, and a quiet device. */
static void slow(struct device *device)
{
    setup_window(device, setup_length(device, 1800, 21600));
    struct period period = setup_period(device, 6.5);
    period.jitter = 0.05;
    run_background(device);
    run_history(device, setup_period(device, 300), 32);
    run_jobs(device, setup_period(device, 60), 30, 0);
    run_timer(device, period, some(device, 16, 200), true);
}

static void slow_client(struct device *device)
{
    struct forecast one = polls(device, 1800, 21600, 6, 8);
    one.period.jitter = 0.1;
    one.loses_client = 1;
    run_forecast(device, one);
}

static void alert_clients(struct device *device)
{
    setup_window(device, setup_length(device, 1200, 7200));
    run_background(device);
    struct alerts alerts = setup_alerts(device, 2);
    alerts.opened_over = 10;
    alerts.reconnects = setup_period(device, some(device, 6, 14));
    alerts.loses_client = true;
    run_alerts(device, alerts);
    run_forecast(device, setup_forecast(device, 10));
}

static void wifi(struct device *device)
{
    setup_window(device, setup_length(device, 600, 21600));
    setup_company(device);
    run_wifi(device, setup_period(device, some(device, 8, 40)), true);
}

/* Packets that a callback of lwIP forgets. */
static void packets(struct device *device)
{
    setup_window(device, setup_length(device, 600, 3600));
    setup_company(device);
    run_beacons(device, setup_period(device, some(device, 30, 120)), 30, true);
}

static void plans(struct device *device)
{
    setup_window(device, setup_length(device, 600, 7200));
    setup_company(device);
    struct period period = setup_period(device, some(device, 50, 90));
    run_jobs(device, period, 1.5 * period.every, 0.4);
}

static void two_leaks(struct device *device)
{
    struct forecast one = polls(device, 600, 7200, 10, 30);
    one.loses_url = true;
    run_forecast(device, one);
    run_timer(device, setup_period(device, some(device, 30, 90)), 24, true);
}

static void overflowed(struct device *device)
{
    device->capacity = 128;
    struct forecast one = polls(device, 1800, 21600, 50, 90);
    one.loses_url = true;
    one.loses_body = true;
    one.body = 900;
    run_forecast(device, one);
    run_timer(device, setup_period(device, 150), 24, true);
}

static void shallow(struct device *device)
{
    device->depth = 3;
    setup_window(device, setup_length(device, 300, 3600));
    setup_company(device);
    struct cloud cloud = setup_cloud(device, some(device, 20, 60), 20);
    cloud.loses_payload = true;
    run_cloud(device, cloud);
}

/* Traces of an ESP-IDF before v5.3: no allocator among the frames. */
static void old_idf(struct device *device)
{
    device->from_caller = true;
    device->depth = random_chance(&device->random, 0.5) ? 2 : 4;
    struct forecast one = polls(device, 300, 3600, 8, 30);
    one.loses_url = one.loses_error = true;
    one.fails = 0.3;
    run_forecast(device, one);
}

static void asleep(struct device *device)
{
    device->sleeps = true;
    setup_window(device, setup_length(device, 1200, 21600));
    setup_company(device);
    run_wifi(device, setup_period(device, some(device, 8, 30)), true);
}

/* What rules call transient or retained, but created again and again: the device forgets to give it back. */
static void habit(struct device *device, struct habit habit)
{
    setup_window(device, setup_length(device, 300, 7200));
    setup_company(device);
    habit.period = setup_period(device, some(device, 12, 60));
    run_habit(device, &habit);
}

static void workers(struct device *device)
{
    device->psram = true;
    habit(device, (struct habit){.task = "vPortTaskWrapper main_task app_main xTaskCreatePinnedToCore",
                                 .part = {{"pvPortMalloc@722 heap_caps_malloc", 3072, 3072},
                                          {"pvPortMalloc@740 heap_caps_malloc", 352, 352}},
                                 .loses = 1,
                                 .leak = "worker"});
}

static void files(struct device *device)
{
    habit(device, (struct habit){.task = "vPortTaskWrapper main_task app_main fopen __sfp",
                                 .part = {{"_malloc_r@151", 372, 372},
                                          {"_lock_acquire_recursive lock_acquire_generic lock_init_generic "
                                           "xQueueCreateMutex xQueueGenericCreate pvPortMalloc heap_caps_malloc",
                                           84, 84}},
                                 .loses = 1,
                                 .leak = "file"});
}

static void nvs_handles(struct device *device)
{
    habit(device, (struct habit){.task = "vPortTaskWrapper main_task app_main greenhouse::Settings::load",
                                 .part = {{"nvs_open_from_partition operator_new@225 malloc", 24, 24}},
                                 .lives = 1e-3,
                                 .loses = random_range(&device->random, 0.6, 1),
                                 .leak = "handle"});
}

static void timers(struct device *device)
{
    habit(device, (struct habit){.task = "vPortTaskWrapper main_task app_main",
                                 .part = {{"esp_timer_create calloc", 44, 44}},
                                 .loses = 1,
                                 .leak = "timer"});
}

static void handlers(struct device *device)
{
    habit(device,
          (struct habit){.task = "vPortTaskWrapper main_task app_main esp_event_handler_register",
                         .part = {{"esp_event_handler_register_with_internal handler_instances_add calloc", 20, 20}},
                         .loses = 1,
                         .leak = "handler"});
}

static void mutexes(struct device *device)
{
    habit(device,
          (struct habit){.task = "vPortTaskWrapper main_task app_main",
                         .part = {{"xQueueCreateMutex xQueueGenericCreate pvPortMalloc heap_caps_malloc", 84, 84}},
                         .loses = 1,
                         .leak = "mutex"});
}

static void mdns_results(struct device *device)
{
    habit(device, (struct habit){.task = "vPortTaskWrapper _mdns_service_task _mdns_execute_action mdns_parse_packet",
                                 .part = {{"_mdns_result_add_ptr mdns_mem_malloc malloc", 44, 44}},
                                 .most = 5,
                                 .loses = 1,
                                 .leak = "result"});
}

const struct kind leaking_kinds[] = {
    {"leak_url", url},
    {"leak_body", body},
    {"leak_document", document},
    {"leak_error", error},
    {"leak_client", client},
    {"leak_some_clients", some_clients},
    {"leak_session", session},
    {"leak_payload", payload},
    {"leak_topic", topic},
    {"leak_message", message},
    {"leak_one_block", one_block},
    {"leak_context", context},
    {"leak_status", status},
    {"leak_socket_context", socket_context},
    {"leak_sockets", sockets},
    {"leak_ota", ota},
    {"leak_tick", tick},
    {"leak_probe", probe},
    {"leak_slow", slow},
    {"leak_slow_client", slow_client},
    {"leak_alert_clients", alert_clients},
    {"leak_wifi", wifi},
    {"leak_packets", packets},
    {"leak_plans", plans},
    {"leak_two", two_leaks},
    {"leak_overflowed", overflowed},
    {"leak_shallow", shallow},
    {"leak_old_idf", old_idf},
    {"leak_asleep", asleep},
    {"leak_workers", workers},
    {"leak_files", files},
    {"leak_nvs_handles", nvs_handles},
    {"leak_timers", timers},
    {"leak_handlers", handlers},
    {"leak_mutexes", mutexes},
    {"leak_mdns_results", mdns_results},
    {0},
};
