#include "programs.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "habits.h"
#include "network.h"

enum { MOST_PROGRAMS = 8, MOST_HABITS = 8, MOST_SESSIONS = 8 };

enum pace { REGULAR, RANDOM, CLUSTERS };
enum nature { LOCAL, POLLS, LISTENS, SERVES };

struct program {
    enum nature nature;
    enum pace pace;
    double from, every, jitter;
    unsigned in_cluster; /* events left in this one */
    char name[LONGEST_NAME], entry[2 * LONGEST_NAME + 32];
    unsigned core;
    bool pinned;
    struct habit habit[MOST_HABITS];
    size_t habits;

    struct server server;
    double fails, loses;  /* shares of connections */
    bool loses_open;      /* what it loses is still connected */
    unsigned connections; /* of one that listens */
    double stays;         /* seconds that one of these, or a browser, stays connected */
    struct session open[MOST_SESSIONS];
    double open_until[MOST_SESSIONS];
};

/* --- what it is --------------------------------------------------------------------------------------------------- */

static void draw_program(struct program *program, struct device *device, enum nature nature)
{
    struct random *random = &device->random;
    struct module module = names_module(&device->names);
    char entry[LONGEST_NAME];
    names_function(&device->names, &module, entry);
    *program = (struct program){.nature = nature, .pace = (enum pace)random_between(random, 0, 2)};
    program->every = nature == POLLS ? random_stretch(random, 10, 150) : random_stretch(random, 1.5, 120);
    program->jitter = random_chance(random, 0.3) ? 0 : random_range(random, 0, 0.3);
    program->from =
        random_chance(random, 0.92) ? random_range(random, 1, 15) : random_range(random, 1, device->window[0].to);
    program->pinned = random_chance(random, 0.4);
    program->core = random_between(random, 0, device->cores - 1);
    snprintf(program->name, sizeof program->name, "%.12s", module.name);
    snprintf(program->entry, sizeof program->entry, "%s%s",
             device->allocators == FROM_TRACING ? "" : "vPortTaskWrapper;", entry);
    server_draw(&program->server, device);
    program->fails = random_chance(random, 0.3) ? random_range(random, 0.02, 0.4) : 0;
    program->connections = random_between(random, 1, 3);
    program->stays = nature == SERVES             ? random_stretch(random, 2, 300)
                     : random_chance(random, 0.5) ? 1e6
                                                  : random_stretch(random, 60, 900);
}

static void add_habit(struct program *program, struct device *device,
                      void (*draw)(struct habit *, struct device *, double every))
{
    if (program->habits < MOST_HABITS)
        draw(&program->habit[program->habits++], device, program->every);
}

/* --- what it does ------------------------------------------------------------------------------------------------- */

static double next_event(struct program *program, struct random *random, double when)
{
    if (program->pace == REGULAR)
        return when + program->every * (1 + program->jitter * random_range(random, -1, 1));
    if (program->pace == RANDOM)
        return when + random_wait(random, program->every);
    if (program->in_cluster > 0) {
        program->in_cluster--;
        return when + random_range(random, 0.2, 3);
    }
    program->in_cluster = random_between(random, 1, 5);
    return when + random_wait(random, program->every * 4);
}

static void follow_habits(struct program *program, struct task *task)
{
    for (size_t i = 0; i < program->habits; i++) {
        habit_act(&program->habit[i], task);
        task_spend(task, random_stretch(&task->device->random, 20, 3000));
    }
}

static void poll(struct program *program, struct task *task)
{
    struct device *device = task->device;
    struct session session = {0};
    task->kind = "poll";
    http_init(task, &session, &program->server);
    if (session_connect(task, &session, &program->server, program->fails)) {
        http_exchange(task, &program->server);
        follow_habits(program, task);
    }
    if (random_chance(&device->random, program->loses)) {
        if (!program->loses_open)
            session_close(&session, device, task->now);
        session_lose(&session, device, task->now);
    } else {
        session_cleanup(&session, device, task->now);
    }
}

/* Connections that stay: each is made anew some time after it broke. */
static void listen(struct program *program, struct task *task)
{
    struct device *device = task->device;
    task->kind = "connection";
    for (unsigned i = 0; i < program->connections; i++) {
        struct session *session = &program->open[i];
        if (session->is_open && program->open_until[i] > task->now)
            continue;
        if (session->is_open && random_chance(&device->random, program->loses))
            session_lose(session, device, task->now);
        else
            session_cleanup(session, device, task->now);
        *session = (struct session){0};
        websocket_init(task, session, &program->server);
        if (!session_connect(task, session, &program->server, program->fails))
            session_cleanup(session, device, task->now);
        program->open_until[i] = task->now + random_wait(&device->random, program->stays);
        break;
    }
    follow_habits(program, task);
}

static void serve(struct program *program, struct task *task)
{
    struct device *device = task->device;
    task->kind = "connection";
    size_t at = MOST_SESSIONS;
    for (size_t i = 0; i < MOST_SESSIONS; i++) {
        if (program->open[i].is_open && program->open_until[i] <= task->now)
            server_closed(&program->open[i], device, task->now);
        if (!program->open[i].is_open)
            at = i;
    }
    if (at < MOST_SESSIONS) {
        server_accept(task, &program->open[at]);
        program->open_until[at] = task->now + random_wait(&device->random, program->stays);
    }
    follow_habits(program, task);
}

static void end_program(struct program *program, struct device *device)
{
    for (size_t i = 0; i < MOST_SESSIONS; i++)
        session_cleanup(&program->open[i], device, device_shuts(device));
    for (size_t i = 0; i < program->habits; i++)
        habit_end(&program->habit[i], device);
}

static void run_program(struct program *program, struct device *device)
{
    double end = device_stops(device), when = program->from;
    while (when < end) {
        struct task task = task_at(device, program->name, program->entry, when);
        task.event = ++device->events;
        task.pinned = program->pinned;
        if (task.pinned)
            task.core = program->core;
        if (program->nature == POLLS)
            poll(program, &task);
        else if (program->nature == LISTENS)
            listen(program, &task);
        else if (program->nature == SERVES)
            serve(program, &task);
        else
            follow_habits(program, &task);
        when = next_event(program, &device->random, when);
        if (when < task.now)
            when = task.now;
    }
    end_program(program, device);
}

/* --- devices ------------------------------------------------------------------------------------------------------ */

/* Two faults behind one function: the second is made by the first's maker. */
static void share_maker(const struct habit *from, struct habit *to)
{
    const char *maker = strrchr(from->path[0], ';');
    for (unsigned i = 0; i < to->paths; i++) {
        size_t length = strlen(to->path[i]);
        snprintf(to->path[i] + length, sizeof to->path[i] - length, "%s", maker);
    }
    to->recipe = from->recipe;
}

static void add_faults(struct program *programs, size_t count, struct device *device)
{
    struct random *random = &device->random;
    unsigned faults = random_chance(random, 0.25) ? 2 : 1;
    struct habit *first = NULL;
    for (unsigned i = 0; i < faults; i++) {
        struct program *program = &programs[random_between(random, 0, (unsigned)count - 1)];
        if (program->nature != LOCAL && program->nature != SERVES && random_chance(random, 0.5)) {
            program->loses = random_chance(random, 0.5) ? 1 : random_range(random, 0.1, 0.8);
            program->loses_open = random_chance(random, 0.5);
            if (program->nature == LISTENS)
                program->stays = random_stretch(random, 20, 300);
            continue;
        }
        if (program->habits == MOST_HABITS)
            continue;
        struct habit *habit = &program->habit[program->habits];
        add_habit(program, device, habit_draw_leaking);
        if (first && random_chance(random, 0.5))
            share_maker(first, habit);
        first = habit;
    }
}

static size_t draw_programs(struct program *programs, struct device *device)
{
    struct random *random = &device->random;
    size_t count = 0;
    if (random_chance(random, 0.6))
        draw_program(&programs[count++], device, POLLS);
    if (random_chance(random, 0.3))
        draw_program(&programs[count++], device, LISTENS);
    if (random_chance(random, 0.25))
        draw_program(&programs[count++], device, SERVES);
    for (unsigned i = random_between(random, 1, 3); i > 0; i--)
        draw_program(&programs[count++], device, LOCAL);
    for (size_t p = 0; p < count; p++)
        for (unsigned i = random_between(random, 0, 2); i > 0; i--)
            add_habit(&programs[p], device, habit_draw_healthy);
    for (unsigned i = random_between(random, 1, 4); i > 0; i--)
        add_habit(&programs[random_between(random, 0, (unsigned)count - 1)], device, habit_draw_once);
    if (random_chance(random, 0.06))
        add_habit(&programs[random_between(random, 0, (unsigned)count - 1)], device, habit_draw_growing);
    return count;
}

void run_device(struct device *device)
{
    static struct program programs[MOST_PROGRAMS];
    bool healthy = random_chance(&device->random, 0.6);
    device->bundle_leaks = !healthy && random_chance(&device->random, 0.3);
    device->bundle_copies = device->bundle_leaks || random_chance(&device->random, 0.15);
    if (device->bundle_copies)
        device->version = device->bundle_leaks ? "v6.0.1" : "v6.1";
    size_t count = draw_programs(programs, device);
    if (!healthy && !(device->bundle_leaks && random_chance(&device->random, 0.5)))
        add_faults(programs, count, device);
    for (size_t p = 0; p < count; p++)
        run_program(&programs[p], device);
    network_background(device);
}

void run_trial(struct device *device, const double *seconds, size_t windows)
{
    static struct program program;
    double from = 30;
    device->windows = windows;
    device->is_looks = device->keeps_freed = device->tells_times = device->tells_tasks = false;
    device->clock = COUNTS;
    device->capacity = 256;
    device->depth = 8;
    for (size_t i = 0; i < windows; i++, from += 10) {
        device->window[i] = (struct span){from, from + seconds[i]};
        from += seconds[i];
    }
    draw_program(&program, device, LOCAL);
    program.pace = RANDOM;
    program.every = 60;
    program.from = 1;
    add_habit(&program, device, habit_draw_plain_leak);
    run_program(&program, device);
    network_background(device);
}
