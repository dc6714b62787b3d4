/* What kinds have in common: windows, periods, servers, and what every device does besides. */
#ifndef SIMULATE_SETUP_H
#define SIMULATE_SETUP_H

#include "programs.h"

/* One of the usual lengths of a window between these, in seconds. */
double setup_length(struct device *device, double shortest, double longest);
/* One window of this length, some minutes after boot, and what every device does besides. Returns its begin. */
double setup_window(struct device *device, double length);
/* Another one, so many seconds after the last, each a trace of its own. */
void setup_next_window(struct device *device, double pause, double length);
/* A later look at the first window's trace. */
void setup_later_look(struct device *device, double length);
/* About so many events over all windows, and between them. */
struct period setup_period(struct device *device, double events);
/* The same over part of the only window: from and to are shares of it. */
struct period setup_part(struct device *device, double events, double from, double to);

/*
 * The same, but often enough that the cycle counter wraps less than once between two: share is that of its wrap.
 * Whoever looks at the dump can add up the gaps then, and see how much of the window these events span.
 */
struct period setup_dense(struct device *device, double events, double share);

struct forecast setup_forecast(struct device *device, double polls);
struct cloud setup_cloud(struct device *device, double messages, double publishes);
struct alerts setup_alerts(struct device *device, unsigned count);
struct dashboard setup_dashboard(struct device *device, double connections, double stays);
struct updater setup_updater(struct device *device, double polls);
/* A few of the programs, without faults, so that a leak is not alone. */
void setup_company(struct device *device);

#endif
