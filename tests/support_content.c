#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support_content.h"

int support_begin(void **state)
{
	fixture *f = calloc(1, sizeof *f);

	if (!f)
		return -1;
	sl_arena_start(&f->arena);
	sl_findings_start(&f->findings);
	*state = f;
	return 0;
}

int support_end(void **state)
{
	fixture *f = *state;

	sl_buffer_free(&f->bytes);
	sl_buffer_free(&f->text);
	sl_findings_free(&f->findings);
	sl_arena_free(&f->arena);
	free(f);
	return 0;
}

sl_criterion support_bare(uint16_t field, uint8_t operation)
{
	const sl_criterion criterion = {.field = field, .operation = operation};

	return criterion;
}

sl_criterion support_texts(sl_arena *arena, uint16_t field, uint8_t operation, uint8_t flags,
                           size_t count, const char *const *texts)
{
	sl_criterion criterion = {.field = field, .operation = operation, .flags = flags};
	size_t i;

	criterion.values = sl_arena_alloc(arena, count, sizeof *criterion.values);
	for (i = 0; i < count; i++)
		criterion.values[i].text = sl_text_of(texts[i]);
	criterion.value_count = (uint32_t)count;
	return criterion;
}

sl_criterion support_integers(sl_arena *arena, uint16_t field, uint8_t operation, size_t count,
                              const int64_t *integers)
{
	sl_criterion criterion = {.field = field, .operation = operation};
	size_t i;

	criterion.values = sl_arena_alloc(arena, count, sizeof *criterion.values);
	for (i = 0; i < count; i++)
		criterion.values[i].integer = integers[i];
	criterion.value_count = (uint32_t)count;
	return criterion;
}

sl_template support_template_of(sl_arena *arena, uint8_t number, uint32_t type, const char *title)
{
	sl_template template = {.type = type,
	                        .title = sl_text_of(title),
	                        .author = sl_text_of("Somebody"),
	                        .link = sl_text_of(""),
	                        .action = CHAN_ACTION_DETECT,
	                        .level = CHAN_LEVEL_HIGH,
	                        .status = CHAN_STATUS_TEST};

	memset(template.uuid, number, sizeof template.uuid);
	template.source.path = sl_arena_printf(arena, "rules/%u.yml", number);
	template.source.line = number;
	template.source.column = 1;
	return template;
}

uint16_t support_add_criterion(sl_arena *arena, sl_template *template, sl_criterion criterion)
{
	sl_criterion *criteria =
		sl_arena_alloc(arena, (size_t)template->criterion_count + 1, sizeof *criteria);

	if (template->criterion_count)
		memcpy(criteria, template->criteria, template->criterion_count * sizeof *criteria);
	criterion.source = template->source;
	criterion.source.line += template->criterion_count + 1;
	criteria[template->criterion_count] = criterion;
	template->criteria = criteria;
	return (uint16_t)template->criterion_count++;
}

void support_add_word(sl_arena *arena, sl_template *template, uint16_t word)
{
	uint16_t *words =
		sl_arena_alloc(arena, (size_t)template->instruction_count + 1, sizeof *words);

	if (template->instruction_count)
		memcpy(words, template->instructions, template->instruction_count * sizeof *words);
	words[template->instruction_count++] = word;
	template->instructions = words;
}

static void set_fields(sl_arena *arena, sl_content_type *type, size_t count,
                       const char *const *names, const uint16_t *kinds)
{
	size_t i;

	type->field_count = (uint32_t)count;
	type->fields = sl_arena_alloc(arena, count, sizeof *type->fields);
	for (i = 0; i < count; i++) {
		type->fields[i].name = sl_text_of(names[i]);
		type->fields[i].kind = kinds[i];
	}
}

/* Joins all criteria of the template with and. */
static void join(sl_arena *arena, sl_template *template)
{
	uint32_t i;

	for (i = 0; i < template->criterion_count; i++) {
		support_add_word(arena, template, (uint16_t)i);
		if (i)
			support_add_word(arena, template, CHAN_WORD_AND);
	}
}

static void all_operators(sl_arena *arena, sl_template *template)
{
	static const char *const values[] = {"zeta", "alpha", "mid", "alpha",
	                                     "\xc3\xa4\xe2\x82\xac"};
	static const int64_t numbers[] = {5, INT64_MIN, -1, INT64_MAX, 5, 0};
	sl_criterion network = {.field = 2, .operation = CHAN_OPERATOR_CIDR, .value_count = 3};
	sl_criterion reference = {.field = 0,
	                          .operation = CHAN_OPERATOR_FIELDREF,
	                          .flags = CHAN_FLAG_CASED,
	                          .value_count = 2};
	uint8_t operation;

	for (operation = CHAN_OPERATOR_EXACT; operation <= CHAN_OPERATOR_REGEX; operation++)
		support_add_criterion(arena, template,
		                      support_texts(arena, 0, operation, 0, 5, values));
	network.values = sl_arena_alloc(arena, 3, sizeof *network.values);
	network.values[0].network =
		(chan_network){6, 32, {0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}};
	network.values[1].network = (chan_network){4, 8, {10}};
	network.values[2].network = (chan_network){4, 32, {192, 0, 2, 1}};
	support_add_criterion(arena, template, network);
	for (operation = CHAN_OPERATOR_EQ; operation <= CHAN_OPERATOR_GE; operation++)
		support_add_criterion(arena, template,
		                      support_integers(arena, 1, operation, 6, numbers));
	support_add_criterion(arena, template, support_bare(1, CHAN_OPERATOR_EXISTS));
	support_add_criterion(arena, template, support_bare(2, CHAN_OPERATOR_NULL));
	reference.values = sl_arena_alloc(arena, 2, sizeof *reference.values);
	reference.values[0].field = 3;
	reference.values[1].field = 0;
	support_add_criterion(arena, template, reference);
	support_add_criterion(arena, template, support_bare(0, CHAN_OPERATOR_ANY));
	join(arena, template);
}

/* Criteria out of the order of their use, two pairs of them equal, and flags. */
static void tangled(sl_arena *arena, sl_template *template)
{
	static const char *const forward[] = {"a", "b", "c"};
	static const char *const backward[] = {"c", "b", "a", "a"};
	static const uint16_t words[] = {3,
	                                 1,
	                                 CHAN_WORD_OR,
	                                 0,
	                                 CHAN_WORD_NOT,
	                                 CHAN_WORD_AND,
	                                 2,
	                                 CHAN_WORD_OR,
	                                 3,
	                                 CHAN_WORD_AND,
	                                 4,
	                                 CHAN_WORD_AND};
	size_t i;

	support_add_criterion(arena, template,
	                      support_texts(arena, 3, CHAN_OPERATOR_EXACT, 0, 3, forward));
	support_add_criterion(
		arena, template,
		support_texts(arena, 3, CHAN_OPERATOR_EXACT, CHAN_FLAG_CASED, 4, backward));
	support_add_criterion(arena, template,
	                      support_texts(arena, 3, CHAN_OPERATOR_EXACT, 0, 4, backward));
	support_add_criterion(arena, template,
	                      support_texts(arena, 3, CHAN_OPERATOR_REGEX,
	                                    CHAN_FLAG_CASED | CHAN_FLAG_MULTILINE, 1, forward));
	support_add_criterion(
		arena, template,
		support_texts(arena, 3, CHAN_OPERATOR_EXACT, CHAN_FLAG_CASED, 3, forward));
	for (i = 0; i < sizeof words / sizeof *words; i++)
		support_add_word(arena, template, words[i]);
}

/* Strings that YAML, JSON or C might take for something else. */
static void odd_strings(sl_arena *arena, sl_template *template)
{
	static const char *const odd[] = {"",
	                                  " ",
	                                  "null",
	                                  "~",
	                                  "true",
	                                  "No",
	                                  "0x1F",
	                                  "1e3",
	                                  "-1",
	                                  "1_000",
	                                  "2001-01-01",
	                                  ".inf",
	                                  "- a",
	                                  "a: b",
	                                  "a #b",
	                                  "#",
	                                  "&a",
	                                  "*a",
	                                  "!t",
	                                  "%x",
	                                  "@",
	                                  "`",
	                                  "|",
	                                  ">",
	                                  "'",
	                                  "\"",
	                                  "\\",
	                                  "[a]",
	                                  "{a: b}",
	                                  "a,b",
	                                  "? a",
	                                  "...",
	                                  "---",
	                                  "\t",
	                                  "a\tb",
	                                  "a\nb",
	                                  "\n",
	                                  "a\n",
	                                  "\r\n",
	                                  "\x01\x1b",
	                                  "\x7f",
	                                  " lead",
	                                  "trail ",
	                                  "\xc2\x85",
	                                  "\xe2\x80\xa8",
	                                  "\xe2\x80\xa9",
	                                  "\xef\xbb\xbf",
	                                  "\xef\xbb\xbf\x61",
	                                  "\xf0\x9f\x98\x80",
	                                  "\xef\xbf\xbf",
	                                  "\xf4\x8f\xbf\xbf",
	                                  "\xc2\xa0",
	                                  "\xee\x80\x80",
	                                  "=",
	                                  "<<",
	                                  "12:30:45",
	                                  "a\\x41"};

	support_add_criterion(arena, template,
	                      support_texts(arena, 0, CHAN_OPERATOR_EXACT, CHAN_FLAG_CASED,
	                                    sizeof odd / sizeof *odd, odd));
	template->title = sl_text_of("Title: 'odd' \"strings\"\nof two lines # no comment");
	template->author = sl_text_of("\xe2\x80\xae\x62"
	                              "ackwards");
	template->link = sl_text_of("https://example.org/?a=b&c#d");
	template->action = CHAN_ACTION_PREVENT;
	template->level = CHAN_LEVEL_NONE;
	template->status = CHAN_STATUS_NONE;
	join(arena, template);
}

void support_content_sample(sl_arena *arena, sl_content *out)
{
	static const char *const alerts[] = {"Text", "Number", "Address", "Other"};
	static const char *const twins[] = {"42", "same", "null", "same"};
	static const uint16_t kinds[] = {CHAN_KIND_STRING, CHAN_KIND_INTEGER, CHAN_KIND_IP,
	                                 CHAN_KIND_STRING};

	memset(out, 0, sizeof *out);
	out->engine_level = 1;
	out->channel = 291;
	out->content_version = 42;
	out->created_at = 1721361600;
	out->expires_at = 1721448000;
	out->type_count = 3;
	out->types = sl_arena_alloc(arena, 3, sizeof *out->types);
	out->types[0] = (sl_content_type){.name = sl_text_of("alerts"), .id = 9, .version = 2};
	out->types[1] = (sl_content_type){.name = sl_text_of("unused"), .id = 1, .version = 1};
	out->types[2] =
		(sl_content_type){.name = sl_text_of("twins"), .id = 7, .version = 4000000000};
	set_fields(arena, &out->types[0], 4, alerts, kinds);
	set_fields(arena, &out->types[1], 1, alerts, kinds);
	set_fields(arena, &out->types[2], 4, twins, kinds);
	out->template_count = 3;
	out->templates = sl_arena_alloc(arena, 3, sizeof *out->templates);
	out->templates[0] = support_template_of(arena, 0x30, 0, "Every operator");
	out->templates[1] = support_template_of(arena, 0x20, 2, "Tangled");
	out->templates[2] = support_template_of(arena, 0x10, 0, "Odd strings");
	all_operators(arena, &out->templates[0]);
	tangled(arena, &out->templates[1]);
	odd_strings(arena, &out->templates[2]);
}

void support_content_small(sl_arena *arena, sl_content *out)
{
	static const char *const names[] = {"Text", "Number", "Address"};
	static const uint16_t kinds[] = {CHAN_KIND_STRING, CHAN_KIND_INTEGER, CHAN_KIND_IP};
	static const char *const value[] = {"a"};

	memset(out, 0, sizeof *out);
	out->engine_level = 1;
	out->channel = 1;
	out->content_version = 1;
	out->created_at = 1;
	out->type_count = 1;
	out->types = sl_arena_alloc(arena, 1, sizeof *out->types);
	out->types[0] = (sl_content_type){.name = sl_text_of("type"), .id = 1, .version = 1};
	set_fields(arena, &out->types[0], 3, names, kinds);
	out->template_count = 1;
	out->templates = sl_arena_alloc(arena, 1, sizeof *out->templates);
	out->templates[0] = support_template_of(arena, 1, 0, "Title");
	support_add_criterion(arena, out->templates,
	                      support_texts(arena, 0, CHAN_OPERATOR_EXACT, 0, 1, value));
	join(arena, out->templates);
}

void support_two_types(sl_arena *arena, sl_content *content, uint32_t id)
{
	sl_content_type *types = sl_arena_alloc(arena, 2, sizeof *types);
	sl_template *templates = sl_arena_alloc(arena, 2, sizeof *templates);

	types[0] = types[1] = content->types[0];
	types[1].id = id;
	templates[0] = templates[1] = content->templates[0];
	templates[1].type = 1;
	templates[1].source.line = 9;
	memset(templates[1].uuid, 2, 16);
	content->types = types;
	content->templates = templates;
	content->type_count = content->template_count = 2;
}

bool support_try_write(fixture *f)
{
	memset(&f->map, 0xa5, sizeof f->map);
	return sl_content_write(&f->content, &f->arena, &f->bytes, &f->map, &f->findings);
}

void support_must_write(fixture *f)
{
	assert_true(support_try_write(f));
	assert_int_equal(f->findings.count, 0);
}

void support_must_equal(fixture *f, const sl_content *a, const sl_content *b)
{
	const char *detail = NULL;

	if (!sl_content_equal(a, b, &f->arena, &detail))
		fail_msg("%s", detail);
	assert_null(detail);
	assert_true(sl_content_equal(b, a, &f->arena, &detail));
}

void support_write(const sl_content *content, sl_buffer *out)
{
	sl_findings findings;
	sl_arena arena;

	sl_findings_start(&findings);
	sl_arena_start(&arena);
	if (!sl_content_write(content, &arena, out, NULL, &findings)) {
		fprintf(stderr, "support_write: CH%u: %s\n",
		        findings.count ? (unsigned)findings.items[0].rule : 0,
		        findings.count && findings.items[0].detail ? findings.items[0].detail : "");
		abort();
	}
	sl_arena_free(&arena);
	sl_findings_free(&findings);
}
