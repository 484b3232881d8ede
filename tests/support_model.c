#include "support_model.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <setjmp.h>

#include <cmocka.h>

const char *model_findings(sl_findings *findings, const char *folder)
{
	static char text[32768];
	size_t used = 0, length = strlen(folder);

	text[0] = '\0';
	sl_findings_sort(findings);
	for (size_t i = 0; i < findings->count; i++) {
		const sl_finding *finding = &findings->items[i];
		const char *path = finding->source.path;

		assert_non_null(path);
		path += strncmp(path, folder, length) == 0 ? length + (path[length] == '/') : 0;
		used += (size_t)snprintf(text + used, sizeof text - used, "CH%04u %s:%u:%u %s\n",
		                         finding->rule, path, finding->source.line,
		                         finding->source.column, finding->detail);
		assert_true(used < sizeof text);
	}
	assert_int_equal(findings->errors + findings->warnings + findings->notes,
	                 findings->count + findings->dropped);
	sl_findings_free(findings);
	return text;
}
