#include "support_contents.h"

#include <string.h>

#define OP(name) CHAN_OPERATOR_##name

void contents_usual(draft *d)
{
	const uint32_t host = draft_type(d, "host", 1);
	const uint32_t process = draft_type(d, "process", 1);

	draft_template(d, host, 1);
	draft_criterion(d, HOST_NAME, OP(PREFIX), 0);
	draft_text(d, "srv-");
	draft_template(d, process, 2);
	draft_criterion(d, IMAGE, OP(EXACT), 0);
	draft_text(d, "kettle");
	draft_text(d, "teapot");
	draft_criterion(d, PROCESS_ID, OP(EQ), 0);
	draft_integer(d, 4);
	draft_integer(d, 8);
	draft_criterion(d, COMMAND_LINE, OP(CIDR), 0);
	draft_network(d, 0x0a000000, 8);
	draft_network(d, 0x0a000000, 16);
	draft_criterion(d, PARENT_IMAGE, OP(NULL), 0);
	draft_word(d, 0);
	draft_word(d, 1);
	draft_word(d, CHAN_WORD_OR);
	draft_word(d, 2);
	draft_word(d, CHAN_WORD_AND);
	draft_word(d, 3);
	draft_word(d, CHAN_WORD_NOT);
	draft_word(d, CHAN_WORD_AND);
	draft_template(d, process, 3);
	draft_criterion(d, IMAGE, OP(REGEX), CHAN_FLAG_CASED | CHAN_FLAG_MULTILINE);
	draft_text(d, "^a+$");
	draft_criterion(d, IMAGE, OP(FIELDREF), 0);
	draft_field(d, COMMAND_LINE);
	draft_field(d, PARENT_IMAGE);
	draft_word(d, 0);
	draft_word(d, 1);
	draft_word(d, CHAN_WORD_OR);
}

void contents_edges(draft *d)
{
	const uint32_t process = draft_type(d, "process", 1);
	sl_template *template;

	d->content.channel = CHAN_MAX_CHANNEL;
	d->content.content_version = 1;
	d->content.created_at = 1;
	d->content.expires_at = 2;
	draft_template(d, process, 1);
	template = d->content.templates;
	memset(template->uuid, 0, sizeof template->uuid);
	template->uuid[15] = 1;
	template->action = CHAN_ACTION_MONITOR;
	template->level = CHAN_LEVEL_CRITICAL;
	template->status = CHAN_STATUS_UNSUPPORTED;
	draft_criterion(d, 3, OP(NULL), 0);
}

void contents_values(draft *d)
{
	static const char *const texts[] = {"A",
	                                    "a",
	                                    "aa",
	                                    "ab",
	                                    "\x01",
	                                    "\x7f",
	                                    "\xc2\x80",
	                                    "\xdf\xbf",
	                                    "\xe0\xa0\x80",
	                                    "\xed\x9f\xbf",
	                                    "\xee\x80\x80",
	                                    "\xef\xbf\xbf",
	                                    "\xf0\x90\x80\x80",
	                                    "\xf4\x8f\xbf\xbf"};
	const uint32_t ipc = draft_type(d, "ipc", 3);
	size_t i;

	draft_template(d, ipc, 1);
	draft_criterion(d, IPC_CALLING_MODULE, OP(EXACT), CHAN_FLAG_CASED);
	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		draft_text(d, texts[i]);
	draft_criterion(d, IPC_PROCESS_ID, OP(EQ), 0);
	draft_integer(d, INT64_MIN);
	draft_integer(d, -1);
	draft_integer(d, 0);
	draft_integer(d, INT64_MAX);
	draft_criterion(d, IPC_REMOTE_IP, OP(CIDR), 0);
	draft_network(d, 0x80000000, 1);
	draft_network(d, 0xfffffffe, 31);
	draft_network(d, 0xfffffffe, 32);
	draft_network(d, 0xffffffff, 32);
	draft_integer(d, 0); /* made a network below */
	d->content.templates[0].criteria[2].values[4].network =
		(chan_network){6, 128, {0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
	draft_criterion(d, IPC_CALLING_MODULE, OP(REGEX), CHAN_FLAG_CASED | CHAN_FLAG_MULTILINE);
	draft_text(d, "A(?:b)");
	draft_criterion(d, IPC_CALLING_MODULE, OP(GLOB), 0);
	draft_text(d, "a*\\*b\xc3\x84"); /* no ASCII capital */
}

void contents_nearly_equal(draft *d)
{
	const uint32_t process = draft_type(d, "process", 1);
	unsigned i;

	draft_template(d, process, 1);
	draft_criterion(d, IMAGE, OP(NULL), 0);
	draft_criterion(d, PARENT_IMAGE, OP(NULL), 0);
	draft_criterion(d, IMAGE, OP(EXACT), 0);
	draft_text(d, "kettle");
	draft_criterion(d, IMAGE, OP(EXACT), CHAN_FLAG_CASED);
	draft_text(d, "kettle");
	for (i = 0; i < 12; i++) {
		draft_criterion(d, IMAGE, OP(EXACT), 0);
		draft_text(d, "kettle");
		draft_text(d, sl_arena_printf(&d->arena, "lid%u", i));
	}
	for (i = 0; i < 16; i++) {
		draft_word(d, i);
		if (i)
			draft_word(d, CHAN_WORD_OR);
	}
}

void contents_two_nulls(draft *d)
{
	draft_template(d, draft_type(d, "process", 1), 1);
	draft_criterion(d, IMAGE, OP(NULL), 0);
	draft_criterion(d, PARENT_IMAGE, OP(NULL), 0);
}

void contents_deep(draft *d)
{
	const uint32_t process = draft_type(d, "process", 1);
	unsigned i;

	draft_template(d, process, 1);
	draft_criterion(d, 0, OP(EXACT), 0);
	draft_text(d, "kettle.exe");
	draft_criterion(d, 1, OP(CONTAINS), 0);
	draft_text(d, "boil");
	for (i = 0; i < CHAN_MAX_DEPTH; i++)
		draft_word(d, i % 2);
	draft_word(d, CHAN_WORD_NOT);
	for (i = 1; i < CHAN_MAX_DEPTH; i++)
		draft_word(d, i % 2 ? CHAN_WORD_OR : CHAN_WORD_AND);
}
