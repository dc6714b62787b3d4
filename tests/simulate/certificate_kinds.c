/* Devices with the certificate bundle's leak (esp-idf 18550). */
#include "kinds.h"
#include "setup.h"

static struct forecast with_bundle(struct device *device, double shortest, double longest, double polls)
{
    device->bundle_leaks = true;
    if (!device->windows)
        setup_window(device, setup_length(device, shortest, longest));
    return setup_forecast(device, polls);
}

static double some(struct device *device, unsigned low, unsigned high)
{
    return random_between(&device->random, low, high);
}

/* Too few for anything but the signature. */
static void few(struct device *device)
{
    struct forecast one = with_bundle(device, 60, 21600, some(device, 2, 4));
    setup_company(device);
    run_forecast(device, one);
}

/* Two clients with authorities of their own, each on its core, whose handshakes overlap. */
static void two_cores(struct device *device)
{
    device->cores = 2;
    struct forecast one = with_bundle(device, 120, 3600, some(device, 6, 30)), two = one;
    one.core = 1;
    two.core = 2;
    two.second_task = true;
    two.server[0] = tls_server(&device->random, random_between(&device->random, 0, 6));
    one.period.jitter = two.period.jitter = 0;
    two.period.from += 0.2;
    setup_company(device);
    run_forecast(device, one);
    run_forecast(device, two);
}

/* One task that wakes up on either core, also within a handshake. */
static void migrating(struct device *device)
{
    device->cores = 2;
    device->migrates = 0.4;
    struct forecast one = with_bundle(device, 120, 3600, some(device, 5, 25));
    setup_company(device);
    run_forecast(device, one);
}

static void many_issuers(struct device *device)
{
    struct forecast one = with_bundle(device, 300, 7200, some(device, 12, 40));
    one.servers = 4;
    for (unsigned i = 0; i < 4; i++)
        one.server[i].issuer = i ? issuer_known(i * 2 + device->seed) : issuer_unknown(&device->random);
    setup_company(device);
    run_forecast(device, one);
}

/* Handshakes fail before or after the chain was looked at. */
static void failing(struct device *device)
{
    struct forecast one = with_bundle(device, 120, 3600, some(device, 12, 40));
    one.fails = 0.5;
    one.fails_late = 0.5;
    setup_company(device);
    run_forecast(device, one);
}

static void storm(struct device *device, double from, double to)
{
    struct forecast one = with_bundle(device, 600, 7200, some(device, 4, 8)), calm = one;
    one.period = setup_part(device, some(device, 15, 35), from, to);
    one.period.jitter = 1;
    setup_company(device);
    run_forecast(device, one);
    if (random_chance(&device->random, 0.5)) {
        calm.second_task = true;
        run_forecast(device, calm);
    }
}

static void storm_early(struct device *device)
{
    storm(device, 0.02, 0.15);
}

static void storm_late(struct device *device)
{
    storm(device, 0.85, 0.97);
}

/* Cross-signed chains meet the bundle more than once in a handshake. */
static void several_checks(struct device *device)
{
    struct forecast one = with_bundle(device, 120, 3600, some(device, 6, 30));
    one.server[0].checks = random_between(&device->random, 2, 3);
    setup_company(device);
    run_forecast(device, one);
}

static void asleep(struct device *device)
{
    device->sleeps = true;
    device->scales = false;
    struct forecast one = with_bundle(device, 600, 21600, some(device, 6, 40));
    setup_company(device);
    run_forecast(device, one);
}

static void scaled(struct device *device)
{
    device->scales = true;
    device->mhz = 240;
    struct forecast one = with_bundle(device, 120, 3600, some(device, 8, 40));
    setup_company(device);
    run_forecast(device, one);
}

static void overflowed(struct device *device)
{
    device->capacity = random_chance(&device->random, 0.5) ? 128 : 256;
    struct forecast one = with_bundle(device, 1800, 21600, some(device, 40, 90));
    setup_company(device);
    run_forecast(device, one);
}

/* Sessions stay open beside a client that polls, all of them of the same authority. */
static void open_sessions(struct device *device)
{
    device->psram = true;
    struct forecast one = with_bundle(device, 300, 3600, some(device, 8, 25));
    struct alerts alerts = setup_alerts(device, random_between(&device->random, 2, 4));
    alerts.server = one.server[0];
    run_background(device);
    run_alerts(device, alerts);
    run_cloud(device, setup_cloud(device, 20, 20));
    run_forecast(device, one);
}

static void shallow(struct device *device)
{
    device->depth = 2 + device->seed % 2;
    struct forecast one = with_bundle(device, 120, 1800, some(device, 8, 30));
    setup_company(device);
    run_forecast(device, one);
}

/* A broker that drops the connection again and again: the leak comes with MQTT only. */
static void mqtt_reconnects(struct device *device)
{
    device->bundle_leaks = true;
    setup_window(device, setup_length(device, 600, 7200));
    struct cloud cloud = setup_cloud(device, 60, 60);
    cloud.reconnects = setup_period(device, some(device, 5, 20));
    run_background(device);
    run_cloud(device, cloud);
    run_history(device, setup_period(device, 200), 64);
}

/* The firmware that has the fix: the same calls, and everything is freed. */
static void fixed_bundle(struct device *device)
{
    device->cores = 2;
    struct forecast one = with_bundle(device, 120, 3600, some(device, 10, 60));
    device->bundle_leaks = false;
    device->migrates = 0.1;
    setup_company(device);
    run_forecast(device, one);
}

/* The trace ends amid a handshake, whose blocks are all still there. */
static void cut_off(struct device *device)
{
    struct forecast one = with_bundle(device, 120, 1800, some(device, 6, 20));
    setup_company(device);
    run_forecast(device, one);
    struct task task = task_at(device, "vPortTaskWrapper price_task greenhouse::PriceClient::poll",
                               device_end(device) - random_range(&device->random, 0.1, 0.6));
    struct http_client client = http_create(&task, &one.server[1], 30, 2048);
    task_enter(&task, "esp_http_client_perform");
    http_connect(&task, &client, &one.server[1], TLS_OPEN);
    http_cleanup(&client, device, task.now + 1);
}

/* The leak of the bundle, and one of the application with every poll. */
static void and_urls(struct device *device)
{
    struct forecast one = with_bundle(device, 300, 3600, some(device, 8, 30));
    one.loses_url = true;
    setup_company(device);
    run_forecast(device, one);
}

const struct kind certificate_kinds[] = {
    {"crt_two_cores", two_cores},
    {"crt_migrating", migrating},
    {"crt_many_issuers", many_issuers},
    {"crt_failing", failing},
    {"crt_storm_early", storm_early},
    {"crt_storm_late", storm_late},
    {"crt_several_checks", several_checks},
    {"crt_asleep", asleep},
    {"crt_scaled", scaled},
    {"crt_overflowed", overflowed},
    {"crt_open_sessions", open_sessions},
    {"crt_shallow", shallow},
    {"crt_mqtt_reconnects", mqtt_reconnects},
    {"crt_fixed", fixed_bundle},
    {"crt_cut_off", cut_off},
    {"crt_and_urls", and_urls},
    {"crt_few", few},
    {0},
};
