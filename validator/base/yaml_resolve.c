/* How plain scalars read: the core schema of YAML 1.2, section 10.3.2. */
#include "base/yaml.h"

static bool is_one_of(sl_text text, const char *const *words)
{
	for (size_t i = 0; words[i] != NULL; i++) {
		if (sl_text_is(text, words[i])) {
			return true;
		}
	}
	return false;
}

static bool is_digit(char byte)
{
	return byte >= '0' && byte <= '9';
}

static size_t skip_digits(sl_text text, size_t place)
{
	while (place < text.length && is_digit(text.bytes[place])) {
		place++;
	}
	return place;
}

static bool is_sign(sl_text text, size_t place)
{
	return place < text.length && (text.bytes[place] == '-' || text.bytes[place] == '+');
}

/* [-+]? [0-9]+ */
static bool read_decimal(sl_text text, int64_t *out)
{
	bool negative = text.length > 0 && text.bytes[0] == '-';
	size_t start = is_sign(text, 0) ? 1 : 0;
	uint64_t number;

	if (!sl_text_to_u64((sl_text){text.bytes + start, text.length - start}, &number) ||
	    number > (uint64_t)INT64_MAX + (negative ? 1 : 0)) {
		return false;
	}
	*out = negative && number > 0 ? -(int64_t)(number - 1) - 1 : (int64_t)number;
	return true;
}

static int value_of(char byte)
{
	if (is_digit(byte)) {
		return byte - '0';
	}
	if (byte >= 'a' && byte <= 'f') {
		return byte - 'a' + 10;
	}
	return byte >= 'A' && byte <= 'F' ? byte - 'A' + 10 : 16;
}

/* 0o [0-7]+ or 0x [0-9a-fA-F]+ */
static bool read_prefixed(sl_text text, int64_t *out)
{
	int base = text.length > 2 && text.bytes[0] == '0' ? text.bytes[1] == 'o'   ? 8
	                                                     : text.bytes[1] == 'x' ? 16
	                                                                            : 0
	                                                   : 0;
	int64_t number = 0;

	if (base == 0) {
		return false;
	}
	for (size_t i = 2; i < text.length; i++) {
		int digit = value_of(text.bytes[i]);

		if (digit >= base || number > (INT64_MAX - digit) / base) {
			return false;
		}
		number = number * base + digit;
	}
	*out = number;
	return true;
}

/* [-+]? ( \. [0-9]+ | [0-9]+ ( \. [0-9]* )? ) ( [eE] [-+]? [0-9]+ )?, an integer too */
static bool is_float(sl_text text)
{
	size_t start = is_sign(text, 0) ? 1 : 0, place = skip_digits(text, start), digits = place;

	if (place < text.length && text.bytes[place] == '.') {
		place = skip_digits(text, place + 1);
		digits = place - 1;
	}
	if (digits == start) {
		return false;
	}
	if (place < text.length && (text.bytes[place] == 'e' || text.bytes[place] == 'E')) {
		place += is_sign(text, place + 1) ? 2 : 1;
		digits = place;
		place = skip_digits(text, place);
		return place > digits && place == text.length;
	}
	return place == text.length;
}

/* A whole number that has no point and no exponent, but is too large. */
static bool is_large_integer(sl_text text)
{
	size_t start = is_sign(text, 0) ? 1 : 0;

	return start < text.length && skip_digits(text, start) == text.length;
}

enum sl_yaml_scalar sl_yaml_resolve(const sl_yaml *node, bool *boolean, int64_t *integer)
{
	static const char *const nulls[] = {"", "~", "null", "Null", "NULL", NULL};
	static const char *const trues[] = {"true", "True", "TRUE", NULL};
	static const char *const falses[] = {"false", "False", "FALSE", NULL};
	static const char *const floats[] = {".inf",  ".Inf",  ".INF",  "+.inf", "+.Inf",
	                                     "+.INF", "-.inf", "-.Inf", "-.INF", ".nan",
	                                     ".NaN",  ".NAN",  NULL};

	*boolean = false;
	*integer = 0;
	if (node->kind != SL_YAML_SCALAR || node->quoted) {
		return SL_YAML_STRING;
	}
	if (is_one_of(node->text, nulls)) {
		return SL_YAML_NULL;
	}
	*boolean = is_one_of(node->text, trues);
	if (*boolean || is_one_of(node->text, falses)) {
		return SL_YAML_BOOL;
	}
	if (read_decimal(node->text, integer) || read_prefixed(node->text, integer)) {
		return SL_YAML_INTEGER;
	}
	if (is_large_integer(node->text)) {
		return SL_YAML_STRING;
	}
	return is_float(node->text) || is_one_of(node->text, floats) ? SL_YAML_FLOAT
	                                                             : SL_YAML_STRING;
}
