/* What tests/prove/run gives to WP: every function of the cursor, with its contract. */
#include "cursor.h"
