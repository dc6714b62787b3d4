#include <stdlib.h>

#include "programs.h"

#define STRING "string_construct string_create operator_new malloc"

void run_timer(struct device *device, struct period period, uint32_t size, bool loses)
{
    struct random *random = &device->random;
    struct task task = task_at(device, "vPortTaskWrapper timer_task timer_process_alarm sensor_timer", period.from);
    task.core = 0;
    task_enter(&task, "greenhouse::SensorHub::sample");
    for (double when = period_first(&period, random); when < period.to; when = period_next(&period, random, when)) {
        task.now = when;
        unsigned sample = task_take(&task, "operator_new@59 malloc", size);
        block_free(device, sample, when + 2e-3);
        if (loses)
            block_lose(device, sample, "tick", device_event(device), when);
    }
}

void run_probes(struct device *device, struct period period, double fails, bool loses)
{
    struct random *random = &device->random;
    struct task task = task_at(device, "vPortTaskWrapper sensor_task greenhouse::SensorHub::readProbe", period.from);
    for (double when = period_first(&period, random); when < period.to; when = period_next(&period, random, when)) {
        task.now = when;
        unsigned frame = task_take(&task, "malloc@108", 64);
        task_await(&task, 20);
        block_free(device, frame, task.now);
        if (random_chance(random, fails) && loses)
            block_lose(device, frame, "probe", device_event(device), when);
    }
}

void run_history(struct device *device, struct period period, unsigned most)
{
    struct random *random = &device->random;
    struct task task = task_at(device, "vPortTaskWrapper timer_task timer_process_alarm sensor_timer", period.from);
    unsigned room = 0, count = 0, values = 0;
    task.label = RETAINED;
    task_enter(&task, "greenhouse::SensorHub::sample");
    for (double when = period_first(&period, random); when < period.to && count < most;
         when = period_next(&period, random, when)) {
        task.now = when;
        if (count++ < room)
            continue;
        unsigned before = values;
        values =
            task_take(&task, "vector_realloc_insert vector_allocate operator_new malloc", 4 * (room ? 2 * room : 1));
        if (room)
            block_free(device, before, task.now);
        room = room ? 2 * room : 1;
    }
}

void run_journal(struct device *device, struct period period, unsigned most)
{
    struct random *random = &device->random;
    struct held *entry = calloc(most, sizeof *entry);
    struct task task = websocket_task(device, period.from);
    task.label = CACHE;
    task_enter(&task, "esp_websocket_client_recv esp_websocket_client_dispatch_event websocket_event_handler "
                      "greenhouse::AlertStream::onFrame greenhouse::EventJournal::append");
    unsigned count = 0;
    for (double when = period_first(&period, random); entry && when < period.to;
         when = period_next(&period, random, when)) {
        struct held *place = &entry[count++ % most];
        task.now = when;
        held_free(place, device, when);
        task_hold(&task, place, "operator_new malloc", 36);
        task_hold(&task, place, STRING, random_between(random, 20, 90));
    }
    for (unsigned i = 0; entry && i < most; i++)
        held_keep(&entry[i]);
    free(entry);
}

void run_tiles(struct device *device, struct period period, unsigned most, unsigned keys)
{
    struct random *random = &device->random;
    struct tile {
        unsigned key;
        double used;
        struct held parts;
    } *tile = calloc(most, sizeof *tile);
    struct task task = task_at(device, "vPortTaskWrapper display_task greenhouse::TileCache::load", period.from);
    task.label = CACHE;
    task_enter(&task, "greenhouse::TileCache::insert");
    unsigned count = 0;
    for (double when = period_first(&period, random); tile && when < period.to;
         when = period_next(&period, random, when)) {
        double u = random_unit(random);
        unsigned key = (unsigned)(u * u * keys), at = 0;
        while (at < count && tile[at].key != key)
            at++;
        if (at < count) {
            tile[at].used = when;
            continue;
        }
        if (count < most) {
            at = count++;
        } else {
            at = 0;
            for (unsigned i = 1; i < count; i++)
                at = tile[i].used < tile[at].used ? i : at;
            held_free(&tile[at].parts, device, when);
        }
        tile[at].key = key;
        tile[at].used = task.now = when;
        task_hold(&task, &tile[at].parts, "tree_emplace tree_get_node operator_new malloc", 28);
        task_hold(&task, &tile[at].parts, "greenhouse::Memory::take heap_caps_malloc_prefer",
                  900 + 64 * random_between(random, 0, 12));
    }
    for (unsigned i = 0; tile && i < count; i++)
        held_keep(&tile[i].parts);
    free(tile);
}

void run_pool(struct device *device, struct period period, double busy)
{
    enum { MOST_GLYPHS = 256 };
    struct random *random = &device->random;
    double busy_until[MOST_GLYPHS];
    unsigned count = 0;
    struct task task = task_at(device, "vPortTaskWrapper display_task greenhouse::GlyphPool::acquire", period.from);
    task.label = RETAINED;
    for (double when = period_first(&period, random); when < period.to; when = period_next(&period, random, when)) {
        unsigned at = 0;
        while (at < count && busy_until[at] > when)
            at++;
        if (at == count && count < MOST_GLYPHS) {
            task.now = when;
            task_take(&task, "operator_new malloc", 160);
            count++;
        }
        busy_until[at % MOST_GLYPHS] = when + random_wait(random, busy);
    }
}

void run_jobs(struct device *device, struct period period, double due, double loses)
{
    struct random *random = &device->random;
    struct task task = task_at(device, "vPortTaskWrapper planner_task greenhouse::PumpPlanner::plan", period.from);
    for (double when = period_first(&period, random); when < period.to; when = period_next(&period, random, when)) {
        struct held job = {0};
        task.now = when;
        task_hold(&task, &job, "greenhouse::PumpPlanner::enqueue operator_new malloc", 52);
        unsigned plan =
            task_hold(&task, &job, "greenhouse::Memory::takeZeroed greenhouse::Memory::take heap_caps_malloc_prefer",
                      80 + 8 * random_between(random, 0, 10));
        double done = when + random_range(random, 0.05, 1) * due;
        held_free(&job, device, done);
        if (random_chance(random, loses))
            block_lose(device, plan, "plan", device_event(device), when);
    }
}

void run_wifi(struct device *device, struct period period, bool loses)
{
    struct random *random = &device->random;
    for (double when = period_first(&period, random); when < period.to; when = period_next(&period, random, when)) {
        struct task wifi = task_at(device, "vPortTaskWrapper ppTask", when);
        wifi.core = 0;
        task_borrow(&wifi, "esp_event_post esp_event_post_to calloc", 44, 900);
        struct task task = task_at(
            device, "vPortTaskWrapper esp_event_loop_run_task esp_event_loop_run handler_execute", when + 400e-6);
        struct held note = {0};
        task_enter(&task, "wifi_event_handler greenhouse::WifiManager::onDisconnected");
        task_hold(&task, &note, "shared_count_create operator_new malloc", 24);
        task_hold(&task, &note, STRING, random_between(random, 16, 34));
        if (loses)
            held_lose(&note, device, "wifi", device_event(device), when);
        held_free(&note, device, when + 5);
    }
}

void run_beacons(struct device *device, struct period period, double expires, bool loses_packet)
{
    struct random *random = &device->random;
    for (double when = period_first(&period, random); when < period.to; when = period_next(&period, random, when)) {
        struct task wifi = task_at(device, "vPortTaskWrapper ppTask sta_input", when);
        wifi.core = 0;
        unsigned pbuf = task_take(&wifi, "esp_netif_receive wlanif_input esp_pbuf_allocate mem_malloc malloc", 32);
        struct task task = task_at(device,
                                   "vPortTaskWrapper tcpip_thread tcpip_thread_handle_msg ethernet_input "
                                   "ip4_input udp_input beacon_receive",
                                   when + 150e-6);
        task.core = 0;
        unsigned entry = task_take(&task, "greenhouse::BeaconListener::onPacket operator_new malloc", 44);
        block_free(device, entry, when + expires * random_range(random, 0.6, 1.4));
        block_free(device, pbuf, when + 600e-6);
        if (loses_packet)
            block_lose(device, pbuf, "packet", device_event(device), when);
    }
}

void run_first_uses(struct device *device, double from, double to, unsigned count)
{
    static const char *const where[] = {
        "vPortTaskWrapper main_task app_main",
        "vPortTaskWrapper main_task app_main",
    };
    for (unsigned i = 0; i < count; i++) {
        double when = from + (to - from) * (i + random_unit(&device->random)) / count;
        once_log_tag(device, when, where[i % 2]);
    }
}

void run_settings(struct device *device, struct period period, unsigned new_blocks)
{
    struct random *random = &device->random;
    unsigned done = 0;
    for (double when = period_first(&period, random); when < period.to; when = period_next(&period, random, when)) {
        struct task task = task_at(device, "vPortTaskWrapper main_task app_main greenhouse::Settings::store", when);
        nvs_write(&task, done++ < new_blocks);
    }
}

void run_background(struct device *device)
{
    struct random *random = &device->random;
    for (size_t w = 0; w < device->windows; w++) {
        double from = device->window[w].from, length = device->window[w].to - from;
        if (!w || random_chance(random, 0.3)) {
            unsigned tags = random_between(random, 1, 5);
            run_first_uses(device, from, from + 0.3 * length, tags);
            once_float(device, from + random_range(random, 0, 0.4) * length);
        }
    }
    net_timers(device, device->window[0].from);
    net_background(device, random_range(random, 0.5, 8), random_range(random, 0.002, 0.3));
}
