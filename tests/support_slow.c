#include <stdlib.h>
#include <string.h>

#include "support_slow.h"

bool support_is_slow(void)
{
	const char *preload = getenv("LD_PRELOAD");

#if defined(__SANITIZE_ADDRESS__)
	return true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(memory_sanitizer)
	return true;
#endif
#endif
	return preload != NULL && strstr(preload, "vgpreload") != NULL;
}
