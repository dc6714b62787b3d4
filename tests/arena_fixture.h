/*
 * An arena for tests that only need one: pass set_up and tear_down to cmocka_unit_test_setup_teardown().
 */
#ifndef HT_ARENA_FIXTURE_H
#define HT_ARENA_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/arena.h"

static struct ht_arena arena;

static inline int set_up(void **state)
{
    (void)state;
    ht_arena_init(&arena);
    return 0;
}

static inline int tear_down(void **state)
{
    (void)state;
    ht_arena_deinit(&arena);
    return 0;
}

#endif
