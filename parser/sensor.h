/*
 * What a sensor has beside the reader and the interpreter: the values of inputs, the records that tell what a build
 * supplies, and the check of a file against that. SENSOR.md is the contract. The headers that `sluice sensor header`
 * writes, one for a catalog, build on this one. C11 and C++17; freestanding, and nothing is allocated.
 */
#ifndef CHAN_SENSOR_H
#define CHAN_SENSOR_H

#include "chan.h"

#ifdef __cplusplus
extern "C" {
#define CHAN_ALL_ZERO \
	{             \
	}
#else
#define CHAN_ALL_ZERO {0}
#endif

/*
 * The values of inputs: a C type for each kind of field, so that a value of another kind does not compile. All zero is
 * absent. Absent, null and empty are three different things (FORMAT.md section 5).
 */
typedef struct chan_string_value {
	const uint8_t *bytes; /* of the caller; any bytes; must stay until the event is evaluated */
	size_t size;
	uint8_t kind; /* enum chan_input_kind: absent, null or string */
} chan_string_value;

typedef struct chan_integer_value {
	int64_t number;
	uint8_t kind;
} chan_integer_value;

typedef struct chan_ip_value {
	uint8_t address[16]; /* network byte order; family 4 uses the first four */
	uint8_t family; /* 4 or 6 */
	uint8_t kind;
} chan_ip_value;

/* The loops over the bytes of an address: four or sixteen, as its family says. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif

/* All inline: what supplies an event is then a run of stores, without a call. */

/* bytes NULL: absent, whatever the size. */
static inline chan_string_value chan_string(const void *bytes, size_t size)
{
	chan_string_value value = CHAN_ALL_ZERO;

	if (bytes != NULL) {
		value.bytes = (const uint8_t *)bytes;
		value.size = size;
		value.kind = CHAN_INPUT_STRING;
	}
	return value;
}

static inline chan_string_value chan_string_null(void)
{
	chan_string_value value = CHAN_ALL_ZERO;

	value.kind = CHAN_INPUT_NULL;
	return value;
}

static inline chan_string_value chan_string_absent(void)
{
	chan_string_value value = CHAN_ALL_ZERO;

	return value;
}

static inline chan_integer_value chan_integer(int64_t number)
{
	chan_integer_value value = CHAN_ALL_ZERO;

	value.number = number;
	value.kind = CHAN_INPUT_INTEGER;
	return value;
}

static inline chan_integer_value chan_integer_null(void)
{
	chan_integer_value value = CHAN_ALL_ZERO;

	value.kind = CHAN_INPUT_NULL;
	return value;
}

static inline chan_integer_value chan_integer_absent(void)
{
	chan_integer_value value = CHAN_ALL_ZERO;

	return value;
}

static inline chan_ip_value chan_ip4(const uint8_t address[4])
{
	chan_ip_value value = CHAN_ALL_ZERO;
	size_t i;

	for (i = 0; i < 4; i++)
		value.address[i] = address[i];
	value.family = 4;
	value.kind = CHAN_INPUT_ADDRESS;
	return value;
}

static inline chan_ip_value chan_ip6(const uint8_t address[16])
{
	chan_ip_value value = CHAN_ALL_ZERO;
	size_t i;

	for (i = 0; i < 16; i++)
		value.address[i] = address[i];
	value.family = 6;
	value.kind = CHAN_INPUT_ADDRESS;
	return value;
}

static inline chan_ip_value chan_ip_null(void)
{
	chan_ip_value value = CHAN_ALL_ZERO;

	value.kind = CHAN_INPUT_NULL;
	return value;
}

static inline chan_ip_value chan_ip_absent(void)
{
	chan_ip_value value = CHAN_ALL_ZERO;

	return value;
}

/*
 * The value as an input of the interpreter. A kind that is not the value's own is passed on as it is: the interpreter
 * answers it with CHAN_EVALUATION_INPUT_KIND, never with a match. A string without an address is absent.
 */
static inline chan_input chan_string_input(chan_string_value value)
{
	chan_input input = CHAN_ALL_ZERO;

	if (value.kind == CHAN_INPUT_STRING && value.bytes == NULL)
		return input;
	input.kind = value.kind;
	if (value.kind == CHAN_INPUT_STRING)
		input.text = chan_cursor_over(value.bytes, value.size);
	return input;
}

static inline chan_input chan_integer_input(chan_integer_value value)
{
	chan_input input = CHAN_ALL_ZERO;

	input.kind = value.kind;
	input.integer = value.number;
	return input;
}

static inline chan_input chan_ip_input(chan_ip_value value)
{
	chan_input input = CHAN_ALL_ZERO;
	size_t i;

	input.kind = value.kind;
	input.family = value.family;
	for (i = 0; i < 16; i++)
		input.address[i] = value.address[i];
	return input;
}

#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

/* The last argument of each function that takes all inputs: where one is left out, it stands at a place not its own. */
typedef struct chan_all_supplied {
	char nothing;
} chan_all_supplied;

static inline chan_all_supplied chan_supplied(void)
{
	chan_all_supplied end = CHAN_ALL_ZERO;

	return end;
}

/*
 * What the macros of a generated header are made of. They append more ends than a type has fields and cut what is too
 * many, so that a call has the right number of arguments however many were left out: compilers that count first, as
 * clang does, would name no field. The arguments of CHAN_CALL are expanded before the macro sees them.
 */
#define CHAN_CALL(macro, arguments) macro arguments
#define CHAN_END_1 chan_supplied()
#define CHAN_END_4 CHAN_END_1, CHAN_END_1, CHAN_END_1, CHAN_END_1
#define CHAN_END_16 CHAN_END_4, CHAN_END_4, CHAN_END_4, CHAN_END_4
#define CHAN_END_64 CHAN_END_16, CHAN_END_16, CHAN_END_16, CHAN_END_16
#define CHAN_END_256 CHAN_END_64, CHAN_END_64, CHAN_END_64, CHAN_END_64

#ifdef __cplusplus
#define CHAN_ASSERT(condition, text) static_assert(condition, text)
#else
#define CHAN_ASSERT(condition, text) _Static_assert(condition, text)
#endif

/* What the integration code supplies for one type; a generated header has one for each type. */
typedef struct chan_wiring {
	uint32_t type_id, version, input_count;
	uint32_t layout_hash; /* of the field input_count (FORMAT.md 3.7) */
} chan_wiring;

/* What a build can take. UINT64_MAX: no limit but those of the format. */
typedef struct chan_sensor_limits {
	uint64_t file_bytes, templates;
	uint64_t criteria, values; /* of a template; of a criterion */
	uint32_t version_bits; /* of the content version: 1 to 64 */
} chan_sensor_limits;

enum chan_misfit_kind {
	CHAN_FITS,
	CHAN_MISFIT_ENGINE, /* the file needs a newer interpreter than this one */
	CHAN_MISFIT_LIMIT, /* the file is over a limit of the build */
	CHAN_MISFIT_TYPE, /* the build does not supply the type */
	CHAN_MISFIT_LAYOUT, /* the first inputs of the type are others than the build's */
	CHAN_MISFIT_INPUT /* a criterion asks for an input past the build's last one */
};

typedef struct chan_misfit {
	uint8_t kind; /* enum chan_misfit_kind */
	uint32_t type, criterion; /* indexes in the file, where the kind speaks of one */
} chan_misfit;

/*
 * Whether a build that supplies the inputs of count wirings, in any order, can run an accepted file: no criterion asks
 * for an input that the build does not supply, and those that it supplies are what the file takes them for (the
 * sensor's own CH3001 and CH3002). A build that supplies more than the file's version of a type has is trusted by its
 * version alone: a newer one, as versions only append (SENSOR.md). Time linear in the file's templates and criteria, and
 * in its types times count.
 *   true  - every template can be evaluated on every event;
 *   false - *misfit is the first reason, in the order of enum chan_misfit_kind; keep the file that ran before.
 */
CHAN_MUST_USE bool chan_fits(const chan_file *file, const chan_sensor_limits *limits,
                             const chan_wiring *wirings, uint32_t count, chan_misfit *misfit);

/*
 * Records: what the code of a build tells of itself, as text in a section of its own that linkers keep and strip leaves
 * in place. Each stands inside the function that it speaks of, which refers to it: compilers that do not optimise keep
 * constants outside of functions, used or not. SENSOR.md has their form.
 */
#if defined(__APPLE__)
#define CHAN_RECORD static const __attribute__((section("__TEXT,__sluice"))) char
#elif defined(_MSC_VER)
#pragma section(".sluice", read)
#define CHAN_RECORD static const __declspec(allocate(".sluice")) char
#else
#define CHAN_RECORD static const __attribute__((section(".sluice"))) char
#endif

/* A volatile read is what no compiler takes out; the linker keeps what code refers to. */
static inline void chan_keep_record(const char *record)
{
	(void)*(const volatile char *)record;
}

#define CHAN_SAY_(text) #text
#define CHAN_SAY(text) CHAN_SAY_(text)

/*
 * Once in a sensor: defines FUNCTION(void), which returns the limits of the build, and records them with its name and
 * platform. The limits are decimal literals, or macros that are.
 *
 *   CHAN_BUILD(my_limits, "7.11.18110", "linux-x64", 4194304, 10000, 256, 65535, 32)
 */
/* clang-format off */
#define CHAN_BUILD(function, name, platform, file_bytes_, templates_, criteria_, values_, version_bits_) \
	static inline chan_sensor_limits function(void) \
	{ \
		CHAN_RECORD record[] = \
			"sluice-build 1 " name \
			" platform=" platform \
			" file_bytes=" CHAN_SAY(file_bytes_) \
			" templates=" CHAN_SAY(templates_) \
			" criteria=" CHAN_SAY(criteria_) \
			" values=" CHAN_SAY(values_) \
			" version_bits=" CHAN_SAY(version_bits_); \
		chan_sensor_limits limits; \
		limits.file_bytes = (file_bytes_); \
		limits.templates = (templates_); \
		limits.criteria = (criteria_); \
		limits.values = (values_); \
		limits.version_bits = (version_bits_); \
		chan_keep_record(record); \
		return limits; \
	}
/* clang-format on */

#ifdef __cplusplus
}
#endif

#endif
