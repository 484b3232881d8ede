/*
 * The smallest sensor that is one, to be copied: it takes channel files as parser/SENSOR.md says, judges events by
 * them, and nothing is allocated, ever. C11 and C++17; `fuzz/sensors/build` builds it.
 *
 *	minimal-sensor FILE.chan... <EVENTS
 *
 * The files are loaded in turn; one that is refused leaves the former in use. Events come as minimal_lines.h says; a
 * line "!load FILE.chan" between them loads another file. Matches go to stdout, all else to stderr.
 * Exit: 0, 1 a file or an event was refused, 2 wrong usage.
 *
 * Left out of SENSOR.md section 2: what needs a place that survives a crash (the list of rejected files, the mark, the
 * stored last known good), the signature, and a trial with events of your own.
 */
#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "ipc_inputs.h" /* `sluice sensor header` writes it from the catalog, when the sensor is built */
#include "minimal_lines.h" /* in the place of a driver */

#ifndef SENSOR_BUILD
#define SENSOR_BUILD "7.11.18110"
#endif
#ifndef SENSOR_PLATFORM
#define SENSOR_PLATFORM "linux-x64"
#endif
#define FILE_BYTES 4194304 /* a literal: the record of the build spells it */
CHAN_BUILD(build_limits, SENSOR_BUILD, SENSOR_PLATFORM, FILE_BYTES, 10000, 256, 65535, 32)

/* What this build has room for beside its limits. */
enum {
	PATTERNS = 2048,
	INSTRUCTIONS = 131072,
	CLASSES = 8192,
	TRUTHS = 256, /* the criteria of a template */
	PLACES = CHAN_PLACES_AN_INSTRUCTION * CHAN_MAX_PATTERN_INSTRUCTIONS
};

/* --- content: two slots, so that a file is proved while the former one is in use */

struct slot {
	uint8_t bytes[FILE_BYTES + 1]; /* one more shows that a file is too large */
	chan_pattern_place patterns[PATTERNS];
	chan_regex_instruction instructions[INSTRUCTIONS];
	chan_regex_class classes[CLASSES];
	chan_file file; /* refers to the bytes */
	chan_content content; /* refers to all of it */
};

static struct slot slots[2];
static struct slot
	*current; /* NULL: no content. With threads this is an atomic, and its store the switch */

/* Each step says on stderr why it refuses. */
static bool read_whole(struct slot *slot, const char *path, size_t *size)
{
	FILE *stream = fopen(path, "rb");
	bool broken = stream == NULL;

	if (stream != NULL) {
		*size = fread(slot->bytes, 1, sizeof slot->bytes, stream);
		broken = ferror(stream) != 0;
		fclose(stream);
	}
	if (broken)
		fprintf(stderr, "cannot read it: %s", strerror(errno));
	else if (*size > FILE_BYTES)
		fprintf(stderr, "it has more than %d bytes", FILE_BYTES);
	return !broken && *size <= FILE_BYTES;
}

static bool is_sound(struct slot *slot, size_t size)
{
	chan_finding fault;

	if (chan_open(slot->bytes, size, &slot->file, &fault))
		return true;
	fprintf(stderr, "CH%u at byte %" PRIu64, (unsigned)fault.rule, fault.offset);
	return false;
}

/* An update, not a replay of what was there before. A rollback is a release with a greater number. */
static bool is_newer(const chan_header *header)
{
	const chan_header *former = current != NULL ? &current->file.header : NULL;
	const time_t now = time(NULL);

	if (header->expires_at != 0 && (now < 0 || header->expires_at <= (uint64_t)now))
		fprintf(stderr, "it has expired");
	else if (former != NULL && header->channel != former->channel)
		fprintf(stderr, "it is of channel %" PRIu32, header->channel);
	else if (former != NULL && header->content_version <= former->content_version)
		fprintf(stderr, "version %" PRIu64 " is not newer", header->content_version);
	else
		return true;
	return false;
}

static bool is_compiled(struct slot *slot)
{
	chan_memory memory = CHAN_ALL_ZERO;
	chan_pattern_fault fault;
	chan_needs needs;
	uint32_t value;

	memory.patterns = slot->patterns;
	memory.pattern_capacity = PATTERNS;
	memory.instructions = slot->instructions;
	memory.instruction_capacity = INSTRUCTIONS;
	memory.classes = slot->classes;
	memory.class_capacity = CLASSES;
	if (!chan_measure(&slot->file, &needs, &value, &fault))
		fprintf(stderr, "value %" PRIu32 " is no pattern", value);
	else if (needs.truths > TRUTHS || needs.places > PLACES ||
	         !chan_prepare(&slot->file, &memory, &slot->content))
		fprintf(stderr, "it needs more room than there is");
	else
		return true;
	return false;
}

/* The check that was missing in July 2024: does the content ask only for what supply() supplies? */
static bool fits_this_build(const struct slot *slot)
{
	static const char *const reasons[] = {
		"it fits", /* in the order of enum chan_misfit_kind */
		"it needs a newer engine",
		"it is over a limit of this build",
		"this build does not supply its type",
		"this build supplies other inputs to its type",
		"it asks for an input past the last one that this build supplies"};
	static const chan_wiring wirings[] = {IPC_WIRING};
	const chan_sensor_limits limits = build_limits();
	chan_misfit misfit;

	if (chan_fits(&slot->file, &limits, wirings, sizeof wirings / sizeof *wirings, &misfit))
		return true;
	fprintf(stderr, "%s (type %" PRIu32 ", criterion %" PRIu32 ")", reasons[misfit.kind],
	        misfit.type, misfit.criterion);
	return false;
}

/* Either the file is in use afterwards, or what was before still is. */
static bool load(const char *path)
{
	struct slot *candidate = current == &slots[0] ? &slots[1] : &slots[0];
	size_t size = 0;
	bool proved;

	fprintf(stderr, "%s: ", path);
	proved = read_whole(candidate, path, &size) && is_sound(candidate, size) &&
	         is_newer(&candidate->file.header) && is_compiled(candidate) &&
	         fits_this_build(candidate);
	if (proved)
		current = candidate;
	fprintf(stderr, "%s", proved ? "taken" : "; refused");
	if (current != NULL)
		fprintf(stderr, ", version %" PRIu64 " is in use\n",
		        current->file.header.content_version);
	else
		fprintf(stderr, ", there is no content\n");
	return proved;
}

/* --- events */

/* The one place that knows which observation is which input. Without one of the lines it does not compile. */
/* clang-format off */
static void supply(ipc_inputs *inputs, struct pipe_event *event)
{
	IPC_SUPPLY(inputs,
		ipc_PipeName(string(event, "PipeName")),
		ipc_Operation(string(event, "Operation")),
		ipc_Image(string(event, "Image")),
		ipc_ProcessId(integer(event, "ProcessId")),
		ipc_ThreadId(integer(event, "ThreadId")),
		ipc_CommandLine(string(event, "CommandLine")),
		ipc_User(string(event, "User")),
		ipc_UserSid(string(event, "UserSid")),
		ipc_IntegrityLevel(string(event, "IntegrityLevel")),
		ipc_SessionId(integer(event, "SessionId")),
		ipc_ServerImage(string(event, "ServerImage")),
		ipc_ServerProcessId(integer(event, "ServerProcessId")),
		ipc_RemoteHost(string(event, "RemoteHost")),
		ipc_RemoteIp(ip(event, "RemoteIp")),
		ipc_AccessMask(integer(event, "AccessMask")),
		ipc_ShareMode(integer(event, "ShareMode")),
		ipc_SecurityDescriptor(string(event, "SecurityDescriptor")),
		ipc_ImpersonationLevel(string(event, "ImpersonationLevel")),
		ipc_ParentImage(string(event, "ParentImage")),
		ipc_MessageBytes(integer(event, "MessageBytes")),
		ipc_CallingModule(string(event, "CallingModule")));
}
/* clang-format on */

/* --- verdicts */

static struct {
	unsigned long events, matches, refused;
} counts;

static void print_match(const chan_template *matched)
{
	chan_cursor title;
	uint8_t byte;
	unsigned i;

	printf("event %lu: ", counts.events);
	for (i = 0; i < 16; i++)
		printf("%s%02x", i == 4 || i == 6 || i == 8 || i == 10 ? "-" : "",
		       matched->uuid[i]);
	putchar(' ');
	if (chan_string_cursor(&current->file, matched->title, &title)) {
		while (chan_get_u8(&title, &byte)) /* a terminal obeys control characters */
			putchar(byte < ' ' || byte == 127 ? '?' : byte);
	}
	putchar('\n');
	counts.matches++;
}

/* An error is never a match. */
static void judge(const chan_inputs *inputs, uint32_t index)
{
	static uint8_t truths[TRUTHS];
	static uint32_t places[PLACES]; /* a scratch for each thread */
	const chan_scratch scratch = {truths, places, TRUTHS, PLACES};
	chan_template judged;
	chan_outcome outcome;

	if (!chan_evaluate(&current->content, &scratch, inputs, index, &outcome)) {
		fprintf(stderr, "event %lu: template %" PRIu32 " has no verdict: error %d\n",
		        counts.events, index, outcome.error);
		counts.refused++;
	} else if (outcome.matched && chan_template_at(&current->file, index, &judged)) {
		print_match(&judged);
	}
}

static void evaluate(struct pipe_event *event)
{
	ipc_inputs inputs;
	ipc_room room;
	chan_inputs mapped;
	chan_type type;
	uint32_t i, k;

	counts.events++;
	supply(&inputs, event);
	for (i = 0; i < event->count; i++)
		event->refused |= !event->lines[i].taken;
	if (event->refused) {
		fprintf(stderr, "event %lu: a line is none of the inputs\n", counts.events);
		counts.refused++;
		return;
	}
	mapped = ipc_map(&inputs, &room);
	for (i = 0; current != NULL && chan_type_at(&current->file, i, &type); i++) {
		for (k = 0; type.type_id == ipc_type_id && k < type.template_count; k++)
			judge(&mapped, type.first_template + k);
	}
}

/* With threads: wait until none evaluates, then. */
static void unload(void)
{
	current = NULL;
}

int main(int argc, char **argv)
{
	static struct pipe_event event;
	bool taken = true;
	int i;

	if (argc < 2) {
		fprintf(stderr, "usage: %s FILE.chan... <EVENTS\n", argv[0]);
		return 2;
	}
	for (i = 1; i < argc; i++)
		taken &= load(argv[i]);
	while (read_event(&event)) {
		if (event.file != NULL)
			taken &= load(event.file);
		else
			evaluate(&event);
	}
	unload();
	printf("%lu events, %lu matches, %lu refused\n", counts.events, counts.matches,
	       counts.refused);
	return taken && counts.refused == 0 && fflush(stdout) == 0 ? 0 : 1;
}
