/* What the files of the naive evaluator know of each other. */
#ifndef FUZZ_NAIVE_PARTS_H
#define FUZZ_NAIVE_PARTS_H

#include "naive.h"

/* Memory that is freed with the rule. Failure ends the program: this is for tests. */
typedef struct naive_block {
	struct naive_block *next;
} naive_block;

typedef struct naive_pool {
	naive_block *blocks;
} naive_pool;

void *naive_take(naive_pool *pool, size_t size); /* zeroed */
void naive_pool_free(naive_pool *pool);

/* A piece of a text to compare with: a byte, or one of the wildcards. */
enum { NAIVE_STAR = -1, NAIVE_QUESTION = -2 };

typedef struct naive_glob {
	const int *pieces;
	size_t count;
} naive_glob;

/* What is behind the pipes of a key, all at once. */
typedef struct naive_modifiers {
	bool contains, startswith, endswith, all, cased, neq;
	bool windash, base64, base64offset, utf16le, utf16be, byte_order_mark;
	bool re, ignore_case, multiline;
	bool cidr, exists, fieldref;
	bool gt, gte, lt, lte;
} naive_modifiers;

typedef struct naive_value {
	bool is_null;
	const char *text; /* as it is in the YAML */
	size_t size;
	const naive_glob *globs; /* any of them, where the value is a text to compare with */
	size_t glob_count;
	void *regex;
} naive_value;

/* "Field|modifier: values". */
typedef struct naive_item {
	const char *field;
	naive_modifiers modifiers;
	naive_value *values;
	size_t count;
} naive_item;

/* A map (all of its items), or a list (any of what is in it). */
typedef struct naive_detection {
	struct naive_detection *children; /* of a list */
	size_t child_count;
	naive_item *items; /* of a map */
	size_t item_count;
	bool is_list;
} naive_detection;

typedef struct naive_selection {
	const char *name;
	naive_detection detection;
} naive_selection;

struct naive_rule {
	naive_pool pool;
	const char *id;
	const char *unknown;
	naive_selection *selections;
	size_t selection_count;
	const char **conditions; /* any of them */
	size_t condition_count;
};

/* One evaluation. */
typedef struct naive_look {
	const naive_rule *rule;
	const naive_event *event;
	bool unknown; /* set where something could not be decided */
} naive_look;

/* Makes value->globs from value->text. False: it is none that compiles. */
bool naive_make_globs(naive_pool *pool, const naive_modifiers *modifiers, naive_value *value);
/* Whether the whole text matches. */
bool naive_glob_matches(const naive_glob *glob, const uint8_t *text, size_t size, bool cased);
bool naive_only_stars(const naive_glob *glob);

bool naive_item_holds(naive_look *look, const naive_item *item);
bool naive_detection_holds(naive_look *look, const naive_detection *detection);
bool naive_condition_holds(naive_look *look, const char *condition);

/* PCRE2, from its shared library. NULL: it is not there, or refuses the pattern. */
void *naive_regex_make(const char *pattern, size_t size, bool ignore_case, bool multiline);
void naive_regex_free(void *regex);
/* 1 matches, 0 does not, -1 PCRE2 gave up. */
int naive_regex_matches(const void *regex, const uint8_t *text, size_t size);

#endif
