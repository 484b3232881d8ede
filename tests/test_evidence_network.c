/* Networks as programs over texts, held against the interpreter's reader of addresses. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "gate/evidence_parts.h"
#include "support_contents.h"
#include "support_random.h"

enum { GROUPS = 8, LONGEST = 80 };

/* A criterion of networks in an accepted file, and its program. */
typedef struct at_hand {
	draft d;
	sl_buffer bytes;
	chan_file file;
	chan_criterion criterion;
	sl_arena arena;
	sl_matcher matcher;
	sl_reach reach;
	uint32_t random;
	size_t inside, outside,
		others; /* texts of addresses in a network, of others, and what is no address */
} at_hand;

static void begin(at_hand *h, const char *const *networks, size_t count)
{
	chan_finding fault;

	memset(h, 0, sizeof *h);
	h->random = 0x2545f491;
	sl_arena_start(&h->arena);
	draft_begin(&h->d);
	draft_template(&h->d, draft_type(&h->d, "process", 1), 1);
	draft_criterion(&h->d, IMAGE, CHAN_OPERATOR_CIDR, 0);
	for (size_t i = 0; i < count; i++) {
		draft_network_text(&h->d, networks[i]);
	}
	assert_true(draft_write(&h->d, &h->bytes));
	assert_true(chan_open(h->bytes.bytes, h->bytes.length, &h->file, &fault));
	assert_true(chan_criterion_at(&h->file, 0, &h->criterion));
	assert_true(sl_matcher_make_networks(&h->file, &h->criterion, &h->arena, &h->matcher));
}

static void end(at_hand *h)
{
	sl_reach_free(&h->reach);
	sl_arena_free(&h->arena);
	sl_buffer_free(&h->bytes);
	draft_end(&h->d);
}

static uint32_t below(at_hand *h, uint32_t bound)
{
	return (support_random(&h->random) >> 8) % bound;
}

static chan_network network_at(const at_hand *h, uint32_t value)
{
	chan_network network;
	uint32_t index;

	assert_true(chan_value_at(&h->file, h->criterion.first_value + value, &index));
	assert_true(chan_network_at(&h->file, index, &network));
	return network;
}

static bool is_inside(const at_hand *h, const chan_input *address)
{
	for (uint32_t i = 0; i < h->criterion.value_count; i++) {
		const chan_network network = network_at(h, i);

		if (sl_network_has(&network, address)) {
			return true;
		}
	}
	return false;
}

static void check(at_hand *h, const char *text)
{
	const size_t length = strlen(text);
	chan_input address = {.kind = CHAN_INPUT_ADDRESS};
	const bool is_address = chan_read_address(chan_cursor_over((const uint8_t *)text, length),
	                                          &address.family, address.address);
	const bool wanted = is_address && is_inside(h, &address);

	if (sl_matcher_holds(&h->matcher, (sl_text){text, length}, &h->reach) != wanted) {
		fail_msg("\"%s\" %s", text, wanted ? "does not hold" : "holds");
	}
	h->inside += wanted;
	h->outside += is_address && !wanted;
	h->others += !is_address;
}

/* An address in one of the networks or one bit beside it, with many zeros. */
static void make_address(at_hand *h, uint16_t out[GROUPS])
{
	const chan_network network = network_at(h, below(h, h->criterion.value_count));
	const unsigned bits = network.family == 4 ? 32 : 128;
	uint8_t bytes[16];

	memcpy(bytes, network.address, sizeof bytes);
	for (unsigned bit = network.prefix; bit < bits; bit++) {
		if (below(h, 8) == 0) {
			bytes[bit / 8] |= (uint8_t)(0x80u >> (bit % 8));
		}
	}
	if (below(h, 3) == 0) {
		const unsigned bit = below(h, bits);

		bytes[bit / 8] ^= (uint8_t)(0x80u >> (bit % 8));
	}
	for (unsigned i = 0; i < GROUPS; i++) {
		out[i] = (uint16_t)(bytes[2 * i] << 8 | bytes[2 * i + 1]);
	}
}

/* Of one to four digits, and seldom of five, which are too many. */
static size_t write_group(at_hand *h, char *out, uint16_t group)
{
	const int digits = below(h, 60) == 0 ? 5 : 1 + (int)below(h, 4);

	return (size_t)snprintf(out, 8, below(h, 2) == 0 ? "%0*X" : "%0*x", digits,
	                        (unsigned)group);
}

/* In any form: with a gap or not, of zeros or not; with decimals at the end or not. */
static void write_six(at_hand *h, char *out, const uint16_t groups[GROUPS])
{
	const unsigned shown = below(h, 3) == 0 ? GROUPS - 2 : GROUPS;
	const unsigned gap = below(h, 2) == 0 ? below(h, shown) : GROUPS;
	unsigned after = gap;
	size_t length = 0;

	while (after < shown && (groups[after] == 0 || below(h, 40) == 0) && below(h, 6) != 0) {
		after++;
	}
	for (unsigned i = 0; i < shown; i++) {
		if (i == gap && after > gap) {
			length += (size_t)snprintf(out + length, 3, i == 0 ? "::" : ":");
			i = after - 1;
			continue;
		}
		length += write_group(h, out + length, groups[i]);
		if (i + 1 < GROUPS) {
			out[length++] = ':';
		}
	}
	out[length] = '\0';
	if (shown < GROUPS) {
		snprintf(out + length, 16, "%d.%d.%d.%d", groups[6] >> 8, groups[6] & 0xff,
		         groups[7] >> 8, groups[7] & 0xff);
	}
}

static void mutate(at_hand *h, char *text)
{
	static const char bytes[] = "0123456789abcdefABCDEF::::....gx /";
	const size_t length = strlen(text), at = below(h, (uint32_t)length + 1);
	const char byte = bytes[below(h, sizeof bytes - 1)];

	if (at < length && below(h, 3) == 0) {
		memmove(text + at, text + at + 1, length - at);
	} else if (at < length && below(h, 2) == 0) {
		text[at] = byte;
	} else {
		memmove(text + at + 1, text + at, length - at + 1);
		text[at] = byte;
	}
}

static void check_many(at_hand *h)
{
	enum { TEXTS = 20000 };
	uint16_t groups[GROUPS];
	char text[LONGEST];

	for (unsigned i = 0; i < TEXTS; i++) {
		make_address(h, groups);
		if (below(h, 4) == 0) {
			snprintf(text, sizeof text, "%d.%d.%d.%d", groups[0] >> 8, groups[0] & 0xff,
			         groups[1] >> 8, groups[1] & 0xff);
		} else {
			write_six(h, text, groups);
		}
		for (unsigned changes = below(h, 4) / 2 + below(h, 2); changes > 1; changes--) {
			mutate(h, text);
		}
		check(h, text);
	}
	/* Nothing of this may be rare. */
	assert_true(h->inside > TEXTS / 10);
	assert_true(h->outside > TEXTS / 20);
	assert_true(h->others > TEXTS / 20);
}

static void test_many_texts(void **state)
{
	static const char *const networks[] = {
		"fd00::/8",
		"fe80::/10",
		"::/1",
		"::/127",
		"::1/128",
		"2001:db8::/29",
		"2001:db8:0:1::/64",
		"2001:db8::a:0:0/97",
		"2001:0:a:0:b0:c00:d000:0/113",
		"::ffff:10.64.0.0/106",
		"abcd:ef01:2345:6789:abcd:ef01:2345:6789/128",
		"64:ff9b::/96",
		"ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffe/127",
		"10.64.0.0/11",
		"192.168.1.128/25",
		"172.16.9.9/32",
	};
	at_hand h;

	(void)state;
	for (size_t i = 0; i < sizeof networks / sizeof *networks; i++) {
		begin(&h, &networks[i], 1);
		check_many(&h);
		end(&h);
	}
	begin(&h, networks + 1, sizeof networks / sizeof *networks - 1);
	check_many(&h);
	end(&h);
}

static void test_forms(void **state)
{
	static const char *const network = "1:0:0:2::/64";
	static const char *const inside[] = {
		"1:0:0:2:0:0:0:0", "1::2:0:0:0:0",     "1::2:3:4:5:6",     "0001::0002:0:0:0:0",
		"1:0:0:2::",       "1:0:0:2::9",       "1:0:0:2:1:2::",    "1:0:0:2:1:2:3::",
		"1:0::2:1:2:3:4",  "1:0:0:2::1.2.3.4", "1::2:0:0:1.2.3.4", "1:0:0:2:f:F:1.2.3.4",
		"1::0:2:1:2:3:4",
	};
	static const char *const outside[] = {
		"",
		":",
		"::",
		"1:0:0:2",
		"1::2",
		"1::2::",
		"1:0:0:2:::",
		":1:0:0:2::",
		"1:0:0:2:1:2:3:",
		"1:0:0:2:1:2:3:4::",
		"1:0:0:2::%",
		"1:0:0:02::1:",
		"1:0:0:00002::",
		"1:0:0:2:1:2:3:1.2.3.4",
		"1:0:0:2::01.2.3.4",
		"1:0:0:2::1.2.3",
		"1:0:0:2::1.2.3.4:5",
		"1:0:0:2::/64",
	};
	at_hand h;

	(void)state;
	begin(&h, &network, 1);
	for (size_t i = 0; i < sizeof inside / sizeof *inside; i++) {
		check(&h, inside[i]);
		assert_int_equal(h.inside, i + 1);
	}
	for (size_t i = 0; i < sizeof outside / sizeof *outside; i++) {
		check(&h, outside[i]);
	}
	assert_int_equal(h.inside, sizeof inside / sizeof *inside);
	end(&h);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_forms),
		cmocka_unit_test(test_many_texts),
	};

	return cmocka_run_group_tests_name("evidence_network", tests, NULL, NULL);
}
