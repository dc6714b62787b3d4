/* What habits do at an event: containers and faults as firmwares have them. behaviours.c says what each is. */
#ifndef SIMULATE_BEHAVIOURS_H
#define SIMULATE_BEHAVIOURS_H

#include "habits.h"

void keep_newest(struct habit *habit, struct task *task);
void keep_used(struct habit *habit, struct task *task);
void drain(struct habit *habit, struct task *task);
void collect(struct habit *habit, struct task *task);
void keep_each(struct habit *habit, struct task *task);
void pool(struct habit *habit, struct task *task);
void make_once(struct habit *habit, struct task *task);
void retry(struct habit *habit, struct task *task);
void replace(struct habit *habit, struct task *task);
void hold_for_a_time(struct habit *habit, struct task *task);
void double_up(struct habit *habit, struct task *task);
void use_briefly(struct habit *habit, struct task *task);
void forget(struct habit *habit, struct task *task);
void forget_parts(struct habit *habit, struct task *task);
void grow(struct habit *habit, struct task *task);

#endif
