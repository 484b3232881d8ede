/* Excerpts under a finding: the line of a text file with a caret, and bytes of a channel file in hex. */
#ifndef SL_REPORT_EXCERPT_H
#define SL_REPORT_EXCERPT_H

#include "base/buffer.h"
#include "rules/finding.h"

typedef struct sl_excerpt_style {
	const char *mark, *dim, *plain; /* terminal escapes, or "" */
} sl_excerpt_style;

/* The last text file read, kept so that many findings in one file read it once. Zero-initialise. */
typedef struct sl_excerpt_cache {
	char *path;
	sl_buffer bytes;
	/* A line that was found, and where it begins: findings come in order, so that the next one lies behind it. */
	uint32_t line;
	size_t line_start;
} sl_excerpt_cache;

void sl_excerpt_cache_free(sl_excerpt_cache *cache);

/* Nothing where the file cannot be read or has no such line: the finding has said enough without. */
void sl_excerpt_source(sl_excerpt_cache *cache, const sl_source *source,
                       const sl_excerpt_style *style, sl_buffer *out);

/* Up to four rows of 16 bytes from the row of offset on, those of the finding marked. */
void sl_excerpt_bytes(const uint8_t *bytes, size_t size, uint64_t offset, uint64_t length,
                      const sl_excerpt_style *style, sl_buffer *out);

#endif
