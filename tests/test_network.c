/* Networks as text: what is read, what is refused and why, and what is written. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_family4), cmocka_unit_test(test_family6),
		cmocka_unit_test(test_bytes),   cmocka_unit_test(test_no_address),
		cmocka_unit_test(test_prefix),  cmocka_unit_test(test_host_bits),
	};

	return cmocka_run_group_tests_name("network", tests, NULL, NULL);
}
