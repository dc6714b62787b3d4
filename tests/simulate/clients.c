#include "programs.h"

double period_first(const struct period *period, struct random *random)
{
    double begin = period->jitter > 0 ? random_range(random, 0.05, 1) : 0.5;
    return period->every > 0 ? period->from + period->every * begin : FOREVER;
}

double period_next(const struct period *period, struct random *random, double when)
{
    if (period->every <= 0)
        return FOREVER;
    double step = period->jitter >= 1 ? random_wait(random, period->every)
                                      : period->every * random_range(random, 1 - period->jitter, 1 + period->jitter);
    return when + step < period->to ? when + step : FOREVER;
}

/* The body comes in pieces, and the buffer is moved each time: only its last place is recorded. */
static unsigned collect_body(struct task *task, unsigned size)
{
    unsigned room = 512, body = 0;
    for (bool first = true; first || room < size; first = false) {
        room = first ? 512 : 2 * room;
        unsigned moved = task_take(task,
                                   "esp_http_client_get_data greenhouse::ForecastClient::collectBody "
                                   "greenhouse::Buffer::append greenhouse::Buffer::reserve realloc",
                                   room);
        if (!first)
            block_free(task->device, body, task->now);
        body = moved;
        task_spend(task, 2500);
    }
    return body;
}

static void settle(struct device *device, unsigned block, bool loses, const char *leak, unsigned event, double when)
{
    if (loses)
        block_lose(device, block, leak, event, device->block[block].born);
    else
        block_free(device, block, when);
}

static void read_answer(struct task *task, const struct forecast *forecast, struct held *kept, unsigned event)
{
    struct device *device = task->device;
    struct random *random = &device->random;
    task_enter(task, "esp_http_client_perform");
    http_receive(task, 6);
    unsigned body = forecast->body ? collect_body(task, random_between(random, forecast->body / 2, forecast->body)) : 0;
    task_leave(task, 1);
    if (forecast->members) {
        struct held document = {0};
        held_free(kept, device, task->now);
        task->label = forecast->keeps_document ? CACHE : TRANSIENT;
        if (forecast->second_task) {
            json_parse(task, &document, forecast->members);
        } else {
            task_enter(task, "greenhouse::ForecastClient::parse");
            json_parse(task, &document, forecast->members);
            task_leave(task, 1);
        }
        task->label = TRANSIENT;
        task_spend(task, forecast->request_seconds * 1e6);
        if (forecast->loses_document)
            held_lose(&document, device, "document", event, task->now);
        else if (forecast->keeps_document)
            held_move(&document, kept);
        else
            held_free(&document, device, task->now);
    }
    if (forecast->body)
        settle(device, body, forecast->loses_body, "body", event, task->now);
}

static void poll_once(struct task *task, const struct forecast *forecast, struct held *kept)
{
    struct device *device = task->device;
    struct random *random = &device->random;
    const struct tls_server *server = &forecast->server[random_between(random, 0, forecast->servers - 1)];
    unsigned event = device_event(device);
    enum outcome outcome = TLS_OPEN;
    if (random_chance(random, forecast->fails))
        outcome = random_chance(random, forecast->fails_late) ? TLS_FAILED_AFTER_CHAIN : TLS_FAILED_EARLY;
    task_enter(task, forecast->second_task ? "greenhouse::PriceClient::poll" : "greenhouse::ForecastClient::fetch");
    if (!forecast->second_task) {
        unsigned url =
            task_take(task, "greenhouse::ForecastClient::buildUrl asprintf _svfprintf_r __ssputs_r@1461 _malloc_r",
                      server->host_length + random_between(random, 38, 64));
        settle(device, url, forecast->loses_url, "url", event, task->now + 3);
    }
    struct http_client client = http_create(task, server, random_between(random, 20, 44), 2048);
    task_enter(task, "esp_http_client_perform");
    bool open = http_connect(task, &client, server, outcome);
    task_leave(task, 1);
    if (open) {
        task_await(task, server->round_trip);
        read_answer(task, forecast, kept, event);
    } else if (!forecast->second_task) {
        unsigned text =
            task_take(task, "greenhouse::ForecastClient::onError string_construct string_create operator_new malloc",
                      random_between(random, 24, 70));
        settle(device, text, forecast->loses_error, "error", event, task->now + 0.5);
    }
    if (random_chance(random, forecast->loses_client)) {
        http_close(&client, device, task->now);
        held_lose(&client.parts, device, "client", event, task->now);
    } else if (open && random_chance(random, forecast->loses_session)) {
        held_lose(&client.session.parts, device, "session", event, task->now);
        socket_lose(&client.session.socket, device, "session", event, task->now);
        held_free(&client.parts, device, task->now);
    } else {
        http_cleanup(&client, device, task->now);
    }
    task_leave(task, 1);
}

void run_forecast(struct device *device, struct forecast forecast)
{
    struct held kept = {0};
    double when = period_first(&forecast.period, &device->random);
    struct task task =
        task_at(device, forecast.second_task ? "vPortTaskWrapper price_task" : "vPortTaskWrapper forecast_task", when);
    if (forecast.core) {
        task.core = device->cores > 1 ? forecast.core - 1 : 0;
        task.pinned = true;
    }
    while (when < forecast.period.to) {
        task.now = task.now > when ? task.now : when;
        poll_once(&task, &forecast, &kept);
        when = period_next(&forecast.period, &device->random, when);
        /* A task that slept wakes up wherever there is room. */
        if (!task.pinned && device->cores == 2 && random_chance(&device->random, 0.3))
            task.core ^= 1;
    }
    held_keep(&kept);
}

void run_updater(struct device *device, struct updater updater)
{
    struct random *random = &device->random;
    struct task task = task_at(device, "vPortTaskWrapper updater_task greenhouse::FirmwareUpdater::check", 0);
    for (double when = period_first(&updater.polls, random); when < updater.polls.to;
         when = period_next(&updater.polls, random, when)) {
        unsigned event = device_event(device);
        struct held handle = {0};
        task.now = when;
        task_enter(&task, "esp_https_ota_begin");
        task_hold(&task, &handle, "calloc@330", 88);
        struct http_client client = http_create(&task, &updater.server, 31, 1024);
        task_enter(&task, "_http_connect esp_http_client_open");
        http_connect(&task, &client, &updater.server, TLS_OPEN);
        task_leave(&task, 1);
        task_await(&task, updater.server.round_trip);
        http_receive(&task, 9);
        task_leave(&task, 1);
        task_hold(&task, &handle, "malloc@381", 1024);
        task_leave(&task, 1);
        task_await(&task, 50);
        bool last = period_next(&updater.polls, random, when) >= updater.polls.to;
        if (updater.downloads && last) {
            task_take(&task, "esp_https_ota_perform esp_ota_begin malloc", 48);
            held_keep(&handle);
            held_keep(&client.parts);
            held_keep(&client.session.parts);
            held_keep(&client.session.socket.parts);
            break;
        }
        if (updater.loses_handle) {
            http_close(&client, device, task.now);
            held_move(&client.parts, &handle);
            held_lose(&handle, device, "ota", event, task.now);
        } else {
            http_cleanup(&client, device, task.now);
            held_free(&handle, device, task.now);
        }
    }
}
