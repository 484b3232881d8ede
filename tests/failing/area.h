/* What the sweep and the library in the tool tell each other: a file that both have mapped. */
#ifndef FAILING_AREA_H
#define FAILING_AREA_H

#include <stdatomic.h>
#include <stdint.h>

#define FAILING_AREA_NAME "SLUICE_FAILING_AREA" /* the variable that names the file */

enum {
	MOST_STACKS = 1 << 21, /* recorded; allocations behind them are not told apart */
	/* Closing these descriptors, which do nothing, tells the supervisor where the tool begins and ends. */
	TOOL_BEGINS = -291,
	TOOL_ENDS = -292
};

typedef struct failing_area {
	/* set by the sweep, before the tool starts */
	uint64_t fail_at; /* the number of the first allocation that fails, from 1; 0: none does */
	uint32_t for_good; /* all that follow fail too */
	uint32_t record; /* the stack of each allocation is recorded */
	uint32_t show; /* the stack of the one that fails is printed to stderr */
	/* counted by the tool, over all of its processes and threads */
	_Atomic uint64_t allocations, failed;
	uint64_t stacks[MOST_STACKS]; /* a hash of the callers of each; where record is set */
} failing_area;

#endif
