#include "sensor_fuzz/library.h"

#include <dlfcn.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "chan.h"

static _Noreturn void refuse_sensor(const char *format, ...) __attribute__((format(printf, 1, 2)));

static _Noreturn void refuse_sensor(const char *format, ...)
{
	va_list arguments;

	fputs("fuzz_sensor: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputs("\n", stderr);
	exit(2);
}

static void check_inputs(const chan_abi_type *type)
{
	if (type->input_count == 0 || type->input_count > CHAN_MAX_FIELDS || type->inputs == NULL)
		refuse_sensor("the sensor describes %u inputs of type %u, and a type has 1 to %u",
		              (unsigned)type->input_count, (unsigned)type->id, CHAN_MAX_FIELDS);
	for (uint32_t i = 0; i < type->input_count; i++) {
		const chan_abi_field *input = &type->inputs[i];

		if (input->name == NULL || input->name[0] == '\0' ||
		    strlen(input->name) > CHAN_MAX_NAME || input->kind < CHAN_ABI_STRING ||
		    input->kind > CHAN_ABI_IP)
			refuse_sensor("the sensor describes input %u of type %u without a name, "
			              "or of no kind",
			              (unsigned)i + 1, (unsigned)type->id);
	}
}

static void check_description(const chan_sensor_abi *abi)
{
	if (abi == NULL)
		refuse_sensor("the sensor describes nothing: chan_sensor_describe() is NULL");
	if (abi->abi_version != CHAN_ABI_VERSION || abi->struct_size < sizeof *abi)
		refuse_sensor("the sensor is of ABI version %u and its table of %u bytes; this is "
		              "version %u, of %u",
		              (unsigned)abi->abi_version, (unsigned)abi->struct_size,
		              CHAN_ABI_VERSION, (unsigned)sizeof *abi);
	if (abi->load == NULL || abi->evaluate == NULL || abi->unload == NULL)
		refuse_sensor("the sensor has no load(), evaluate() or unload()");
	if (abi->type_count == 0 || abi->types == NULL)
		refuse_sensor("the sensor describes no type: nothing could be run on it");
	for (uint32_t i = 0; i < abi->type_count; i++) {
		const chan_abi_type *type = &abi->types[i];

		if (type->name == NULL || type->name[0] == '\0' ||
		    strlen(type->name) > CHAN_MAX_NAME)
			refuse_sensor("the sensor describes type %u without a name",
			              (unsigned)type->id);
		if (i > 0 && type->id <= abi->types[i - 1].id)
			refuse_sensor("the sensor describes type %u out of order, or twice",
			              (unsigned)type->id);
		check_inputs(type);
	}
}

const chan_sensor_abi *sensor_library(const char *path)
{
	const chan_sensor_abi *(*describe)(void) = chan_sensor_describe;
	const chan_sensor_abi *abi;

	if (path != NULL && path[0] != '\0') {
		void *library = dlopen(path, RTLD_NOW | RTLD_LOCAL), *symbol;

		if (library == NULL)
			refuse_sensor("the sensor cannot be loaded: %s", dlerror());
		symbol = dlsym(library, "chan_sensor_describe");
		if (symbol == NULL)
			refuse_sensor("%s: it has no chan_sensor_describe()", path);
		/* C has no cast from an object's pointer to a function's; POSIX promises that this works. */
		memcpy(&describe, &symbol, sizeof describe);
	}
	abi = describe();
	check_description(abi);
	return abi;
}
