/* Addresses in strings (FORMAT.md section 5, "Addresses in strings"). */
#include <arpa/inet.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "chan.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* From a copy of exactly that size, so that a sanitizer sees a read past it. */
static bool read_address(const char *text, size_t length, uint8_t *family, uint8_t address[16])
{
	uint8_t *copy = malloc(length + (length == 0));
	bool accepted;

	assert_non_null(copy);
	memcpy(copy, text, length);
	memset(address, 0xa5, 16);
	*family = 0xa5;
	accepted = chan_read_address(chan_cursor_over(copy, length), family, address);
	free(copy);
	return accepted;
}

static void addresses_are_read(void **state)
{
	static const struct {
		const char *text;
		uint8_t family;
		uint8_t address[16];
	} cases[] = {
		{"0.0.0.0", 4, {0}},
		{"10.20.30.40", 4, {10, 20, 30, 40}},
		{"255.255.255.255", 4, {255, 255, 255, 255}},
		{"::", 6, {0}},
		{"::1", 6, {[15] = 1}},
		{"1::", 6, {0, 1}},
		{"2001:db8::20", 6, {0x20, 0x01, 0x0d, 0xb8, [15] = 0x20}},
		{"2001:DB8:0:0:0:0:0:20", 6, {0x20, 0x01, 0x0d, 0xb8, [15] = 0x20}},
		{"1:2:3:4:5:6:7:8", 6, {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8}},
		{"1::3:4:5:6:7:8", 6, {0, 1, 0, 0, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8}},
		{"1:2:3:4:5:6:7::", 6, {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7}},
		{"::2:3:4:5:6:7:8", 6, {0, 0, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 0, 7, 0, 8}},
		{"::ffff:192.0.2.1", 6, {[10] = 0xff, 0xff, 192, 0, 2, 1}},
		{"1:2:3:4:5:6:192.0.2.1", 6, {0, 1, 0, 2, 0, 3, 0, 4, 0, 5, 0, 6, 192, 0, 2, 1}},
		{"fe80:0000:0000:0000:0000:0000:255.255.255.255",
	         6,
	         {0xfe, 0x80, [12] = 255, 255, 255, 255}},
	};
	uint8_t family, address[16];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		assert_true(read_address(cases[i].text, strlen(cases[i].text), &family, address));
		assert_int_equal(family, cases[i].family);
		assert_memory_equal(address, cases[i].address, 16);
	}
}

static void what_is_no_address_is_refused(void **state)
{
	static const char *const cases[] = {
		"",
		"1",
		"1.2.3",
		"1:2:3:4:5:6:7:1.2.3.4",
		"1:2:3:4:5:6:7:8:1.2.3.4",
		"1.2.3.4.",
		"1.2.3.4.5",
		"01.2.3.4",
		"1.2.3.04",
		"1.2.3.256",
		"1.2.3.999",
		"4294967297.2.3.4",
		"1.2.3.4294967296",
		"1..3.4",
		".1.2.3",
		" 1.2.3.4",
		"1.2.3.4 ",
		"1.2.3.a",
		"0x1.2.3.4",
		"1.2.3.4/24",
		"-",
		":",
		":::",
		"::1::",
		"1::2::3",
		":1",
		"1:",
		"1:2:3:4:5:6:7",
		"1:2:3:4:5:6:7:8:9",
		"12345::",
		"g::",
		"fe80::1%eth0",
		"[::1]",
		"1:2:3:4:5:6:7:8::",
		"::1:2:3:4:5:6:7:8",
		"1:2:3:4::5:6:7:8",
		"1.2.3.4::",
		"::1.2.3.4:5",
		"1:2:3:4:5:6:7:1.2.3.4",
		"::1.2.3",
		"::01.2.3.4",
		"1:2:3:4:5:1.2.3.4",
		":1:2:3:4:5:6:7:8",
		"1:2:3:4:5:6:7:",
		"fe80:0000:0000:0000:0000:0000:255.255.255.2555",
	};
	static const uint8_t zeros[16];
	uint8_t family, address[16];
	size_t i;

	(void)state;
	for (i = 0; i < COUNT(cases); i++) {
		if (read_address(cases[i], strlen(cases[i]), &family, address))
			fail_msg("'%s' is no address", cases[i]);
		assert_int_equal(family, 0);
		assert_memory_equal(address, zeros, 16);
	}
	assert_false(read_address("1.2.3.4\0", 8, &family, address));
}

/* Another reader of addresses, which leaves out what has a NUL. */
static uint8_t read_by_system(const char *text, uint8_t address[16])
{
	memset(address, 0, 16);
	if (inet_pton(AF_INET, text, address) == 1)
		return 4;
	memset(address, 0, 16);
	if (inet_pton(AF_INET6, text, address) == 1)
		return 6;
	memset(address, 0, 16);
	return 0;
}

static void compare(const char *text, size_t length)
{
	uint8_t family, wanted_family, address[16], wanted[16];

	wanted_family = read_by_system(strlen(text) == length ? text : "", wanted);
	if (read_address(text, length, &family, address) != (wanted_family != 0) ||
	    family != wanted_family || memcmp(address, wanted, sizeof wanted) != 0)
		fail_msg("'%s' is of family %u and read as %u", text, wanted_family, family);
}

/* Each byte in place of each and before each, and each byte left out. */
static void every_byte_at_every_place(void **state)
{
	static const char *const texts[] = {
		"10.200.30.255",
		"::",
		"1::",
		"::f",
		"aB::9:0cD",
		"1:2:3:4:5:6:7:8",
		"1:2:3::5:6:7:8",
		"1:2:3:4:5:6:250.199.39.4",
		"abcd:1234:ffff:0:9:a::",
		"::1.22.255.0",
	};
	char changed[64];

	(void)state;
	for (size_t i = 0; i < COUNT(texts); i++) {
		const size_t length = strlen(texts[i]);

		for (size_t at = 0; at <= length; at++) {
			for (unsigned byte = 0; byte < 256; byte++) {
				memcpy(changed, texts[i], length + 1);
				changed[at] = (char)byte;
				if (at < length)
					compare(changed, length);
				memcpy(changed + at + 1, texts[i] + at, length - at + 1);
				compare(changed, length + 1);
			}
			memcpy(changed, texts[i], at);
			if (at < length) {
				memcpy(changed + at, texts[i] + at + 1, length - at);
				compare(changed, length - 1);
			}
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read),
		cmocka_unit_test(what_is_no_address_is_refused),
		cmocka_unit_test(every_byte_at_every_place),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
