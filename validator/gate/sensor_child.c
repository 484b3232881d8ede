/* The process in which a sensor runs. */
#define _XOPEN_SOURCE \
	700 /* sigaltstack(): a handler needs a stack of its own where the sensor's has run out */
#include "gate/sensor_child.h"

#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
	SOCKET = 3,
	MOST_FILES = 64,
	STACK_BYTES = 8 << 20,
	ALTERNATE_STACK = 64 << 10,
	/* Names are longer in no catalog; a longer one is a description that has no end. */
	MOST_NAME = 1024,
	MOST_TYPES = 65536,
	MOST_INPUTS = 65536
};

/* One sensor, one process: what its signals and call-backs need to find. */
static struct state {
	const sl_sensor_child *child;
	sl_sensor_control *control;
	const chan_sensor_abi *abi;
	void *handle;
	volatile sig_atomic_t evaluating;
} state;

/* Notes what has happened for the host, and lets it happen: the handler is there for once only. */
static void on_fault(int number, siginfo_t *info, void *context)
{
	sl_sensor_control *control = state.control;

	(void)context;
	control->out_of_memory |= errno == ENOMEM;
	control->signal_code = info->si_code;
	control->fault_address = (uintptr_t)info->si_addr;
	control->signal_number = number;
}

static bool handle_faults(void)
{
	static const int numbers[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
	struct sigaction action = {.sa_sigaction = on_fault,
	                           .sa_flags = SA_SIGINFO | SA_ONSTACK | (int)SA_RESETHAND};
	stack_t stack = {.ss_size = ALTERNATE_STACK};
	sigset_t none;
	bool done;

	stack.ss_sp = malloc(stack.ss_size);
	done = stack.ss_sp != NULL && sigaltstack(&stack, NULL) == 0;
	sigemptyset(&action.sa_mask);
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		done = sigaction(numbers[i], &action, NULL) == 0 && done;
	}
	/* The tool's own: a sensor gets what any process has. */
	action = (struct sigaction){.sa_handler = SIG_DFL};
	sigaction(SIGXFSZ, &action, NULL);
	sigaction(SIGINT, &action, NULL);
	sigaction(SIGTERM, &action, NULL);
	sigaction(SIGHUP, &action, NULL);
	sigaction(SIGPIPE, &action, NULL);
	sigemptyset(&none);
	return sigprocmask(SIG_SETMASK, &none, NULL) == 0 && done;
}

static bool limit(int resource, rlim_t most)
{
	struct rlimit bound;

	if (getrlimit(resource, &bound) != 0) {
		return false;
	}
	if (bound.rlim_max != RLIM_INFINITY && most > bound.rlim_max) {
		most = bound.rlim_max;
	}
	bound.rlim_cur = most;
	return setrlimit(resource, &bound) == 0;
}

/* Bytes of address space that the process has; 0: nobody knows. */
static uint64_t address_space(void)
{
	FILE *file = fopen("/proc/self/statm", "r");
	unsigned long long pages = 0;

	if (file != NULL) {
		if (fscanf(file, "%llu", &pages) != 1) {
			pages = 0;
		}
		fclose(file);
	}
	return pages * (uint64_t)state.child->area->page;
}

static bool set_limits(void)
{
	const uint64_t space = address_space();
	bool done = limit(RLIMIT_CORE, 0) && limit(RLIMIT_NOFILE, MOST_FILES) &&
	            limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_STACK, STACK_BYTES);

	if (space > 0) {
		done = limit(RLIMIT_AS, (rlim_t)(space + state.child->memory)) && done;
	}
	return done;
}

/* stdin is empty, stdout and stderr are the host's, one descriptor is the socket, and there is no other. */
static bool set_files(void)
{
	const int nothing = open("/dev/null", O_RDONLY);
	int output = state.child->output;

	if (nothing < 0 || dup2(nothing, 0) < 0) {
		return false;
	}
	/* The one that dup2() would close first is moved away. */
	if (output == SOCKET) {
		output = dup(output);
	}
	if (dup2(output, 1) < 0 || dup2(output, 2) < 0 || dup2(state.child->socket, SOCKET) < 0) {
		return false;
	}
	for (int i = SOCKET + 1; i < 1024; i++) {
		close(i);
	}
	return true;
}

/* --- the description, into the reply */

static bool say_bytes(const void *bytes, size_t size)
{
	const sl_sensor_area *area = state.child->area;
	const uint32_t used = state.control->reply_size;

	if (size > area->reply_capacity - used) {
		return false;
	}
	memcpy(area->reply + used, bytes, size);
	state.control->reply_size = used + (uint32_t)size;
	return true;
}

static bool say_number(uint32_t number)
{
	return say_bytes(&number, sizeof number);
}

static bool say_name(const char *name)
{
	const size_t length = name != NULL ? strnlen(name, MOST_NAME) : 0;

	return name != NULL && length < MOST_NAME && say_bytes(name, length) && say_bytes("", 1);
}

static bool say_type(const chan_abi_type *type)
{
	bool said = say_name(type->name) && say_number(type->id) && say_number(type->version) &&
	            say_number(type->input_count) && type->input_count <= MOST_INPUTS &&
	            (type->inputs != NULL || type->input_count == 0);

	for (uint32_t i = 0; said && i < type->input_count; i++) {
		said = say_name(type->inputs[i].name) && say_number(type->inputs[i].kind);
	}
	return said;
}

static bool say_all(const chan_sensor_abi *abi)
{
	bool said = say_name(abi->name) && say_name(abi->build) && say_number(abi->type_count) &&
	            abi->type_count <= MOST_TYPES && (abi->types != NULL || abi->type_count == 0);

	for (uint32_t i = 0; said && i < abi->type_count; i++) {
		said = say_type(&abi->types[i]);
	}
	return said;
}

static int32_t refuse_description(const char *reason)
{
	snprintf(state.control->reason, SL_SENSOR_REASON, "%s", reason);
	return SL_SENSOR_BAD_DESCRIPTION;
}

static int32_t describe(void)
{
	const chan_sensor_abi *(*ask)(void) = NULL;
	void *library = dlopen(state.child->path, RTLD_NOW | RTLD_LOCAL), *symbol = NULL;

	if (library != NULL) {
		symbol = dlsym(library, "chan_sensor_describe");
	}
	if (symbol == NULL) {
		const char *error = dlerror();

		snprintf(state.control->reason, SL_SENSOR_REASON, "%s",
		         error != NULL ? error : "it has no chan_sensor_describe()");
		return SL_SENSOR_NO_LIBRARY;
	}
	/* POSIX has functions in objects' pointers, C has not. */
	memcpy(&ask, &symbol, sizeof ask);
	state.abi = ask();
	state.control->reply_size = 0;
	if (state.abi == NULL) {
		return refuse_description("chan_sensor_describe() returns NULL");
	}
	if (state.abi->abi_version != CHAN_ABI_VERSION) {
		return refuse_description("it is of another version of the ABI");
	}
	if (state.abi->struct_size < sizeof *state.abi) {
		return refuse_description("its struct_size is less than that of this version");
	}
	if (state.abi->load == NULL || state.abi->evaluate == NULL || state.abi->unload == NULL) {
		return refuse_description("load, evaluate or unload is NULL");
	}
	return say_all(state.abi) ? CHAN_ABI_OK
	                          : refuse_description("a name is missing or has no end, or there "
	                                               "are too many types or inputs");
}

/* --- the calls */

static void on_match(void *user, const uint8_t uuid[16])
{
	const sl_sensor_area *area = state.child->area;
	sl_sensor_control *control = state.control;

	/* A call-back outside of evaluate() is no match of this event. */
	if (!state.evaluating || user != &state) {
		control->match_count = UINT32_MAX;
		return;
	}
	if (control->match_count < area->room.matches) {
		memcpy(area->reply + (size_t)control->match_count * 16, uuid, 16);
	}
	control->match_count += control->match_count < UINT32_MAX;
}

static int32_t load(void)
{
	sl_sensor_control *control = state.control;
	int32_t answer;

	state.handle = NULL;
	answer = state.abi->load(control->bytes, control->size, &state.handle, control->reason,
	                         SL_SENSOR_REASON);
	control->reason[SL_SENSOR_REASON - 1] = '\0';
	return answer;
}

static int32_t evaluate(void)
{
	sl_sensor_control *control = state.control;
	int32_t answer;

	control->match_count = 0;
	state.evaluating = 1;
	answer = state.abi->evaluate(state.handle, control->type_id, control->inputs,
	                             control->input_count, on_match, &state);
	state.evaluating = 0;
	return answer;
}

static int32_t run_command(void)
{
	switch ((enum sl_sensor_command)state.control->command) {
	case SL_SENSOR_DESCRIBE:
		return describe();
	case SL_SENSOR_LOAD:
		return load();
	case SL_SENSOR_EVALUATE:
		return evaluate();
	case SL_SENSOR_UNLOAD:
		state.abi->unload(state.handle);
		return CHAN_ABI_OK;
	default:
		_exit(125);
	}
}

_Noreturn void sl_sensor_child_run(const sl_sensor_child *child)
{
	char byte;

	state = (struct state){.child = child, .control = child->area->control};
	/* Of the frame: a sanitizer may keep local variables elsewhere. */
	state.control->stack_address = (uintptr_t)__builtin_frame_address(0);
	setpgid(0, 0);
	if (!set_files() || !handle_faults() || !sl_sensor_area_guard(child->area) ||
	    !set_limits()) {
		_exit(126);
	}
	while (read(SOCKET, &byte, 1) == 1) {
		/* For a host that is no more: it would have stopped this long ago. */
		alarm(child->seconds + 30);
		errno = 0;
		state.control->answer = run_command();
		state.control->out_of_memory |= errno == ENOMEM;
		fflush(NULL);
		if (write(SOCKET, &byte, 1) != 1) {
			break;
		}
	}
	_exit(0);
}
