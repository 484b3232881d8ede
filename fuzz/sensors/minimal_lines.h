/*
 * The events of the minimal sensor, as lines of stdin: what a driver or a hook would hand over in another form. A line
 * for each thing that was seen, and an empty line after the last:
 *
 *	PipeName=\evil	a value; a number is decimal, an address as FORMAT.md section 5 has it
 *	User		null
 *	!load FILE	alone between events: a file to load
 *
 * What has no line is absent. A line that nothing asks for, or whose value cannot be read, refuses the event.
 */
#ifndef MINIMAL_LINES_H
#define MINIMAL_LINES_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "sensor.h"

enum { EVENT_BYTES = 65536, EVENT_LINES = 64 };

struct observation {
	const char *name, *value; /* value NULL: null */
	size_t size; /* of the value */
	bool taken; /* by an input */
};

struct pipe_event {
	char text[EVENT_BYTES + 2]; /* the lines, each with a NUL after it */
	size_t used;
	struct observation lines[EVENT_LINES];
	unsigned count;
	bool refused; /* it is no event */
	const char *file; /* not NULL: a file to load, and no event */
};

static struct observation *find(struct pipe_event *event, const char *name)
{
	unsigned i;

	for (i = 0; i < event->count; i++) {
		if (!event->lines[i].taken && strcmp(event->lines[i].name, name) == 0) {
			event->lines[i].taken = true;
			return &event->lines[i];
		}
	}
	return NULL;
}

static chan_string_value string(struct pipe_event *event, const char *name)
{
	const struct observation *seen = find(event, name);

	if (seen == NULL)
		return chan_string_absent();
	return seen->value == NULL ? chan_string_null() : chan_string(seen->value, seen->size);
}

static chan_integer_value integer(struct pipe_event *event, const char *name)
{
	const struct observation *seen = find(event, name);
	long long number;
	char *end;

	if (seen == NULL)
		return chan_integer_absent();
	if (seen->value == NULL)
		return chan_integer_null();
	errno = 0;
	number = strtoll(seen->value, &end, 10);
	if (errno != 0 || seen->size == 0 || end != seen->value + seen->size ||
	    strspn(seen->value, "-0123456789") != seen->size)
		event->refused = true;
	return chan_integer(number);
}

static chan_ip_value ip(struct pipe_event *event, const char *name)
{
	const struct observation *seen = find(event, name);
	uint8_t family = 0, address[16] = {0};

	if (seen == NULL)
		return chan_ip_absent();
	if (seen->value == NULL)
		return chan_ip_null();
	if (!chan_read_address(chan_cursor_over((const uint8_t *)seen->value, seen->size), &family,
	                       address))
		event->refused = true;
	return family == 4 ? chan_ip4(address) : chan_ip6(address);
}

/* The next line of stdin without its end, in the text of the event, or no event if it is too long; NULL at the end. */
static char *read_line(struct pipe_event *event, size_t *size)
{
	size_t start = event->used;
	int byte = getchar();

	*size = 0;
	if (byte == EOF)
		return NULL;
	for (; byte != EOF && byte != '\n'; byte = getchar(), ++*size) {
		if (event->used < EVENT_BYTES)
			event->text[event->used++] = (char)byte;
		else
			event->refused = true;
	}
	event->text[event->used] = '\0';
	return event->text + start;
}

static void add_line(struct pipe_event *event, char *line, size_t size)
{
	char *equals = (char *)memchr(line, '=', size);
	size_t name_size = equals != NULL ? (size_t)(equals - line) : size;
	struct observation *added = &event->lines[event->count];

	if (event->count == EVENT_LINES || event->used == EVENT_BYTES || strlen(line) < name_size) {
		event->refused = true;
		return;
	}
	event->used++; /* past the NUL */
	event->count++;
	added->name = line;
	added->value = equals != NULL ? equals + 1 : NULL;
	added->size = equals != NULL ? size - name_size - 1 : 0;
	added->taken = false;
	if (equals != NULL)
		*equals = '\0';
}

/* The next event or file; false at the end of stdin. */
static bool read_event(struct pipe_event *event)
{
	static const char load[] = "!load ";
	size_t size;
	char *line;

	event->used = 0;
	event->count = 0;
	event->refused = false;
	event->file = NULL;
	while ((line = read_line(event, &size)) != NULL) {
		if (event->count == 0 && strncmp(line, load, strlen(load)) == 0) {
			event->file = line + strlen(load);
			return true;
		}
		if (size == 0 && (event->count != 0 || event->refused))
			return true;
		if (size != 0 && !event->refused)
			add_line(event, line, size);
	}
	return event->count != 0 || event->refused;
}

#endif
