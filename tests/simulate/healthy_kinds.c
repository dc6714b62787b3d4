/* Devices without a leak that look as if they had one. */
#include "kinds.h"
#include "setup.h"

static double begin(struct device *device, double shortest, double longest)
{
    double length = setup_length(device, shortest, longest);
    setup_window(device, length);
    return length;
}

static void busy(struct device *device)
{
    begin(device, 120, 3600);
    setup_company(device);
    struct forecast one = setup_forecast(device, 60), two = setup_forecast(device, 40);
    one.keeps_document = true;
    two.second_task = true;
    run_forecast(device, one);
    run_forecast(device, two);
    net_background(device, 30, 0.4);
}

/* A cache that is full and replaces what was not used for longest. */
static void tiles(struct device *device)
{
    begin(device, 600, 7200);
    setup_company(device);
    run_tiles(device, setup_dense(device, 800, 0.08), random_between(&device->random, 8, 24), 60);
}

/* A cache that fills while there are new keys: most of them early. */
static void plateau(struct device *device)
{
    begin(device, 600, 7200);
    setup_company(device);
    run_tiles(device, setup_dense(device, 900, 0.1), 64, random_between(&device->random, 16, 32));
}

/* The last entries of a journal, whose first are long gone. */
static void journal(struct device *device)
{
    begin(device, 600, 7200);
    setup_company(device);
    struct period period = setup_dense(device, 200, 0.2);
    double entries = (period.to - period.from) / period.every;
    double most = entries * random_range(&device->random, 0.08, 0.3);
    run_journal(device, period, most < 120 ? (unsigned)most : 120);
}

static void history(struct device *device)
{
    begin(device, 600, 7200);
    setup_company(device);
    run_history(device, setup_period(device, 600), 512);
}

static void jobs(struct device *device)
{
    double length = begin(device, 900, 7200);
    run_background(device);
    struct period period = setup_dense(device, random_between(&device->random, 80, 200), 0.2);
    run_jobs(device, period, 0.35 * length < 80 * period.every ? 0.35 * length : 80 * period.every, 0);
    run_forecast(device, setup_forecast(device, 10));
}

/* Sessions opened long before each other, all of them open. */
static void sessions(struct device *device)
{
    device->psram = true;
    begin(device, 600, 7200);
    run_background(device);
    run_alerts(device, setup_alerts(device, random_between(&device->random, 4, 8)));
    run_cloud(device, setup_cloud(device, 60, 60));
}

/* They reconnect now and then, each with a set as whole as the last. */
static void reconnecting(struct device *device)
{
    device->psram = true;
    begin(device, 600, 7200);
    run_background(device);
    struct alerts alerts = setup_alerts(device, random_between(&device->random, 3, 6));
    alerts.reconnects = setup_period(device, 5);
    alerts.reconnects.jitter = 1;
    run_alerts(device, alerts);
}

/* As many browsers as the server takes, and their WebSockets. */
static void browsers(struct device *device)
{
    double length = begin(device, 300, 7200);
    run_background(device);
    struct dashboard dashboard = setup_dashboard(device, random_between(&device->random, 10, 20), length);
    dashboard.sockets = true;
    dashboard.most = 16;
    run_dashboard(device, dashboard);
}

static void timewait(struct device *device)
{
    begin(device, 60, 600);
    run_background(device);
    struct dashboard dashboard = setup_dashboard(device, random_between(&device->random, 60, 150), 1);
    dashboard.client_closes = 0.1;
    run_dashboard(device, dashboard);
    run_forecast(device, setup_forecast(device, 12));
}

/* The trace began before the application did. */
static void booting(struct device *device)
{
    double length = begin(device, 120, 3600), from = device->window[0].from;
    boot(device, from + 0.5, length > 300 ? 60 : 10);
    run_background(device);
    once_lock(device, from + 9, "vPortTaskWrapper main_task app_main fopen __sfp");
    struct cloud cloud = setup_cloud(device, 30, 30);
    cloud.from = from + 5;
    run_cloud(device, cloud);
    run_forecast(device, setup_forecast(device, 12));
    run_history(device, setup_period(device, 200), 128);
}

static void pool(struct device *device)
{
    begin(device, 600, 7200);
    setup_company(device);
    struct period period = setup_dense(device, 1500, 0.1);
    run_pool(device, period, period.every * random_between(&device->random, 8, 20));
}

static void first_uses(struct device *device)
{
    double length = begin(device, 300, 7200), from = device->window[0].from;
    setup_company(device);
    run_first_uses(device, from, from + 0.95 * length, random_between(&device->random, 8, 16));
    run_settings(device, setup_period(device, 60), random_between(&device->random, 2, 4));
}

/* A request is under way at the end, with its document and its session. */
static void request(struct device *device)
{
    begin(device, 120, 3600);
    setup_company(device);
    struct forecast one = setup_forecast(device, 20);
    one.members = 60;
    one.period.jitter = 0;
    one.period.from = device_end(device) - 1.5 - 19.5 * one.period.every;
    one.request_seconds = 8;
    run_forecast(device, one);
}

static void beacons(struct device *device)
{
    double length = begin(device, 600, 7200);
    setup_company(device);
    struct period period = setup_dense(device, random_between(&device->random, 80, 200), 0.2);
    run_beacons(device, period, 0.2 * length < 50 * period.every ? 0.2 * length : 50 * period.every, false);
}

/* The broker is slow to acknowledge: the outbox is never empty. */
static void outbox(struct device *device)
{
    double length = begin(device, 300, 3600);
    run_background(device);
    struct cloud cloud = setup_cloud(device, 40, 0);
    cloud.publishes = setup_dense(device, random_between(&device->random, 60, 150), 0.2);
    double most = 40 * cloud.publishes.every;
    cloud.unacknowledged = length * random_range(&device->random, 0.05, 0.2);
    cloud.unacknowledged = cloud.unacknowledged < most ? cloud.unacknowledged : most;
    run_cloud(device, cloud);
}

static void download(struct device *device)
{
    begin(device, 600, 7200);
    setup_company(device);
    struct updater updater = setup_updater(device, 8);
    updater.downloads = true;
    run_updater(device, updater);
}

/* Documents fill the buffer, which drops the oldest records; when they are freed there is room again. */
static void overflowed(struct device *device)
{
    begin(device, 1200, 7200);
    device->capacity = 128;
    setup_company(device);
    struct forecast one = setup_forecast(device, 30);
    one.members = 80;
    run_forecast(device, one);
    run_cloud(device, setup_cloud(device, 40, 40));
}

static void asleep(struct device *device)
{
    device->sleeps = true;
    double length = begin(device, 1200, 21600);
    run_background(device);
    run_cloud(device, setup_cloud(device, 80, 80));
    run_forecast(device, setup_forecast(device, 30));
    run_jobs(device, setup_period(device, 80), 0.03 * length, 0);
}

static void shallow(struct device *device)
{
    device->depth = 2 + device->seed % 2;
    double length = begin(device, 600, 3600);
    run_background(device);
    run_cloud(device, setup_cloud(device, 60, 60));
    struct period period = setup_dense(device, 100, 0.3);
    run_jobs(device, period, 0.05 * length < 20 * period.every ? 0.05 * length : 20 * period.every, 0);
    run_tiles(device, setup_dense(device, 400, 0.06), 12, 40);
    run_forecast(device, setup_forecast(device, 12));
}

static void wifi(struct device *device)
{
    begin(device, 300, 7200);
    setup_company(device);
    run_wifi(device, setup_period(device, 60), false);
    run_probes(device, setup_period(device, 200), 0.2, false);
}

static void short_window(struct device *device)
{
    begin(device, 30, 60);
    run_background(device);
    run_alerts(device, setup_alerts(device, 3));
    run_cloud(device, setup_cloud(device, 20, 10));
    run_forecast(device, setup_forecast(device, 5));
    run_dashboard(device, setup_dashboard(device, 12, 10));
}

/* Workers that end, queries whose results are freed, handles that are closed: each some time later. */
static void workers(struct device *device)
{
    double length = begin(device, 600, 3600);
    setup_company(device);
    run_habit(device, &(struct habit){.period = setup_dense(device, 80, 0.3),
                                      .task = "vPortTaskWrapper main_task app_main xTaskCreatePinnedToCore",
                                      .part = {{"pvPortMalloc@722 heap_caps_malloc", 3072, 3072},
                                               {"pvPortMalloc@740 heap_caps_malloc", 352, 352}},
                                      .lives = 0.01 * length});
    run_habit(device,
              &(struct habit){.period = setup_dense(device, 60, 0.3),
                              .task = "vPortTaskWrapper _mdns_service_task _mdns_execute_action mdns_parse_packet",
                              .part = {{"_mdns_result_add_ptr mdns_mem_malloc malloc", 44, 44}},
                              .most = 6,
                              .lives = 0.02 * length});
}

const struct kind healthy_kinds[] = {
    {"fine_busy", busy},
    {"fine_tiles", tiles},
    {"fine_plateau", plateau},
    {"fine_journal", journal},
    {"fine_history", history},
    {"fine_jobs", jobs},
    {"fine_sessions", sessions},
    {"fine_reconnecting", reconnecting},
    {"fine_browsers", browsers},
    {"fine_timewait", timewait},
    {"fine_booting", booting},
    {"fine_pool", pool},
    {"fine_first_uses", first_uses},
    {"fine_request", request},
    {"fine_beacons", beacons},
    {"fine_outbox", outbox},
    {"fine_download", download},
    {"fine_overflowed", overflowed},
    {"fine_asleep", asleep},
    {"fine_shallow", shallow},
    {"fine_wifi", wifi},
    {"fine_short", short_window},
    {"fine_workers", workers},
    {0},
};
