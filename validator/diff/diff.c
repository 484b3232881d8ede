#include "diff/diff.h"

#include <inttypes.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "author/words.h"
#include "report/report.h"
#include "rules/novelty.h"

enum { LONGEST_TEXT = 300, LONGEST_LINE = 2000 };

const char *sl_diff_shown(sl_diff *diff, sl_text text)
{
	return sl_text_printable(&diff->arena, text, LONGEST_TEXT);
}

void sl_lines_add(sl_diff *diff, sl_lines *lines, const char *format, ...)
{
	char text[LONGEST_LINE];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof text, format, arguments);
	va_end(arguments);
	lines->items =
		sl_grow(lines->items, &lines->capacity, lines->count + 1, sizeof *lines->items);
	lines->items[lines->count++] =
		sl_text_printable(&diff->arena, sl_text_of(text), LONGEST_LINE);
}

/* --- types */

static const sl_content_type *find_type(const sl_content *content, uint32_t id)
{
	for (uint32_t i = 0; i < content->type_count; i++)
		if (content->types[i].id == id)
			return &content->types[i];
	return NULL;
}

static void compare_type(sl_diff *diff, const sl_content_type *old, const sl_content_type *new)
{
	const char *name = sl_diff_shown(diff, new->name);

	if (old == NULL) {
		sl_lines_add(diff, &diff->types,
		             "%s, version %" PRIu32 ", is used for the first time", name,
		             new->version);
	} else if (old->version != new->version || old->field_count != new->field_count) {
		sl_lines_add(diff, &diff->types,
		             "%s: version %" PRIu32 " -> %" PRIu32 ", %" PRIu32 " -> %" PRIu32
		             " inputs%s%s",
		             name, old->version, new->version, old->field_count, new->field_count,
		             new->field_count > old->field_count ? "; the first that is new: " : "",
		             new->field_count > old->field_count
		                     ? sl_diff_shown(diff, new->fields[old->field_count].name)
		                     : "");
	}
}

static void compare_types(sl_diff *diff, const sl_content *old, const sl_content *new)
{
	for (uint32_t i = 0; i < new->type_count; i++)
		compare_type(diff, find_type(old, new->types[i].id), &new->types[i]);
	for (uint32_t i = 0; i < old->type_count; i++)
		if (find_type(new, old->types[i].id) == NULL)
			sl_lines_add(diff, &diff->types, "%s is not used any more",
			             sl_diff_shown(diff, old->types[i].name));
}

/* --- capabilities */

static int compare_capabilities(const void *left, const void *right)
{
	const sl_capability *a = left, *b = right;
	int order = sl_text_compare(a->type, b->type);

	order = order != 0 ? order : sl_text_compare(a->field, b->field);
	order = order != 0 ? order : (a->operation > b->operation) - (a->operation < b->operation);
	return order != 0 ? order : (a->action > b->action) - (a->action < b->action);
}

typedef struct capabilities {
	sl_capability *items;
	size_t count;
} capabilities;

static capabilities capabilities_of(const sl_checked_file *checked)
{
	capabilities out;

	out.count = sl_capabilities_of(checked, &out.items);
	if (out.count > 1)
		qsort(out.items, out.count, sizeof *out.items, compare_capabilities);
	return out;
}

static bool has_capability(const capabilities *in, const sl_capability *wanted)
{
	return in->count > 0 && bsearch(wanted, in->items, in->count, sizeof *in->items,
	                                compare_capabilities) != NULL;
}

static void add_capability(sl_diff *diff, const sl_capability *one, const char *known,
                           sl_lines *out)
{
	sl_lines_add(diff, out, "type %s, field %s, operator %s, action %s%s",
	             sl_diff_shown(diff, one->type), sl_diff_shown(diff, one->field),
	             sl_operator_name(one->operation), sl_action_name(one->action), known);
}

static void add_first_uses(sl_diff *diff, const capabilities *before, const capabilities *now,
                           const sl_ledger *ledger, bool known)
{
	const char *words = ledger == NULL ? ""
	                    : known        ? "; it has shipped"
	                                   : "; it has never shipped";

	for (size_t i = 0; i < now->count; i++)
		if (!has_capability(before, &now->items[i]) &&
		    (ledger != NULL && sl_ledger_knows(ledger, &now->items[i])) == known)
			add_capability(diff, &now->items[i], words, &diff->first_uses);
}

static void compare_uses(sl_diff *diff, const sl_diff_side *old, const sl_diff_side *new,
                         const sl_ledger *ledger)
{
	capabilities before = capabilities_of(&old->checked), now = capabilities_of(&new->checked);

	/* What the field has never seen comes first. */
	add_first_uses(diff, &before, &now, ledger, false);
	add_first_uses(diff, &before, &now, ledger, true);
	for (size_t i = 0; i < before.count; i++)
		if (!has_capability(&now, &before.items[i]))
			add_capability(diff, &before.items[i], "", &diff->last_uses);
	free(before.items);
	free(now.items);
}

/* --- builds */

static bool is_about_builds(const sl_finding *finding)
{
	return finding->rule / 1000 == 3 && finding->build_count > 0 &&
	       sl_finding_severity(finding) == CHAN_ERROR;
}

/* The same fault of the same builds: its place may have moved. */
static bool is_the_same(const sl_finding *a, const sl_finding *b)
{
	if (a->rule != b->rule || a->build_count != b->build_count ||
	    (a->field == NULL) != (b->field == NULL) ||
	    (a->field != NULL && strcmp(a->field, b->field) != 0))
		return false;
	for (size_t i = 0; i < a->build_count; i++)
		if (strcmp(a->builds[i], b->builds[i]) != 0)
			return false;
	return true;
}

static bool had(const sl_findings *findings, const sl_finding *wanted)
{
	for (size_t i = 0; i < findings->count; i++)
		if (is_about_builds(&findings->items[i]) &&
		    is_the_same(&findings->items[i], wanted))
			return true;
	return false;
}

static const char *builds_of(sl_diff *diff, const sl_finding *finding)
{
	const char *out = finding->builds[0];

	for (size_t i = 1; i < finding->build_count && i < 8; i++)
		out = sl_arena_printf(&diff->arena, "%s, %s", out, finding->builds[i]);
	return finding->build_count > 8 ? sl_arena_printf(&diff->arena, "%s and %zu more", out,
	                                                  finding->build_count - 8)
	                                : out;
}

static void add_builds(sl_diff *diff, const sl_diff_side *old, const sl_diff_side *new, bool before)
{
	for (size_t i = 0; i < new->findings->count; i++) {
		const sl_finding *finding = &new->findings->items[i];

		if (!is_about_builds(finding) || had(old->findings, finding) != before)
			continue;
		diff->new_build_errors += !before;
		sl_lines_add(diff, &diff->builds, "%s: CH%04u %s%s", builds_of(diff, finding),
		             finding->rule, sl_finding_message(&diff->arena, finding),
		             before ? " (as before)" : "");
	}
}

static void compare_builds(sl_diff *diff, const sl_diff_side *old, const sl_diff_side *new)
{
	if (old->findings != NULL && new->findings != NULL) {
		add_builds(diff, old, new, false);
		add_builds(diff, old, new, true);
	}
}

/* --- what should follow */

static const char *step_of(const sl_diff *diff)
{
	if (!diff->differs)
		return "nothing that a sensor does would change: there is no need to release";
	if (diff->new_build_errors > 0)
		return "do not release: builds that took the old file cannot take this one";
	if (diff->version[1] <= diff->version[0])
		return "raise the version: it must be higher than that of the old file";
	if (diff->first_uses.count > 0 || diff->types.count > 0)
		return "a new version, to a few machines first: it asks of sensors what the old "
		       "file did "
		       "not";
	return "a new version: it asks of sensors what the old file asked, too";
}

void sl_diff_make(const sl_diff_side *old, const sl_diff_side *new, const sl_ledger *ledger,
                  sl_diff *out)
{
	const sl_diff_side *sides[] = {old, new};
	sl_content contents[2];

	*out = (sl_diff){0};
	sl_arena_start(&out->arena);
	for (unsigned i = 0; i < 2; i++) {
		const chan_header *header = &sides[i]->checked.file.header;

		sl_content_read(&sides[i]->checked.file, sides[i]->checked.bytes, &out->arena,
		                &contents[i]);
		out->channel[i] = header->channel;
		out->version[i] = header->content_version;
		out->templates[i] = header->template_count;
	}
	sl_diff_templates(out, &contents[0], &contents[1]);
	compare_types(out, &contents[0], &contents[1]);
	compare_uses(out, old, new, ledger);
	compare_builds(out, old, new);
	out->differs = out->count + out->types.count > 0 || out->channel[0] != out->channel[1];
	out->step = step_of(out);
}

void sl_diff_free(sl_diff *diff)
{
	for (size_t i = 0; i < diff->count; i++)
		free(diff->items[i].what.items);
	free(diff->items);
	free(diff->types.items);
	free(diff->first_uses.items);
	free(diff->last_uses.items);
	free(diff->builds.items);
	sl_arena_free(&diff->arena);
	*diff = (sl_diff){0};
}
