/*
 * Rules about worlds that nobody drew up: random content against a random catalog and a random fleet, where lists are long,
 * findings meet and texts are cut. All that is said of them is in corpus/findings/worlds.txt, which a reader goes through
 * once; what it holds from then on is that nothing is said otherwise.
 *
 *	UPDATE_CASES=1 build/debug/tests/test_rules_worlds	writes the answers anew: read the difference
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_answers.h"
#include "support_check.h"
#include "support_random.h"

#define WORLDS 32
#define COUNT(list) (sizeof(list) / sizeof *(list))

static uint32_t seed;

static unsigned below(unsigned limit)
{
	return support_below(&seed, limit);
}

static bool one_in(unsigned number)
{
	return below(number) == 0;
}

/* --- builds */

static void change_input(checking *c, sl_input *input)
{
	static const char *const others[] = {"Other", "PID", "", "ExecutionID"};
	sl_supplied *list = sl_arena_alloc(&c->draft.arena, (size_t)input->count + 8, sizeof *list);
	sl_supplied kept;
	unsigned at;

	memcpy(list, input->supplies, input->count * sizeof *list);
	input->supplies = list;
	if (input->count == 0)
		return;
	at = below(input->count);
	switch (below(10)) {
	case 0:
		input->version += 1 + below(3);
		break;
	case 1:
		input->count -= 1 + below(input->count);
		break;
	case 2:
		list[at].name = others[below(COUNT(others))];
		break;
	case 3:
		kept = list[at];
		list[at] = list[0];
		list[0] = kept;
		break;
	case 4:
		list[at].kind = (enum chan_field_kind)below(CHAN_KIND_IP + 1);
		break;
	case 5:
		while (input->count > 0 && !one_in(7)) {
			at = below(input->count);
			input->count--;
			list[at] = list[input->count];
		}
		break;
	case 6:
		list[input->count++] = list[at];
		break;
	case 7:
		input->type = one_in(2) ? "unheard" : "ipc";
		break;
	case 8:
		input->has_layout = true;
		input->layout += below(2);
		break;
	default:
		for (at = 0; at < input->count; at++)
			list[at].source = (sl_source){"fleet/x.yaml", 3 + at, 5};
		break;
	}
}

/* As in every manifest: a build names a type once. */
static void drop_repeated(sl_build *build)
{
	uint32_t i, k, kept = 0;

	for (i = 0; i < build->input_count; i++) {
		for (k = 0; k < kept && strcmp(build->inputs[k].type, build->inputs[i].type) != 0;)
			k++;
		if (k == kept)
			build->inputs[kept++] = build->inputs[i];
	}
	build->input_count = kept;
}

static void change_builds(checking *c)
{
	sl_build *builds = sl_arena_alloc(&c->draft.arena, c->fleet.count * 3 + 1, sizeof *builds);
	size_t count = below(6) == 0 ? 0 : 1 + below((unsigned)c->fleet.count * 3);
	size_t b;

	for (b = 0; b < count; b++) {
		sl_build *build = &builds[b];
		sl_input *inputs;
		uint32_t i;

		*build = c->fleet.builds[below((unsigned)c->fleet.count)];
		build->name = sl_arena_printf(&c->draft.arena, "%s-%zu", build->name, b);
		inputs = sl_arena_alloc(&c->draft.arena, build->input_count, sizeof *inputs);
		memcpy(inputs, build->inputs, build->input_count * sizeof *inputs);
		build->inputs = inputs;
		for (i = 0; i < build->input_count; i++)
			if (one_in(4))
				change_input(c, &inputs[i]);
		drop_repeated(build);
		if (one_in(3))
			build->input_count -= below(build->input_count + 1);
		if (one_in(4))
			build->operators &= ~(1u << below(CHAN_OPERATOR_LAST + 1));
		if (one_in(5))
			build->engine = below(3);
		if (one_in(3))
			build->limits.file_bytes = 400 + below(4000);
		if (one_in(3))
			build->limits.templates = 1 + below(12);
		if (one_in(4))
			build->limits.criteria = 1 + below(5);
		if (one_in(4))
			build->limits.values = 1 + below(5);
		if (one_in(4))
			build->limits.version_bits = 1 + below(8);
	}
	c->fleet.builds = builds;
	c->fleet.count = count;
}

/* --- content */

#define LONG_TEXT                                                                      \
	"so long that whoever quotes it has to say where it was cut, which is behind " \
	"eighty bytes or so"

static const char *const texts[] = {
	"a", "abc", "ab", "bc", "",  "Abc", "abcd",     "*b*",     "a?c",       "a\\*",
	"*", "a*",  "*c", "x",  "y", "z",   "calc.exe", LONG_TEXT, "tab\there", "\xc3\xa4",
};
static const char *const patterns[] = {"a",  "^ab+c$", "[a-f]{2,3}", "abc",
                                       ".*", "x|y",    "(?:ab)*",    "[[:digit:]]"};
static const char *const networks[] = {"10.0.0.0/8", "10.1.0.0/16", "0.0.0.0/0",
                                       "fd00::/8",   "::/0",        "192.0.2.7/32"};

static void add_value(draft *d, uint8_t operation, unsigned fields)
{
	switch (chan_operator_value_kind(operation)) {
	case CHAN_VALUE_NONE:
		break;
	case CHAN_VALUE_STRING:
		draft_text(d, operation == CHAN_OPERATOR_REGEX ? patterns[below(COUNT(patterns))]
		                                               : texts[below(COUNT(texts))]);
		break;
	case CHAN_VALUE_INTEGER:
		draft_integer(d, (int64_t)below(7) - 3);
		break;
	case CHAN_VALUE_NETWORK:
		draft_network_text(d, networks[below(COUNT(networks))]);
		break;
	case CHAN_VALUE_FIELD:
		draft_field(d, below(fields));
		break;
	}
}

/* One that fits the kind of the field, or now and then any. */
static uint8_t operator_for(uint16_t kind)
{
	uint8_t operation;

	do
		operation = (uint8_t)(1 + below(CHAN_OPERATOR_LAST));
	while (!one_in(12) && !chan_operator_fits(operation, kind));
	return operation;
}

static void add_template(checking *c, uint32_t type, uint32_t number)
{
	draft *d = &c->draft;
	const unsigned fields = d->content.types[type].field_count;
	const unsigned criteria = 1 + below(5);
	sl_template *template;
	unsigned i, depth = 0;

	draft_template(d, type, number);
	template = &d->content.templates[d->content.template_count - 1];
	if (one_in(6) && d->content.template_count > 1) {
		const sl_template *other = template - 1 - below(d->content.template_count - 1);

		template->criteria = other->criteria;
		template->criterion_count = other->criterion_count;
		memcpy(template->instructions, other->instructions,
		       other->instruction_count * sizeof *template->instructions);
		template->instruction_count = other->instruction_count;
		template->type = other->type;
		return;
	}
	template->title = sl_text_of(texts[below(4)]);
	template->author = sl_text_of(one_in(2) ? "" : texts[below(COUNT(texts))]);
	template->status = (uint8_t)(CHAN_STATUS_NONE + below(3));
	for (i = 0; i < criteria; i++) {
		const unsigned field = below(fields);
		const uint8_t operation = operator_for(d->content.types[type].fields[field].kind);
		unsigned values = one_in(3) ? 1 + below(6) : 1;

		draft_criterion(d, field, operation,
		                chan_operator_value_kind(operation) == CHAN_VALUE_STRING &&
		                                one_in(4)
		                        ? CHAN_FLAG_CASED
		                        : 0);
		while (values-- > 0)
			add_value(d, operation, fields);
	}
	for (i = 0; i < criteria || depth > 1;) {
		if (depth > 0 && one_in(4)) {
			draft_word(d, CHAN_WORD_NOT);
		} else if (depth > 1 && (i == criteria || one_in(2))) {
			draft_word(d, one_in(2) ? CHAN_WORD_AND : CHAN_WORD_OR);
			depth--;
		} else if (i < criteria) {
			draft_word(d, one_in(5) && i > 0 ? below(i) : i++);
			depth++;
		}
	}
}

static void add_content(checking *c)
{
	const unsigned templates = 1 + below(14);
	uint32_t types = draft_type(&c->draft, "ipc", one_in(3) ? 2 : 3) + 1;
	unsigned i;

	if (one_in(2))
		types = draft_type(&c->draft, "host", 1) + 1;
	if (one_in(2))
		types = draft_type(&c->draft, "process", 1) + 1;
	for (i = 0; i < templates || i < types; i++)
		add_template(c, i < types ? i : below(types), 100 + i);
	if (one_in(4))
		c->draft.content.types[0].version += 5;
	if (one_in(5))
		c->draft.content.types[0].fields[0].name = sl_text_of("Renamed");
	c->draft.content.content_version = 1 + below(300);
	c->draft.content.engine_level = 1;
}

/* --- what is said */

static void add_world(unsigned number, sl_buffer *out)
{
	checking c;

	seed = 0x291 + number * 7919;
	checking_begin(&c, (1u << SL_MODEL_BUILDS) - 1);
	change_builds(&c);
	add_content(&c);
	checking_write(&c);
	sl_buffer_printf(out, "world %u: %zu builds, %u templates\n", number, c.fleet.count,
	                 (unsigned)c.checked.file.header.template_count);
	checking_catalog(&c);
	answers_add_findings(out, &c.findings);
	sl_buffer_text(out, " meaning\n");
	checking_meaning(&c);
	answers_add_findings(out, &c.findings);
	sl_buffer_text(out, " fleet\n");
	checking_fleet(&c);
	answers_add_findings(out, &c.findings);
	sl_buffer_printf(out, " %zu errors, %zu warnings, %zu notes\n", c.findings.errors,
	                 c.findings.warnings, c.findings.notes);
	checking_end(&c);
}

static void what_is_said_of_worlds(void **state)
{
	sl_buffer found = {0};
	unsigned i;

	(void)state;
	for (i = 0; i < WORLDS; i++)
		add_world(i, &found);
	answers_are("corpus/findings/worlds.txt", &found);
	sl_buffer_free(&found);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(what_is_said_of_worlds)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
