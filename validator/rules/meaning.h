/* The parts of sl_check_meaning(). Internal to rules/. */
#ifndef SL_RULES_MEANING_H
#define SL_RULES_MEANING_H

#include "rules/facts.h"

/* A number to sort by and what it belongs to. */
typedef struct sl_keyed {
	uint64_t key;
	uint32_t index;
} sl_keyed;

typedef struct sl_meaning {
	const sl_checked_file *checked;
	const sl_catalog *catalog;
	sl_findings *findings;
	/*
	 * A type of the file each: its definition in the catalog; NULL where there is none, and a
	 * finding says so.
	 */
	const sl_type **types;
	/* What is referred to, by index; string 0 included. */
	uint64_t *strings, *integers, *networks;
	sl_keyed *keyed; /* room for one item a template */
	uint64_t *folded; /* strings that some criterion takes without regard to case */
} sl_meaning;

/* 2001, 2002, 2003: the types of the file against the catalog. Sets types. */
void sl_meaning_types(sl_meaning *meaning);
/* 2010, 2012, 2013, 2014, 2020: each criterion with its values. Sets the bits. */
void sl_meaning_criteria(sl_meaning *meaning);
/* 2017, 2019: strings and numbers, from the bits. */
void sl_meaning_references(const sl_meaning *meaning);
/* 2021: no two criteria of a template are equal. */
void sl_meaning_repeats(const sl_meaning *meaning);
/* 2018: ids over the bounds of types. */
void sl_meaning_ids(const sl_meaning *meaning);
/* 2011, 2015, 2016: each template as a whole. */
void sl_meaning_logic(const sl_meaning *meaning);

/*
 * Keeps, in order, the items whose key occurs more than once, and maybe some others: those that
 * are worth sorting. Returns their number.
 */
uint32_t sl_keyed_repeated(sl_keyed *items, uint32_t count);
/* Sorts by key, equal keys in the order they had, in time linear in count. */
void sl_keyed_sort(sl_keyed *items, uint32_t count);

#endif
