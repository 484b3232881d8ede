/* Which sensor is fuzzed, and whether what it says of itself can be believed. */
#ifndef FUZZ_SENSOR_LIBRARY_H
#define FUZZ_SENSOR_LIBRARY_H

#include "sensor_abi.h"

/*
 * The shared object that path names or, without one, what is linked into the program. It stays loaded. One that cannot be
 * loaded, or describes what no catalog could hold, ends the process with status 2 and says why.
 */
const chan_sensor_abi *sensor_library(const char *path);

#endif
