/* What builds supply of a type: builds that supply the same are run as one. Internal to gate/. */
#ifndef SL_GATE_SUPPLY_H
#define SL_GATE_SUPPLY_H

#include "evaluate.h"
#include "model/catalog.h"
#include "model/fleet.h"

typedef struct sl_supply {
	const sl_input *input; /* of the first of the builds */
	int32_t *fields; /* of the type, for each input; -1: the name is no field of it */
	const char **builds; /* names, in the order of the fleet */
	size_t build_count;
} sl_supply;

typedef struct sl_supplies {
	sl_supply *items; /* in the order of their first builds */
	size_t count;
} sl_supplies;

/* How the builds of the fleet supply the type; those that do not have it are left out. In the arena. */
sl_supplies sl_supplies_of(const sl_fleet *fleet, const sl_type *type, sl_arena *arena);

/*
 * Of an event's inputs, one for each field of the type, those that the builds supply, in their order: what a manifest
 * calls by no name of the type is absent, and a value that it gives another kind has that kind. The block has exactly
 * their size, so that a read past its end is seen by a sanitizer: free() the array.
 */
chan_inputs sl_supply_cut(const sl_supply *supply, const sl_type *type, const chan_inputs *all,
                          chan_input **block);

#endif
