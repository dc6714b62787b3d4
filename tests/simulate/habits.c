#include "programs.h"

static void take_parts(struct task *task, const struct habit *habit, struct held *held)
{
    struct random *random = &task->device->random;
    const unsigned parts = sizeof habit->part / sizeof *habit->part;
    for (unsigned i = 0; i < parts && habit->part[i].functions; i++) {
        bool last = i + 1 == parts || !habit->part[i + 1].functions;
        unsigned times = last && habit->most ? random_between(random, 1, habit->most) : 1;
        for (unsigned j = 0; j < times; j++)
            task_hold(task, held, habit->part[i].functions,
                      random_between(random, habit->part[i].smallest, habit->part[i].largest));
    }
}

void run_habit(struct device *device, const struct habit *habit)
{
    struct random *random = &device->random;
    unsigned core = random_between(random, 0, device->cores - 1);
    for (double when = period_first(&habit->period, random); when < habit->period.to;
         when = period_next(&habit->period, random, when)) {
        struct task task = task_at(device, habit->task, when);
        struct held held = {0};
        core ^= device->cores == 2 && random_chance(random, device->migrates);
        task.core = core;
        take_parts(&task, habit, &held);
        if (random_chance(random, habit->loses))
            held_lose(&held, device, habit->leak, device_event(device), task.now);
        else
            held_free(&held, device, task.now + habit->lives * random_range(random, 0.5, 1.5));
    }
}
