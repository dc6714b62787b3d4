#include "device.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* One of so many, each as likely as its weight. */
static unsigned pick(struct random *random, const unsigned *weights, unsigned count)
{
    unsigned sum = 0, i = 0;
    for (i = 0; i < count; i++)
        sum += weights[i];
    unsigned at = random_between(random, 0, sum - 1);
    for (i = 0; at >= weights[i]; i++)
        at -= weights[i];
    return i;
}

static void draw_chip(struct device *device)
{
    static const unsigned clocks[] = {80, 120, 160, 240};
    static const unsigned clock_weights[] = {1, 1, 5, 5};
    static const unsigned capacities[] = {64, 100, 128, 256, 512, 1024, 2048, 4096};
    static const unsigned capacity_weights[] = {1, 1, 2, 7, 4, 6, 3, 2};
    static const unsigned depths[] = {2, 3, 4, 5, 6, 8, 10, 12, 16};
    static const unsigned depth_weights[] = {1, 1, 2, 3, 3, 5, 4, 2, 2};
    static const unsigned mode_weights[] = {14, 3, 3, 1, 1}; /* of enum clock */
    static const unsigned allocator_weights[] = {2, 5, 3};
    struct random *random = &device->random;
    device->mhz = clocks[pick(random, clock_weights, 4)];
    device->capacity = capacities[pick(random, capacity_weights, 8)];
    device->depth = depths[pick(random, depth_weights, 9)];
    device->clock = (enum clock)pick(random, mode_weights, 5);
    device->allocators = (enum allocators)pick(random, allocator_weights, 3);
    device->cores = device->allocators == FROM_TRACING ? 1 : random_between(random, 1, 2);
    device->migrates = random_chance(random, 0.5) ? random_range(random, 0, 0.5) : 0;
}

static void draw_build(struct device *device)
{
    static const char *const idfs[] = {"/opt/esp/idf/", "/home/user/esp/esp-idf/", "/src/esp-idf/"};
    static const char *const versions[] = {"v5.3.2", "v5.4.1", "v6.0.1", "v6.1"};
    struct random *random = &device->random;
    snprintf(device->idf, sizeof device->idf, "%s", idfs[random_between(random, 0, 2)]);
    struct module project = names_module(&device->names);
    snprintf(device->project, sizeof device->project, "/home/user/src/%.30s/main/", project.name);
    device->traces_mbedtls = random_chance(random, 0.5);
    device->keeps_peer = random_chance(random, 0.5);
    device->version = versions[random_between(random, 0, 3)];
}

static void draw_dump(struct device *device)
{
    struct random *random = &device->random;
    device->keeps_freed = random_chance(random, 0.1);
    device->tells_times = random_chance(random, 0.15);
    device->tells_tasks = device->tells_times && random_chance(random, 0.5);
    device->tells_overflow = random_chance(random, 0.3);
    device->tells_totals = random_chance(random, 0.3);
    device->tells_version = random_chance(random, 0.3);
    device->tells_clock = random_chance(random, 0.3);
    device->tells_length = random_chance(random, 0.3);
}

/* A length between two, all orders of magnitude alike, in whole tens of seconds. */
static double length(struct random *random, double low, double high)
{
    return 10 * floor(random_stretch(random, low, high) / 10 + 0.5);
}

static void draw_windows(struct device *device)
{
    static const unsigned weights[] = {11, 3, 3, 2}; /* one window, two of different length, looks, runs */
    struct random *random = &device->random;
    bool is_early = random_chance(random, 0.25); /* else the device has been up for minutes, or hours */
    double from = is_early ? length(random, 30, 300) : length(random, 300, 10800), seconds = length(random, 60, 1800);
    unsigned way = pick(random, weights, 4);
    device->window[0] = (struct span){from, from + seconds};
    device->windows = 1;
    if (way == 1) {
        double other = length(random, 60, 1800);
        from += seconds + random_range(random, 5, 120);
        device->window[device->windows++] = (struct span){from, from + (other == seconds ? other + 60 : other)};
    } else if (way == 2) {
        device->is_looks = true;
        device->window[1] = (struct span){from, from + 10 * ceil(seconds / 10 * random_range(random, 1.2, 3))};
        device->windows = 2;
    } else if (way == 3) {
        seconds = length(random, 60, 300);
        device->windows = random_between(random, 2, MOST_WINDOWS);
        for (size_t i = 0; i < device->windows; i++, from += seconds + random_range(random, 5, 60))
            device->window[i] = (struct span){from, from + seconds};
    }
}

void device_init(struct device *device, const char *name, unsigned seed)
{
    memset(device, 0, sizeof *device);
    device->seed = seed;
    random_seed(&device->random, name, seed);
    names_init(&device->names, &device->random);
    draw_chip(device);
    draw_build(device);
    draw_dump(device);
    draw_windows(device);
    sites_init(&device->sites, &device->random, device->idf, device->project);
}
