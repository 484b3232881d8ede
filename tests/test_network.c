/* Networks as text: what is read, what is refused and why, and what is written. */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "author/network.h"

/* Reads from a block of exactly the text's size, into memory that was something else. */
static enum sl_network_problem read_exact(const char *text, chan_network *out)
{
	const size_t length = strlen(text);
	char *exact = malloc(length ? length : 1);
	enum sl_network_problem problem;

	assert_non_null(exact);
	memcpy(exact, text, length);
	memset(out, 0xa5, sizeof *out);
	problem = sl_network_read((sl_text){exact, length}, out);
	free(exact);
	return problem;
}

/* Written in the canonical form, which reads as itself. */
static void must_read(const char *text, const char *written)
{
	char got[SL_NETWORK_TEXT];
	chan_network network, again;

	if (read_exact(text, &network) != SL_NETWORK_OK)
		fail_msg("%s is not read", text);
	sl_network_write(&network, got);
	assert_string_equal(got, written);
	assert_int_equal(read_exact(got, &again), SL_NETWORK_OK);
	assert_memory_equal(&again, &network, sizeof network);
}

static void test_family4(void **state)
{
	(void)state;
	must_read("0.0.0.0", "0.0.0.0/32");
	must_read("255.255.255.255", "255.255.255.255/32");
	must_read("10.0.0.0/8", "10.0.0.0/8");
	must_read("0.0.0.0/0", "0.0.0.0/0");
	must_read("192.0.2.128/25", "192.0.2.128/25");
}

static void test_family6(void **state)
{
	(void)state;
	must_read("::", "::/128");
	must_read("::/0", "::/0");
	must_read("::1", "::1/128");
	must_read("1::", "1::/128");
	must_read("1:2:3:4:5:6:7:8", "1:2:3:4:5:6:7:8/128");
	must_read("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0/128");
	must_read("::2:3:4:5:6:7:8", "0:2:3:4:5:6:7:8/128");
	must_read("2001:0DB8:0:0:1:0:0:1", "2001:db8::1:0:0:1/128");
	must_read("2001:db8:0:1:0:0:0:1", "2001:db8:0:1::1/128");
	must_read("1:0:0:2::", "1:0:0:2::/128");
	must_read("::ffff:192.0.2.1", "::ffff:c000:201/128");
	must_read("1:2:3:4:5:6:192.0.2.1", "1:2:3:4:5:6:c000:201/128");
	must_read("64:ff9b::192.0.2.33/128", "64:ff9b::c000:221/128");
	must_read("fe80::/10", "fe80::/10");
	must_read("8000::/1", "8000::/1");
}

static void test_bytes(void **state)
{
	chan_network network;

	(void)state;
	assert_int_equal(read_exact("1.2.3.4/31", &network), SL_NETWORK_OK);
	assert_int_equal(network.family, 4);
	assert_int_equal(network.prefix, 31);
	assert_memory_equal(network.address, "\1\2\3\4\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	assert_int_equal(read_exact("102:304::f0f", &network), SL_NETWORK_OK);
	assert_int_equal(network.family, 6);
	assert_int_equal(network.prefix, 128);
	assert_memory_equal(network.address, "\1\2\3\4\0\0\0\0\0\0\0\0\0\0\17\17", 16);
}

static void test_no_address(void **state)
{
	static const char *const texts[] = {"",
	                                    "/",
	                                    "/8",
	                                    " ",
	                                    "1",
	                                    "1.2.3",
	                                    "1.2.3.4.",
	                                    "1.2.3.4.5",
	                                    ".1.2.3.4",
	                                    "1..2.3",
	                                    "1.2.3.256",
	                                    "1.2.3.04",
	                                    "1.2.3.00",
	                                    "1.2.3.+4",
	                                    "1.2.3.4 ",
	                                    " 1.2.3.4",
	                                    "1.2.3.4a",
	                                    "0x1.2.3.4",
	                                    "a.b.c.d",
	                                    ":",
	                                    ":::",
	                                    "1:",
	                                    ":1",
	                                    "1:::2",
	                                    "1::2::3",
	                                    "::1:",
	                                    ":1::",
	                                    "1:2:3:4:5:6:7",
	                                    "1:2:3:4:5:6:7:8:9",
	                                    "1:2:3:4:5:6:7:8::",
	                                    "::1:2:3:4:5:6:7:8",
	                                    "1:2:3:4::5:6:7:8",
	                                    "12345::",
	                                    "g::",
	                                    "::1%eth0",
	                                    "1:2:3:4:5:6:7:1.2.3.4",
	                                    "1:2:3:4:5:6:7:1.2.6.0",
	                                    "1:2:3:4:5:6:7:8:6.0.0.0",
	                                    "::1.2.3",
	                                    "::1.2.3.4:5",
	                                    "1.2.3.4::",
	                                    "::1.2.3.456",
	                                    "[::1]",
	                                    "::1 ",
	                                    "localhost",
	                                    "1.2.3.4,5.6.7.8"};
	chan_network network;
	size_t i;

	(void)state;
	assert_int_equal(sl_network_read((sl_text){NULL, 0}, &network), SL_NETWORK_NO_ADDRESS);
	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		if (read_exact(texts[i], &network) != SL_NETWORK_NO_ADDRESS)
			fail_msg("%s is read as an address", texts[i]);
}

static void test_prefix(void **state)
{
	static const char *const texts[] = {"1.2.3.4/",
	                                    "1.2.3.4/33",
	                                    "1.2.3.4/032",
	                                    "1.2.3.4/00",
	                                    "1.2.3.4/-1",
	                                    "1.2.3.4/8 ",
	                                    "1.2.3.4/8/8",
	                                    "1.2.3.4/a",
	                                    "::/129",
	                                    "::/",
	                                    "::/1e1",
	                                    "1.2.3.4/255.255.0.0",
	                                    "1.2.3.4/4294967296",
	                                    "1.2.3.4/18446744073709551624"};
	chan_network network;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof texts / sizeof *texts; i++)
		if (read_exact(texts[i], &network) != SL_NETWORK_PREFIX)
			fail_msg("the prefix of %s is not refused", texts[i]);
}

static void test_host_bits(void **state)
{
	static const struct pair {
		const char *text, *clean;
	} pairs[] = {{"10.0.0.1/8", "10.0.0.0/8"},          {"192.0.2.1/31", "192.0.2.0/31"},
	             {"255.255.255.255/0", "0.0.0.0/0"},    {"::1/127", "::/127"},
	             {"2001:db8::1:0/32", "2001:db8::/32"}, {"ff::/8", "::/8"}};
	char got[SL_NETWORK_TEXT];
	chan_network network;
	size_t i;

	(void)state;
	for (i = 0; i < sizeof pairs / sizeof *pairs; i++) {
		assert_int_equal(read_exact(pairs[i].text, &network), SL_NETWORK_HOST_BITS);
		sl_network_write(&network, got);
		assert_string_equal(got, pairs[i].clean);
	}
}

/* --- against inet_pton() and inet_ntop(), which share nothing with it */

static unsigned below(uint32_t *seed, unsigned limit)
{
	*seed = *seed * 1664525u + 1013904223u;
	return (*seed >> 8) % limit;
}

/* Says of one text, without a prefix, what the C library says. Returns the family; 0: no address. */
static unsigned same_as_library(const char *text)
{
	uint8_t bytes[16] = {0};
	chan_network network;
	const enum sl_network_problem problem = read_exact(text, &network);
	const unsigned family = inet_pton(AF_INET, text, bytes) == 1    ? 4
	                        : inet_pton(AF_INET6, text, bytes) == 1 ? 6
	                                                                : 0;

	if ((problem == SL_NETWORK_OK) != (family != 0))
		fail_msg("'%s' is %s", text, family ? "an address" : "no address");
	if (family != 0) {
		assert_int_equal(network.family, family);
		assert_int_equal(network.prefix, family == 4 ? 32 : 128);
		assert_memory_equal(network.address, bytes, sizeof bytes);
	}
	return family;
}

/* Texts that are nearly addresses: one that is, with a byte or two changed, taken out or put in. */
static void test_any_text(void **state)
{
	static const char *const roots[] = {
		"192.0.2.255",   "0.10.100.7", "1:22:333:4444:5:6:7:8", "::1",
		"fe80::a:0:0:9", "1::",        "::ffff:192.0.2.1",      "1:2:3:4:5:6:7.8.9.10",
		"A:b::C:d",      "::"};
	static const char bytes[] = "0123456789abcdefABCDEFgG/.:::.. -x\x80";
	unsigned addresses[7] = {0};
	uint32_t seed = 291;

	(void)state;
	for (unsigned i = 0; i < 60000; i++) {
		char text[64];
		size_t length;

		strcpy(text, roots[below(&seed, sizeof roots / sizeof *roots)]);
		for (unsigned changes = 1 + below(&seed, 3); changes > 0; changes--) {
			length = strlen(text);
			const size_t at = below(&seed, (unsigned)length + 1);
			const char byte = bytes[below(&seed, sizeof bytes - 1)];

			switch (below(&seed, 3)) {
			case 0:
				if (at < length)
					text[at] = byte;
				break;
			case 1:
				if (at < length)
					memmove(text + at, text + at + 1, length - at);
				break;
			default:
				memmove(text + at + 1, text + at, length - at + 1);
				text[at] = byte;
			}
		}
		/* What stands behind a slash has its own tests. */
		if (strchr(text, '/') == NULL)
			addresses[same_as_library(text)]++;
	}
	assert_true(addresses[4] > 500 && addresses[6] > 5000 && addresses[0] > 20000);
}

/* Every pattern of zero groups is written as the C library writes it. */
static void test_any_gap(void **state)
{
	char library[INET6_ADDRSTRLEN + 4], ours[SL_NETWORK_TEXT];

	(void)state;
	for (unsigned pattern = 0; pattern < 256; pattern++)
		for (unsigned value = 1; value < 0x10000; value *= 15) {
			chan_network network = {.family = 6, .prefix = 128};

			for (unsigned i = 0; i < 8; i++)
				if (pattern & 1u << i) {
					network.address[2 * i] = (uint8_t)(value >> 8);
					network.address[2 * i + 1] = (uint8_t)value;
				}
			assert_non_null(
				inet_ntop(AF_INET6, network.address, library, INET6_ADDRSTRLEN));
			if (strchr(library, '.') != NULL)
				continue; /* it writes some as family 4 */
			strcat(library, "/128");
			sl_network_write(&network, ours);
			/* One group of zeros is not worth a gap (RFC 5952, 4.2.2), which older libraries do not know. */
			assert_string_equal(ours, library);
		}
}

/* A network without bits behind its prefix is read as it is; with one, it is refused. */
static void test_any_prefix(void **state)
{
	(void)state;
	for (unsigned family = 4; family <= 6; family += 2)
		for (unsigned prefix = 0; prefix <= (family == 4 ? 33u : 129u); prefix++)
			for (unsigned bit = 0; bit < (family == 4 ? 32u : 128u); bit++) {
				const bool is_prefix = prefix <= (family == 4 ? 32u : 128u);
				uint8_t bytes[16] = {0};
				char text[INET6_ADDRSTRLEN + 8];
				chan_network network;
				enum sl_network_problem problem;

				bytes[bit / 8] = (uint8_t)(0x80u >> bit % 8);
				assert_non_null(inet_ntop(family == 4 ? AF_INET : AF_INET6, bytes,
				                          text, INET6_ADDRSTRLEN));
				snprintf(text + strlen(text), 8, "/%u", prefix);
				problem = read_exact(text, &network);
				if (!is_prefix) {
					assert_int_equal(problem, SL_NETWORK_PREFIX);
				} else if (bit >= prefix) {
					assert_int_equal(problem, SL_NETWORK_HOST_BITS);
				} else {
					assert_int_equal(problem, SL_NETWORK_OK);
					assert_int_equal(network.prefix, prefix);
					assert_memory_equal(network.address, bytes, sizeof bytes);
				}
			}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_family4),    cmocka_unit_test(test_family6),
		cmocka_unit_test(test_bytes),      cmocka_unit_test(test_no_address),
		cmocka_unit_test(test_prefix),     cmocka_unit_test(test_host_bits),
		cmocka_unit_test(test_any_text),   cmocka_unit_test(test_any_gap),
		cmocka_unit_test(test_any_prefix),
	};

	return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}
