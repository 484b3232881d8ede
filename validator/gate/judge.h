/*
 * The road of the gate, stage by stage. Each function fills the verdict, which its caller started, and its outcome;
 * findings come sorted. A stage that could not run is listed as not reached, and the outcome is no pass.
 */
#ifndef SL_GATE_JUDGE_H
#define SL_GATE_JUDGE_H

#include "gate/verdict.h"
#include "model/repository.h"

/* Told of each stage when it ends; may be NULL. */
typedef struct sl_watch {
	void (*stage_ended)(void *context, const sl_stage *stage);
	void *context;
} sl_watch;

typedef struct sl_judge_options {
	bool fail_on_warning;
	const char *output; /* folder of the files; NULL: that of the repository */
	/* Of the whole gate: libraries of sensors that run the content too (parser/sensor_abi.h). */
	const char *const *sensors;
	size_t sensor_count;
	unsigned sensor_seconds; /* that one call of a sensor may take */
	const char *
		save; /* folder of what repeats their findings; NULL: sensor-findings in the repository */
	const sl_watch *watch;
} sl_judge_options;

/*
 * The whole gate for a content repository: self-test, build, structure, meaning, fleet, release. The files are judged
 * as bytes in memory; sl_publish() writes them.
 */
void sl_judge_repository(const char *root, const sl_judge_options *options, sl_verdict *verdict);

/* The checks that every gate is made of, in order; NULL past the last. Sensors are one only where some are named. */
const char *sl_gate_check(size_t index);

/*
 * Channel files as they lie on disk, against a catalog and a fleet folder. fleet NULL: CH3000. root: of the repository
 * whose rules their source maps name, or NULL.
 */
void sl_judge_files(const char *const *paths, size_t count, const char *catalog, const char *fleet,
                    const char *root, const sl_judge_options *options, sl_verdict *verdict);

/*
 * Structure and meaning alone, of channel files that are to be run and not shipped. The catalog is the caller's to
 * free, in every case.
 */
void sl_judge_content(const char *const *paths, size_t count, const char *catalog_path,
                      const char *root, const sl_judge_options *options, sl_catalog *catalog,
                      sl_verdict *verdict);

/* Only the build: compiles every channel of the repository into the verdict's files, and judges nothing. */
void sl_judge_build(const char *root, const sl_judge_options *options, sl_verdict *verdict);

/* Only the catalog, and the fleet against it unless fleet is NULL. */
void sl_judge_catalog(const char *catalog, const char *fleet, const sl_judge_options *options,
                      sl_verdict *verdict);

/*
 * The manifests of a repository's fleet: against its catalog, against what sluice.yaml says of hand-written ones, and
 * against the binaries in a folder. binaries NULL: that of sluice.yaml; where it has none, that stage is empty.
 */
void sl_judge_fleet(const char *root, const char *binaries, const sl_judge_options *options,
                    sl_verdict *verdict);

/* Writes the files of a verdict, and their source maps, to their paths. */
bool sl_publish(const sl_verdict *verdict, sl_problem *problem);

#endif
