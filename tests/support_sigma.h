/* Compiling Sigma rules in the tests, and what became of them as text. */
#ifndef SUPPORT_SIGMA_H
#define SUPPORT_SIGMA_H

#include "author/compile.h"

typedef struct support_sigma {
	sl_arena arena;
	sl_content content;
	sl_findings findings;
	size_t rules; /* what sl_compile_rules() returned */
} support_sigma;

/* Compiles the bytes, in a block of exactly their size, against the catalog of fuzz/sigma_catalog.h. */
void support_sigma_compile(support_sigma *s, const char *path, const void *bytes, size_t size);
void support_sigma_end(support_sigma *s);

/*
 * The findings in the order of a report, "CH6015 @12:9", then the templates, all separated by "; ". A template is its
 * criteria, in their order, and its condition:
 *	CommandLine contains cased ["a", "b"]; Image null; ProcessId lt [5]; condition 0 1 not and 2 or
 * Bytes of texts stand as they are, but for those below 0x20, which are \xNN.
 */
void support_sigma_print(support_sigma *s, sl_buffer *out);

#endif
