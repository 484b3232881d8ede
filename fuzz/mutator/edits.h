/*
 * The changes of meaning: each makes one of a file whose runs are right, and leaves them right. What else is out of
 * order afterwards is the tidying's. Where there is nothing to change, nothing is.
 */
#ifndef MUTATOR_EDITS_H
#define MUTATOR_EDITS_H

#include "mutator/mutant.h"

/* records.c */
void mutant_edit_header(mutant *m);
void mutant_edit_integer(mutant *m);
void mutant_edit_network(mutant *m);
void mutant_edit_field(mutant *m);
void mutant_edit_type(mutant *m); /* its facts, one more, or one less */

/* strings.c */
void mutant_edit_string(mutant *m); /* one that something refers to */

/* templates.c */
void mutant_edit_template(mutant *m); /* its facts */
void mutant_copy_template(mutant *m);
void mutant_drop_template(mutant *m);
void mutant_edit_criterion(mutant *m); /* its field, operator or flags */
void mutant_copy_criterion(mutant *m);
void mutant_drop_criterion(mutant *m);
void mutant_edit_value(mutant *m); /* another, one more, or one less */
void mutant_drop_value(mutant *m);
void mutant_edit_condition(mutant *m);

/* Takes a type and all that it owns out. */
void mutant_drop_type(mutant *m, uint32_t type);

/* splice.c: templates of another file, with their criteria, values, strings and, where it is missing, their type. */
void mutant_splice(mutant *m, const mutant *other);
/*
 * Puts a copy of a template behind the template of that record, whose type owns both. from may be m.
 * Fields are those of the same number, whatever they are in the other type.
 */
void mutant_copy_template_from(mutant *m, const mutant *from, uint32_t source, uint32_t behind);
void mutant_copy_criterion_from(mutant *m, const mutant *from, uint32_t source, uint32_t template);

#endif
