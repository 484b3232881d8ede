/*
 * That a text is well-formed XML, as far as the JUnit report uses it: elements, attributes, character references, UTF-8. Written
 * apart from what writes it. An observer is told of each element, so that a caller can count and compare.
 */
#ifndef FUZZ_XML_HOLDS_H
#define FUZZ_XML_HOLDS_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/utf8.h"
#include "holds.h"

enum { XML_DEEPEST = 8, XML_MOST_ATTRIBUTES = 8, XML_LONGEST_NAME = 32 };

typedef struct xml_attribute {
	char name[XML_LONGEST_NAME];
	const char *value; /* as written, in quotes that are not part of it */
	size_t length;
} xml_attribute;

typedef struct xml_element {
	char name[XML_LONGEST_NAME];
	xml_attribute attributes[XML_MOST_ATTRIBUTES];
	size_t attribute_count;
	unsigned depth; /* 0: the root */
} xml_element;

typedef void xml_observer(void *context, const xml_element *element);

typedef struct xml_reader {
	const char *at; /* the text is NUL-terminated */
	char open[XML_DEEPEST][XML_LONGEST_NAME];
	unsigned depth;
	xml_observer *observer;
	void *context;
} xml_reader;

static inline bool xml_takes(xml_reader *r, const char *text)
{
	const bool there = strncmp(r->at, text, strlen(text)) == 0;

	r->at += there ? strlen(text) : 0;
	return there;
}

static inline void xml_name(xml_reader *r, char name[XML_LONGEST_NAME])
{
	const size_t length =
		strspn(r->at, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-");

	HOLDS(length > 0 && length < XML_LONGEST_NAME);
	memcpy(name, r->at, length);
	name[length] = '\0';
	r->at += length;
}

static inline void xml_reference(xml_reader *r)
{
	char *end;

	if (xml_takes(r, "&amp;") || xml_takes(r, "&lt;") || xml_takes(r, "&gt;") ||
	    xml_takes(r, "&quot;") || xml_takes(r, "&apos;"))
		return;
	HOLDS(xml_takes(r, "&#"));
	HOLDS(*r->at >= '0' && *r->at <= '9');
	HOLDS(strtol(r->at, &end, 10) >= 0x20 && *end == ';');
	r->at = end + 1;
}

/* Characters up to the end mark, which is not consumed. */
static inline void xml_characters(xml_reader *r, char end)
{
	while (*r->at != end && *r->at != '<') {
		uint32_t character;
		size_t length;

		if (*r->at == '&') {
			xml_reference(r);
			continue;
		}
		/* The end of the text is a character that XML does not have. */
		length = sl_utf8_next(r->at, strnlen(r->at, 4) + (*r->at == '\0'), &character);
		HOLDS(length > 0);
		HOLDS(character >= 0x20 || (end == '<' && character == '\n'));
		HOLDS(character != 0xFFFE && character != 0xFFFF);
		r->at += length;
	}
	HOLDS(*r->at == end);
}

static inline void xml_attributes(xml_reader *r, xml_element *element)
{
	while (xml_takes(r, " ")) {
		xml_attribute *attribute = &element->attributes[element->attribute_count++];

		HOLDS(element->attribute_count <= XML_MOST_ATTRIBUTES);
		xml_name(r, attribute->name);
		for (size_t i = 0; i + 1 < element->attribute_count; i++)
			HOLDS(strcmp(element->attributes[i].name, attribute->name) != 0);
		HOLDS(xml_takes(r, "=\""));
		attribute->value = r->at;
		xml_characters(r, '"');
		attribute->length = (size_t)(r->at - attribute->value);
		r->at++;
	}
}

static inline void xml_start(xml_reader *r)
{
	xml_element element = {.depth = r->depth};

	xml_name(r, element.name);
	xml_attributes(r, &element);
	if (r->observer != NULL)
		r->observer(r->context, &element);
	if (xml_takes(r, "/>"))
		return;
	HOLDS(xml_takes(r, ">"));
	HOLDS(r->depth < XML_DEEPEST);
	memcpy(r->open[r->depth++], element.name, sizeof element.name);
}

static inline void xml_end(xml_reader *r)
{
	char name[XML_LONGEST_NAME];

	xml_name(r, name);
	HOLDS(r->depth > 0 && strcmp(name, r->open[r->depth - 1]) == 0);
	HOLDS(xml_takes(r, ">"));
	r->depth--;
}

static inline void xml_holds(const char *text, xml_observer *observer, void *context)
{
	xml_reader r = {.at = text, .observer = observer, .context = context};

	HOLDS(xml_takes(&r, "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<"));
	xml_start(&r);
	while (r.depth > 0) {
		xml_characters(&r, '<');
		r.at++;
		if (xml_takes(&r, "/"))
			xml_end(&r);
		else
			xml_start(&r);
	}
	HOLDS(strcmp(r.at, "\n") == 0);
}

/* The number that an attribute holds, which must be there and be one. */
static inline size_t xml_number(const xml_element *element, const char *name)
{
	for (size_t i = 0; i < element->attribute_count; i++) {
		const xml_attribute *attribute = &element->attributes[i];
		char *end;

		if (strcmp(attribute->name, name) == 0) {
			const unsigned long number = strtoul(attribute->value, &end, 10);

			HOLDS(attribute->length > 0 && end == attribute->value + attribute->length);
			return number;
		}
	}
	DEMAND(false, name);
	return 0;
}

#endif
