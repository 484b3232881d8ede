/*
 * Any bytes to the whole static check: structure, meaning, and the fleet of the pinned cases.
 *
 * Reaches: chan_open(), sl_check_meaning(), sl_check_fleet(), sl_check_name(). Holds, for any
 * bytes:
 *   - the input stays as it is, and nothing past it is read;
 *   - a second run, of one input in four, has the same findings;
 *   - every finding has a rule, lies in the file, and names a template that is there;
 * and for what is accepted without an error:
 *   - every build that has a type supplies, at its position and under its name, each field that a
 *     template of it reads: asked again, one build and one criterion at a time, without the code
 *     that is tested;
 *   - a template of nothing but `any` is of a type for which the catalog allows that;
 *   - decoding and encoding gives the same bytes.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holds.h"
#include "author/content.h"
#include "channel_mutator.h"
#include "rules/check.h"
#include "rules/selftest_model.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

CHANNEL_MUTATOR(VALIDATOR);

typedef struct judged {
	sl_checked_file checked;
	const sl_fleet *fleet;
	sl_arena arena;
	sl_findings findings;
} judged;

/*
 * The builds to judge against: the honest ones, or all of them, or whatever the input says, so
 * that each kind of finding is in reach.
 */
enum { SETS = 4 };
static const unsigned sets[SETS] = {SL_MODEL_HONEST | SL_MODEL_COMPLETE, SL_MODEL_COMPLETE,
                                    SL_MODEL_SMALL, (1u << SL_MODEL_BUILDS) - 1};

/* Made once: a check only reads them. */
static sl_catalog catalog;
static sl_fleet fleets[SETS];

static void make_model(void)
{
	static sl_arena arena;

	if (catalog.count)
		return;
	sl_arena_start(&arena);
	sl_model_catalog(&arena, &catalog);
	for (size_t i = 0; i < SETS; i++)
		sl_model_fleet(&arena, sets[i], &fleets[i]);
}

static const sl_fleet *fleet_for(const uint8_t *bytes, size_t size)
{
	return &fleets[size > CHAN_OFFSET_HEADER_created_at
	                       ? bytes[CHAN_OFFSET_HEADER_created_at] % SETS
	                       : 0];
}

/* False: the structure is rejected. */
static bool judge(const uint8_t *bytes, size_t size, judged *out)
{
	chan_finding fault;

	sl_arena_start(&out->arena);
	sl_findings_start(&out->findings);
	out->fleet = fleet_for(bytes, size);
	out->checked.path = "C-00000291-00000043.chan";
	out->checked.bytes = bytes;
	out->checked.size = size;
	if (!chan_open(bytes, size, &out->checked.file, &fault))
		return false;
	HOLDS(sl_check_meaning(&out->checked, &catalog, &out->findings) ==
	      out->checked.file.header.template_count);
	HOLDS(sl_check_fleet(&out->checked, &catalog, out->fleet, &out->findings) ==
	      out->checked.file.header.template_count * out->fleet->count);
	sl_check_name(&out->checked, &out->findings);
	return true;
}

static void release(judged *of)
{
	sl_findings_free(&of->findings);
	sl_arena_free(&of->arena);
}

static bool same_text(const char *a, const char *b)
{
	return a == NULL || b == NULL ? a == b : strcmp(a, b) == 0;
}

static bool same_finding(const sl_finding *a, const sl_finding *b)
{
	return a->rule == b->rule && a->offset == b->offset && a->length == b->length &&
	       a->template_index == b->template_index && a->criterion_index == b->criterion_index &&
	       a->build_count == b->build_count && same_text(a->path, b->path) &&
	       same_text(a->field, b->field) && same_text(a->detail, b->detail);
}

static void check_same(const judged *first, const judged *second)
{
	HOLDS(first->findings.errors == second->findings.errors);
	HOLDS(first->findings.warnings == second->findings.warnings);
	HOLDS(first->findings.notes == second->findings.notes);
	HOLDS(first->findings.count == second->findings.count);
	for (size_t i = 0; i < first->findings.count; i++)
		HOLDS(same_finding(&first->findings.items[i], &second->findings.items[i]));
}

static void check_finding(const judged *of, const sl_finding *finding)
{
	const chan_header *header = &of->checked.file.header;

	HOLDS(finding->rule >= 2000 && sl_rule_find(finding->rule) != NULL);
	HOLDS(finding->has_bytes && finding->length > 0);
	HOLDS(finding->offset < of->checked.size &&
	      finding->length <= of->checked.size - finding->offset);
	HOLDS(finding->path != NULL && finding->path[0] != '\0' && finding->file != NULL);
	HOLDS(finding->template_index >= -1 &&
	      finding->template_index < (int64_t)header->template_count);
	HOLDS(finding->criterion_index >= -1 &&
	      finding->criterion_index < (int64_t)header->criterion_count);
	HOLDS(finding->has_template == (finding->template_index >= 0));
	HOLDS(finding->detail == NULL || finding->detail[0] != '\0');
	HOLDS(finding->build_count <= of->fleet->count);
}

/* --- what CH3001 promises, by the most plodding way */

static bool text_is(const sl_checked_file *checked, uint32_t string, const char *name)
{
	chan_text text;

	HOLDS(chan_string_at(&checked->file, string, &text));
	return text.length == strlen(name) &&
	       memcmp(checked->bytes + text.offset, name, text.length) == 0;
}

static void check_supplied(const judged *of, const chan_type *type, uint32_t field)
{
	chan_field record;

	HOLDS(chan_field_at(&of->checked.file, type->first_field + field, &record));
	for (size_t b = 0; b < of->fleet->count; b++) {
		const sl_build *build = &of->fleet->builds[b];

		for (uint32_t i = 0; i < build->input_count; i++) {
			if (!text_is(&of->checked, type->name, build->inputs[i].type))
				continue;
			HOLDS(field < build->inputs[i].count);
			HOLDS(text_is(&of->checked, record.name,
			              build->inputs[i].supplies[field].name));
		}
	}
}

static void check_criterion(const judged *of, const chan_type *type, uint32_t index)
{
	chan_criterion criterion;
	uint32_t field;

	HOLDS(chan_criterion_at(&of->checked.file, index, &criterion));
	if (criterion.operation == CHAN_OPERATOR_ANY)
		return;
	check_supplied(of, type, criterion.field);
	for (uint32_t i = 0;
	     criterion.operation == CHAN_OPERATOR_FIELDREF && i < criterion.value_count; i++) {
		HOLDS(chan_value_at(&of->checked.file, criterion.first_value + i, &field));
		check_supplied(of, type, field);
	}
}

/*
 * A template of `any` alone has one verdict for all events, so the catalog must allow it to match
 * all.
 */
static void check_constant(const judged *of, const chan_type *type, const chan_template *template)
{
	const sl_type *known = sl_catalog_type(&catalog, type->type_id, type->version);
	chan_criterion criterion;

	for (uint32_t i = 0; i < template->criterion_count; i++) {
		HOLDS(chan_criterion_at(&of->checked.file, template->first_criterion + i,
		                        &criterion));
		if (criterion.operation != CHAN_OPERATOR_ANY)
			return;
	}
	HOLDS(known != NULL && known->match_all);
}

static void check_templates(const judged *of)
{
	const chan_file *file = &of->checked.file;
	chan_template template;
	chan_type type;

	for (uint32_t i = 0; chan_template_at(file, i, &template); i++) {
		HOLDS(chan_type_at(file, template.type, &type));
		for (uint32_t k = 0; k < template.criterion_count; k++)
			check_criterion(of, &type, template.first_criterion + k);
		check_constant(of, &type, &template);
	}
}

static void check_encoding(judged *of)
{
	sl_buffer written = {0};
	sl_findings findings;
	sl_content content;

	sl_findings_start(&findings);
	sl_content_read(&of->checked.file, of->checked.bytes, &of->arena, &content);
	HOLDS(sl_content_write(&content, &of->arena, &written, NULL, &findings));
	HOLDS(findings.count == 0);
	HOLDS(written.length == of->checked.size);
	HOLDS(memcmp(written.bytes, of->checked.bytes, written.length) == 0);
	sl_findings_free(&findings);
	sl_buffer_free(&written);
}

/* An error of its name is no error of the file. */
static bool is_accepted(const sl_findings *findings)
{
	for (size_t i = 0; i < findings->count; i++)
		if (findings->items[i].rule != SL_RULE_NAME_DIFFERS &&
		    sl_finding_severity(&findings->items[i]) == CHAN_ERROR)
			return false;
	return findings->dropped == 0;
}

static void check_again(const judged *first, const uint8_t *bytes, size_t size)
{
	judged second;

	memset(&second, 0x5a, sizeof second);
	HOLDS(judge(bytes, size, &second));
	check_same(first, &second);
	release(&second);
}

static void run(const uint8_t *bytes, size_t size)
{
	judged first;

	memset(&first, 0xa5, sizeof first);
	if (judge(bytes, size, &first)) {
		/* A byte of a checksum is as good as drawn by lot, and always the same. */
		if (bytes[CHAN_OFFSET_HEADER_header_checksum] % 4 == 0)
			check_again(&first, bytes, size);
		for (size_t i = 0; i < first.findings.count; i++)
			check_finding(&first, &first.findings.items[i]);
		if (is_accepted(&first.findings)) {
			check_templates(&first);
			check_encoding(&first);
		}
	}
	release(&first);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/*
	 * Exactly sized, for the sanitizer; compared afterwards, for those who write where they
	 * should read.
	 */
	uint8_t *copy = calloc(1, size ? size : 1);

	HOLDS(copy != NULL);
	make_model();
	if (size)
		memcpy(copy, data, size);
	run(copy, size);
	HOLDS(size == 0 || memcmp(copy, data, size) == 0);
	free(copy);
	return 0;
}
