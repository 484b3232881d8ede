/* The stages that every road shares, each on the files of the verdict. Internal to gate/. */
#ifndef SL_GATE_STAGES_H
#define SL_GATE_STAGES_H

#include "gate/stage.h"
#include "model/catalog.h"
#include "model/fleet.h"
#include "model/repository.h"
#include "rules/check.h"

/* False: the gate itself is broken; the outcome is set. */
bool sl_stage_self_test(sl_verdict *verdict, const sl_watch *watch);

/* What sluice.yaml says of manifests: whether they may be written by hand, and where binaries are to compare them with. */
typedef struct sl_manifest_policy {
	enum sl_hand_written hand_written;
	const char *binaries; /* a folder, or NULL */
} sl_manifest_policy;

typedef struct sl_stage_files {
	sl_verdict *verdict;
	const sl_watch *watch;
	const sl_catalog *catalog;
	const sl_fleet *fleet;
	const sl_manifest_policy *manifests; /* NULL: what manifests are worth is not asked */
} sl_stage_files;

void sl_stage_structure(const sl_stage_files *stage);
void sl_stage_meaning(const sl_stage_files *stage);
void sl_stage_fleet(const sl_stage_files *stage);

/* 3011, as sluice.yaml says. For inside a stage. */
void sl_stage_hand_written(sl_verdict *verdict, const sl_fleet *fleet, enum sl_hand_written policy);

/* Lists the builds of the fleet in the verdict. */
void sl_verdict_name_builds(sl_verdict *verdict, const sl_fleet *fleet);

/* An accepted file as the rules take it. */
sl_checked_file sl_judged_checked(const sl_judged_file *file);

/* There is nothing to judge with, and the findings say why: sorts them; the outcome is SL_UNUSABLE. */
void sl_judge_give_up(sl_verdict *verdict);
/* Sorts the findings and sets the outcome: passed only if something was checked and no stage is left out. */
void sl_judge_conclude(sl_verdict *verdict, const sl_judge_options *options);

#endif
