/* Explanations, for a terminal and for validator/RULES.md. */
#include "rules/explain.h"

#include <stdlib.h>
#include <string.h>

#define WIDTH 78u /* of a line on the terminal */
#define INDENT 6u

const sl_explanation sl_explanations[] = {
#define EXPLAIN(id, why, bad, good, fix) {(id), why, bad, good, fix},
#include "rules/explain.def"
#undef EXPLAIN
};
const size_t sl_explanation_count = sizeof sl_explanations / sizeof *sl_explanations;

typedef struct defect_class {
	unsigned number;
	const char *defect, *incident;
} defect_class;

static const defect_class classes[] = {
#define DEFECT_CLASS(number, defect, incident) {(number), defect, incident},
#include "rules/classes.def"
#undef DEFECT_CLASS
};

typedef struct family {
	unsigned thousand; /* of its ids */
	const char *title, *about;
} family;

static const family families[] = {
	{1, "Structure",
         "Found by the parser, from the bytes alone; a sensor that uses libchan finds them too"},
	{2, "Meaning", "A file that is well-formed, against the catalog"},
	{3, "Fleet", "The file and the catalog, against every build in the field"},
	{4, "Execution", "What the content does when it is run, before anyone else runs it"},
	{5, "Release", "What is released, under which name, and after what"},
	{6, "Authoring", "Rules, catalogs, manifests and the other files that people write"},
	{9, "The gate itself", "Its own defects; the exit status is 3"},
};

static const char *severity_name(enum chan_severity severity)
{
	static const char *const names[] = {"note", "warning", "error"};

	return names[severity];
}

const sl_explanation *sl_explanation_find(unsigned id)
{
	size_t i;

	for (i = 0; i < sl_explanation_count; i++)
		if (sl_explanations[i].id == id)
			return &sl_explanations[i];
	return NULL;
}

/* "D03 D22" names each class by its number. */
static bool names_class(const char *list, unsigned number)
{
	const char *at;

	for (at = strchr(list, 'D'); at != NULL; at = strchr(at + 1, 'D'))
		if (strtoul(at + 1, NULL, 10) == number)
			return true;
	return false;
}

static void indent(sl_buffer *out)
{
	sl_buffer_printf(out, "%*s", (int)INDENT, "");
}

/* Words, wrapped and indented; a line break in the text is one in the output. */
static void write_wrapped(sl_buffer *out, const char *text)
{
	size_t column = 0;

	while (*text != '\0') {
		const size_t length = strcspn(text, " \n");

		if (column > 0 && column + 1 + length > WIDTH - INDENT) {
			sl_buffer_byte(out, '\n');
			column = 0;
		}
		if (column == 0)
			indent(out);
		else
			sl_buffer_byte(out, ' ');
		sl_buffer_append(out, text, length);
		column += length + 1;
		text += length;
		if (*text == '\n') {
			sl_buffer_byte(out, '\n');
			column = 0;
		}
		text += *text != '\0';
	}
	sl_buffer_byte(out, '\n');
}

static void write_part(sl_buffer *out, const char *title, const char *text)
{
	sl_buffer_printf(out, "\n%s\n", title);
	write_wrapped(out, text);
}

void sl_explain_text(const sl_rule *rule, sl_buffer *out)
{
	const sl_explanation *explanation = sl_explanation_find(rule->id);
	size_t i;

	sl_buffer_printf(out, "CH%04u %s (%s)\n", (unsigned)rule->id, rule->name,
	                 severity_name(rule->severity));
	write_wrapped(out, rule->text);
	if (explanation != NULL) {
		write_part(out, "Why", explanation->why);
		write_part(out, "Bad", explanation->bad);
		write_part(out, "Good", explanation->good);
		write_part(out, "What to do", explanation->fix);
	}
	sl_buffer_text(out, "\nDefect classes\n");
	for (i = 0; i < sizeof classes / sizeof *classes; i++)
		if (names_class(rule->classes, classes[i].number))
			sl_buffer_printf(out, "%*sD%02u %s\n", (int)INDENT, "", classes[i].number,
			                 classes[i].defect);
}

void sl_explain_list(sl_buffer *out)
{
	size_t i;

	for (i = 0; i < sl_rule_count; i++)
		sl_buffer_printf(out, "CH%04u  %-7s  %-22s  %s\n", (unsigned)sl_rules[i].id,
		                 severity_name(sl_rules[i].severity), sl_rules[i].name,
		                 sl_rules[i].text);
}

/* Prose as Markdown: what would be mark-up there stands for itself. */
static void write_escaped(sl_buffer *out, const char *text)
{
	for (; *text != '\0'; text++) {
		if (strchr("\\`*_[]<>|", *text) != NULL)
			sl_buffer_byte(out, '\\');
		sl_buffer_byte(out, (uint8_t)*text);
	}
}

static void write_row(sl_buffer *out, const sl_rule *rule)
{
	sl_buffer_printf(out, "| [CH%04u](#ch%04u) | `%s` | %s | ", (unsigned)rule->id,
	                 (unsigned)rule->id, rule->name, severity_name(rule->severity));
	write_escaped(out, rule->text);
	sl_buffer_printf(out, " | %s |\n", rule->classes);
}

/* "3.6" and "F3.6" are sections of FORMAT.md; other words are those of the family. */
static void write_section(sl_buffer *out, const sl_rule *rule)
{
	const char *number = rule->section[0] == 'F' ? rule->section + 1 : rule->section;

	if (strspn(number, "0123456789") > 0)
		sl_buffer_printf(out, " [FORMAT.md](../parser/FORMAT.md) section %s.", number);
}

static void write_example(sl_buffer *out, const char *title, const char *text)
{
	sl_buffer_printf(out, "%s:\n\n```\n%s\n```\n\n", title, text);
}

static void write_rule(sl_buffer *out, const sl_rule *rule)
{
	const sl_explanation *explanation = sl_explanation_find(rule->id);

	sl_buffer_printf(out, "### CH%04u\n\n`%s`, %s: ", (unsigned)rule->id, rule->name,
	                 severity_name(rule->severity));
	write_escaped(out, rule->text);
	sl_buffer_byte(out, '.');
	write_section(out, rule);
	sl_buffer_printf(out, " Closes %s.\n\n", rule->classes);
	if (explanation == NULL)
		return;
	write_escaped(out, explanation->why);
	sl_buffer_text(out, "\n\n");
	write_example(out, "Bad", explanation->bad);
	write_example(out, "Good", explanation->good);
	sl_buffer_text(out, "What to do: ");
	write_escaped(out, explanation->fix);
	sl_buffer_text(out, "\n\n");
}

static void write_family(sl_buffer *out, const family *of,
                         void (*write)(sl_buffer *, const sl_rule *))
{
	size_t i;

	for (i = 0; i < sl_rule_count; i++)
		if (sl_rules[i].id / 1000 == of->thousand)
			write(out, &sl_rules[i]);
}

static void write_classes(sl_buffer *out)
{
	size_t i;

	sl_buffer_text(out, "## Defect classes\n\nWhat the rules close, and where it happened.\n\n"
	                    "| class | what goes wrong | where |\n|---|---|---|\n");
	for (i = 0; i < sizeof classes / sizeof *classes; i++) {
		sl_buffer_printf(out, "| D%02u | ", classes[i].number);
		write_escaped(out, classes[i].defect);
		sl_buffer_text(out, " | ");
		write_escaped(out, classes[i].incident);
		sl_buffer_text(out, " |\n");
	}
	sl_buffer_byte(out, '\n');
}

void sl_explain_markdown(sl_buffer *out)
{
	size_t i;

	sl_buffer_text(out, "# The rules of sluice\n\n"
	                    "Made by `sluice explain --markdown` from `rules/rules.def`, "
	                    "`../parser/faults.def` and `rules/explain.def`: change those.\n"
	                    "Ids are permanent. An *error* rejects; a *warning* does with "
	                    "`--fail-on warning`; a *note* never does.\n\n");
	for (i = 0; i < sizeof families / sizeof *families; i++) {
		sl_buffer_printf(out, "## %uxxx: %s\n\n%s.\n\n", families[i].thousand,
		                 families[i].title, families[i].about);
		sl_buffer_text(out, "| rule | name | severity | what is wrong | closes |\n"
		                    "|---|---|---|---|---|\n");
		write_family(out, &families[i], write_row);
		sl_buffer_byte(out, '\n');
	}
	write_classes(out);
	sl_buffer_text(out, "## Each rule\n\n");
	for (i = 0; i < sizeof families / sizeof *families; i++)
		write_family(out, &families[i], write_rule);
	/* One line feed ends the page, not the two of a paragraph. */
	out->length--;
}
