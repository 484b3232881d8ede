/* The words of findings, and the list of report forms. */
#include "report/report.h"

#include <string.h>

const sl_report_form sl_report_forms[] = {
	{"text", sl_report_text},
	{"json", sl_report_json},
};
const size_t sl_report_form_count = sizeof sl_report_forms / sizeof *sl_report_forms;

const sl_report_form *sl_report_form_find(const char *name, size_t length)
{
	for (size_t i = 0; i < sl_report_form_count; i++) {
		if (strlen(sl_report_forms[i].name) == length &&
		    memcmp(sl_report_forms[i].name, name, length) == 0) {
			return &sl_report_forms[i];
		}
	}
	return NULL;
}

const char *sl_severity_name(enum chan_severity severity)
{
	switch (severity) {
	case CHAN_NOTE:
		return "note";
	case CHAN_WARNING:
		return "warning";
	case CHAN_ERROR:
		break;
	}
	return "error";
}

const char *sl_finding_message(sl_arena *arena, const sl_finding *finding)
{
	const char *text = sl_rule_find(finding->rule)->text;
	return finding->detail == NULL ? text
	                               : sl_arena_printf(arena, "%s: %s", text, finding->detail);
}
