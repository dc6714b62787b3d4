/* Devices with several windows: what grows with them, what does not, and what survives from one look to the next. */
#include "kinds.h"
#include "setup.h"

/* Windows of one boot, each a trace of its own, the lengths at least twice apart. */
static void two_windows(struct device *device, double shortest, double longest)
{
    double length = setup_length(device, shortest, longest);
    setup_window(device, length);
    setup_next_window(device, random_range(&device->random, 5, 200), length * random_between(&device->random, 3, 5));
}

static void three_windows(struct device *device, double shortest, double longest)
{
    two_windows(device, shortest, longest);
    setup_next_window(device, 20, 2 * (device->window[0].to - device->window[0].from));
}

static void url_two_windows(struct device *device)
{
    two_windows(device, 120, 1200);
    setup_company(device);
    struct forecast one = setup_forecast(device, random_between(&device->random, 30, 60));
    one.loses_url = true;
    run_forecast(device, one);
}

static void crt_three_windows(struct device *device)
{
    device->bundle_leaks = true;
    three_windows(device, 120, 1200);
    setup_company(device);
    run_forecast(device, setup_forecast(device, random_between(&device->random, 30, 80)));
}

/* Looks at one running trace. */
static void looks(struct device *device, unsigned count)
{
    double length = setup_length(device, 600, 3600);
    setup_window(device, length);
    setup_later_look(device, 2 * length + 60);
    if (count == 3)
        setup_later_look(device, 4 * length);
}

static void topic_two_looks(struct device *device)
{
    looks(device, 2);
    run_background(device);
    struct cloud cloud = setup_cloud(device, random_between(&device->random, 40, 120), 60);
    cloud.loses_topic = true;
    cloud.loses_share = 0.5;
    run_cloud(device, cloud);
}

/* It begins some time into the trace. */
static void midway_three_looks(struct device *device)
{
    looks(device, 3);
    setup_company(device);
    struct forecast one = setup_forecast(device, 40);
    run_forecast(device, one);
    run_wifi(device, setup_part(device, random_between(&device->random, 30, 60), 0.3, 1), true);
}

/* The journal is full after the first third: it looks like a leak from there on, but its oldest go. */
static void journal_three_looks(struct device *device)
{
    looks(device, 3);
    setup_company(device);
    run_journal(device, setup_period(device, 150), 40);
}

static void tiles_two_windows(struct device *device)
{
    two_windows(device, 300, 1800);
    setup_company(device);
    run_tiles(device, setup_period(device, 600), random_between(&device->random, 10, 25), 60);
}

static void pool_three_windows(struct device *device)
{
    three_windows(device, 120, 1200);
    setup_company(device);
    double length = device_end(device) - device->window[0].from;
    run_pool(device, setup_period(device, 1500), length / 1500 * 12);
}

static void sessions_two_windows(struct device *device)
{
    device->psram = true;
    two_windows(device, 300, 1200);
    run_background(device);
    struct alerts alerts = setup_alerts(device, 6);
    run_alerts(device, alerts);
    run_cloud(device, setup_cloud(device, 40, 40));
}

/* The second window is the one with the leak's feature switched on. */
static void switched_on(struct device *device)
{
    two_windows(device, 300, 1200);
    setup_company(device);
    struct period period = {.from = device->window[1].from, .to = device->window[1].to, .jitter = 0.2};
    period.every = (period.to - period.from) / random_between(&device->random, 15, 30);
    run_timer(device, period, 48, true);
}

const struct kind growing_kinds[] = {
    {"windows_url", url_two_windows},           {"windows_crt_three", crt_three_windows},
    {"windows_switched_on", switched_on},       {"looks_topic", topic_two_looks},
    {"looks_midway", midway_three_looks},       {"looks_journal", journal_three_looks},
    {"windows_tiles", tiles_two_windows},       {"windows_pool", pool_three_windows},
    {"windows_sessions", sessions_two_windows}, {0},
};
