/*
 * Signals, as the program (and no library) answers them.
 */
#ifndef HT_CLI_SIGNALS_H
#define HT_CLI_SIGNALS_H

/*
 * Closed pipes and the limit on file sizes become errors of write(); an ELF that became shorter while it was mapped
 * ends the program with a message and exit status 2. Whatever ends the program takes the unfinished output with it.
 */
void ht_signals_init(void);

/* Where the name of the unfinished output has to stand while there is one (cli/run.h). */
const char *volatile *ht_signals_unfinished(void);

/* Somebody who waits at a terminal is told after a second that the run is at work. */
void ht_signals_watch_for_long_run(void);

#endif
