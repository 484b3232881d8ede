/* Addresses in strings (FORMAT.md section 5, "Addresses in strings"). */
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

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(addresses_are_read),
		cmocka_unit_test(what_is_no_address_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
