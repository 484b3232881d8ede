/* The source map: what was written is read back; anything else beside a channel file is no map. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/digest.h"
#include "support_content.h"

/* A written sample, and a folder for its map. */
typedef struct map_fixture {
	fixture common;
	sl_source_map read;
	char folder[256];
	const char *path;
} map_fixture;

static int begin(void **state)
{
	map_fixture *f = calloc(1, sizeof *f);
	fixture *c = f ? &f->common : NULL;
	chan_finding fault;

	if (!f)
		return -1;
	sl_arena_start(&c->arena);
	sl_findings_start(&c->findings);
	support_content_sample(&c->arena, &c->content);
	c->content.templates[0].source.path = "rules/with \"quotes\" and \\.yml";
	if (!sl_content_write(&c->content, &c->arena, &c->bytes, &c->map, &c->findings) ||
	    !chan_open(c->bytes.bytes, c->bytes.length, &c->file, &fault))
		return -1;
	snprintf(f->folder, sizeof f->folder, "%s/sluice-map-XXXXXX",
	         getenv("WORK") ? getenv("WORK") : "/tmp");
	if (!mkdtemp(f->folder))
		return -1;
	f->path = sl_path_join(&c->arena, f->folder, "file.map");
	*state = f;
	return 0;
}

static int end(void **state)
{
	map_fixture *f = *state;
	void *common = &f->common;

	unlink(f->path);
	rmdir(f->path);
	rmdir(f->folder);
	/* The common part is the first member, so that this releases all. */
	return support_end(&common);
}

static bool read_map(map_fixture *f)
{
	memset(&f->read, 0xa5, sizeof f->read);
	return sl_source_map_read(f->path, f->common.bytes.bytes, f->common.bytes.length,
	                          &f->common.file, &f->common.arena, &f->read);
}

static void must_not_read(map_fixture *f, const char *what)
{
	if (read_map(f))
		fail_msg("%s is read as a map", what);
	assert_null(f->read.templates);
	assert_null(f->read.criteria);
	assert_int_equal(f->read.template_count, 0);
	assert_int_equal(f->read.criterion_count, 0);
}

static void must_write(map_fixture *f)
{
	sl_problem problem = {{0}};

	if (!sl_source_map_write(&f->common.map, f->common.bytes.bytes, f->common.bytes.length,
	                         f->path, &problem))
		fail_msg("%s", problem.text);
}

static void put_file(map_fixture *f, const char *text, size_t length)
{
	FILE *file = fopen(f->path, "wb");

	assert_non_null(file);
	assert_int_equal(fwrite(text, 1, length, file), length);
	assert_int_equal(fclose(file), 0);
}

static void same_sources(const sl_source *a, const sl_source *b, uint32_t count)
{
	uint32_t i;

	for (i = 0; i < count; i++) {
		assert_string_equal(a[i].path, b[i].path);
		assert_int_equal(a[i].line, b[i].line);
		assert_int_equal(a[i].column, b[i].column);
	}
}

static void round_trip(void **state)
{
	map_fixture *f = *state;

	must_write(f);
	assert_true(read_map(f));
	assert_int_equal(f->read.template_count, f->common.map.template_count);
	assert_int_equal(f->read.criterion_count, f->common.map.criterion_count);
	/* The quotes stay, the backslash is shown as what it is: these bytes are printable. */
	same_sources(f->read.templates, f->common.map.templates, f->common.map.template_count);
	same_sources(f->read.criteria, f->common.map.criteria, f->common.map.criterion_count);
}

static void no_path(void **state)
{
	map_fixture *f = *state;

	f->common.map.criteria[1] = (sl_source){NULL, 0, 0};
	f->common.map.criteria[2] = (sl_source){"x", UINT32_MAX, UINT32_MAX};
	must_write(f);
	assert_true(read_map(f));
	assert_null(f->read.criteria[1].path);
	assert_int_equal(f->read.criteria[2].line, UINT32_MAX);
	assert_int_equal(f->read.criteria[2].column, UINT32_MAX);
}

/* What a terminal must not get is written as text, and is text again where someone else wrote the map. */
static void hostile_paths(void **state)
{
	map_fixture *f = *state;
	sl_buffer text = {0};
	sl_problem problem;
	uint8_t *place;

	f->common.map.templates[0].path = "rules/\x1b[31m\xff.yml";
	must_write(f);
	assert_true(read_map(f));
	assert_null(strchr(f->read.templates[0].path, '\x1b'));
	assert_non_null(strstr(f->read.templates[0].path, "[31m"));
	assert_true(sl_file_read(f->path, 1 << 20, &text, &problem));
	place = (uint8_t *)strstr((char *)text.bytes, "rules/16.yml");
	assert_non_null(place);
	memcpy(place, "\\u001b\\u0007", 12);
	put_file(f, (char *)text.bytes, text.length);
	assert_true(read_map(f));
	assert_null(strchr(f->read.templates[1].path, '\x1b'));
	assert_null(strchr(f->read.templates[1].path, '\a'));
	sl_buffer_free(&text);
}

/* The map of other bytes, of which only one bit differs, is not this file's. */
static void bound_to_bytes(void **state)
{
	map_fixture *f = *state;

	must_write(f);
	f->common.bytes.bytes[f->common.bytes.length - 1] ^= 1;
	must_not_read(f, "the map of other bytes");
	f->common.bytes.bytes[f->common.bytes.length - 1] ^= 1;
	assert_true(read_map(f));
}

/* Each map is right but for one thing; %s is the digest. */
static void wrong_maps(void **state)
{
	static const char right[] =
		"{\"format\":\"sluice source map 1\",\"sha256\":\"%s\","
		"\"paths\":[\"a.yml\"],\"templates\":[1,2,3],\"criteria\":[1,4,5]}";
	static const struct {
		const char *from, *to;
	} wrong[] = {
		{"map 1", "map 2"},
		{"\"sha256\":", "\"sha256\":0,\"x\":"},
		{"\"paths\":[\"a.yml\"]", "\"paths\":\"a.yml\""},
		{"\"a.yml\"", "7"},
		{"\"a.yml\"", "\"\""},
		{"\"a.yml\"", "\"\\u0000\""},
		{"\"a.yml\"", "\"\xff\""},
		{"\"a.yml\"", "null"},
		{"[1,2,3]", "[1,2]"},
		{"[1,2,3]", "[1,2,3,1,2,3]"},
		{"[1,2,3]", "[2,2,3]"},
		{"[1,2,3]", "[-1,2,3]"},
		{"[1,2,3]", "[1,-2,3]"},
		{"[1,2,3]", "[1,4294967296,3]"},
		{"[1,2,3]", "[1,2,18446744073709551616]"},
		{"[1,2,3]", "[1,2.0,3]"},
		{"[1,2,3]", "[1,\"2\",3]"},
		{"[1,2,3]", "{}"},
		{"[1,4,5]", "[]"},
		{"[1,4,5]", "null"},
		{",\"criteria\":[1,4,5]", ""},
		{"\"criteria\":", "\"criteria\":[1,4,5],\"criteria\":"},
		{"[1,4,5]}", "[1,4,5],\"more\":1}"},
		{"[1,4,5]}", "[1,4,5]}{}"},
		{"[1,4,5]}", "[1,4,5]"},
	};
	map_fixture *f = *state;
	sl_content small;
	chan_finding fault;
	char digest[65], text[1024], changed[1024], *place;
	size_t i;

	support_content_small(&f->common.arena, &small);
	support_write(&small, &f->common.bytes);
	assert_true(
		chan_open(f->common.bytes.bytes, f->common.bytes.length, &f->common.file, &fault));
	sl_sha256_hex(f->common.bytes.bytes, f->common.bytes.length, digest);
	snprintf(text, sizeof text, right, digest);
	put_file(f, text, strlen(text));
	assert_true(read_map(f));
	assert_string_equal(f->read.criteria[0].path, "a.yml");
	assert_int_equal(f->read.criteria[0].line, 4);
	assert_int_equal(f->read.templates[0].column, 3);
	for (i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		place = strstr(text, wrong[i].from);
		assert_non_null(place);
		snprintf(changed, sizeof changed, "%.*s%s%s", (int)(place - text), text,
		         wrong[i].to, place + strlen(wrong[i].from));
		put_file(f, changed, strlen(changed));
		must_not_read(f, changed);
	}
	for (i = 0; i < strlen(text); i++) {
		put_file(f, text, i);
		must_not_read(f, "a map that is cut");
	}
}

static void no_map_at_all(void **state)
{
	map_fixture *f = *state;
	static char deep[60000];

	must_not_read(f, "a file that is not there");
	put_file(f, "", 0);
	must_not_read(f, "an empty file");
	memset(deep, '[', sizeof deep);
	put_file(f, deep, sizeof deep);
	must_not_read(f, "a deep nesting");
	unlink(f->path);
	assert_int_equal(mkfifo(f->path, 0600), 0);
	must_not_read(f, "a FIFO");
	unlink(f->path);
	assert_int_equal(mkdir(f->path, 0700), 0);
	must_not_read(f, "a folder");
}

/* The longest map is bounded by the records of the file. */
static void too_long(void **state)
{
	map_fixture *f = *state;
	sl_problem problem = {{0}};
	char *text, *path = sl_arena_alloc(&f->common.arena, 4001, 1);
	const size_t length = 1 << 20;
	uint32_t i;

	text = malloc(length);
	assert_non_null(text);
	memset(text, ' ', length);
	put_file(f, text, length);
	must_not_read(f, "a long run of spaces");
	free(text);
	unlink(f->path);
	memset(path, 'p', 4000);
	for (i = 0; i < f->common.map.criterion_count; i++)
		f->common.map.criteria[i].path =
			sl_arena_printf(&f->common.arena, "%s%u", path, (unsigned)i);
	assert_false(sl_source_map_write(&f->common.map, f->common.bytes.bytes,
	                                 f->common.bytes.length, f->path, &problem));
	assert_non_null(strstr(problem.text, "too long"));
	assert_int_equal(access(f->path, F_OK), -1);
}

static void cannot_write(void **state)
{
	map_fixture *f = *state;
	sl_problem problem = {{0}};
	const char *path = sl_path_join(&f->common.arena, f->folder, "none/file.map");

	assert_false(sl_source_map_write(&f->common.map, f->common.bytes.bytes,
	                                 f->common.bytes.length, path, &problem));
	assert_int_not_equal(problem.text[0], 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, begin, end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(round_trip), TEST(no_path),       TEST(hostile_paths), TEST(bound_to_bytes),
		TEST(wrong_maps), TEST(no_map_at_all), TEST(too_long),      TEST(cannot_write),
	};

	return cmocka_run_group_tests_name("source map", tests, NULL, NULL);
}
