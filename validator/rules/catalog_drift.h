/*
 * Drift: what differs between two catalogs, whom each difference touches, and what must ship first. For `sluice catalog
 * diff`; a pure function of the two, with the fleet and the content as they are told to it.
 */
#ifndef SL_RULES_CATALOG_DRIFT_H
#define SL_RULES_CATALOG_DRIFT_H

#include "rules/check.h"

enum sl_drift_kind {
	SL_DRIFT_TYPE_ADDED,
	SL_DRIFT_TYPE_REMOVED,
	SL_DRIFT_TYPE_RENAMED, /* the id has another name */
	SL_DRIFT_TYPE_RENUMBERED, /* the name has another id */
	SL_DRIFT_VERSION_ADDED,
	SL_DRIFT_VERSION_REMOVED,
	SL_DRIFT_LOGSOURCE,
	SL_DRIFT_SELECT,
	SL_DRIFT_MATCH_ALL,
	SL_DRIFT_FIELD_ADDED, /* behind all that stay */
	SL_DRIFT_FIELD_INSERTED, /* before one that stays */
	SL_DRIFT_FIELD_MOVED, /* past another one that stays */
	SL_DRIFT_FIELD_RENAMED, /* a new name at the same place, of the same kind */
	SL_DRIFT_FIELD_RETYPED,
	SL_DRIFT_FIELD_REMOVED,
	SL_DRIFT_FIELD_FROM, /* its other names in events */
};

/* What a difference needs. */
enum sl_drift_order {
	SL_DRIFT_SENSOR_FIRST, /* content may use it when every build supplies it */
	SL_DRIFT_CONTENT_FIRST, /* content must not use it any more before builds drop it */
	SL_DRIFT_CONTENT_ALONE, /* the inputs of sensors stay: content is built and gated anew */
	SL_DRIFT_NEVER, /* what builds have is defined otherwise: it needs a new version, type or name */
};

typedef struct sl_drift_template {
	uint8_t uuid[16];
	const char *title, *file;
} sl_drift_template;

#define SL_NO_FIELD UINT32_MAX

typedef struct sl_drift {
	enum sl_drift_kind kind;
	enum sl_drift_order order;
	/*
	 * The versions that are compared: the same one in both catalogs if in_place; else a new one and the one that it
	 * follows, which old_is_gone says the new catalog has not, or not with these fields; NULL where there is none. Of
	 * types, their newest versions.
	 */
	const sl_type *before, *after;
	bool in_place, old_is_gone;
	uint32_t old_field,
		new_field; /* indexes in the fields of before and after, or SL_NO_FIELD */
	/* Builds that it touches, by the fleet: those that lack it if without_it, else those that have it. */
	const char *const *builds;
	size_t build_count;
	bool without_it;
	/* Templates that it touches, in the order of the files that were given. */
	const sl_drift_template *templates;
	size_t template_count;
} sl_drift;

/* Refers to both catalogs and the fleet, which must stay; owns all else. */
typedef struct sl_drifts {
	sl_arena arena;
	const sl_catalog *before, *after;
	sl_drift *items; /* by id of the type, version, place */
	size_t count, capacity;
} sl_drifts;

/*
 * All differences; none only if both catalogs say the same, in whatever files and order of keys. Both must be without
 * a finding but CH6019. Time: n log n of their size. Free it with sl_drifts_free().
 */
void sl_drifts_find(const sl_catalog *before, const sl_catalog *after, sl_drifts *out);
void sl_drifts_free(sl_drifts *drifts);

/* Fills in the builds. */
void sl_drifts_touch_builds(sl_drifts *drifts, const sl_fleet *fleet);

/*
 * Fills in the templates of accepted files: those whose criteria read what a difference is about, by the names of fields
 * that the file itself has.
 */
void sl_drifts_touch_templates(sl_drifts *drifts, const sl_checked_file *files, size_t count);

/*
 * The differences that must not be: CH5008; CH6019 where a new version does more than append to one that is so gone; CH3002
 * where builds have what is gone. folder: where the new catalog lies, for what has no place in it.
 */
void sl_drifts_judge(const sl_drifts *drifts, const char *folder, sl_findings *findings);

/* The difference in a sentence without a full stop, in the arena: "field 21 CallingModule (string) is appended". */
const char *sl_drift_words(const sl_drift *drift, sl_arena *arena);

/* Of the type: the name that builds and the old content know it by. */
const char *sl_drift_type_name(const sl_drift *drift);
/* Whether a difference is one of the fields' names, kinds or order. */
bool sl_drift_is_layout(const sl_drift *drift);
/* The layout hash of all fields; 0 of none. */
uint32_t sl_drift_layout(const sl_type *type);
/* Where the new catalog has it, or else the old one. */
sl_source sl_drift_source(const sl_drift *drift);

#endif
