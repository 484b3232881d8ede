/*
 * Inputs as named tests. Only programs that link cmocka have this part; the driver does without it.
 */
#ifndef FUZZ_REPLAY_H
#define FUZZ_REPLAY_H

#include <stddef.h>

/*
 * Runs each path as a cmocka test named PROGRAM/PATH, in their order, by run(). A run that aborts fails its
 * test and the rest goes on; what a sanitizer reports ends the process. Returns the number of failed tests.
 */
int replay_as_tests(const char *program, char *const *paths, size_t count,
                    void (*run)(const char *path)) __attribute__((weak));

/* To be called where a run has aborted: does not return if the run is a test. */
void replay_aborted(void) __attribute__((weak));

#endif
