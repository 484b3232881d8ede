#include "support_pinned_contents.h"

#include <string.h>

/* The fields of ipc and process that the cases use, by index. */
enum {
	PIPE_NAME = 0,
	OPERATION = 1,
	IMAGE = 2,
	PROCESS_ID = 3,
	THREAD_ID = 4,
	COMMAND_LINE = 5,
	USER = 6,
	REMOTE_HOST = 12,
	REMOTE_IP = 13,
	ACCESS_MASK = 14,
	CALLING_MODULE = 20,
	PROCESS_IMAGE = 0,
	PROCESS_COMMAND_LINE = 1,
	HOST_NAME = 0
};

#define OP(name) CHAN_OPERATOR_##name
#define CASED CHAN_FLAG_CASED

/* --- contents */

/* What ships on a quiet day: two criteria, one of them negated. */
static uint32_t usual(draft *d)
{
	uint32_t ipc = draft_type(d, "ipc", 3);

	draft_template(d, ipc, 1);
	draft_criterion(d, PIPE_NAME, OP(CONTAINS), 0);
	draft_text(d, "\\kettle_");
	draft_criterion(d, REMOTE_IP, OP(CIDR), 0);
	draft_network(d, 0x7f000000u, 8);
	draft_word(d, 0);
	draft_word(d, 1);
	draft_word(d, CHAN_WORD_NOT);
	draft_word(d, CHAN_WORD_AND);
	return ipc;
}

void make_usual(draft *d)
{
	usual(d);
}

/* One template of ipc with one criterion, to which a case adds values. */
static uint32_t single(draft *d, unsigned field, uint8_t operation, uint8_t flags)
{
	uint32_t ipc = draft_type(d, "ipc", 3);

	draft_template(d, ipc, 1);
	draft_criterion(d, field, operation, flags);
	return ipc;
}

static void single_text(draft *d, unsigned field, uint8_t operation, uint8_t flags,
                        const char *value)
{
	single(d, field, operation, flags);
	draft_text(d, value);
}

void make_name(draft *d)
{
	usual(d);
	d->content.types[0].name = sl_text_of("ipx");
}

void make_version_4(draft *d)
{
	usual(d);
	d->content.types[0].version = 4;
}

void make_version_2(draft *d)
{
	uint32_t ipc = draft_type(d, "ipc", 2);

	draft_template(d, ipc, 1);
	draft_criterion(d, PIPE_NAME, OP(EXACT), 0);
	draft_text(d, "\\srvsvc");
}

void make_swapped(draft *d)
{
	usual(d);
	sl_content_field *fields = d->content.types[0].fields, first = fields[COMMAND_LINE];
	fields[COMMAND_LINE] = fields[USER];
	fields[USER] = first;
}

void make_other_kind(draft *d)
{
	usual(d);
	d->content.types[0].fields[ACCESS_MASK].kind = CHAN_KIND_STRING;
}

void make_missing_field(draft *d)
{
	usual(d);
	d->content.types[0].field_count--;
}

void make_surplus_field(draft *d)
{
	usual(d);
	sl_content_type *type = &d->content.types[0];
	type->fields[type->field_count].name = sl_text_of("Weather");
	type->fields[type->field_count++].kind = CHAN_KIND_STRING;
}

void make_text_of_number(draft *d)
{
	single_text(d, ACCESS_MASK, OP(CONTAINS), 0, "2");
}

void make_number_of_text(draft *d)
{
	single(d, PIPE_NAME, OP(EQ), 0);
	draft_integer(d, 5);
}

void make_fieldref_kinds(draft *d)
{
	single(d, PIPE_NAME, OP(FIELDREF), 0);
	draft_field(d, OPERATION);
	draft_field(d, PROCESS_ID);
}

/* Every operator on every kind that it has, and each value that it may have. */
void make_every_operator(draft *d)
{
	uint32_t ipc = draft_type(d, "ipc", 3);

	draft_template(d, ipc, 1);
	draft_criterion(d, PIPE_NAME, OP(EXACT), 0);
	draft_text(d, "");
	draft_text(d, "\\srvsvc");
	draft_criterion(d, OPERATION, OP(PREFIX), CASED);
	draft_text(d, "\\Kettle_");
	draft_criterion(d, IMAGE, OP(SUFFIX), 0);
	draft_text(d, "\\cmd.exe");
	draft_criterion(d, COMMAND_LINE, OP(GLOB), 0);
	draft_text(d, "*-c ?:\\\\*");
	draft_criterion(d, COMMAND_LINE, OP(REGEX), CHAN_FLAG_MULTILINE);
	draft_text(d, "^\\D{3}(?:ab|c)+$");
	draft_criterion(d, REMOTE_IP, OP(CIDR), 0);
	draft_network(d, 0x0a000000u, 8);
	draft_criterion(d, REMOTE_HOST, OP(CIDR), 0);
	draft_network(d, 0xc0a80000u, 16);
	draft_criterion(d, PROCESS_ID, OP(GT), 0);
	draft_integer(d, 4);
	draft_criterion(d, THREAD_ID, OP(LE), 0);
	draft_integer(d, -1);
	draft_criterion(d, REMOTE_IP, OP(EXISTS), 0);
	draft_criterion(d, ACCESS_MASK, OP(NULL), 0);
	draft_criterion(d, IMAGE, OP(FIELDREF), CASED);
	draft_field(d, USER);
	draft_criterion(d, CALLING_MODULE, OP(ANY), 0);
}

void make_tautology(draft *d)
{
	single_text(d, PIPE_NAME, OP(EXACT), 0, "\\srvsvc");
	draft_word(d, 0);
	draft_word(d, 0);
	draft_word(d, CHAN_WORD_NOT);
	draft_word(d, CHAN_WORD_OR);
}

void make_contradiction(draft *d)
{
	single_text(d, PIPE_NAME, OP(EXACT), 0, "\\srvsvc");
	draft_word(d, 0);
	draft_word(d, 0);
	draft_word(d, CHAN_WORD_NOT);
	draft_word(d, CHAN_WORD_AND);
}

void make_possible(draft *d)
{
	single_text(d, PIPE_NAME, OP(PREFIX), 0, "\\srv");
	draft_criterion(d, PIPE_NAME, OP(EXACT), 0);
	draft_text(d, "\\srvsvc");
	draft_word(d, 0);
	draft_word(d, 1);
	draft_word(d, CHAN_WORD_NOT);
	draft_word(d, CHAN_WORD_AND);
}

void make_any_alone(draft *d)
{
	single(d, PIPE_NAME, OP(ANY), 0);
}

void make_any_of_host(draft *d)
{
	uint32_t host = draft_type(d, "host", 1);

	draft_template(d, host, 1);
	draft_criterion(d, HOST_NAME, OP(ANY), 0);
}

/* match_all allows the operator any, not a condition that happens to be always true. */
void make_tautology_of_host(draft *d)
{
	uint32_t host = draft_type(d, "host", 1);

	draft_template(d, host, 1);
	draft_criterion(d, HOST_NAME, OP(EXISTS), 0);
	draft_word(d, 0);
	draft_word(d, 0);
	draft_word(d, CHAN_WORD_NOT);
	draft_word(d, CHAN_WORD_OR);
}

void make_empty_contains(draft *d)
{
	single_text(d, PIPE_NAME, OP(CONTAINS), 0, "");
	draft_text(d, "kettle");
}

void make_empty_regex(draft *d)
{
	single_text(d, PIPE_NAME, OP(REGEX), 0, "");
}

void make_empty_exact(draft *d)
{
	single_text(d, PIPE_NAME, OP(EXACT), 0, "");
}

void make_look_ahead(draft *d)
{
	single_text(d, PIPE_NAME, OP(REGEX), 0, LOOK_AHEAD);
}

void make_near_look_ahead(draft *d)
{
	single_text(d, PIPE_NAME, OP(REGEX), 0, "a(?:=b)\\(?=b");
}

void make_bad_glob(draft *d)
{
	single_text(d, PIPE_NAME, OP(GLOB), 0, BAD_GLOB);
}

void make_costly(draft *d)
{
	single_text(d, PIPE_NAME, OP(REGEX), 0, COSTLY);
}

void make_nearly_costly(draft *d)
{
	single_text(d, PIPE_NAME, OP(REGEX), 0, "x(a{100}){10}");
}

void make_duplicate(draft *d)
{
	uint32_t ipc = usual(d);

	draft_template(d, ipc, 2);
	d->content.templates[1].criteria = d->content.templates[0].criteria;
	d->content.templates[1].criterion_count = d->content.templates[0].criterion_count;
	d->content.templates[1].instructions = d->content.templates[0].instructions;
	d->content.templates[1].instruction_count = d->content.templates[0].instruction_count;
}

void make_not_duplicate(draft *d)
{
	uint32_t ipc = usual(d);

	draft_template(d, ipc, 2);
	draft_criterion(d, PIPE_NAME, OP(CONTAINS), 0);
	draft_text(d, "\\kettle_");
}

void make_author(draft *d)
{
	usual(d);
	d->content.templates[0].author = sl_text_of(UNUSED_TEXT);
}

void make_two_integers(draft *d)
{
	single(d, PROCESS_ID, OP(EQ), 0);
	draft_integer(d, 4);
	draft_criterion(d, THREAD_ID, OP(EQ), 0);
	draft_integer(d, 8);
}

void make_two_networks(draft *d)
{
	single(d, REMOTE_IP, OP(CIDR), 0);
	draft_network(d, 0x0a000000u, 8);
	draft_criterion(d, REMOTE_HOST, OP(CIDR), 0);
	draft_network(d, 0xc0a80000u, 16);
}

static void two_types(draft *d, uint32_t id_of_second)
{
	uint32_t process;

	usual(d);
	process = draft_type(d, "process", 1);
	draft_template(d, process, id_of_second);
	draft_criterion(d, PROCESS_IMAGE, OP(SUFFIX), 0);
	draft_text(d, "\\kettle.exe");
}

void make_one_id(draft *d)
{
	two_types(d, 1);
}

void make_two_ids(draft *d)
{
	two_types(d, 2);
}

void make_capital(draft *d)
{
	single_text(d, PIPE_NAME, OP(EXACT), 0, "\\Srvsvc");
	draft_text(d, "\\netlogon");
}

/* Capitals where case counts, where they are syntax, and where they are not of ASCII. */
void make_capitals(draft *d)
{
	single_text(d, PIPE_NAME, OP(EXACT), CASED, "\\Srvsvc");
	draft_criterion(d, COMMAND_LINE, OP(REGEX), 0);
	draft_text(d, "^\\D+$");
	draft_criterion(d, IMAGE, OP(SUFFIX), 0);
	draft_text(d, "\\\303\204rger.exe");
}

void make_simple_glob(draft *d)
{
	single_text(d, IMAGE, OP(GLOB), 0, "*.exe");
}

void make_real_glob(draft *d)
{
	single_text(d, IMAGE, OP(GLOB), 0, "*a*b");
}

/* Version 43 of the channel: the first criterion on the 21st field. */
void make_incident(draft *d)
{
	usual(d);
	draft_template(d, 0, 2);
	draft_criterion(d, OPERATION, OP(EXACT), 0);
	draft_text(d, "connect");
	draft_criterion(d, CALLING_MODULE, OP(CONTAINS), 0);
	draft_text(d, "\\users\\");
}

/* Version 42: a wildcard on it, as in every instance from March to July. */
void make_wildcard(draft *d)
{
	usual(d);
	d->content.content_version = 42;
	draft_template(d, 0, 2);
	draft_criterion(d, OPERATION, OP(EXACT), 0);
	draft_text(d, "connect");
	draft_criterion(d, CALLING_MODULE, OP(ANY), 0);
}

void make_reference(draft *d)
{
	single(d, IMAGE, OP(FIELDREF), 0);
	draft_field(d, USER);
	draft_field(d, CALLING_MODULE);
}

void make_exists(draft *d)
{
	single(d, CALLING_MODULE, OP(EXISTS), 0);
	draft_criterion(d, CALLING_MODULE, OP(EXACT), 0);
	draft_text(d, "kettle.dll");
	draft_word(d, 0);
	draft_word(d, CHAN_WORD_NOT);
	draft_word(d, 1);
	draft_word(d, CHAN_WORD_OR);
}

void make_level_1(draft *d)
{
	usual(d);
	d->content.expires_at = d->content.created_at + 1;
}

void make_level_2(draft *d)
{
	usual(d);
	d->content.engine_level = 2;
}

/*
 * Templates of process with different values, the first with more criteria, of which the first
 * has more values.
 */
static void make_many(draft *d, uint32_t templates, uint32_t criteria, uint32_t values)
{
	uint32_t process = draft_type(d, "process", 1), t, c, v;

	for (t = 0; t < templates; t++) {
		draft_template(d, process, t + 1);
		for (c = 0; c < (t == 0 ? criteria : 1); c++) {
			draft_criterion(d, PROCESS_COMMAND_LINE, OP(CONTAINS), 0);
			for (v = 0; v < (t + c == 0 ? values : 1); v++)
				draft_text(d, sl_arena_printf(&d->arena, "%c%c%c", (int)('a' + t),
				                              (int)('a' + c), (int)('a' + v)));
		}
	}
}

void make_11_templates(draft *d)
{
	make_many(d, 11, 1, 1);
}

void make_10_templates(draft *d)
{
	make_many(d, 10, 1, 1);
}

void make_11_criteria(draft *d)
{
	make_many(d, 1, 11, 1);
}

void make_10_criteria(draft *d)
{
	make_many(d, 1, 10, 1);
}

void make_21_values(draft *d)
{
	make_many(d, 1, 1, 21);
}

void make_19_values(draft *d)
{
	make_many(d, 1, 1, 19);
}

void make_nine_tenths(draft *d)
{
	make_many(d, 9, 9, 18);
}

static void make_sized(draft *d, size_t length)
{
	char *text = sl_arena_alloc(&d->arena, length + 1, 1);

	memset(text, 'a', length);
	make_many(d, 1, 1, 1);
	draft_text(d, text);
}

/* 325 bytes are what the content takes without the long text. */
void make_1601_bytes(draft *d)
{
	make_sized(d, 1601 - 325);
}

void make_1600_bytes(draft *d)
{
	make_sized(d, 1600 - 325);
}

void make_1440_bytes(draft *d)
{
	make_sized(d, 1440 - 325);
}

void make_plain(draft *d)
{
	single_text(d, PIPE_NAME, OP(CONTAINS), 0, "\\kettle_");
}

void make_wide_version(draft *d)
{
	make_plain(d);
	d->content.content_version = UINT64_C(1) << 31;
}

void make_widest_version(draft *d)
{
	make_plain(d);
	d->content.content_version = (UINT64_C(1) << 31) - 1;
}

void make_host(draft *d)
{
	uint32_t host = draft_type(d, "host", 1);

	draft_template(d, host, 1);
	draft_criterion(d, HOST_NAME, OP(PREFIX), 0);
	draft_text(d, "srv-");
}
