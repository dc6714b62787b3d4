#include "setup.h"

double setup_length(struct device *device, double shortest, double longest)
{
    static const double lengths[] = {30, 60, 90, 120, 180, 300, 600, 900, 1200, 1800, 3600, 7200, 10800, 21600};
    double fitting[sizeof lengths / sizeof *lengths];
    unsigned count = 0;
    for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
        if (lengths[i] >= shortest && lengths[i] <= longest)
            fitting[count++] = lengths[i];
    }
    return count ? fitting[random_between(&device->random, 0, count - 1)] : shortest;
}

double setup_window(struct device *device, double length)
{
    double from = random_range(&device->random, 130, 700);
    device->windows = 1;
    device->window[0] = (struct span){from, from + length};
    return from;
}

void setup_next_window(struct device *device, double pause, double length)
{
    double from = device_end(device) + pause;
    device->window[device->windows++] = (struct span){from, from + length};
}

void setup_later_look(struct device *device, double length)
{
    double from = device->window[0].from;
    device->window[device->windows++] = (struct span){from, from + length};
}

struct period setup_part(struct device *device, double events, double from, double to)
{
    double begin = device->window[0].from, length = device_end(device) - begin;
    struct period period = {.from = begin + from * length, .to = begin + to * length};
    period.every = (to - from) * length / events;
    period.jitter = random_chance(&device->random, 0.2) ? 1 : random_range(&device->random, 0.01, 0.4);
    return period;
}

struct period setup_period(struct device *device, double events)
{
    return setup_part(device, events, 0, 1);
}

struct period setup_dense(struct device *device, double events, double share)
{
    struct period period = setup_period(device, events);
    double most = share * 4294.967296 / device->mhz;
    device->scales = false; /* it would stretch the wrap */
    period.every = period.every < most ? period.every : most;
    return period;
}

struct forecast setup_forecast(struct device *device, double polls)
{
    struct random *random = &device->random;
    struct forecast forecast = {.period = setup_period(device, polls), .servers = 1};
    for (unsigned i = 0; i < 4; i++)
        forecast.server[i] = tls_server(random, random_between(random, 0, 6));
    forecast.body = random_chance(random, 0.5) ? random_between(random, 700, 6000) : 0;
    forecast.members = random_between(random, 4, 14);
    forecast.request_seconds = random_range(random, 0.005, 0.2);
    return forecast;
}

struct cloud setup_cloud(struct device *device, double messages, double publishes)
{
    struct random *random = &device->random;
    double begin = device->window[0].from, end = device_end(device);
    return (struct cloud){.from = begin - random_range(random, 20, 100),
                          .to = end,
                          .server = tls_server(random, random_between(random, 0, 6)),
                          .messages = messages > 0 ? setup_period(device, messages) : (struct period){0},
                          .publishes = publishes > 0 ? setup_period(device, publishes) : (struct period){0},
                          .unacknowledged = random_range(random, 0.05, 2),
                          .loses_share = 1};
}

struct alerts setup_alerts(struct device *device, unsigned count)
{
    double begin = device->window[0].from, end = device_end(device);
    return (struct alerts){.from = begin + 2,
                           .to = end,
                           .count = count,
                           .opened_over = 0.8 * (end - begin),
                           .server = tls_server(&device->random, random_between(&device->random, 0, 6))};
}

struct dashboard setup_dashboard(struct device *device, double connections, double stays)
{
    return (struct dashboard){.connections = setup_period(device, connections),
                              .stays = stays,
                              .most = 7,
                              .client_closes = random_range(&device->random, 0.3, 1)};
}

struct updater setup_updater(struct device *device, double polls)
{
    return (struct updater){.polls = setup_period(device, polls), .server = tls_server(&device->random, 4)};
}

void setup_company(struct device *device)
{
    struct random *random = &device->random;
    double length = device_end(device) - device->window[0].from;
    run_background(device);
    if (random_chance(random, 0.6))
        run_cloud(device,
                  setup_cloud(device, length / 20 < 200 ? length / 20 : 200, length / 30 < 200 ? length / 30 : 200));
    if (random_chance(random, 0.4))
        run_dashboard(device, setup_dashboard(device, length / 40 < 100 ? length / 40 : 100, 8));
    if (random_chance(random, 0.4))
        run_history(device, setup_part(device, 300, 0, 1), 64);
    if (random_chance(random, 0.3))
        run_tiles(device, setup_dense(device, 400, 0.06), 12, 40);
    if (random_chance(random, 0.4)) {
        struct period period = setup_dense(device, 40, 0.2);
        run_jobs(device, period, 8 * period.every, 0);
    }
    if (random_chance(random, 0.3))
        run_settings(device, setup_period(device, 20), random_between(random, 0, 2));
    if (random_chance(random, 0.3))
        run_alerts(device, setup_alerts(device, 1));
}
