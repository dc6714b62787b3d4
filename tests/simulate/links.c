#include "programs.h"

static void receive_message(struct device *device, const struct cloud *cloud, double when, unsigned core)
{
    struct random *random = &device->random;
    struct held document = {0};
    unsigned event = device_event(device);
    bool loses = random_chance(random, cloud->loses_share);
    struct task task = mqtt_task(device, when);
    task.core = core;
    task_enter(&task, "mqtt_process_receive deliver_publish esp_mqtt_dispatch_event mqtt_event_handler "
                      "greenhouse::CloudLink::onMessage");
    uint32_t size = cloud->loses_on_one_type ? 96 : random_between(random, 30, 260);
    unsigned payload = task_take(&task, "greenhouse::Memory::take heap_caps_malloc_prefer", size);
    unsigned topic =
        task_take(&task, "string_construct string_create operator_new malloc", random_between(random, 18, 41));
    json_parse(&task, &document, random_between(random, 2, 6));
    task_spend(&task, 3e3);
    block_free(device, payload, task.now);
    block_free(device, topic, task.now);
    if (loses && cloud->loses_payload)
        block_lose(device, payload, "payload", event, when);
    if (loses && cloud->loses_topic)
        block_lose(device, topic, "topic", event, when);
    if (loses && cloud->loses_document)
        held_lose(&document, device, "message", event, task.now);
    held_free(&document, device, task.now);
}

static void publish(struct device *device, const struct cloud *cloud, double when)
{
    struct random *random = &device->random;
    struct held document = {0};
    unsigned members = random_between(random, 4, 8);
    struct task task =
        task_at(device, "vPortTaskWrapper timer_task timer_process_alarm greenhouse::CloudLink::publish", when);
    task.core = 0; /* where the timer task is pinned */
    json_build(&task, &document, members);
    unsigned text = json_print(&task, device, members);
    task_enter(&task, "esp_mqtt_client_enqueue mqtt_enqueue outbox_enqueue");
    double due = task.now + cloud->unacknowledged * random_range(random, 0.5, 1.5);
    block_free(device, task_take(&task, "calloc@34", 44), due);
    block_free(device, task_take(&task, "heap_caps_malloc@42", members * 18 + random_between(random, 30, 60)), due);
    task_leave(&task, 3);
    held_free(&document, device, task.now);
    block_free(device, text, task.now);
}

void run_cloud(struct device *device, struct cloud cloud)
{
    struct random *random = &device->random;
    struct mqtt_client client = mqtt_start(device, cloud.from);
    struct task task = mqtt_task(device, cloud.from + 0.2);
    mqtt_connect(&client, &task, &cloud.server);
    for (double when = period_first(&cloud.reconnects, random); when < cloud.to;
         when = period_next(&cloud.reconnects, random, when)) {
        mqtt_disconnect(&client, device, when);
        task.now = when + random_range(random, 1, 10);
        mqtt_connect(&client, &task, &cloud.server);
    }
    for (double when = period_first(&cloud.messages, random); when < cloud.to;
         when = period_next(&cloud.messages, random, when))
        receive_message(device, &cloud, when, task.core);
    for (double when = period_first(&cloud.publishes, random); when < cloud.to;
         when = period_next(&cloud.publishes, random, when))
        publish(device, &cloud, when);
    held_keep(&client.parts);
    held_keep(&client.connection);
    held_keep(&client.session.parts);
    held_keep(&client.session.socket.parts);
}

static void open_alert(struct device *device, const struct alerts *alerts, double when, struct held *parts,
                       struct tls_session *session, struct task *task)
{
    struct task opener = task_at(device, "vPortTaskWrapper alert_task greenhouse::AlertStream::reconnect", when);
    websocket_create(&opener, parts, random_between(&device->random, 4, 18));
    task->now = opener.now + 2e-3;
    *session = websocket_connect(task, &alerts->server, TLS_OPEN);
}

void run_alerts(struct device *device, struct alerts alerts)
{
    struct random *random = &device->random;
    for (unsigned i = 0; i < alerts.count; i++) {
        struct held parts = {0};
        struct tls_session session;
        struct task task = websocket_task(device, 0);
        double when = alerts.from + alerts.opened_over * (i + random_unit(random)) / alerts.count;
        open_alert(device, &alerts, when, &parts, &session, &task);
        struct period reconnects = alerts.reconnects;
        reconnects.from = reconnects.from > when + 5 ? reconnects.from : when + 5;
        for (when = period_first(&reconnects, random); when < alerts.to;
             when = period_next(&reconnects, random, when)) {
            unsigned event = device_event(device);
            tls_close(&session, device, when);
            if (alerts.loses_client)
                held_lose(&parts, device, "client", event, when);
            else
                held_free(&parts, device, when);
            open_alert(device, &alerts, when + random_range(random, 0.5, 3), &parts, &session, &task);
        }
        held_keep(&parts);
        held_keep(&session.parts);
        held_keep(&session.socket.parts);
    }
}

static void serve(struct device *device, const struct dashboard *dashboard, double when, unsigned event,
                  struct held *session)
{
    struct task task = httpd_task(device, when);
    struct held document = {0};
    task_enter(&task, "httpd_process_session httpd_sess_process httpd_req_new");
    task_borrow(&task, "httpd_parse_req malloc", 512, 3e4);
    if (dashboard->sockets) {
        task_enter(&task, "httpd_ws_get_frame_type greenhouse::Dashboard::onSocket");
        task_hold(&task, session, "malloc@107", 48);
        task_hold(&task, session, "httpd_ws_respond_server_handshake calloc", 68);
        return;
    }
    task_enter(&task, "httpd_parse_req httpd_uri greenhouse::Dashboard::onStatus");
    unsigned members = random_between(&device->random, 5, 12);
    json_build(&task, &document, members);
    unsigned text = json_print(&task, device, members);
    task_spend(&task, 9e3);
    held_free(&document, device, task.now);
    block_free(device, text, task.now);
    if (dashboard->loses_status)
        block_lose(device, text, "status", event, task.now);
}

struct visitor {
    double until;
    struct held session;
    struct socket socket;
    unsigned event;
    bool lost, client_closes;
};

/* The first block that a session has of the application. */
static void lose_context(struct device *device, const struct visitor *visitor)
{
    if (visitor->session.count < 2)
        return;
    unsigned context = visitor->session.block[1];
    block_lose(device, context, "context", visitor->event, device->block[context].born);
}

/* The server's session ends, be it by either side or because its place is needed. */
static void see_off(struct device *device, const struct dashboard *dashboard, struct visitor *visitor, double when)
{
    for (size_t i = 0; i < visitor->session.count; i++)
        block_free(device, visitor->session.block[i], when);
    if (dashboard->loses_context)
        lose_context(device, visitor);
    held_keep(&visitor->session);
    if (visitor->lost)
        socket_lose(&visitor->socket, device, "socket", visitor->event, when);
    else if (visitor->client_closes)
        socket_closed(&visitor->socket, device, when);
    else
        socket_close(&visitor->socket, device, when);
    visitor->until = FOREVER;
}

void run_dashboard(struct device *device, struct dashboard dashboard)
{
    enum { MOST_VISITORS = 64 };
    struct random *random = &device->random;
    struct visitor visitor[MOST_VISITORS];
    unsigned count = 0;
    double when = period_first(&dashboard.connections, random);
    for (;;) {
        unsigned next = 0;
        for (unsigned i = 1; i < count; i++)
            next = visitor[i].until < visitor[next].until ? i : next;
        if (count && visitor[next].until < when && visitor[next].until < device_end(device)) {
            see_off(device, &dashboard, &visitor[next], visitor[next].until);
            visitor[next] = visitor[--count];
            continue;
        }
        if (when >= dashboard.connections.to)
            break;
        if (count == dashboard.most || count == MOST_VISITORS) {
            see_off(device, &dashboard, &visitor[0], when);
            visitor[0] = visitor[--count];
        }
        struct visitor *arrival = &visitor[count++];
        *arrival =
            (struct visitor){.until = when + random_wait(random, dashboard.stays), .event = device_event(device)};
        arrival->client_closes = random_chance(random, dashboard.client_closes);
        arrival->lost = dashboard.loses_socket && random_chance(random, 0.2);
        arrival->socket = httpd_accept(device, when, &arrival->session);
        struct task task = httpd_task(device, when + 0.02);
        task_enter(&task, "httpd_accept_conn httpd_sess_new greenhouse::Dashboard::onOpen");
        if (!dashboard.sockets)
            task_hold(&task, &arrival->session,
                      "greenhouse::Memory::takeZeroed greenhouse::Memory::take "
                      "heap_caps_malloc_prefer",
                      112);
        serve(device, &dashboard, when + 0.03, arrival->event, &arrival->session);
        when = period_next(&dashboard.connections, random, when);
    }
    /* Those who stay: nobody will free their contexts either. */
    for (unsigned i = 0; i < count; i++) {
        if (dashboard.loses_context)
            lose_context(device, &visitor[i]);
        held_keep(&visitor[i].session);
        held_keep(&visitor[i].socket.parts);
    }
}
