/*
 * A sensor behind the ABI of parser/sensor_abi.h: libchan reads the file and judges single criteria, all else is this
 * file's own. As it is, it is right. Built with -DDEFECT=NAME it has one of the defects that have stopped fleets, or
 * one that a host must survive; `sluice gate --sensor` has to find each (tests/cli/sensor_gate.sh).
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "chan.h"
#include "sensor_abi.h"

enum defect {
	NONE,
	SUPPLIES_20, /* Channel File 291: the integration code wires 21 inputs of the 20 that it is given */
	COUNT_TRUSTED, /* a size in the file is believed before the file has been looked at */
	HALF_LOADED, /* every second template is left out, and nobody is told */
	FIXED_ARRAY, /* entries that come twice overflow an array that was always large enough */
	VERSION_INT32, /* the content version in 32 bits with a sign */
	EXPONENTIAL, /* a matcher that tries every way */
	ABSENT_MATCHES, /* what cannot be read counts as a match */
	EXITS, /* a library that ends the process where it should return an error */
	WRITES_INPUT,
	UNDER_READ, /* looks at the input before the first */
	TEXT_WITHOUT_END, /* takes a text for one that ends with NUL */
	CRASHES_AT_NULL,
	ABORTS,
	RECURSES,
	HANGS_IN_LOAD,
	FLOODS,
	LEAKS,
	REFUSES,
	INVENTS_MATCH,
	REPORTS_TWICE,
	GIVES_UP, /* has no verdict */
	CRASHES_IN_UNLOAD,
	NONSENSE_ANSWER,
	SWAPPED_INPUTS /* describes two inputs in each other's place, as it wires them */
};
#ifndef DEFECT
#define DEFECT NONE
#endif

enum { IPC_INPUTS = 21, ROOM = 16 };

static const chan_abi_field ipc_inputs[] = {
	{DEFECT == SWAPPED_INPUTS ? "Operation" : "PipeName", CHAN_ABI_STRING},
	{DEFECT == SWAPPED_INPUTS ? "PipeName" : "Operation", CHAN_ABI_STRING},
	{"Image", CHAN_ABI_STRING},
	{"ProcessId", CHAN_ABI_INTEGER},
	{"ThreadId", CHAN_ABI_INTEGER},
	{"CommandLine", CHAN_ABI_STRING},
	{"User", CHAN_ABI_STRING},
	{"UserSid", CHAN_ABI_STRING},
	{"IntegrityLevel", CHAN_ABI_STRING},
	{"SessionId", CHAN_ABI_INTEGER},
	{"ServerImage", CHAN_ABI_STRING},
	{"ServerProcessId", CHAN_ABI_INTEGER},
	{"RemoteHost", CHAN_ABI_STRING},
	{"RemoteIp", CHAN_ABI_IP},
	{"AccessMask", CHAN_ABI_INTEGER},
	{"ShareMode", CHAN_ABI_INTEGER},
	{"SecurityDescriptor", CHAN_ABI_STRING},
	{"ImpersonationLevel", CHAN_ABI_STRING},
	{"ParentImage", CHAN_ABI_STRING},
	{"MessageBytes", CHAN_ABI_INTEGER},
	{"CallingModule", CHAN_ABI_STRING},
};

static const chan_abi_type types[] = {
	{"ipc", 7, 3, ipc_inputs, DEFECT == SUPPLIES_20 ? IPC_INPUTS - 1 : IPC_INPUTS},
};

/* A file that is loaded. */
typedef struct loaded {
	uint8_t ids[ROOM * 16]; /* of templates, for FIXED_ARRAY */
	const chan_header *header;
	chan_file file;
	chan_content content;
	chan_memory memory;
	chan_scratch scratch;
	uint8_t *truths; /* of the template at hand */
} loaded;

static int refuse(char *reason, size_t size, const char *text)
{
	if (size > 0)
		snprintf(reason, size, "%s", text);
	return CHAN_ABI_REFUSED;
}

static void *room_for(size_t count, size_t size)
{
	return calloc(count + 1, size);
}

static void unload(void *handle)
{
	loaded *l = handle;

	if (DEFECT == CRASHES_IN_UNLOAD)
		free(l->truths); /* and once more below */
	free(l->memory.patterns);
	free(l->memory.instructions);
	free(l->memory.classes);
	free(l->scratch.truths);
	free(l->scratch.places);
	free(l->truths);
	free(l);
}

/* Everything that evaluation needs is allocated here. */
static bool prepare(loaded *l)
{
	chan_pattern_fault fault;
	chan_needs needs;
	uint32_t value;

	if (!chan_measure(&l->file, &needs, &value, &fault))
		return false;
	l->memory = (chan_memory){.pattern_capacity = needs.patterns,
	                          .instruction_capacity = needs.instructions,
	                          .class_capacity = needs.classes};
	l->memory.patterns = room_for(needs.patterns, sizeof *l->memory.patterns);
	l->memory.instructions = room_for(needs.instructions, sizeof *l->memory.instructions);
	l->memory.classes = room_for(needs.classes, sizeof *l->memory.classes);
	l->scratch = (chan_scratch){.truth_capacity = needs.truths, .place_capacity = needs.places};
	l->scratch.truths = room_for(needs.truths, 1);
	l->scratch.places = room_for(needs.places, sizeof *l->scratch.places);
	l->truths = room_for(CHAN_MAX_CRITERIA, 1);
	return l->memory.patterns != NULL && l->memory.instructions != NULL &&
	       l->memory.classes != NULL && l->scratch.truths != NULL &&
	       l->scratch.places != NULL && l->truths != NULL &&
	       chan_prepare(&l->file, &l->memory, &l->content);
}

/* COUNT_TRUSTED: a checksum over as many bytes as the file says that it has. */
static unsigned sum_of_stated_size(const uint8_t *bytes, size_t size)
{
	const volatile uint8_t *at = bytes;
	uint32_t stated = 0;
	unsigned sum = 0;

	if (size < CHAN_SIZE_HEADER)
		return 0;
	for (int i = 0; i < 4; i++)
		stated |= (uint32_t)bytes[CHAN_OFFSET_HEADER_file_size + i] << 8 * i;
	for (uint32_t i = 0; i < stated; i++)
		sum += at[i];
	return sum;
}

/* FIXED_ARRAY: the query gives a template once for each of its criteria. */
static void collect_ids(loaded *l)
{
	uint8_t *volatile to = l->ids;
	chan_template template;

	for (uint32_t i = 0; chan_template_at(&l->file, i, &template); i++)
		for (uint32_t k = 0; k < template.criterion_count; k++) {
			memcpy(to, template.uuid, 16);
			to += 16;
		}
}

static int load(const uint8_t *bytes, size_t size, void **handle, char *reason, size_t reason_size)
{
	chan_finding fault;
	loaded *l;

	if (DEFECT == REFUSES)
		return refuse(reason, reason_size, "it is Friday");
	if (DEFECT == COUNT_TRUSTED && sum_of_stated_size(bytes, size) == 1)
		return refuse(reason, reason_size, "bad sum");
	for (volatile bool wait = DEFECT == HANGS_IN_LOAD; wait;)
		sleep(1);
	l = calloc(1, sizeof *l);
	if (l == NULL)
		return refuse(reason, reason_size, "no memory");
	if (!chan_open(bytes, size, &l->file, &fault)) {
		free(l);
		return refuse(reason, reason_size, "the file is damaged");
	}
	l->header = &l->file.header;
	if (DEFECT == VERSION_INT32 && (int32_t)l->header->content_version <= 0) {
		free(l);
		return refuse(reason, reason_size, "the file is older than none");
	}
	if (!prepare(l)) {
		unload(l);
		return refuse(reason, reason_size, "a pattern, or no memory");
	}
	if (DEFECT == FIXED_ARRAY)
		collect_ids(l);
	*handle = l;
	return DEFECT == NONSENSE_ANSWER ? 17 : CHAN_ABI_OK;
}

/* --- one event */

static chan_input input_of(const chan_abi_input *from)
{
	static const uint8_t nothing[1];
	chan_input input = {.kind = from->kind, .family = from->family, .integer = from->integer};

	memcpy(input.address, from->address, sizeof input.address);
	if (from->kind == CHAN_ABI_STRING)
		input.text = chan_cursor_over(from->size > 0 ? from->bytes : nothing, from->size);
	return input;
}

/* EXPONENTIAL: of each star every length is tried, and of the next, and of the next. */
static bool slow_glob(chan_cursor pattern, chan_cursor text)
{
	uint8_t letter, byte;

	if (!chan_get_u8(&pattern, &letter))
		return chan_left(&text) == 0;
	if (letter == '*') {
		do {
			if (slow_glob(pattern, text))
				return true;
		} while (chan_get_u8(&text, &byte));
		return false;
	}
	if (letter == '\\' && !chan_get_u8(&pattern, &letter))
		return false;
	if (!chan_get_u8(&text, &byte))
		return false;
	if (byte >= 'A' && byte <= 'Z')
		byte = (uint8_t)(byte + 32);
	return (letter == '?' || letter == byte) && slow_glob(pattern, text);
}

static bool any_glob(const loaded *l, const chan_criterion *criterion, const chan_input *input)
{
	for (uint32_t i = 0; i < criterion->value_count; i++) {
		chan_cursor pattern;
		uint32_t string;

		if (chan_value_at(&l->file, criterion->first_value + i, &string) &&
		    chan_string_cursor(&l->file, string, &pattern) &&
		    input->kind == CHAN_INPUT_STRING && slow_glob(pattern, input->text))
			return true;
	}
	return false;
}

/* False: it cannot be judged. */
static bool judge(const loaded *l, const chan_inputs *inputs, uint32_t type, uint32_t index,
                  bool *holds)
{
	chan_criterion criterion;
	chan_outcome outcome;

	if (!chan_criterion_at(&l->file, index, &criterion) || criterion.field >= inputs->count)
		return false;
	if (DEFECT == ABSENT_MATCHES && inputs->array[criterion.field].kind == CHAN_INPUT_ABSENT) {
		*holds = true;
		return true;
	}
	if (DEFECT == EXPONENTIAL && criterion.operation == CHAN_OPERATOR_GLOB) {
		*holds = any_glob(l, &criterion, &inputs->array[criterion.field]);
		return true;
	}
	if (!chan_evaluate_criterion(&l->content, &l->scratch, inputs, type, index, &outcome))
		return false;
	*holds = outcome.matched;
	return true;
}

static bool matches(const loaded *l, const chan_inputs *inputs, const chan_template *template)
{
	bool verdict = false;

	for (uint32_t i = 0; i < template->criterion_count; i++) {
		bool holds;

		if (!judge(l, inputs, template->type, template->first_criterion + i, &holds))
			return false;
		l->truths[i] = holds;
	}
	return chan_conclude(&l->file, template, l->truths, template->criterion_count, &verdict) &&
	       verdict;
}

static unsigned recurse(volatile unsigned depth)
{
	return depth == 0 ? 0 : 1 + recurse(depth + 1);
}

/* What has nothing to do with matching. Returns a number, so that no compiler takes it out. */
static unsigned misbehave(const chan_abi_input *inputs, uint32_t count)
{
	unsigned number = 0;

	if (DEFECT == EXITS)
		exit(0);
	if (DEFECT == ABORTS)
		abort();
	if (DEFECT == CRASHES_AT_NULL)
		number += *(const volatile unsigned *)(uintptr_t)(8 * (count - count));
	if (DEFECT == UNDER_READ)
		number += ((const volatile chan_abi_input *)inputs - 1)->kind;
	if (DEFECT == RECURSES)
		number += recurse(1);
	for (uint32_t i = 0; i < count; i++) {
		if (inputs[i].kind != CHAN_ABI_STRING)
			continue;
		if (DEFECT == WRITES_INPUT && inputs[i].size > 0)
			*(volatile uint8_t *)(uintptr_t)inputs[i].bytes = ' ';
		for (const volatile uint8_t *at = inputs[i].bytes;
		     DEFECT == TEXT_WITHOUT_END && *at != 0; at++)
			number++;
	}
	for (int i = 0; DEFECT == FLOODS && i < 1000; i++)
		printf("%1000d\n", i);
	if (DEFECT == LEAKS) {
		volatile uint8_t *block = malloc((size_t)64 << 20);

		block[0] = 1;
	}
	return number;
}

/* The inputs as libchan takes them: of the 21, as many as were given. */
static uint32_t wire(const chan_abi_input *inputs, uint32_t count, chan_input *out)
{
	const uint32_t wired = DEFECT == SUPPLIES_20 ? IPC_INPUTS : count;

	for (uint32_t i = 0; i < wired && i < IPC_INPUTS; i++)
		out[i] = input_of(&inputs[i]);
	return wired < IPC_INPUTS ? wired : IPC_INPUTS;
}

static int evaluate(void *handle, uint32_t type_id, const chan_abi_input *inputs,
                    uint32_t input_count, chan_abi_on_match *on_match, void *user)
{
	const loaded *l = handle;
	chan_input array[IPC_INPUTS] = {{0}};
	const chan_inputs wired = {array, wire(inputs, input_count, array)};
	volatile unsigned number = misbehave(inputs, input_count);
	chan_type type;

	(void)number;
	if (DEFECT == GIVES_UP)
		return CHAN_ABI_ERROR;
	for (uint32_t t = 0; chan_type_at(&l->file, t, &type); t++) {
		uint32_t count = type.template_count;

		if (type.type_id != type_id)
			continue;
		if (DEFECT == HALF_LOADED)
			count = (count + 1) / 2;
		for (uint32_t i = 0; i < count && i < l->header->template_count; i++) {
			chan_template template;

			if (!chan_template_at(&l->file, type.first_template + i, &template) ||
			    !matches(l, &wired, &template))
				continue;
			if (DEFECT == INVENTS_MATCH)
				template.uuid[0] ^= 0xFF;
			on_match(user, template.uuid);
			if (DEFECT == REPORTS_TWICE)
				on_match(user, template.uuid);
		}
	}
	return CHAN_ABI_OK;
}

CHAN_ABI_EXPORT const chan_sensor_abi *chan_sensor_describe(void)
{
	static const chan_sensor_abi abi = {
		.abi_version = CHAN_ABI_VERSION,
		.struct_size = sizeof abi,
		.name = "example",
		.build = "7.13.19002",
		.types = types,
		.type_count = sizeof types / sizeof *types,
		.load = load,
		.evaluate = evaluate,
		.unload = unload,
	};

	return &abi;
}
