/*
 * The naive evaluator of Sigma rules against the whole chain: compiled, written, opened and interpreted, a rule must
 * say of every event what its YAML says. Over our own rules and probes; and, where they are, over the public rules
 * with their regression events and the public events: a sample of these, all with ORACLE_EVENTS=all.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/yaml.h"
#include "execute/event_source.h"
#include "model/event_read.h"
#include "model/probes.h"
#include "support_chain.h"
#include "support_folder.h"

#define PUBLIC_RULES "../shared/sigma"
#define PUBLIC_EVENTS "../shared/events/sysmon.ndjson.gz"

enum { SAMPLE_EVERY = 32, EXAMPLES = 10, EXAMPLES_ALL = 500 };

/* Reading events for a chain. */
typedef struct feed {
	chain *chain;
	sl_event_router *router;
	sl_event_inputs *inputs;
	sl_event_reader *reader;
	chain_tally tally;
	size_t every; /* takes one event of so many */
	uint64_t seen;
} feed;

static void feed_start(feed *f, chain *c)
{
	*f = (feed){.chain = c, .every = 1};
	f->router = sl_event_router_make(&c->catalog);
	f->inputs = sl_event_inputs_make(f->router);
	f->reader = sl_event_reader_make();
}

static void feed_end(feed *f)
{
	sl_event_reader_free(f->reader);
	sl_event_inputs_free(f->inputs);
	sl_event_router_free(f->router);
}

static void report(const char *what, const chain *c, const chain_tally *tally)
{
	print_message("%s: %zu rules, %u templates, %llu events of a type, %llu pairs, "
	              "%llu matches, %llu unknown, %llu disagreements\n",
	              what, c->rules, c->count, (unsigned long long)tally->events,
	              (unsigned long long)tally->pairs, (unsigned long long)tally->matches,
	              (unsigned long long)tally->unknown, (unsigned long long)tally->disagreements);
}

static void take_event(feed *f, sl_text json, const char *where, bool *matched)
{
	sl_problem problem = {{0}};
	sl_event event;
	uint32_t count, i;

	if (!sl_event_read(f->reader, json, &event, &problem))
		fail_msg("%s: %s", where, problem.text);
	count = sl_event_route(f->inputs, &event);
	for (i = 0; i < count; i++) {
		const chan_inputs inputs = sl_event_inputs_of(f->inputs, i);

		chain_compare(f->chain, sl_event_type(f->inputs, i), &inputs, where, matched,
		              &f->tally);
	}
}

static void take_file(feed *f, const char *path, bool *matched)
{
	sl_problem problem = {{0}};
	sl_event_source *source = sl_event_source_open(path, &problem);
	sl_event_block block = {0};
	char where[512];

	if (source == NULL)
		fail_msg("%s", problem.text);
	while (sl_event_source_next(source, &block, &problem))
		for (size_t i = 0; i < block.count; i++) {
			if (f->seen++ % f->every != 0)
				continue;
			(void)snprintf(where, sizeof where, "%s:%llu", path,
			               (unsigned long long)block.numbers[i]);
			take_event(f, block.events[i], where, matched);
		}
	assert_string_equal(problem.text, "");
	sl_event_block_free(&block);
	sl_event_source_close(source);
}

static void our_own_rules_on_our_own_probes(void **state)
{
	chain_tally tally = {0};
	sl_event_inputs *inputs;
	sl_probes probes;
	chain c;

	(void)state;
	chain_load(&c, "corpus/content", "rules/**/*.yml", "corpus/content/catalog");
	assert_int_equal(c.rules, c.count);
	assert_true(sl_probes_load("corpus/content/probes", "corpus/content", &c.catalog, &probes,
	                           &c.findings));
	inputs = sl_event_inputs_make(probes.router);
	for (size_t i = 0; i < probes.count; i++)
		for (uint32_t k = 0; k < probes.items[i].type_count; k++) {
			const sl_type *type = probes.items[i].types[k];
			const chan_inputs one =
				sl_event_inputs_for(inputs, &probes.items[i].event, type);
			const char *where =
				sl_arena_printf(&c.arena, "%s:%u", probes.items[i].source.path,
			                        (unsigned)probes.items[i].source.line);

			chain_compare(&c, type, &one, where, NULL, &tally);
		}
	report("own rules, own probes", &c, &tally);
	chain_examples(&c, EXAMPLES_ALL, &tally);
	report("own rules, events made up as well", &c, &tally);
	assert_true(tally.pairs > 0);
	assert_true(tally.matches > 0);
	assert_int_equal(tally.unknown, 0);
	assert_int_equal(tally.disagreements, 0);
	sl_event_inputs_free(inputs);
	sl_probes_free(&probes);
	chain_free(&c);
}

/* The chain of the public rules, for the tests below; NULL: they are not there. */
static int begin_public(void **state)
{
	chain *c;

	if (access(PUBLIC_RULES, R_OK) != 0)
		return 0;
	c = calloc(1, sizeof *c);
	assert_non_null(c);
	chain_load(c, PUBLIC_RULES, "rules*/**/*.yml", NULL);
	*state = c;
	return 0;
}

static int end_public(void **state)
{
	chain *c = *state;

	if (c) {
		chain_free(c);
		free(c);
	}
	return 0;
}

static chain *the_chain(void **state)
{
	if (*state == NULL) {
		print_message("no public rules in " PUBLIC_RULES "\n");
		skip();
	}
	return *state;
}

/* The rule of a regression event is what its file is called. */
static uint32_t rule_of_file(const chain *c, const char *path)
{
	const char *base = sl_path_base(path);
	uint8_t uuid[16];

	assert_true(strlen(base) > 36);
	assert_true(sl_uuid_read((sl_text){base, 36}, uuid));
	return chain_template(c, uuid);
}

static void every_regression_event_is_matched_by_its_rule(void **state)
{
	chain *c = the_chain(state);
	size_t files = 0, missed = 0;
	sl_problem problem = {{0}};
	sl_names names;
	feed f;

	feed_start(&f, c);
	if (!sl_folder_glob(&c->arena, PUBLIC_RULES "/regression", "**/*.json", &names, &problem))
		fail_msg("%s", problem.text);
	for (size_t i = 0; i < names.count; i++) {
		const char *path =
			sl_path_join(&c->arena, PUBLIC_RULES "/regression", names.items[i]);
		const uint32_t t = rule_of_file(c, path);
		bool *matched = calloc(c->count, sizeof *matched);

		assert_non_null(matched);
		take_file(&f, path, matched);
		if (t != UINT32_MAX) {
			files++;
			if (!matched[t]) {
				missed++;
				print_error("%s: its rule does not match\n", path);
			}
		}
		free(matched);
	}
	print_message("%zu regression files, %zu whose rule compiles, %zu not matched\n",
	              names.count, files, missed);
	report("public rules, regression events", c, &f.tally);
	assert_true(files > 0);
	assert_int_equal(f.tally.disagreements, 0);
	assert_int_equal(missed, 0);
	feed_end(&f);
}

static bool all_wanted(void)
{
	const char *wanted = getenv("ORACLE_EVENTS");

	return wanted && strcmp(wanted, "all") == 0;
}

/* Public events match next to no rule; these match often, or miss by little. */
static void events_made_up_from_the_public_rules(void **state)
{
	chain *c = the_chain(state);
	chain_tally tally = {0};

	chain_examples(c, all_wanted() ? EXAMPLES_ALL : EXAMPLES, &tally);
	report("public rules, events made up", c, &tally);
	assert_true(tally.matches > tally.pairs / 20);
	assert_int_equal(tally.disagreements, 0);
}

static void the_public_events(void **state)
{
	chain *c = the_chain(state);
	char *folder, command[1024];
	const char *path;
	feed f;

	if (access(PUBLIC_EVENTS, R_OK) != 0) {
		print_message("no public events in " PUBLIC_EVENTS "\n");
		skip();
	}
	folder = scratch_create();
	path = scratch_path(folder, "events.ndjson");
	(void)snprintf(command, sizeof command, "gzip -dc " PUBLIC_EVENTS " >'%s'", path);
	assert_int_equal(system(command), 0);
	feed_start(&f, c);
	f.every = all_wanted() ? 1 : SAMPLE_EVERY;
	take_file(&f, path, NULL);
	report("public rules, public events", c, &f.tally);
	assert_true(f.tally.pairs > 0);
	assert_int_equal(f.tally.disagreements, 0);
	feed_end(&f);
	scratch_remove(folder);
}

int main(void)
{
	const struct CMUnitTest own[] = {cmocka_unit_test(our_own_rules_on_our_own_probes)};
	const struct CMUnitTest others[] = {
		cmocka_unit_test(every_regression_event_is_matched_by_its_rule),
		cmocka_unit_test(the_public_events),
		cmocka_unit_test(events_made_up_from_the_public_rules),
	};

	return cmocka_run_group_tests(own, NULL, NULL) +
	       cmocka_run_group_tests(others, begin_public, end_public);
}
