/* A content repository: the folder with sluice.yaml, its channels, and where everything lies. */
#ifndef SL_MODEL_REPOSITORY_H
#define SL_MODEL_REPOSITORY_H

#include "model/catalog.h"
#include "model/fleet.h"
#include "model/suppression.h"

typedef struct sl_exclusion {
	const char *rule; /* path of the rule, relative to the repository */
	uint16_t finding; /* id of the finding that excuses it; 0: somebody holds the rule back */
	const char *reason;
	sl_source source;
} sl_exclusion;

typedef struct sl_channel {
	uint32_t channel;
	uint64_t version;
	/* Seconds, from `created` and `expires`: a date or a time in UTC (sl_moment_read()). Zero: not given; never. */
	uint64_t created_at, expires_at;
	const char *const *rules; /* patterns, relative to the repository */
	uint32_t rule_count;
	sl_exclusion *exclude;
	uint32_t exclude_count;
	enum chan_action action;
	sl_source source;
} sl_channel;

/*
 * `growth` of sluice.yaml: how much larger a release may be than the one before it (CH5005). Steps of at most so many
 * templates and bytes are always fine, so that a small channel can begin.
 */
typedef struct sl_growth {
	uint64_t percent, templates, bytes;
} sl_growth;
#define SL_GROWTH_DEFAULT ((sl_growth){50, 100, 131072})

/* `hand_written_manifests` of sluice.yaml: what a manifest is worth that no binary stands behind (CH3011). */
enum sl_hand_written { SL_HAND_WRITTEN_WARN, SL_HAND_WRITTEN_REFUSE, SL_HAND_WRITTEN_ALLOW };

typedef struct sl_repository {
	sl_arena arena;
	const char *root; /* folder, as given */
	/* Joined with the root. */
	const char *catalog_path, *fleet_path, *channels_path, *probes_path, *ledger_path;
	const char *output_path;
	const char *binaries_path; /* of the sensors' binaries; NULL: sluice.yaml names none */
	sl_growth growth;
	enum sl_hand_written hand_written;
	sl_suppressions suppressions;
	sl_catalog catalog;
	sl_fleet fleet;
	sl_channel *channels; /* by channel number */
	size_t channel_count;
} sl_repository;

/* sluice.yaml alone: where everything lies, in the arena and joined with the root; the limits of releases; what is suppressed. */
typedef struct sl_repository_paths {
	const char *catalog, *fleet, *channels, *probes, *ledger, *output;
	const char *binaries; /* NULL: sluice.yaml names none */
	sl_growth growth;
	enum sl_hand_written hand_written;
	sl_suppressions suppressions;
} sl_repository_paths;
bool sl_repository_paths_read(const char *root, sl_arena *arena, sl_repository_paths *out,
                              sl_findings *findings);

/* The fleet in a folder, as sl_fleet_load(); a folder that is not there is a fleet of no build (CH3000 is for it). */
bool sl_repository_fleet_load(const char *folder, sl_fleet *out, sl_findings *findings);

/*
 * Reads sluice.yaml, the catalog, the fleet and the channels of the repository at root. Unreadable or wrong
 * documents become findings (60xx). A missing sluice.yaml is CH6018 at it. True: no error among them.
 * Free the repository in either case.
 */
bool sl_repository_load(const char *root, sl_repository *out, sl_findings *findings);
void sl_repository_free(sl_repository *repository);

#endif
