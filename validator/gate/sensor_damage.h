/* Channel files as a broken transfer leaves them: none may be loaded. Internal to gate/. */
#ifndef SL_GATE_SENSOR_DAMAGE_H
#define SL_GATE_SENSOR_DAMAGE_H

#include "rules/check.h"

enum { SL_SENSOR_MOST_DAMAGES = 24 };

typedef struct sl_sensor_damage {
	char text[64]; /* "the first 100 of 1234 bytes" */
	size_t size; /* of the damaged file */
	enum { SL_DAMAGE_TORN, SL_DAMAGE_ZEROED, SL_DAMAGE_FLIPPED, SL_DAMAGE_LONGER } kind;
} sl_sensor_damage;

/* Which there are of an accepted file; returns how many. */
size_t sl_sensor_damages(const sl_checked_file *checked,
                         sl_sensor_damage out[SL_SENSOR_MOST_DAMAGES]);
/* The damaged file: free() it. */
uint8_t *sl_sensor_damaged(const sl_checked_file *checked, const sl_sensor_damage *damage);

#endif
