/* What probes found, in words; and which criteria stand under a `not`. */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "gate/probing_parts.h"
#include "rules/facts.h"

enum { NAMED_CRITERIA = 6, TITLE_BYTES = 80 };

/*
 * An operand of the condition's machine is made by the run of instructions from where it began up to here; a `not`
 * turns the sign of every push in it.
 */
static void mark_template(const chan_file *file, const chan_template *template, uint64_t *criteria)
{
	uint32_t begins[CHAN_MAX_DEPTH];
	uint32_t depth = 0;
	uint8_t *turned = sl_alloc((size_t)template->instruction_count + 1, 1);

	for (uint32_t i = 0; i < template->instruction_count; i++) {
		uint16_t word;

		if (!chan_instruction_at(file, template->first_instruction + i, &word)) {
			break;
		}
		if (word < CHAN_PUSH_LIMIT && depth < CHAN_MAX_DEPTH) {
			begins[depth++] = i;
		} else if (word == CHAN_WORD_NOT && depth > 0) {
			for (uint32_t k = begins[depth - 1]; k < i; k++) {
				turned[k] ^= 1;
			}
		} else if (depth > 1) {
			depth--;
		}
	}
	for (uint32_t i = 0; i < template->instruction_count; i++) {
		uint16_t word;

		if (chan_instruction_at(file, template->first_instruction + i, &word) &&
		    word < CHAN_PUSH_LIMIT && turned[i]) {
			sl_bit_set(criteria, template->first_criterion + word);
		}
	}
	free(turned);
}

void sl_mark_negated(const chan_file *file, uint64_t *criteria)
{
	chan_template template;

	for (uint32_t i = 0; chan_template_at(file, i, &template); i++) {
		mark_template(file, &template, criteria);
	}
}

static const chan_file *file_of(const sl_probe_run *run, const sl_probed *at)
{
	return &run->probing->programs[at->program].checked->file;
}

static const char *title_of(sl_probe_run *run, const sl_probed *at)
{
	const sl_checked_file *checked = run->probing->programs[at->program].checked;
	chan_template template;
	chan_text text;

	if (!chan_template_at(&checked->file, at->template, &template) ||
	    !chan_string_at(&checked->file, template.title, &text)) {
		return "";
	}
	return sl_text_printable(&run->arena,
	                         (sl_text){(const char *)checked->bytes + text.offset, text.length},
	                         TITLE_BYTES);
}

/* Adds the finding about a template and the event at hand. Builds: those in run->names. */
static void say(sl_probe_run *run, uint16_t rule, const sl_probed *at, const char *detail)
{
	const sl_checked_file *checked = run->probing->programs[at->program].checked;
	sl_finding finding = {
		.rule = rule,
		.file = checked->path,
		.path = sl_record_path(&run->arena, CHAN_TABLE_TEMPLATE, at->template,
	                               CHAN_WHOLE_RECORD),
		.template_index = at->template,
		.criterion_index = -1,
		.has_template = true,
		.detail = detail,
		.builds = run->names,
		.build_count = run->name_count,
		.source = run->probe->source,
	};

	memcpy(finding.template_uuid, at->uuid, sizeof finding.template_uuid);
	sl_findings_add(run->findings, &finding);
}

static const char *field_of(const sl_probe_run *run, uint16_t field)
{
	return field < run->type->field_count ? run->type->fields[field].name : "?";
}

/*
 * Names the criteria of a template that keep it from its match (wanted false: those that are false, or true under a
 * `not`), or that made it match (wanted true).
 */
static const char *name_criteria(sl_probe_run *run, const sl_probed *at, const chan_inputs *inputs,
                                 bool wanted)
{
	const chan_file *file = file_of(run, at);
	const char *text = "";
	chan_template template;
	uint32_t named = 0, more = 0;

	if (!chan_template_at(file, at->template, &template)) {
		return text;
	}
	for (uint32_t i = 0; i < template.criterion_count; i++) {
		const uint32_t index = template.first_criterion + i;
		const bool negated = sl_bit(run->negated[at->program], index);
		const bool holds = sl_probe_holds(run, at->program, at->type, index, inputs);
		chan_criterion criterion;

		if ((holds != negated) != wanted || !chan_criterion_at(file, index, &criterion)) {
			continue;
		}
		if (named == NAMED_CRITERIA) {
			more++;
			continue;
		}
		text = sl_arena_printf(&run->arena, "%s%s%s%s %s", text, named > 0 ? ", " : "",
		                       negated ? "not " : "", field_of(run, criterion.field),
		                       sl_operator_name(criterion.operation));
		named++;
	}
	return more == 0 ? text : sl_arena_printf(&run->arena, "%s and %u more", text, more);
}

void sl_probe_say_missed(sl_probe_run *run, const sl_probed *template,
                         const sl_probe_inputs *example)
{
	const char *detail = NULL;

	run->counts->missed++;
	if (run->findings->count < SL_MAX_FINDINGS) {
		detail = sl_arena_printf(&run->arena, "'%s': what does not hold is %s",
		                         title_of(run, template),
		                         name_criteria(run, template, &example->inputs, false));
	}
	say(run, SL_RULE_PROBE_MISSED, template, detail);
}

void sl_probe_say_unwanted(sl_probe_run *run, const sl_probed *template,
                           const sl_probe_inputs *example)
{
	const char *detail = NULL;

	run->counts->unwanted++;
	if (run->findings->count < SL_MAX_FINDINGS) {
		detail = sl_arena_printf(&run->arena, "'%s': what holds is %s",
		                         title_of(run, template),
		                         name_criteria(run, template, &example->inputs, true));
	}
	say(run, SL_RULE_PROBE_MATCHED, template, detail);
}

void sl_probe_say_nowhere(sl_probe_run *run, const sl_probed *template)
{
	run->counts->missed++;
	run->name_count = 0;
	say(run, SL_RULE_PROBE_MISSED, template,
	    sl_arena_printf(&run->arena, "'%s': no build of the fleet supplies all that it reads",
	                    title_of(run, template)));
}

void sl_probe_say_fault(sl_probe_run *run, const sl_probed *template, const chan_outcome *outcome)
{
	const char *what = outcome->error == CHAN_EVALUATION_INPUT_COUNT
	                           ? "is past the end of what is supplied"
	                           : "is of another kind than its field";

	say(run, SL_RULE_SENSOR_FAILED, template,
	    sl_arena_printf(&run->arena, "'%s' reads input %u, %s, which %s",
	                    title_of(run, template), outcome->field + 1u,
	                    field_of(run, outcome->field), what));
}

void sl_probe_say_absent(sl_probe_run *run, const sl_expectation *expected,
                         const sl_probed *another)
{
	const char *detail = "no channel has a template with this id";
	chan_type type;
	chan_text name;

	run->counts->missed++;
	if (another != NULL && chan_type_at(file_of(run, another), another->type, &type) &&
	    chan_string_at(file_of(run, another), type.name, &name)) {
		const char *bytes =
			(const char *)run->probing->programs[another->program].checked->bytes;

		detail = sl_arena_printf(
			&run->arena, "'%s' is of the type %s, and the event is of %s",
			title_of(run, another),
			sl_text_printable(&run->arena, (sl_text){bytes + name.offset, name.length},
		                          TITLE_BYTES),
			run->probe->types[0]->name);
	}
	sl_findings_source(run->findings, SL_RULE_PROBE_MISSED, expected->source, "%s", detail);
}
