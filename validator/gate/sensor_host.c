/* A sensor in a process of its own. */
#include "gate/sensor_host.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/text.h"
#include "gate/sensor_child.h"
#include "gate/sensor_host_parts.h"

enum {
	KEPT_OUTPUT = 4096,
	FIRST_INPUTS = 1, /* until it has described itself nobody knows how many it takes */
	DEATH_TRIES = 1000 /* milliseconds that a child which closed its socket is given to die */
};

sl_sensor *sl_sensor_make(const char *path, const sl_sensor_limits *limits)
{
	sl_sensor *sensor = sl_alloc(1, sizeof *sensor);

	sensor->path = path;
	sensor->limits = *limits;
	sensor->socket = sensor->output = -1;
	sl_arena_start(&sensor->arena);
	return sensor;
}

static uint64_t milliseconds(void)
{
	struct timespec now = {0};

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

/* Takes what the child has written. False: it is more than it may write. */
static bool take_output(sl_sensor *sensor)
{
	char bytes[4096];
	ssize_t got;

	while ((got = read(sensor->output, bytes, sizeof bytes)) > 0) {
		const size_t room = KEPT_OUTPUT - sensor->said.length;

		sl_buffer_append(&sensor->said, bytes, (size_t)got < room ? (size_t)got : room);
		sensor->said_total += (uint64_t)got;
		if (sensor->said_total > sensor->limits.output) {
			return false;
		}
	}
	return true;
}

/* Ends the child, if it has not ended itself; returns its status. */
static int reap(sl_sensor *sensor, bool kill_it)
{
	int status = 0;
	pid_t got = 0;

	if (!kill_it) {
		const struct timespec pause = {.tv_nsec = 1000000};

		for (int i = 0; i < DEATH_TRIES && got == 0; i++) {
			got = waitpid(sensor->child, &status, WNOHANG);
			if (got == 0) {
				nanosleep(&pause, NULL);
			}
		}
	}
	/* Those that it has started belong to its group. */
	kill(-sensor->child, SIGKILL);
	if (got != sensor->child) {
		kill(sensor->child, SIGKILL);
		while (waitpid(sensor->child, &status, 0) < 0 && errno == EINTR) {
		}
	}
	take_output(sensor);
	close(sensor->socket);
	close(sensor->output);
	sensor->socket = sensor->output = -1;
	sensor->child = 0;
	return status;
}

static void stop(sl_sensor *sensor)
{
	if (sensor->child != 0) {
		reap(sensor, true);
	}
}

void sl_sensor_restart(sl_sensor *sensor)
{
	stop(sensor);
}

void sl_sensor_free(sl_sensor *sensor)
{
	if (sensor == NULL) {
		return;
	}
	stop(sensor);
	sl_sensor_area_free(&sensor->area);
	sl_buffer_free(&sensor->said);
	sl_arena_free(&sensor->arena);
	free(sensor->matches);
	free(sensor);
}

static bool start(sl_sensor *sensor, sl_sensor_failure *failure)
{
	int sockets[2], pipes[2] = {-1, -1};
	pid_t child = -1;

	sl_buffer_clear(&sensor->said);
	sensor->said_total = 0;
	memset(sensor->area.control, 0, sizeof *sensor->area.control);
	fflush(NULL);
	if (socketpair(AF_UNIX, SOCK_STREAM, 0, sockets) != 0) {
		sl_sensor_fail(failure, SL_SENSOR_HOST, "cannot be started: %s", strerror(errno));
		return false;
	}
	if (pipe(pipes) == 0 && fcntl(pipes[0], F_SETFL, O_NONBLOCK) == 0) {
		child = fork();
	}
	if (child == 0) {
		const sl_sensor_child start_with = {
			sensor->path, &sensor->area,          sockets[1],
			pipes[1],     sensor->limits.seconds, sensor->limits.memory};

		close(sockets[0]);
		sl_sensor_child_run(&start_with);
	}
	if (child < 0) {
		sl_sensor_fail(failure, SL_SENSOR_HOST, "cannot be started: %s", strerror(errno));
		close(sockets[0]);
		close(sockets[1]);
		close(pipes[0]);
		close(pipes[1]);
		return false;
	}
	setpgid(child, child);
	close(sockets[1]);
	close(pipes[1]);
	sensor->child = child;
	sensor->socket = sockets[0];
	sensor->output = pipes[0];
	sensor->starts++;
	return true;
}

enum waited { DONE, DIED, LATE, FLOODED };

/* Until the child has answered, or never will. */
static enum waited wait_for(sl_sensor *sensor)
{
	const uint64_t end = milliseconds() + (uint64_t)sensor->limits.seconds * 1000;
	bool output_open = true;

	for (;;) {
		struct pollfd watched[2] = {
			{.fd = sensor->socket, .events = POLLIN},
			{.fd = output_open ? sensor->output : -1, .events = POLLIN}};
		const uint64_t now = milliseconds();
		char byte;

		if (now >= end) {
			return LATE;
		}
		if (poll(watched, 2, (int)(end - now)) < 0 && errno != EINTR) {
			return DIED;
		}
		if ((watched[1].revents & POLLIN) != 0 && !take_output(sensor)) {
			return FLOODED;
		}
		output_open = output_open && (watched[1].revents & (POLLHUP | POLLERR)) == 0;
		if (watched[0].revents != 0) {
			return read(sensor->socket, &byte, 1) == 1 ? DONE : DIED;
		}
	}
}

/* Gives the command to the child; the reply says how it went. */
static void ask(sl_sensor *sensor, enum sl_sensor_command command, sl_sensor_reply *reply)
{
	sl_sensor_control *control = sensor->area.control;
	sl_sensor_failure *failure = &reply->failure;
	const char byte = 1;
	enum waited waited = DIED;

	*reply = (sl_sensor_reply){.answer = -1};
	control->command = command;
	control->out_of_memory = 0;
	control->signal_number = 0;
	control->answer = -1;
	control->match_count = 0;
	control->reply_size = 0;
	memset(control->reason, 0, sizeof control->reason);
	if (send(sensor->socket, &byte, 1, MSG_NOSIGNAL) == 1) {
		waited = wait_for(sensor);
	}
	switch (waited) {
	case DONE:
		reply->answer = control->answer;
		memcpy(reply->reason, control->reason, sizeof reply->reason - 1);
		return;
	case LATE:
		reap(sensor, true);
		sl_sensor_fail(failure, SL_SENSOR_HANG, "does not come back within %u s%s",
		               sensor->limits.seconds, sl_sensor_doing(command));
		break;
	case FLOODED:
		reap(sensor, true);
		sl_sensor_fail(failure, SL_SENSOR_FLOOD, "writes more than %llu KiB of output%s",
		               (unsigned long long)(sensor->limits.output >> 10),
		               sl_sensor_doing(command));
		break;
	case DIED:
	default:
		sl_sensor_explain_death(sensor, command, reap(sensor, false), failure);
		break;
	}
	reply->failed = true;
}

/* The child lives, but what it says has no meaning: it is not asked again. */
static void reject_answer(sl_sensor *sensor, const char *what, sl_sensor_reply *reply)
{
	stop(sensor);
	reply->failed = true;
	sl_sensor_fail(&reply->failure, SL_SENSOR_NONSENSE, "%s", what);
}

static bool describe(sl_sensor *sensor, sl_sensor_failure *failure)
{
	const sl_sensor_area *area = &sensor->area;
	sl_sensor_reply reply;
	uint32_t size;

	ask(sensor, SL_SENSOR_DESCRIBE, &reply);
	if (reply.failed) {
		*failure = reply.failure;
		return false;
	}
	sl_arena_free(&sensor->arena);
	sl_arena_start(&sensor->arena);
	size = area->control->reply_size;
	if (reply.answer == CHAN_ABI_OK && size <= area->reply_capacity) {
		uint8_t *copy = sl_alloc((size_t)size + 1, 1);
		bool read;

		memcpy(copy, area->reply, size);
		read = sl_sensor_read_description(sensor, copy, size);
		free(copy);
		if (read) {
			return true;
		}
	}
	stop(sensor);
	if (reply.answer == SL_SENSOR_NO_LIBRARY || reply.answer == SL_SENSOR_BAD_DESCRIPTION) {
		sl_sensor_fail(failure, SL_SENSOR_NOT_LOADED, "cannot be loaded: %s",
		               sl_text_printable(&sensor->arena, sl_text_of(reply.reason), 300));
	} else {
		sl_sensor_fail(failure, SL_SENSOR_NONSENSE, "describes itself in no form");
	}
	return false;
}

static bool has_room(const sl_sensor_room *has, const sl_sensor_room *needs)
{
	return has->file >= needs->file && has->text >= needs->text &&
	       has->inputs >= needs->inputs && has->matches >= needs->matches;
}

/* With the library as it is now: between two starts it may have been built anew. */
static bool start_with_room(sl_sensor *sensor, const sl_sensor_room *room,
                            sl_sensor_failure *failure)
{
	sl_problem problem;

	if (sensor->area.map == NULL || !has_room(&sensor->area.room, room)) {
		sl_sensor_area_free(&sensor->area);
		if (!sl_sensor_area_make(&sensor->area, room, &problem)) {
			sl_sensor_fail(failure, SL_SENSOR_HOST, "%s", problem.text);
			return false;
		}
	}
	return start(sensor, failure) && describe(sensor, failure);
}

bool sl_sensor_ready(sl_sensor *sensor, const sl_sensor_room *room, sl_sensor_failure *failure)
{
	sl_sensor_room needs = *room;

	*failure = (sl_sensor_failure){0};
	if (sensor->child == 0 || !has_room(&sensor->area.room, &needs)) {
		stop(sensor);
		needs.inputs = needs.inputs > FIRST_INPUTS ? needs.inputs : FIRST_INPUTS;
		if (!start_with_room(sensor, &needs, failure)) {
			return false;
		}
	}
	if (sensor->description.most_inputs > sensor->area.room.inputs) {
		stop(sensor);
		needs.inputs = sensor->description.most_inputs;
		if (!start_with_room(sensor, &needs, failure)) {
			return false;
		}
	}
	if (sensor->description.most_inputs > sensor->area.room.inputs) {
		stop(sensor);
		sl_sensor_fail(failure, SL_SENSOR_NONSENSE,
		               "describes other inputs each time that it is asked");
		return false;
	}
	return true;
}

const sl_sensor_description *sl_sensor_described(const sl_sensor *sensor)
{
	return &sensor->description;
}

size_t sl_sensor_starts(const sl_sensor *sensor)
{
	return sensor->starts;
}

const sl_buffer *sl_sensor_output(const sl_sensor *sensor)
{
	return &sensor->said;
}

void sl_sensor_load(sl_sensor *sensor, const uint8_t *bytes, size_t size, enum sl_sensor_side side,
                    sl_sensor_reply *reply)
{
	sl_sensor_control *control = sensor->area.control;
	uint8_t *at = sl_sensor_place(&sensor->area.file, size, side);

	if (size > 0) {
		memcpy(at, bytes, size);
	}
	control->bytes = at;
	control->size = size;
	ask(sensor, SL_SENSOR_LOAD, reply);
	if (!reply->failed && reply->answer != CHAN_ABI_OK && reply->answer != CHAN_ABI_REFUSED) {
		reject_answer(sensor, "answers to load() what is no answer of the ABI", reply);
	}
	if (!reply->failed && reply->answer == CHAN_ABI_REFUSED && control->out_of_memory != 0) {
		stop(sensor);
		reply->failed = true;
		sl_sensor_fail(&reply->failure, SL_SENSOR_MEMORY,
		               "wants more than %llu MiB of memory, and refuses the file",
		               (unsigned long long)(sensor->limits.memory >> 20));
	}
}

/* The inputs into their block, and each text into its own. */
static void place_inputs(sl_sensor *sensor, const chan_abi_input *inputs, uint32_t count,
                         enum sl_sensor_side side)
{
	sl_sensor_area *area = &sensor->area;
	chan_abi_input *to = (void *)sl_sensor_place(&area->inputs, count * sizeof *inputs, side);

	for (uint32_t i = 0; i < count; i++) {
		chan_abi_input one = inputs[i];

		/* The text of another event is not where a wrong index would lead. */
		sl_sensor_place(&area->texts[i], 0, side);
		if (one.kind == CHAN_ABI_STRING) {
			uint8_t *text = sl_sensor_place(&area->texts[i], one.size, side);

			if (one.size > 0) {
				memcpy(text, one.bytes, one.size);
			}
			one.bytes = text;
		}
		to[i] = one;
	}
	area->control->inputs = to;
	area->control->input_count = count;
}

void sl_sensor_evaluate(sl_sensor *sensor, uint32_t type_id, const chan_abi_input *inputs,
                        uint32_t count, enum sl_sensor_side side, sl_sensor_reply *reply)
{
	const sl_sensor_area *area = &sensor->area;
	uint32_t matches;

	place_inputs(sensor, inputs, count, side);
	area->control->type_id = type_id;
	ask(sensor, SL_SENSOR_EVALUATE, reply);
	if (reply->failed) {
		return;
	}
	matches = area->control->match_count;
	if (reply->answer != CHAN_ABI_OK && reply->answer != CHAN_ABI_ERROR) {
		reject_answer(sensor, "answers to evaluate() what is no answer of the ABI", reply);
	} else if (matches == UINT32_MAX) {
		reject_answer(sensor, "reports a match outside of evaluate(), or of another user",
		              reply);
	} else if (matches > area->room.matches) {
		reject_answer(sensor, "reports more matches of one event than the file could have",
		              reply);
	} else if (reply->answer == CHAN_ABI_ERROR && area->control->out_of_memory != 0) {
		stop(sensor);
		reply->failed = true;
		sl_sensor_fail(&reply->failure, SL_SENSOR_MEMORY,
		               "wants more than %llu MiB of memory, and gives up%s",
		               (unsigned long long)(sensor->limits.memory >> 20),
		               sl_sensor_doing(SL_SENSOR_EVALUATE));
	} else {
		sensor->matches = sl_grow(sensor->matches, &sensor->match_capacity,
		                          (size_t)matches + 1, sizeof *sensor->matches);
		memcpy(sensor->matches, area->reply, (size_t)matches * 16);
		reply->matches = (const uint8_t(*)[16])sensor->matches;
		reply->match_count = matches;
	}
}

void sl_sensor_unload(sl_sensor *sensor, sl_sensor_reply *reply)
{
	ask(sensor, SL_SENSOR_UNLOAD, reply);
}
