/* The contents of the cases: each fills a draft with a type or two and their templates. */
#ifndef SUPPORT_PINNED_CONTENTS_H
#define SUPPORT_PINNED_CONTENTS_H

#include "support_draft.h"

/* Texts in them that are at fault. */
#define LOOK_AHEAD "a(?=b)"
#define BAD_GLOB "a*\\b"
#define COSTLY "x(a{1000}){1000}"
#define UNUSED_TEXT "nobody"

void make_usual(draft *d);
void make_name(draft *d);
void make_version_4(draft *d);
void make_version_2(draft *d);
void make_swapped(draft *d);
void make_other_kind(draft *d);
void make_missing_field(draft *d);
void make_surplus_field(draft *d);
void make_text_of_number(draft *d);
void make_number_of_text(draft *d);
void make_fieldref_kinds(draft *d);
void make_every_operator(draft *d);
void make_tautology(draft *d);
void make_contradiction(draft *d);
void make_possible(draft *d);
void make_any_alone(draft *d);
void make_any_of_host(draft *d);
void make_tautology_of_host(draft *d);
void make_empty_contains(draft *d);
void make_empty_regex(draft *d);
void make_empty_exact(draft *d);
void make_look_ahead(draft *d);
void make_near_look_ahead(draft *d);
void make_bad_glob(draft *d);
void make_costly(draft *d);
void make_nearly_costly(draft *d);
void make_duplicate(draft *d);
void make_not_duplicate(draft *d);
void make_author(draft *d);
void make_two_integers(draft *d);
void make_two_networks(draft *d);
void make_one_id(draft *d);
void make_two_ids(draft *d);
void make_capital(draft *d);
void make_capitals(draft *d);
void make_simple_glob(draft *d);
void make_real_glob(draft *d);
void make_incident(draft *d);
void make_wildcard(draft *d);
void make_reference(draft *d);
void make_exists(draft *d);
void make_level_1(draft *d);
void make_level_2(draft *d);
void make_11_templates(draft *d);
void make_10_templates(draft *d);
void make_11_criteria(draft *d);
void make_10_criteria(draft *d);
void make_21_values(draft *d);
void make_19_values(draft *d);
void make_nine_tenths(draft *d);
void make_1601_bytes(draft *d);
void make_1600_bytes(draft *d);
void make_1440_bytes(draft *d);
void make_plain(draft *d);
void make_wide_version(draft *d);
void make_widest_version(draft *d);
void make_host(draft *d);

#endif
