/* "Did you mean ...?" */
#ifndef SL_BASE_CLOSEST_H
#define SL_BASE_CLOSEST_H

#include "base/text.h"

/* The name that takes the fewest edits, if those are few; NULL: none is close. Long texts are close to nothing. */
const char *sl_text_closest(sl_text text, const char *const *names, size_t count);

#endif
