/* Stages that a test switches off. */
#include "gate/switch_off.h"

#include <stdlib.h>
#include <string.h>

bool sl_stage_is_off(const char *stage)
{
#ifdef SLUICE_TEST_FAULTS
	const char *list = getenv("SLUICE_SKIP_STAGES");
	size_t length = strlen(stage);
	while (list != NULL && *list != '\0') {
		size_t word = strcspn(list, ",");
		if (word == length && memcmp(list, stage, length) == 0) {
			return true;
		}
		list += word + (list[word] == ',');
	}
	return false;
#else
	(void)stage;
	return false;
#endif
}
