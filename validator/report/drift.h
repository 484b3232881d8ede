/* The report of `sluice catalog diff`: as text, and as JSON, which catalog-diff.schema.json describes. */
#ifndef SL_REPORT_DRIFT_H
#define SL_REPORT_DRIFT_H

#include "base/buffer.h"
#include "rules/catalog_drift.h"

/* What there is to tell. Without a repository nothing is known of builds and templates. */
typedef struct sl_drift_report {
	const sl_drifts *drifts;
	const sl_findings *findings; /* sorted */
	const char *old_folder, *new_folder;
	const char *repository; /* NULL: none */
	const char *output; /* of the repository: where its channel files are looked for */
	const sl_fleet *fleet;
	const sl_checked_file *files; /* the newest of each channel; none: nothing is built */
	size_t file_count;
	bool verbose; /* every template by name; else the first few of each difference */
} sl_drift_report;

/* Both without times: the same input gives the same bytes. */
void sl_drift_report_text(const sl_drift_report *report, sl_buffer *out);
void sl_drift_report_json(const sl_drift_report *report, sl_buffer *out);

/* The number of types of a catalog, whatever versions it has of them. */
size_t sl_drift_type_count(const sl_catalog *catalog);

#endif
