/*
 * Seeds for a sensor: channel files over the types that it describes, for each operator that fits one of its inputs,
 * and at the edges that sensors have fallen from.
 */
#ifndef FUZZ_SENSOR_SEEDS_H
#define FUZZ_SENSOR_SEEDS_H

#include "sensor_fuzz/model.h"

/* Writes them into a folder that exists; returns how many. One that cannot be written ends the process with status 2. */
size_t sensor_seeds_write(const chan_sensor_abi *abi, const sensor_model *model,
                          const char *folder);

#endif
