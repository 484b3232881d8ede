/*
 * The tree from libyaml's events. libyaml reads YAML 1.1 and more of it than we want; what we refuse is refused here,
 * at its first event, so that no alias, tag or depth of the input costs anything.
 */
#include "base/yaml.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <yaml.h>

#include "base/utf8.h"
#include "base/yaml_scan.h"

/* A list or map that is being read. Its children so far are those of the stack from first on. */
typedef struct frame {
	sl_yaml *node;
	size_t first;
} frame;

typedef struct reader {
	sl_arena *arena;
	yaml_parser_t parser;
	yaml_event_t event;
	sl_text input;
	sl_yaml_fault *fault;
	sl_yaml_documents *out;
	size_t document_capacity;
	sl_yaml_place place; /* the last scalar, to find its first byte */
	frame frames[SL_YAML_MAX_DEPTH];
	size_t depth;
	sl_yaml **children;
	size_t child_count, child_capacity;
	size_t node_count, node_limit;
	sl_yaml_keys keys;
} reader;

static bool fail(reader *r, uint32_t line, uint32_t column, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

static bool fail(reader *r, uint32_t line, uint32_t column, const char *format, ...)
{
	va_list arguments;

	r->fault->line = line;
	r->fault->column = column;
	va_start(arguments, format);
	vsnprintf(r->fault->text, sizeof r->fault->text, format, arguments);
	va_end(arguments);
	return false;
}

static bool fail_here(reader *r, const char *text)
{
	return fail(r, (uint32_t)r->event.start_mark.line + 1,
	            (uint32_t)r->event.start_mark.column + 1, "%s", text);
}

/* What libyaml could not read, in its words; of bytes it knows the offset only. */
static bool fail_parser(reader *r)
{
	const yaml_parser_t *parser = &r->parser;
	const char *what = parser->problem != NULL ? parser->problem : "it cannot be read";
	uint32_t line = (uint32_t)parser->problem_mark.line + 1;
	uint32_t column = (uint32_t)parser->problem_mark.column + 1;

	if (parser->error == YAML_MEMORY_ERROR) {
		sl_out_of_memory();
	}
	if (parser->error == YAML_READER_ERROR) {
		/* Of an ill-formed sequence libyaml names any byte. */
		size_t well_formed = sl_utf8_prefix(r->input), offset = parser->problem_offset;

		sl_yaml_locate(r->input, offset < well_formed ? offset : well_formed, &line,
		               &column);
		if (parser->problem_value >= 0) {
			return fail(r, line, column, "%s (0x%02X)", what,
			            (unsigned)parser->problem_value);
		}
		return fail(r, line, column, "%s", what);
	}
	if (parser->context != NULL && parser->context_mark.line + 1 != line) {
		return fail(r, line, column, "%s %s that began in line %zu", what, parser->context,
		            parser->context_mark.line + 1);
	}
	return fail(r, line, column, "%s%s%s", what, parser->context != NULL ? " " : "",
	            parser->context != NULL ? parser->context : "");
}

/* A node at the event, as the next child of the innermost frame. */
static sl_yaml *add_node(reader *r, enum sl_yaml_kind kind)
{
	sl_yaml *node;

	if (r->node_count >= r->node_limit) {
		fail(r, (uint32_t)r->event.start_mark.line + 1,
		     (uint32_t)r->event.start_mark.column + 1, "more than %zu values",
		     r->node_limit);
		return NULL;
	}
	r->node_count++;
	node = sl_arena_alloc(r->arena, 1, sizeof *node);
	node->kind = kind;
	node->line = (uint32_t)r->event.start_mark.line + 1;
	node->column = (uint32_t)r->event.start_mark.column + 1;
	r->children =
		sl_grow(r->children, &r->child_capacity, r->child_count + 1, sizeof(sl_yaml *));
	r->children[r->child_count++] = node;
	return node;
}

/* In a map, keys and values take turns. */
static bool at_key(const reader *r)
{
	return r->depth > 0 && r->frames[r->depth - 1].node->kind == SL_YAML_MAP &&
	       (r->child_count - r->frames[r->depth - 1].first) % 2 == 0;
}

static bool read_scalar(reader *r)
{
	bool quoted = r->event.data.scalar.style != YAML_PLAIN_SCALAR_STYLE, key = at_key(r);
	sl_text text = {(const char *)r->event.data.scalar.value, r->event.data.scalar.length};
	sl_yaml *node;

	if (r->event.data.scalar.anchor != NULL) {
		return fail_here(r, "anchors (&) are not allowed");
	}
	/* libyaml takes the tag "!" for none; a plain scalar cannot begin with it. */
	if (r->event.data.scalar.tag != NULL ||
	    (text.length > 0 &&
	     sl_yaml_byte_at(r->input, &r->place, r->event.start_mark.index) == '!')) {
		return fail_here(r, "tags (!) are not allowed");
	}
	if (text.length > 0 && memchr(text.bytes, '\0', text.length) != NULL) {
		return fail_here(r, "a text holds a NUL");
	}
	if (key && !quoted && sl_text_is(text, "<<")) {
		return fail_here(r, "merge keys (<<) are not allowed");
	}
	node = add_node(r, SL_YAML_SCALAR);
	if (node == NULL) {
		return false;
	}
	node->quoted = quoted;
	node->text = sl_text_copy(r->arena, text);
	return true;
}

static bool open_node(reader *r, enum sl_yaml_kind kind, const yaml_char_t *anchor,
                      const yaml_char_t *tag)
{
	sl_yaml *node;

	if (anchor != NULL) {
		return fail_here(r, "anchors (&) are not allowed");
	}
	if (tag != NULL) {
		return fail_here(r, "tags (!) are not allowed");
	}
	if (at_key(r)) {
		return fail_here(r, "a key is a list or a map; only scalars can be keys");
	}
	if (r->depth >= SL_YAML_MAX_DEPTH) {
		return fail(r, (uint32_t)r->event.start_mark.line + 1,
		            (uint32_t)r->event.start_mark.column + 1,
		            "lists and maps are nested more than %u deep", SL_YAML_MAX_DEPTH);
	}
	node = add_node(r, kind);
	if (node == NULL) {
		return false;
	}
	r->frames[r->depth].node = node;
	r->frames[r->depth].first = r->child_count;
	r->depth++;
	return true;
}

static bool close_node(reader *r)
{
	frame *top = &r->frames[r->depth - 1];
	size_t count = r->child_count - top->first;
	sl_yaml **children = r->children + top->first;
	const sl_yaml *repeated;

	r->depth--;
	r->child_count = top->first;
	if (top->node->kind == SL_YAML_LIST) {
		top->node->count = (uint32_t)count;
		top->node->of.items = sl_arena_alloc(r->arena, count, sizeof *children);
		for (size_t i = 0; i < count; i++) {
			top->node->of.items[i] = children[i];
		}
		return true;
	}
	top->node->count = (uint32_t)(count / 2);
	top->node->of.pairs = sl_arena_alloc(r->arena, count / 2, sizeof *top->node->of.pairs);
	for (size_t i = 0; i < count / 2; i++) {
		top->node->of.pairs[i].key = children[2 * i];
		top->node->of.pairs[i].value = children[2 * i + 1];
	}
	repeated = sl_yaml_repeated_key(&r->keys, top->node);
	if (repeated != NULL) {
		const char *name = sl_text_printable(r->arena, repeated->text, 80);

		return fail(r, repeated->line, repeated->column, "the key %s is there twice", name);
	}
	return true;
}

/* A document that says nothing is left out: libyaml gives it as an empty plain scalar. */
static void close_document(reader *r)
{
	sl_yaml *root = r->children[0];

	r->child_count = 0;
	if (root->kind == SL_YAML_SCALAR && !root->quoted && root->text.length == 0) {
		return;
	}
	r->out->items =
		sl_grow(r->out->items, &r->document_capacity, r->out->count + 1, sizeof(sl_yaml *));
	r->out->items[r->out->count++] = root;
}

static bool take_event(reader *r)
{
	const yaml_event_t *event = &r->event;

	switch (event->type) {
	case YAML_ALIAS_EVENT:
		return fail_here(r, "aliases (*) are not allowed");
	case YAML_SCALAR_EVENT:
		return read_scalar(r);
	case YAML_SEQUENCE_START_EVENT:
		return open_node(r, SL_YAML_LIST, event->data.sequence_start.anchor,
		                 event->data.sequence_start.tag);
	case YAML_MAPPING_START_EVENT:
		return open_node(r, SL_YAML_MAP, event->data.mapping_start.anchor,
		                 event->data.mapping_start.tag);
	case YAML_SEQUENCE_END_EVENT:
	case YAML_MAPPING_END_EVENT:
		return close_node(r);
	case YAML_DOCUMENT_END_EVENT:
		close_document(r);
		return true;
	case YAML_NO_EVENT:
	case YAML_STREAM_START_EVENT:
	case YAML_STREAM_END_EVENT:
	case YAML_DOCUMENT_START_EVENT:
	default:
		return true;
	}
}

static bool read_events(reader *r)
{
	bool done = false, good = true;

	while (good && !done) {
		if (!yaml_parser_parse(&r->parser, &r->event)) {
			return fail_parser(r);
		}
		done = r->event.type == YAML_STREAM_END_EVENT;
		good = take_event(r);
		yaml_event_delete(&r->event);
	}
	return good;
}

static bool read_stream(reader *r)
{
	bool good;

	if (!yaml_parser_initialize(&r->parser)) {
		sl_out_of_memory();
	}
	yaml_parser_set_encoding(&r->parser, YAML_UTF8_ENCODING);
	yaml_parser_set_input_string(&r->parser, (const unsigned char *)r->input.bytes,
	                             r->input.length);
	good = read_events(r);
	yaml_parser_delete(&r->parser);
	return good;
}

/* The list of documents grew on the heap; the caller's is in the arena. */
static void keep_documents(reader *r)
{
	sl_yaml **items = sl_arena_alloc(r->arena, r->out->count, sizeof *items);

	for (size_t i = 0; i < r->out->count; i++) {
		items[i] = r->out->items[i];
	}
	free(r->out->items);
	r->out->items = items;
}

bool sl_yaml_parse(sl_arena *arena, const uint8_t *bytes, size_t size, sl_yaml_documents *out,
                   sl_yaml_fault *fault)
{
	reader *r = sl_alloc(1, sizeof *r);
	bool good;

	*out = (sl_yaml_documents){0};
	*fault = (sl_yaml_fault){0};
	r->arena = arena;
	r->out = out;
	r->fault = fault;
	/* What is longer than any configuration was given its own limit of bytes, to which nodes are few. */
	r->node_limit = size > SL_YAML_MAX_BYTES ? size / 3 : SL_YAML_MAX_NODES;
	r->input = (sl_text){size > 0 ? (const char *)bytes : "", size};
	good = sl_yaml_scan(&r->input, fault) && read_stream(r);
	keep_documents(r);
	if (!good) {
		*out = (sl_yaml_documents){0};
	}
	free(r->children);
	sl_yaml_keys_free(&r->keys);
	free(r);
	return good;
}

sl_yaml *sl_yaml_get(const sl_yaml *node, const char *key)
{
	sl_text wanted = sl_text_of(key);

	if (node == NULL || node->kind != SL_YAML_MAP) {
		return NULL;
	}
	for (uint32_t i = 0; i < node->count; i++) {
		if (sl_text_equal(node->of.pairs[i].key->text, wanted)) {
			return node->of.pairs[i].value;
		}
	}
	return NULL;
}
