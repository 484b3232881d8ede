/*
 * The Sigma compiler, from the bytes of a rule file to accepted content. Reaches the YAML reader, every
 * stage of the compiler, the writer, the structural check and the checks of meaning.
 *
 * Holds: every rule of a file becomes a template or has an error; every finding has its place; what is
 * made can be written, is accepted, reads back as what was meant, and is the same when it is made again;
 * and the checks of meaning find nothing in it that the compiler is there to prevent.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "holds.h"
#include "author/compile.h"
#include "rules/check.h"
#include "sigma_catalog.h"

#define INPUT_MAX 65536u /* bytes: longer rules take time and reach nothing new */

static const char path[] = "rules/fuzz.yml";

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Compiles a copy in a block of exactly its size, which is gone when the content is used. */
static size_t compile(const uint8_t *data, size_t size, sl_arena *arena, sl_content *content,
                      sl_findings *findings)
{
	const sl_catalog catalog = sigma_catalog();
	uint8_t *copy = malloc(size ? size : 1);
	size_t rules;

	DEMAND(copy != NULL, "memory for the input");
	if (size)
		memcpy(copy, data, size);
	*content = (sl_content){.engine_level = CHAN_ENGINE_LEVEL,
	                        .channel = 1,
	                        .content_version = 1,
	                        .created_at = 1};
	rules = sl_compile_rules(&catalog, CHAN_ACTION_DETECT, path, copy, size, arena, content,
	                         findings);
	DEMAND(size == 0 || memcmp(copy, data, size) == 0, "the input is unchanged");
	free(copy);
	return rules;
}

static void check_findings(const sl_findings *findings)
{
	size_t i;

	for (i = 0; i < findings->count; i++) {
		const sl_finding *f = &findings->items[i];

		DEMAND(sl_rule_find(f->rule) != NULL, "a finding has a rule");
		DEMAND(f->detail && f->detail[0], "a finding says what is wrong");
		DEMAND(f->source.path && strcmp(f->source.path, path) == 0,
		       "a finding names its file");
		DEMAND(f->rule == SL_RULE_YAML || (f->source.line && f->source.column),
		       "a finding has its place");
	}
}

/* Findings that only the author's intent could prevent; all others are the compiler's to prevent. */
static bool is_intent(uint16_t rule)
{
	return rule == SL_RULE_MATCHES_EVERYTHING || rule == SL_RULE_DUPLICATE_LOGIC ||
	       rule == SL_RULE_NEVER_MATCHES;
}

static void check_meaning(const sl_buffer *bytes, const chan_file *file)
{
	const sl_catalog catalog = sigma_catalog();
	const sl_checked_file checked = {
		.path = "fuzz.chan", .bytes = bytes->bytes, .size = bytes->length, .file = *file};
	sl_findings findings;
	size_t i;

	sl_findings_start(&findings);
	(void)sl_check_meaning(&checked, &catalog, &findings);
	for (i = 0; i < findings.count; i++) {
		if (is_intent(findings.items[i].rule))
			continue;
		fprintf(stderr, "CH%04u: %s\n", (unsigned)findings.items[i].rule,
		        findings.items[i].detail ? findings.items[i].detail : "");
		DEMAND(false, "what the compiler makes has meaning");
	}
	sl_findings_free(&findings);
}

static void write_content(const sl_content *content, sl_arena *arena, sl_buffer *out)
{
	sl_findings findings;
	sl_source_map map;

	sl_findings_start(&findings);
	if (!sl_content_write(content, arena, out, &map, &findings) || findings.count) {
		fprintf(stderr, "CH%04u: %s\n",
		        findings.count ? (unsigned)findings.items[0].rule : 0,
		        findings.count && findings.items[0].detail ? findings.items[0].detail : "");
		DEMAND(false, "what the compiler makes can be written");
	}
	sl_findings_free(&findings);
}

static void check_content(const sl_content *content, sl_arena *arena, sl_buffer *out)
{
	chan_file file;
	chan_finding fault;
	sl_content back;
	const char *detail = "";

	write_content(content, arena, out);
	DEMAND(chan_open(out->bytes, out->length, &file, &fault), "a written file is accepted");
	sl_content_read(&file, out->bytes, arena, &back);
	if (!sl_content_equal(content, &back, arena, &detail)) {
		fprintf(stderr, "%s\n", detail);
		DEMAND(false, "a written file reads back as what was meant");
	}
	check_meaning(out, &file);
}

static void run(const uint8_t *data, size_t size, sl_buffer *out)
{
	sl_arena arena;
	sl_findings findings;
	sl_content content;
	size_t rules;

	sl_arena_start(&arena);
	sl_findings_start(&findings);
	rules = compile(data, size, &arena, &content, &findings);
	DEMAND(rules > 0, "a file has a rule, or is wrong");
	DEMAND(content.template_count <= rules, "no more templates than rules");
	DEMAND((findings.errors == 0) == (content.template_count == rules),
	       "a rule is compiled, or has an error");
	check_findings(&findings);
	if (content.template_count)
		check_content(&content, &arena, out);
	sl_findings_free(&findings);
	sl_arena_free(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	sl_buffer first = {0}, second = {0};

	if (size > INPUT_MAX)
		return 0;
	run(data, size, &first);
	if (first.length) {
		run(data, size, &second);
		DEMAND(first.length == second.length &&
		               memcmp(first.bytes, second.bytes, first.length) == 0,
		       "the same rules make the same bytes");
	}
	sl_buffer_free(&first);
	sl_buffer_free(&second);
	return 0;
}
