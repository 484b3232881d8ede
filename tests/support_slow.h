/* Whether what runs is slowed down: valgrind and the sanitizers take a minute for what else takes a second. */
#ifndef SUPPORT_SLOW_H
#define SUPPORT_SLOW_H

#include <stdbool.h>

bool support_is_slow(void);

#endif
