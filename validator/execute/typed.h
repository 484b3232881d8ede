/* The templates of one type, of all programs together. Internal to execute/. */
#ifndef SL_EXECUTE_TYPED_H
#define SL_EXECUTE_TYPED_H

#include "execute/evaluator.h"

/* A field that some template of the type reads, and the kind that its inputs must have. */
typedef struct sl_read_field {
	uint16_t field, kind;
} sl_read_field;

typedef struct sl_typed {
	uint32_t type_id;
	sl_match *templates; /* by uuid, then program */
	size_t count;
	sl_read_field *reads;
	size_t read_count;
	struct sl_index *index; /* NULL: by the plain path */
} sl_typed;

struct sl_evaluator {
	const sl_program *programs;
	size_t program_count;
	sl_typed *types; /* by type_id */
	size_t type_count;
};

#endif
