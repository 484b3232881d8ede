/* Memory, buffers and digests: alignment, zeroes, growth, and what happens where memory runs out. */
#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/buffer.h"
#include "base/digest.h"
#include "base/memory.h"

static void test_arena_gives_zeroed_aligned_memory_apart(void **state)
{
	static const size_t sizes[] = {0, 1, 3, 16, 17, 100, 4096, 5000, 100000, 3000000};
	enum { ROUNDS = 60, COUNT = sizeof sizes / sizeof *sizes };
	unsigned char *blocks[ROUNDS][COUNT];
	sl_arena arena;

	(void)state;
	sl_arena_start(&arena);
	for (size_t round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < COUNT; i++) {
			unsigned char *block = sl_arena_alloc(&arena, sizes[i], 1);

			assert_non_null(block);
			assert_int_equal((uintptr_t)block % alignof(max_align_t), 0);
			for (size_t k = 0; k < sizes[i]; k += sizes[i] > 5000 ? 997 : 1) {
				assert_int_equal(block[k], 0);
			}
			memset(block, (int)(round + i), sizes[i]);
			blocks[round][i] = block;
		}
	}
	/* No block has written into another. */
	for (size_t round = 0; round < ROUNDS; round++) {
		for (size_t i = 0; i < COUNT; i++) {
			for (size_t k = 0; k < sizes[i]; k += 511) {
				assert_int_equal(blocks[round][i][k], round + i);
			}
		}
	}
	assert_true(arena.used_total >= 60 * 3109000u);
	sl_arena_free(&arena);
	assert_null(arena.first);
	assert_int_equal(arena.used_total, 0);
}

static void test_arena_texts(void **state)
{
	sl_arena arena;
	char *text;

	(void)state;
	sl_arena_start(&arena);
	text = sl_arena_copy(&arena, "abc", 2);
	assert_string_equal(text, "ab");
	assert_string_equal(sl_arena_copy(&arena, NULL, 0), "");
	assert_string_equal(sl_arena_printf(&arena, "%s-%d", "x", 7), "x-7");
	assert_string_equal(sl_arena_printf(&arena, "%s", ""), "");
	text = sl_arena_printf(&arena, "%0*d", 20000, 5);
	assert_int_equal(strlen(text), 20000);
	assert_int_equal(text[19999], '5');
	sl_arena_free(&arena);
}

static void test_growing_doubles_and_keeps(void **state)
{
	size_t capacity = 0, moves = 0;
	uint32_t *items = NULL;

	(void)state;
	for (uint32_t i = 0; i < 100000; i++) {
		size_t before = capacity;

		items = sl_grow(items, &capacity, (size_t)i + 1, sizeof *items);
		assert_true(capacity > i);
		moves += capacity != before;
		items[i] = i;
	}
	assert_true(moves <= 18);
	for (uint32_t i = 0; i < 100000; i++) {
		assert_int_equal(items[i], i);
	}
	free(items);
}

/* Runs one allocation that cannot be, in a child; returns its exit status, and what it said. */
static int run_out_of_memory(int which, char *said, size_t size)
{
	int ends[2], status;
	char piece[256];
	ssize_t got;
	pid_t child;

	assert_int_equal(pipe(ends), 0);
	child = fork();
	assert_true(child >= 0);
	if (child == 0) {
		sl_arena arena;
		sl_buffer buffer = {0};
		size_t capacity = 0;

		dup2(ends[1], STDERR_FILENO);
		sl_arena_start(&arena);
		switch (which) {
		case 0:
			free(sl_alloc(SIZE_MAX / 2, 4));
			break;
		case 1:
			sl_arena_alloc(&arena, SIZE_MAX / 8, 16);
			break;
		case 2:
			free(sl_grow(NULL, &capacity, SIZE_MAX / 2, 4));
			break;
		case 3:
			sl_buffer_byte(&buffer, 1);
			sl_buffer_extend(&buffer, SIZE_MAX - 1);
			break;
		default:
			/* Not an overflow, but more than any machine has. */
			free(sl_alloc(SIZE_MAX / 4, 1));
			break;
		}
		_exit(0);
	}
	close(ends[1]);
	/* The last words: a sanitizer may have some of its own before ours. */
	said[0] = '\0';
	while ((got = read(ends[0], piece, sizeof piece - 1)) > 0) {
		size_t kept = strlen(said), wanted = size - 1 - (size_t)got;

		kept = kept > wanted ? wanted : kept;
		memmove(said, said + strlen(said) - kept, kept);
		memcpy(said + kept, piece, (size_t)got);
		said[kept + (size_t)got] = '\0';
	}
	close(ends[0]);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void test_without_memory_nothing_is_judged(void **state)
{
	(void)state;
	for (int which = 0; which < 5; which++) {
		char said[512];

		assert_int_equal(run_out_of_memory(which, said, sizeof said), 3);
		assert_non_null(strstr(said, "sluice: out of memory: nothing was judged\n"));
	}
}

static void test_buffer_is_always_terminated(void **state)
{
	sl_buffer buffer = {0};

	(void)state;
	sl_buffer_clear(&buffer);
	sl_buffer_text(&buffer, "");
	assert_non_null(buffer.bytes);
	assert_int_equal(buffer.bytes[0], 0);
	for (int i = 0; i < 1000; i++) {
		sl_buffer_byte(&buffer, 'x');
		assert_int_equal(buffer.bytes[buffer.length], 0);
		assert_true(buffer.capacity > buffer.length);
	}
	sl_buffer_clear(&buffer);
	assert_int_equal(buffer.length, 0);
	assert_string_equal((char *)buffer.bytes, "");
	sl_buffer_append(&buffer, NULL, 0);
	assert_int_equal(buffer.length, 0);
	sl_buffer_free(&buffer);
	assert_null(buffer.bytes);
}

static void test_buffer_numbers_are_little_endian(void **state)
{
	static const uint8_t wanted[] = {0x02, 0x01, 0x04, 0x03, 0x02, 0x01, 0x08, 0x07,
	                                 0x06, 0x05, 0x04, 0x03, 0x02, 0x81, 0xFF};
	sl_buffer buffer = {0};

	(void)state;
	sl_buffer_u16(&buffer, 0x0102);
	sl_buffer_u32(&buffer, 0x01020304);
	sl_buffer_u64(&buffer, UINT64_C(0x8102030405060708));
	sl_buffer_byte(&buffer, 0xFF);
	assert_int_equal(buffer.length, sizeof wanted);
	assert_memory_equal(buffer.bytes, wanted, sizeof wanted);
	sl_buffer_free(&buffer);
}

static void test_buffer_printf_appends(void **state)
{
	sl_buffer buffer = {0};

	(void)state;
	sl_buffer_printf(&buffer, "%s", "");
	assert_string_equal((char *)buffer.bytes, "");
	for (int i = 0; i < 300; i++) {
		sl_buffer_printf(&buffer, "%03d,", i);
	}
	assert_int_equal(buffer.length, 1200);
	assert_memory_equal(buffer.bytes + 1192, "298,299,", 9);
	sl_buffer_free(&buffer);
}

static void test_digests_are_those_of_the_standard(void **state)
{
	char digest[65];
	sl_buffer million = {0};

	(void)state;
	sl_sha256_hex(NULL, 0, digest);
	assert_string_equal(digest,
	                    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
	sl_sha256_hex("abc", 3, digest);
	assert_string_equal(digest,
	                    "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
	memset(sl_buffer_extend(&million, 1000000), 'a', 1000000);
	sl_sha256_hex(million.bytes, million.length, digest);
	assert_string_equal(digest,
	                    "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
	sl_buffer_free(&million);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_arena_gives_zeroed_aligned_memory_apart),
		cmocka_unit_test(test_arena_texts),
		cmocka_unit_test(test_growing_doubles_and_keeps),
		cmocka_unit_test(test_without_memory_nothing_is_judged),
		cmocka_unit_test(test_buffer_is_always_terminated),
		cmocka_unit_test(test_buffer_numbers_are_little_endian),
		cmocka_unit_test(test_buffer_printf_appends),
		cmocka_unit_test(test_digests_are_those_of_the_standard),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
