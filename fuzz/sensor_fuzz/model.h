/* What the validator holds a file against, so that it may be given to a sensor: a catalog, and a fleet of that one build. */
#ifndef FUZZ_SENSOR_MODEL_H
#define FUZZ_SENSOR_MODEL_H

#include "model/catalog.h"
#include "model/fleet.h"
#include "rules/check.h"
#include "sensor_abi.h"

typedef struct sensor_model {
	sl_arena arena;
	sl_catalog catalog;
	sl_fleet fleet;
} sensor_model;

/*
 * The catalog is that of the folder or, without one, what the sensor describes; the build supplies what it describes, has
 * every operator and no limits. A catalog that cannot be read ends the process with status 2.
 */
void sensor_model_make(const chan_sensor_abi *abi, const char *catalog_folder, sensor_model *out);

/* Whether the rules about meaning and about the fleet find no error in a file that the reader accepts. */
bool sensor_model_accepts(const sensor_model *model, const sl_checked_file *checked);

/*
 * What the sensor describes, beside the catalog, as the gate judges it (CH4006): each difference is a line on stderr that
 * begins with "sensor: CH4006". Returns how many there are.
 */
size_t sensor_model_differences(const chan_sensor_abi *abi, const sensor_model *model);

/* The kind of a field, of the ABI's kind of an input. */
enum chan_field_kind sensor_field_kind(uint32_t abi_kind);

#endif
