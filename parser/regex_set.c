/* Sets of bytes (FORMAT.md section 7.2). */
#include "regex_build.h"

void chan_regex_class_clear(chan_regex_class *set)
{
	static const chan_regex_class none;

	*set = none;
}

/* Every index below is less than 8 by its loop; the compiler's check does not see that. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif

/* A word at a time: a class of many wide ranges must not cost more than its text. */
void chan_regex_class_add(chan_regex_class *set, uint8_t first, uint8_t last)
{
	uint32_t i, low, high;

	/*@
	  loop invariant i <= 8;
	  loop assigns i, low, high, set->words[0 .. 7];
	  loop variant 8 - i;
	*/
	for (i = 0; i < 8; i++) {
		if (first > i * 32 + 31 || last < i * 32)
			continue;
		low = first > i * 32 ? first % 32u : 0;
		high = last < i * 32 + 31 ? last % 32u : 31;
		set->words[i] |= (UINT32_MAX >> (31 - high)) ^ ((UINT32_MAX >> (31 - low)) >> 1);
	}
}

void chan_regex_class_unite(chan_regex_class *set, const chan_regex_class *other)
{
	uint32_t i;

	/*@
	  loop invariant i <= 8;
	  loop assigns i, set->words[0 .. 7];
	  loop variant 8 - i;
	*/
	for (i = 0; i < 8; i++)
		set->words[i] |= other->words[i];
}

void chan_regex_class_negate(chan_regex_class *set)
{
	uint32_t i;

	/*@
	  loop invariant i <= 8;
	  loop assigns i, set->words[0 .. 7];
	  loop variant 8 - i;
	*/
	for (i = 0; i < 8; i++)
		set->words[i] = ~set->words[i];
}

/* Words 2 and 3 hold @ to _ and ` to DEL: the letters of both cases are the same bits, 1 to 26. */
void chan_regex_class_fold(chan_regex_class *set)
{
	const uint32_t letters = UINT32_C(0x07fffffe);
	const uint32_t either = (set->words[2] | set->words[3]) & letters;

	set->words[2] |= either;
	set->words[3] |= either;
}

#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

void chan_regex_class_of_set(chan_regex_class *out, enum chan_regex_set set)
{
	chan_regex_class_clear(out);
	switch (set) {
	case CHAN_REGEX_SET_WORD:
	case CHAN_REGEX_SET_NOT_WORD:
		chan_regex_class_add(out, 'A', 'Z');
		chan_regex_class_add(out, 'a', 'z');
		chan_regex_class_add(out, '_', '_');
		chan_regex_class_add(out, '0', '9');
		break;
	case CHAN_REGEX_SET_SPACE:
	case CHAN_REGEX_SET_NOT_SPACE:
		chan_regex_class_add(out, 0x09, 0x0d);
		chan_regex_class_add(out, ' ', ' ');
		break;
	case CHAN_REGEX_SET_DIGIT:
	case CHAN_REGEX_SET_NOT_DIGIT:
	case CHAN_REGEX_SET_COUNT:
		chan_regex_class_add(out, '0', '9');
		break;
	}
	if (set % 2 == 1)
		chan_regex_class_negate(out);
}

/* Names as numbers, so that comparing them needs no array. */
#define NAME4(a, b, c, d) ((((uint64_t)(a) * 256 + (b)) * 256 + (c)) * 256 + (d))
#define NAME5(a, b, c, d, e) (NAME4(a, b, c, d) * 256 + (e))
#define NAME6(a, b, c, d, e, f) (NAME5(a, b, c, d, e) * 256 + (f))

/*@
  requires \valid(out);
  terminates \true;
  assigns *out;
*/
static void add_letters(chan_regex_class *out)
{
	chan_regex_class_add(out, 'A', 'Z');
	chan_regex_class_add(out, 'a', 'z');
}

bool chan_regex_class_of_posix(chan_regex_class *out, uint64_t name, bool cased)
{
	chan_regex_class_clear(out);
	if (name == NAME5('a', 'l', 'n', 'u', 'm') || name == NAME4('w', 'o', 'r', 'd')) {
		add_letters(out);
		chan_regex_class_add(out, '0', '9');
		if (name == NAME4('w', 'o', 'r', 'd'))
			chan_regex_class_add(out, '_', '_');
	} else if (name == NAME5('a', 'l', 'p', 'h', 'a')) {
		add_letters(out);
	} else if (name == NAME5('a', 's', 'c', 'i', 'i')) {
		chan_regex_class_add(out, 0x00, 0x7f);
	} else if (name == NAME5('b', 'l', 'a', 'n', 'k')) {
		chan_regex_class_add(out, '\t', '\t');
		chan_regex_class_add(out, ' ', ' ');
	} else if (name == NAME5('c', 'n', 't', 'r', 'l')) {
		chan_regex_class_add(out, 0x00, 0x1f);
		chan_regex_class_add(out, 0x7f, 0x7f);
	} else if (name == NAME5('d', 'i', 'g', 'i', 't')) {
		chan_regex_class_add(out, '0', '9');
	} else if (name == NAME5('g', 'r', 'a', 'p', 'h')) {
		chan_regex_class_add(out, 0x21, 0x7e);
	} else if (name == NAME5('l', 'o', 'w', 'e', 'r')) {
		chan_regex_class_add(out, 'a', 'z');
	} else if (name == NAME5('p', 'r', 'i', 'n', 't')) {
		chan_regex_class_add(out, 0x20, 0x7e);
	} else if (name == NAME5('p', 'u', 'n', 'c', 't')) {
		chan_regex_class_add(out, 0x21, 0x2f);
		chan_regex_class_add(out, 0x3a, 0x40);
		chan_regex_class_add(out, 0x5b, 0x60);
		chan_regex_class_add(out, 0x7b, 0x7e);
	} else if (name == NAME5('s', 'p', 'a', 'c', 'e')) {
		chan_regex_class_add(out, 0x09, 0x0d);
		chan_regex_class_add(out, ' ', ' ');
	} else if (name == NAME5('u', 'p', 'p', 'e', 'r')) {
		chan_regex_class_add(out, 'A', 'Z');
	} else if (name == NAME6('x', 'd', 'i', 'g', 'i', 't')) {
		chan_regex_class_add(out, '0', '9');
		chan_regex_class_add(out, 'A', 'F');
		chan_regex_class_add(out, 'a', 'f');
	} else {
		return false;
	}
	if (!cased)
		chan_regex_class_fold(out);
	return true;
}
