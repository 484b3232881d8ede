/* The binaries of the fleet, as far as they are at hand: what each says of itself, for the comparison with its manifest. */
#ifndef SL_MODEL_FLEET_BINARIES_H
#define SL_MODEL_FLEET_BINARIES_H

#include "base/file.h"
#include "model/fleet.h"

enum sl_binary_at_hand {
	SL_BINARY_NOT_NAMED, /* the manifest was written by hand */
	SL_BINARY_NOT_THERE, /* no file of its name */
	SL_BINARY_READ,
	SL_BINARY_SAYS_NOTHING /* there, but it cannot be read, or has no manifest in it */
};

typedef struct sl_fleet_binary {
	enum sl_binary_at_hand at_hand;
	const char *path; /* where it was found, or would lie */
	char sha256[65]; /* empty unless its bytes were read */
	sl_build build; /* what it says; set if it was read */
	sl_problem why; /* set if it says nothing */
} sl_fleet_binary;

typedef struct sl_fleet_binaries {
	sl_arena arena;
	sl_fleet_binary *items; /* one for each build of the fleet, in its order */
	size_t count;
	size_t named; /* manifests that name a binary */
} sl_fleet_binaries;

/*
 * Looks for each binary that a manifest names: as FOLDER/BUILD/FILE, with BUILD as sl_build_file_name() has it, where
 * builds share a file name; else as FOLDER/FILE. One that is not there is no fault. True: the folder could be read; else
 * CH6018 is among the findings, for a folder that was set and is not there is a comparison left out in silence.
 */
bool sl_fleet_binaries_read(const sl_fleet *fleet, const char *folder, sl_fleet_binaries *out,
                            sl_findings *findings);
void sl_fleet_binaries_free(sl_fleet_binaries *binaries);

#endif
