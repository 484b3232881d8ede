#include "gate/suppress.h"

#include <string.h>

#include "base/file.h"
#include "base/moment.h"

void sl_suppress_start(sl_verdict *verdict, const sl_suppressions *suppressions, uint64_t now)
{
	verdict->suppressions = sl_suppressions_copy(suppressions, &verdict->arena);
	verdict->judged_at = now;
	for (uint32_t i = 0; i < verdict->suppressions.count; i++) {
		sl_suppression_scope *scope = &verdict->suppressions.items[i].scope;

		/* As findings name it. */
		if (scope->file != NULL && verdict->root != NULL) {
			scope->file = sl_path_join(&verdict->arena, verdict->root, scope->file);
		}
	}
}

static bool is_of_channel(const sl_verdict *verdict, const sl_finding *finding, uint32_t channel)
{
	const sl_judged_file *file = sl_verdict_file(verdict, finding->file);

	return file != NULL && file->accepted && file->file.header.channel == channel;
}

static bool is_of_builds(const sl_finding *finding, const sl_suppression_scope *scope)
{
	size_t covered = 0;

	for (size_t i = 0; i < finding->build_count; i++) {
		for (uint32_t k = 0; k < scope->build_count; k++) {
			if (strcmp(finding->builds[i], scope->builds[k]) == 0) {
				covered++;
				break;
			}
		}
	}
	return finding->build_count > 0 && covered == finding->build_count;
}

static bool covers(const sl_verdict *verdict, const sl_suppression *suppression,
                   const sl_finding *finding)
{
	const sl_suppression_scope *scope = &suppression->scope;

	if (suppression->rule != finding->rule ||
	    (scope->has_template &&
	     (!finding->has_template ||
	      memcmp(scope->template_uuid, finding->template_uuid, 16) != 0)) ||
	    (scope->field != NULL &&
	     (finding->field == NULL || strcmp(scope->field, finding->field) != 0)) ||
	    (scope->file != NULL &&
	     (finding->source.path == NULL || strcmp(scope->file, finding->source.path) != 0))) {
		return false;
	}
	return (!scope->has_channel || is_of_channel(verdict, finding, scope->channel)) &&
	       (scope->build_count == 0 || is_of_builds(finding, scope));
}

/* The first that covers it and has not expired; each that covers it is in use. */
static bool take(void *context, sl_finding *finding)
{
	const sl_verdict *verdict = context;

	for (uint32_t i = 0; i < verdict->suppressions.count; i++) {
		sl_suppression *one = &verdict->suppressions.items[i];

		if (!covers(verdict, one, finding)) {
			continue;
		}
		one->covered++;
		if (finding->suppressed_by == NULL && one->expires_at > verdict->judged_at) {
			finding->suppressed_by = one;
		}
	}
	return finding->suppressed_by != NULL;
}

void sl_suppress(sl_verdict *verdict, size_t from)
{
	sl_findings_move(&verdict->findings, from, &verdict->suppressed, take, verdict);
}

void sl_suppress_review(sl_verdict *verdict)
{
	for (uint32_t i = 0; i < verdict->suppressions.count; i++) {
		const sl_suppression *one = &verdict->suppressions.items[i];
		char expires[24];

		if (one->expires_at <= verdict->judged_at) {
			sl_moment_write(one->expires_at, expires);
			sl_findings_source(&verdict->findings, SL_RULE_SUPPRESSION_EXPIRED,
			                   one->source,
			                   "the one of CH%04u expired at %s; %zu of this run's "
			                   "findings are in its scope; its owner is %s",
			                   one->rule, expires, one->covered, one->owner);
		} else if (one->covered == 0) {
			sl_findings_source(
				&verdict->findings, SL_RULE_SUPPRESSION_UNUSED, one->source,
				"nothing is found of CH%04u in its scope; its owner is %s",
				one->rule, one->owner);
		}
	}
}
