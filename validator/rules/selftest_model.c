/*
 * The model of the pinned cases: the type of the incident, and builds that differ in what
 * matters.
 */
#include "rules/selftest_model.h"

#include <string.h>

typedef struct named_field {
	const char *name;
	enum chan_field_kind kind;
} named_field;

#define IPC_FIELDS 21u
#define IPC_FIELDS_VERSION_2 20u

static const named_field ipc_fields[IPC_FIELDS] = {
	{"PipeName", CHAN_KIND_STRING},
	{"Operation", CHAN_KIND_STRING},
	{"Image", CHAN_KIND_STRING},
	{"ProcessId", CHAN_KIND_INTEGER},
	{"ThreadId", CHAN_KIND_INTEGER},
	{"CommandLine", CHAN_KIND_STRING},
	{"User", CHAN_KIND_STRING},
	{"UserSid", CHAN_KIND_STRING},
	{"IntegrityLevel", CHAN_KIND_STRING},
	{"SessionId", CHAN_KIND_INTEGER},
	{"ServerImage", CHAN_KIND_STRING},
	{"ServerProcessId", CHAN_KIND_INTEGER},
	{"RemoteHost", CHAN_KIND_STRING},
	{"RemoteIp", CHAN_KIND_IP},
	{"AccessMask", CHAN_KIND_INTEGER},
	{"ShareMode", CHAN_KIND_INTEGER},
	{"SecurityDescriptor", CHAN_KIND_STRING},
	{"ImpersonationLevel", CHAN_KIND_STRING},
	{"ParentImage", CHAN_KIND_STRING},
	{"MessageBytes", CHAN_KIND_INTEGER},
	{"CallingModule", CHAN_KIND_STRING},
};

static const named_field host_fields[] = {
	{"Name", CHAN_KIND_STRING},
	{"Uptime", CHAN_KIND_INTEGER},
	{"Address", CHAN_KIND_IP},
};

static const named_field process_fields[] = {
	{"Image", CHAN_KIND_STRING},
	{"CommandLine", CHAN_KIND_STRING},
	{"ProcessId", CHAN_KIND_INTEGER},
	{"ParentImage", CHAN_KIND_STRING},
};

#define COUNT(array) (sizeof(array) / sizeof *(array))

typedef struct model_type {
	const char *name;
	uint32_t id, version;
	const named_field *fields;
	uint32_t field_count;
	bool match_all, newest;
} model_type;

enum { IPC_2, IPC_3, HOST_1, PROCESS_1, TYPES };

static const model_type types[TYPES] = {
	[IPC_2] = {"ipc", 7, 2, ipc_fields, IPC_FIELDS_VERSION_2, false, false},
	[IPC_3] = {"ipc", 7, 3, ipc_fields, IPC_FIELDS, false, true},
	[HOST_1] = {"host", 9, 1, host_fields, COUNT(host_fields), true, true},
	[PROCESS_1] = {"process", 12, 1, process_fields, COUNT(process_fields), false, true},
};

static void make_fields(sl_arena *arena, const model_type *from, sl_type *to)
{
	uint32_t hash = 0, i;

	to->field_count = from->field_count;
	to->fields = sl_arena_alloc(arena, from->field_count, sizeof *to->fields);
	for (i = 0; i < from->field_count; i++) {
		const char *name = from->fields[i].name;
		/* The cursor reads bytes; the arena's copy of the name is where they lie. */
		char *bytes = sl_arena_copy(arena, name, strlen(name));
		const chan_cursor cursor = chan_cursor_over((const uint8_t *)bytes, strlen(name));

		hash = chan_layout_hash(CHAN_CPU_UNKNOWN, hash, &cursor,
		                        (uint16_t)from->fields[i].kind);
		to->fields[i].name = bytes;
		to->fields[i].kind = from->fields[i].kind;
		to->fields[i].layout_hash = hash;
	}
}

void sl_model_catalog(sl_arena *arena, sl_catalog *out)
{
	size_t i;

	memset(out, 0, sizeof *out);
	out->types = sl_arena_alloc(arena, TYPES, sizeof *out->types);
	out->count = TYPES;
	for (i = 0; i < TYPES; i++) {
		sl_type *type = &out->types[i];

		type->name = types[i].name;
		type->id = types[i].id;
		type->version = types[i].version;
		type->logsource = (sl_logsource){"windows", types[i].name, ""};
		type->match_all = types[i].match_all;
		type->newest = types[i].newest;
		make_fields(arena, &types[i], type);
	}
}

/* All operators of the format; bit n is operator n. */
#define ALL_OPERATORS ((2u << CHAN_OPERATOR_LAST) - 2u)
#define FEW_OPERATORS                                                                          \
	(1u << CHAN_OPERATOR_EXACT | 1u << CHAN_OPERATOR_PREFIX | 1u << CHAN_OPERATOR_SUFFIX | \
	 1u << CHAN_OPERATOR_CONTAINS | 1u << CHAN_OPERATOR_EQ | 1u << CHAN_OPERATOR_ANY)
#define NO_LIMITS {UINT64_MAX, UINT64_MAX, UINT64_MAX, UINT64_MAX, 64}

typedef struct model_input {
	int type; /* claimed */
	uint32_t supplied; /* the first so many of its fields */
	uint32_t swapped; /* this one, counted from 1, and the next change places; 0: none */
} model_input;

#define INPUTS 3

typedef struct model_build {
	const char *name;
	uint32_t input_count;
	model_input inputs[INPUTS];
	uint32_t operators;
	sl_limits limits;
} model_build;

static const model_build builds[SL_MODEL_BUILDS] = {
	{"7.10.17605", 2, {{IPC_2, 20, 0}, {PROCESS_1, 4, 0}}, ALL_OPERATORS, NO_LIMITS},
	{"7.11.18110", 2, {{IPC_3, 20, 0}, {PROCESS_1, 4, 0}}, ALL_OPERATORS, NO_LIMITS},
	{"7.12.19004",
         3,
         {{IPC_3, 21, 0}, {HOST_1, 3, 0}, {PROCESS_1, 4, 0}},
         ALL_OPERATORS,
         NO_LIMITS},
	{"7.13.20001",
         3,
         {{IPC_3, 21, 0}, {HOST_1, 3, 0}, {PROCESS_1, 4, 0}},
         FEW_OPERATORS,
         {1600, 10, 10, 20, 31}},
	{"7.14.21000", 2, {{IPC_3, 21, 13}, {PROCESS_1, 4, 0}}, ALL_OPERATORS, NO_LIMITS},
};

static void make_input(sl_arena *arena, const model_input *from, sl_input *to)
{
	const model_type *type = &types[from->type];
	uint32_t i;

	to->type = type->name;
	to->version = type->version;
	to->count = from->supplied;
	to->supplies = sl_arena_alloc(arena, from->supplied, sizeof *to->supplies);
	for (i = 0; i < from->supplied; i++)
		to->supplies[i].name = type->fields[i].name;
	if (from->swapped > 0) {
		to->supplies[from->swapped - 1].name = type->fields[from->swapped].name;
		to->supplies[from->swapped].name = type->fields[from->swapped - 1].name;
	}
}

static void make_build(sl_arena *arena, const model_build *from, sl_build *to)
{
	uint32_t i;

	to->name = from->name;
	to->platform = "windows-x64";
	to->engine = 1;
	to->operators = from->operators;
	to->limits = from->limits;
	to->input_count = from->input_count;
	to->inputs = sl_arena_alloc(arena, from->input_count, sizeof *to->inputs);
	for (i = 0; i < from->input_count; i++)
		make_input(arena, &from->inputs[i], &to->inputs[i]);
}

void sl_model_fleet(sl_arena *arena, unsigned set, sl_fleet *out)
{
	size_t i;

	memset(out, 0, sizeof *out);
	out->builds = sl_arena_alloc(arena, SL_MODEL_BUILDS, sizeof *out->builds);
	for (i = 0; i < SL_MODEL_BUILDS; i++)
		if (set >> i & 1)
			make_build(arena, &builds[i], &out->builds[out->count++]);
}
