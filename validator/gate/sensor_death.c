/* Why a sensor's process is no more, in words that are the same each time. */
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <sys/wait.h>

#include "gate/sensor_host_parts.h"

enum {
	NULL_PAGES = 1 << 16, /* addresses that come of a null pointer and an index */
	STACK_REACH = 9 << 20 /* below where the stack began */
};

const char *sl_sensor_failure_word(enum sl_sensor_failure_kind kind)
{
	static const char *const words[] = {
		"fine", "not-loaded", "crash",  "over-read", "under-read", "write", "hang",
		"exit", "flood",      "memory", "stack",     "nonsense",   "host",
	};

	return (size_t)kind < sizeof words / sizeof *words ? words[kind] : "unknown";
}

const char *sl_sensor_doing(uint32_t command)
{
	switch ((enum sl_sensor_command)command) {
	case SL_SENSOR_DESCRIBE:
		return ", when it is asked to describe itself";
	case SL_SENSOR_LOAD:
		return ", while it loads the file";
	case SL_SENSOR_EVALUATE:
		return ""; /* who reads of an event knows */
	case SL_SENSOR_UNLOAD:
		return ", while it unloads the file";
	default:
		return "";
	}
}

void sl_sensor_fail(sl_sensor_failure *out, enum sl_sensor_failure_kind kind, const char *format,
                    ...)
{
	va_list arguments;

	out->kind = kind;
	va_start(arguments, format);
	vsnprintf(out->text, sizeof out->text, format, arguments);
	va_end(arguments);
}

static const char *signal_name(int number)
{
	switch (number) {
	case SIGSEGV:
		return "SIGSEGV";
	case SIGBUS:
		return "SIGBUS";
	case SIGILL:
		return "SIGILL";
	case SIGFPE:
		return "SIGFPE";
	case SIGABRT:
		return "SIGABRT";
	case SIGKILL:
		return "SIGKILL";
	case SIGXFSZ:
		return "SIGXFSZ";
	case SIGTRAP:
		return "SIGTRAP";
	case SIGALRM:
		return "SIGALRM";
	default:
		return "a signal";
	}
}

/* "the 3rd of its inputs" would be wrong for most: what the block is, and where in it. */
static void say_block(const sl_sensor *sensor, const sl_sensor_fault *fault, const char *verb,
                      const char *doing, enum sl_sensor_failure_kind kind, sl_sensor_failure *out)
{
	const sl_sensor_area *area = &sensor->area;
	const size_t size = sizeof(chan_abi_input);
	const char *side = fault->where == SL_SENSOR_BEFORE ? "before" : "past";

	if (kind == SL_SENSOR_WRITE) {
		side = "to";
	}
	if (fault->is_text) {
		sl_sensor_fail(out, kind, "%s %s the text of input %u%s", verb, side,
		               (unsigned)fault->text + 1, doing);
	} else if (fault->block == &area->file) {
		sl_sensor_fail(out, kind, "%s %s the file of %zu bytes%s", verb, side,
		               fault->block->size, doing);
	} else if (fault->where == SL_SENSOR_AFTER) {
		const size_t count = fault->block->size / size;

		sl_sensor_fail(out, kind, "%s past its inputs, input %zu of %zu%s", verb,
		               count + fault->distance / size + 1, count, doing);
	} else {
		sl_sensor_fail(out, kind, "%s %s its %zu inputs%s", verb, side,
		               fault->block->size / size, doing);
	}
}

/* An access that the handler has noted. False: it was to none of the blocks. */
static bool explain_access(const sl_sensor *sensor, uintptr_t address, const char *doing,
                           sl_sensor_failure *out)
{
	const sl_sensor_fault fault = sl_sensor_fault_at(&sensor->area, address);

	switch (fault.where) {
	case SL_SENSOR_AFTER:
		say_block(sensor, &fault, "reads", doing, SL_SENSOR_OVER_READ, out);
		return true;
	case SL_SENSOR_BEFORE:
		say_block(sensor, &fault, "reads", doing, SL_SENSOR_UNDER_READ, out);
		return true;
	case SL_SENSOR_INSIDE:
		say_block(sensor, &fault, "writes", doing, SL_SENSOR_WRITE, out);
		return true;
	case SL_SENSOR_NOWHERE:
	default:
		return false;
	}
}

static void explain_signal(const sl_sensor *sensor, const char *doing, int number,
                           sl_sensor_failure *out)
{
	const sl_sensor_control control = *sensor->area.control;
	const bool noted = control.signal_number == number;
	const bool is_access = noted && (number == SIGSEGV || number == SIGBUS);
	const uintptr_t address = control.fault_address;

	if (is_access && explain_access(sensor, address, doing, out)) {
		return;
	}
	if (noted && control.out_of_memory != 0) {
		sl_sensor_fail(out, SL_SENSOR_MEMORY,
		               "wants more than %llu MiB of memory, and then dies of %s%s",
		               (unsigned long long)(sensor->limits.memory >> 20),
		               signal_name(number), doing);
	} else if (is_access && address < control.stack_address &&
	           control.stack_address - address < STACK_REACH) {
		sl_sensor_fail(out, SL_SENSOR_STACK, "runs out of stack%s", doing);
	} else if (number == SIGXFSZ) {
		sl_sensor_fail(out, SL_SENSOR_CRASH, "writes to a file%s", doing);
	} else {
		sl_sensor_fail(out, SL_SENSOR_CRASH, "crashes with %s%s%s", signal_name(number),
		               is_access && control.signal_code == 1 && address < NULL_PAGES
		                       ? " at a null pointer"
		                       : "",
		               doing);
	}
}

void sl_sensor_explain_death(const sl_sensor *sensor, uint32_t command, int status,
                             sl_sensor_failure *out)
{
	const char *doing = sl_sensor_doing(command);

	if (WIFSIGNALED(status)) {
		explain_signal(sensor, doing, WTERMSIG(status), out);
	} else if (WIFEXITED(status) && WEXITSTATUS(status) == 126) {
		sl_sensor_fail(out, SL_SENSOR_HOST, "its process could not be given its limits");
	} else {
		sl_sensor_fail(out, SL_SENSOR_EXIT, "ends its process with exit status %d%s",
		               WIFEXITED(status) ? WEXITSTATUS(status) : -1, doing);
	}
}
