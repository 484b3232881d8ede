/* The fleet: one manifest a sensor build (YAML), what its integration code really supplies, and its limits. */
#ifndef SL_MODEL_FLEET_H
#define SL_MODEL_FLEET_H

#include "base/buffer.h"
#include "base/text.h"
#include "rules/finding.h"

typedef struct sl_supplied {
	const char *name;
	/* Zero where the manifest does not say; `supplies: [{name: X, type: ip}]` does. */
	enum chan_field_kind kind;
	sl_source source;
} sl_supplied;

/* What a build supplies for one type, in order. */
typedef struct sl_input {
	const char *type; /* name */
	uint32_t version; /* the version of the type that the build claims */
	sl_supplied *supplies;
	uint32_t count;
	/* Of what is supplied (FORMAT.md 3.7), as the manifest states it: what the code of the build was compiled with. */
	bool has_layout;
	uint32_t layout;
	sl_source source;
} sl_input;

/* UINT64_MAX: the manifest states no such limit. version_bits: 1 to 64. */
typedef struct sl_limits {
	uint64_t file_bytes, templates;
	uint64_t criteria, values; /* of a template; of a criterion */
	uint32_t version_bits;
} sl_limits;

typedef struct sl_build {
	const char *name, *platform;
	uint32_t engine;
	sl_input *inputs;
	uint32_t input_count;
	uint32_t operators; /* bit n: operator n */
	sl_limits limits;
	/* The binary that the manifest was written from: its name without a folder, its SHA-256. NULL: written by hand. */
	const char *binary_file, *binary_sha256;
	sl_source source;
} sl_build;

typedef struct sl_fleet {
	sl_arena arena;
	sl_build *builds; /* by file name, then document */
	size_t count;
	char digest[65];
} sl_fleet;

/* Reads every *.yaml and *.yml right in folder; findings 6001, 6002, 6007, 6008, 6018, 3009. True: no error. */
bool sl_fleet_load(const char *folder, sl_fleet *out, sl_findings *findings);
void sl_fleet_free(sl_fleet *fleet);

const sl_build *sl_fleet_build(const sl_fleet *fleet,
                               const char *name); /* NULL: not in the fleet */
const sl_input *sl_build_input(const sl_build *build, const char *type); /* NULL: not supplied */

/* The number of an operator by its name as manifests, dumps and messages write it ("exact"); 0: unknown. */
uint8_t sl_operator_read(sl_text name);
const char *sl_operator_name(uint8_t operation); /* "?" if unknown */

/*
 * Whether a manifest can name a binary so: 1 to 255 bytes of UTF-8 without a slash or a control character, and neither
 * "." nor "..", so that a manifest never leads out of the folder of binaries.
 */
bool sl_binary_name_fits(sl_text name);

/*
 * The name of a build as the name of a file: other bytes than letters, digits, '.', '_' and '-' become '_', and so does a
 * '.' at its start; a long one is cut, with a digest of all of it at its end. In the arena. Two builds may come to one
 * name.
 */
const char *sl_build_file_name(const char *name, sl_arena *arena);

/* Writes one manifest in the form that sl_fleet_load() reads. */
void sl_build_write(const sl_build *build, sl_buffer *out);

#endif
