/* Excerpts of text and of bytes. */
#include "report/excerpt.h"

#include <stdlib.h>
#include <string.h>

#include "base/file.h"
#include "base/text.h"
#include "base/utf8.h"
#include "base/yaml.h"

enum { SHOWN_COLUMNS = 100, BEFORE_CARET = 70, BYTES_A_ROW = 16, MOST_ROWS = 4 };

void sl_excerpt_cache_free(sl_excerpt_cache *cache)
{
	free(cache->path);
	sl_buffer_free(&cache->bytes);
	memset(cache, 0, sizeof *cache);
}

static bool load(sl_excerpt_cache *cache, const char *path)
{
	sl_problem problem;
	if (cache->path != NULL && strcmp(cache->path, path) == 0) {
		return cache->bytes.length > 0;
	}
	free(cache->path);
	cache->path = sl_alloc(strlen(path) + 1, 1);
	memcpy(cache->path, path, strlen(path));
	sl_buffer_clear(&cache->bytes);
	cache->line = 1;
	cache->line_start = 0;
	if (!sl_file_read(path, SL_YAML_MAX_BYTES, &cache->bytes, &problem)) {
		sl_buffer_clear(&cache->bytes);
	}
	return cache->bytes.length > 0;
}

/* The bytes of line number wanted, counted from 1, without its end. */
static bool find_line(sl_excerpt_cache *cache, uint32_t wanted, sl_text *out)
{
	const char *start = (const char *)cache->bytes.bytes, *end = start + cache->bytes.length;
	if (wanted < cache->line) {
		cache->line = 1;
		cache->line_start = 0;
	}
	for (const char *at = start + cache->line_start; at < end;) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline != NULL ? newline : end;
		if (cache->line == wanted) {
			*out = (sl_text){at, (size_t)(stop - at)};
			return true;
		}
		if (newline == NULL) {
			return false;
		}
		at = newline + 1;
		cache->line++;
		cache->line_start = (size_t)(at - start);
	}
	return false;
}

/* The next character, or one byte that is none; *at moves past it. Returns whether it can be shown. */
static bool take_character(sl_text line, size_t *at)
{
	uint32_t character;
	size_t length = sl_utf8_next(line.bytes + *at, line.length - *at, &character);
	*at += length > 0 ? length : 1;
	return length > 0 && sl_character_is_shown(character);
}

/* What cannot be shown becomes a space. */
static void append_character(sl_text line, size_t *at, sl_buffer *out)
{
	size_t start = *at;
	if (take_character(line, at)) {
		sl_buffer_append(out, line.bytes + start, *at - start);
	} else {
		sl_buffer_byte(out, ' ');
	}
}

/* A window of the line with the caret's column in it; returns the columns before the caret. */
static size_t append_line(sl_text line, size_t column, sl_buffer *out)
{
	size_t skipped = column > BEFORE_CARET ? column - BEFORE_CARET / 2 : 0, at = 0, shown = 0;
	for (size_t i = 0; i < skipped && at < line.length; i++) {
		take_character(line, &at);
	}
	if (skipped > 0) {
		sl_buffer_text(out, "...");
	}
	while (at < line.length && shown < SHOWN_COLUMNS) {
		append_character(line, &at, out);
		shown++;
	}
	if (at < line.length) {
		sl_buffer_text(out, "...");
	}
	return column - 1 - skipped + (skipped > 0 ? 3 : 0);
}

void sl_excerpt_source(sl_excerpt_cache *cache, const sl_source *source,
                       const sl_excerpt_style *style, sl_buffer *out)
{
	sl_text line;
	if (source->line == 0 || source->column == 0 || !load(cache, source->path) ||
	    !find_line(cache, source->line, &line) || source->column > line.length + 1) {
		return;
	}
	sl_buffer_printf(out, "%s%6u |%s ", style->dim, source->line, style->plain);
	size_t before = append_line(line, source->column, out);
	sl_buffer_printf(out, "\n%s       |%s %*s%s^%s\n", style->dim, style->plain, (int)before,
	                 "", style->mark, style->plain);
}

static void append_row(const uint8_t *bytes, size_t row, size_t count, uint64_t offset,
                       uint64_t length, const sl_excerpt_style *style, sl_buffer *out)
{
	sl_buffer_printf(out, "%s  %08zx%s ", style->dim, row, style->plain);
	for (size_t i = 0; i < count; i++) {
		bool at_fault = row + i >= offset && row + i - offset < length;
		sl_buffer_printf(out, " %s%02x%s", at_fault ? style->mark : "", bytes[row + i],
		                 at_fault ? style->plain : "");
	}
	sl_buffer_text(out, "\n            ");
	for (size_t i = 0; i < count && (length == 0 || row + i < offset + length); i++) {
		bool at_fault = row + i >= offset && row + i - offset < length;
		sl_buffer_text(out, at_fault ? "^^ " : "   ");
	}
	while (out->length > 0 && out->bytes[out->length - 1] == ' ') {
		out->length--;
	}
	sl_buffer_text(out, "\n");
}

void sl_excerpt_bytes(const uint8_t *bytes, size_t size, uint64_t offset, uint64_t length,
                      const sl_excerpt_style *style, sl_buffer *out)
{
	if (size == 0 || offset > size) {
		return;
	}
	size_t last = offset == size ? size - 1 : (size_t)offset;
	size_t row = last - last % BYTES_A_ROW;
	uint64_t end = offset + (length > 0 ? length : 1);
	for (int rows = 0; rows < MOST_ROWS && row < size && row < end;
	     rows++, row += BYTES_A_ROW) {
		size_t left = size - row;
		append_row(bytes, row, left < BYTES_A_ROW ? left : BYTES_A_ROW, offset, length,
		           style, out);
	}
	if (row < size && row < end) {
		sl_buffer_text(out, "            ...\n");
	}
}
