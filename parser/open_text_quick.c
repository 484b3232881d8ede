/*
 * Strings and their text (FORMAT.md sections 3.2 and 3.3): the quick check, which can only say yes.
 *
 * The text is judged as a whole, blind to where strings end: if all of it is well-formed, and no string begins inside
 * a character, so is each string. The order is judged by the first 32 bytes of each string and of the one
 * before it, as four numbers: where strings differ cannot be predicted, so little may depend on it.
 */
#include "check.h"
#include "utf8.h"

enum { WORD = 8, HEAD = 4 * WORD, PATIENCE = 8 };

/* Takes eight bytes if each is ASCII, and not NUL. */
/*@
  requires chan_is_window(text) && \valid(text);
  requires \separated(text, text->priv_base + (0 .. text->priv_end - 1));
  terminates \true;
  assigns CHAN_CURSOR(text);
  ensures chan_is_window(text);
  ensures text->priv_pos == \old(text->priv_pos) + (\result ? 8 : 0);
  ensures text->priv_base == \old(text->priv_base) && text->priv_end == \old(text->priv_end);
*/
static inline bool take_plain_word(chan_cursor *text)
{
	const uint64_t low_bits = UINT64_C(0x7f7f7f7f7f7f7f7f);
	chan_cursor ahead;
	uint64_t word;

	chan_copy(&ahead, text);
	/* Of a byte over 0x7f the word has the high bit, of NUL the sum has none; nothing is carried. */
	if (!chan_get_u64(&ahead, &word) ||
	    ((word | ~((word & low_bits) + low_bits)) & ~low_bits) != 0)
		return false;
	chan_copy(text, &ahead);
	return true;
}

/* Well-formed UTF-8, and no NUL. Where characters are not plain, others follow: blocks are tried again after a while. */
/*@
  requires chan_is_held(text);
  terminates \true;
  assigns \nothing;
*/
static bool is_clean(chan_cursor text)
{
	unsigned words;
	uint8_t byte;

	/*@
	  loop invariant chan_is_window(&text) && text.priv_end == \at(text.priv_end, LoopEntry) &&
		                 text.priv_base == \at(text.priv_base, LoopEntry);
	  loop assigns words, byte, CHAN_CURSOR(&text);
	  loop variant text.priv_end - text.priv_pos;
	*/
	for (;;) {
		/*@
		  loop invariant chan_is_window(&text) && chan_rest(&text) <= \at(chan_rest(&text), LoopEntry);
		  loop assigns text.priv_pos;
		  loop variant text.priv_end - text.priv_pos;
		*/
		while (chan_take_64_plain(&text)) {
		}
		/*@
		  loop invariant chan_is_window(&text) && words <= PATIENCE && text.priv_end == \at(text.priv_end, LoopEntry) &&
		                 text.priv_base == \at(text.priv_base, LoopEntry);
		  loop invariant chan_rest(&text) <= \at(chan_rest(&text), LoopEntry) - 8 * words;
		  loop assigns words, byte, CHAN_CURSOR(&text);
		  loop variant text.priv_end - text.priv_pos;
		*/
		for (words = 0; words < PATIENCE; words++) {
			/*@
			  loop invariant chan_is_window(&text) && words <= PATIENCE && text.priv_end == \at(text.priv_end, LoopEntry) &&
		                 text.priv_base == \at(text.priv_base, LoopEntry);
			  loop invariant chan_rest(&text) <= \at(chan_rest(&text), LoopEntry);
			  loop invariant words == 0 || (words == \at(words, LoopEntry) && chan_rest(&text) == \at(chan_rest(&text), LoopEntry));
			  loop assigns words, byte, CHAN_CURSOR(&text);
			  loop variant text.priv_end - text.priv_pos;
			*/
			while (!take_plain_word(&text)) {
				if (!chan_get_u8(&text, &byte))
					return true;
				if (byte == 0 || (byte >= 0x80 && !chan_take_utf8(&text, byte)))
					return false;
				words = 0;
			}
		}
	}
}

/* The first bytes of a string, and what follows it in the text, as numbers that compare as the bytes do. */
typedef struct head {
	uint64_t first, second, third, fourth;
} head;

/* A word that the text may cut; zeros stand for what is missing. */
/*@
  requires chan_is_window(text) && \valid(text);
  requires \separated(text, text->priv_base + (0 .. text->priv_end - 1));
  terminates \true;
  assigns text->priv_pos;
  ensures chan_is_window(text);
*/
static uint64_t take_cut_word(chan_cursor *text)
{
	uint64_t word;
	uint32_t i;
	uint8_t byte;

	if (chan_get_u64_big(text, &word))
		return word;
	/*@
	  loop invariant i <= WORD && chan_is_window(text);
	  loop assigns i, byte, word, text->priv_pos;
	  loop variant WORD - i;
	*/
	for (i = 0; i < WORD; i++) {
		if (!chan_get_u8(text, &byte))
			byte = 0;
		word = word % (UINT64_C(1) << 56) * 0x100u + byte;
	}
	return word;
}

/*@
  requires chan_is_held(text);
  terminates \true;
  assigns \nothing;
*/
static inline head read_head(chan_cursor text)
{
	uint64_t words[4];
	head h;

	if (chan_get_4_u64_big(&text, words)) {
		h.first = words[0];
		h.second = words[1];
		h.third = words[2];
		h.fourth = words[3];
	} else {
		h.first = take_cut_word(&text);
		h.second = take_cut_word(&text);
		h.third = take_cut_word(&text);
		h.fourth = take_cut_word(&text);
	}
	return h;
}

/* A continuation byte does not begin a character. */
/*@
  requires \valid_read(h);
  terminates \true;
  assigns \nothing;
*/
static inline bool begins_character(const head *h)
{
	return h->first >> 62 != 2;
}

/* Where two heads first differ: that word of either, and how many bytes come before it. */
typedef struct difference {
	uint64_t a, b;
	uint32_t before;
} difference;

/*@
  requires \valid_read(a) && \valid_read(b);
  terminates \true;
  assigns \nothing;
  ensures \result.before <= 24;
*/
static inline difference compare_heads(const head *a, const head *b)
{
	difference d = {a->fourth, b->fourth, 3 * WORD};

	d.before = a->third != b->third ? 2 * WORD : d.before;
	d.a = a->third != b->third ? a->third : d.a;
	d.b = a->third != b->third ? b->third : d.b;
	d.before = a->second != b->second ? WORD : d.before;
	d.a = a->second != b->second ? a->second : d.a;
	d.b = a->second != b->second ? b->second : d.b;
	d.before = a->first != b->first ? 0 : d.before;
	d.a = a->first != b->first ? a->first : d.a;
	d.b = a->first != b->first ? b->first : d.b;
	return d;
}

/* Whether two words differ in that many of their first bytes; more than all are all. */
/*@
  requires \true;
  terminates \true;
  assigns \nothing;
*/
static inline bool differ_within(uint64_t a, uint64_t b, uint32_t bytes)
{
	const uint32_t kept = bytes < WORD ? bytes : WORD;
	const uint32_t half = (WORD - kept) * 4; /* of the bits that do not count */

	/* In two steps: there may be 64 of them. */
	return ((a ^ b) >> half) >> half != 0;
}

/* Where a string begins in the text, and its length. */
typedef struct span {
	uint32_t begin, length;
} span;

/*@
  requires \true;
  terminates \true;
  assigns \nothing;
  ensures \result == \min(a, b);
*/
static inline uint32_t lesser(uint32_t a, uint32_t b)
{
	return a < b ? a : b;
}

/* Whether span a comes after span b, where their heads are equal and belong to both. */
/*@
  requires chan_is_held(text) && a.length >= HEAD && b.length >= HEAD;
  terminates \true;
  assigns \nothing;
*/
static bool is_tail_greater(chan_cursor text, span a, span b)
{
	chan_cursor left, right;
	uint32_t common = lesser(a.length, b.length) - HEAD;
	uint64_t left_word, right_word;
	uint8_t left_byte, right_byte;

	chan_copy(&left, &text);
	chan_copy(&right, &text);
	if (!chan_skip(&left, (uint64_t)a.begin + HEAD) ||
	    !chan_skip(&right, (uint64_t)b.begin + HEAD))
		return false;
	/*@
	  loop invariant chan_is_window(&left) && chan_is_window(&right);
	  loop assigns common, left_word, right_word, left.priv_pos, right.priv_pos;
	  loop variant common;
	*/
	for (; common >= WORD && chan_get_u64_big(&left, &left_word) &&
	       chan_get_u64_big(&right, &right_word);
	     common -= WORD) {
		if (left_word != right_word)
			return left_word > right_word;
	}
	/*@
	  loop invariant chan_is_window(&left) && chan_is_window(&right);
	  loop assigns common, left_byte, right_byte, left.priv_pos, right.priv_pos;
	  loop variant common;
	*/
	for (; common > 0 && chan_get_u8(&left, &left_byte) && chan_get_u8(&right, &right_byte);
	     common--) {
		if (left_byte != right_byte)
			return left_byte > right_byte;
	}
	return a.length > b.length;
}

/*@
  requires chan_is_held(text) && \valid_read(a_head) && \valid_read(b_head);
  terminates \true;
  assigns \nothing;
*/
static inline bool is_span_greater(chan_cursor text, span a, const head *a_head, span b,
                                   const head *b_head)
{
	const uint32_t common = lesser(a.length, b.length);
	const difference d = compare_heads(a_head, b_head);
	bool differ;

	if (d.a == d.b && common > HEAD)
		return is_tail_greater(text, a, b);
	differ = differ_within(d.a, d.b, common > d.before ? common - d.before : 0);
	return (differ & (d.a > d.b)) | (!differ & (a.length > b.length));
}

bool chan_strings_hold(const chan_file *file)
{
	chan_cursor ends, text;
	head before_head = {0, 0, 0, 0}, this_head;
	span before = {0, 0}, this;
	uint32_t end;

	chan_copy(&ends, &file->strings);
	chan_copy(&text, &file->text);
	/*@
	  loop invariant chan_is_window(&ends) && chan_is_window(&text);
	  loop invariant ends.priv_pos >= file->strings.priv_pos && (ends.priv_pos - file->strings.priv_pos) % 4 == 0;
	  loop invariant text.priv_pos == file->text.priv_pos + this.begin;
	  loop invariant ends.priv_pos > file->strings.priv_pos ==>
	    chan_u32_at{Pre}(file->strings.priv_base, ends.priv_pos - 4) == this.begin;
	  loop invariant chan_ends_hold{Pre}(file->strings.priv_base, file->strings.priv_pos, ends.priv_pos,
	                                     file->header.text_size);
	  loop assigns end, this, this_head, before, before_head, ends.priv_pos, text.priv_pos;
	  loop variant ends.priv_end - ends.priv_pos;
	*/
	for (this.begin = 0; chan_get_u32(&ends, &end); this.begin = end) {
		if (end <= this.begin || end - this.begin > CHAN_MAX_STRING)
			return false;
		this.length = end - this.begin;
		this_head = read_head(text);
		if (!begins_character(&this_head) || !chan_skip(&text, this.length) ||
		    !is_span_greater(file->text, this, &this_head, before, &before_head))
			return false;
		before = this;
		before_head = this_head;
	}
	return chan_left(&text) == 0 && is_clean(file->text);
}
