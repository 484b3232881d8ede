/* Whether a build can run a file, and the record of the interpreter (sensor.h, SENSOR.md). */
#include "sensor.h"
#include "evaluate_parts.h"
#include "record.h"

void chan_keep_engine_record(void)
{
	/* The operators that operators.c knows, by the names of manifests: a test holds one against the other. */
	CHAN_RECORD record[] = "sluice-engine 1 level=1 operators="
			       "exact,prefix,suffix,contains,glob,regex,cidr,eq,lt,le,gt,ge,"
			       "exists,null,fieldref,any";
	_Static_assert(CHAN_ENGINE_LEVEL == 1, "the record tells another level");
	_Static_assert(CHAN_OPERATOR_LAST == 16, "the record tells other operators");

	chan_keep_record(record);
}

/* One file and one build. */
typedef struct fitting {
	const chan_file *file;
	const chan_sensor_limits *limits;
	const chan_wiring *wirings;
	uint32_t count;
	chan_misfit *misfit;
} fitting;

static bool say_misfit(const fitting *f, enum chan_misfit_kind kind, uint32_t type,
                       uint32_t criterion)
{
	f->misfit->kind = (uint8_t)kind;
	f->misfit->type = type;
	f->misfit->criterion = criterion;
	return false;
}

/* The only access to the caller's array, with its check; the compiler's own would not see it. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif

/* The build's wiring of the type; false: it does not supply it, and *out supplies nothing. */
static bool find_wiring(const fitting *f, const chan_type *type, chan_wiring *out)
{
	static const chan_wiring none;
	uint32_t i;

	*out = none;
	for (i = 0; i < f->count; i++) {
		if (f->wirings[i].type_id == type->type_id) {
			*out = f->wirings[i];
			return true;
		}
	}
	return false;
}

#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

static bool header_within_limits(const fitting *f)
{
	const chan_header *header = &f->file->header;
	const uint32_t bits = f->limits->version_bits;

	return header->file_size <= f->limits->file_bytes &&
	       header->template_count <= f->limits->templates &&
	       (bits >= 64 || header->content_version >> bits == 0);
}

static bool within_limits(const fitting *f)
{
	chan_cursor templates, criteria;
	chan_template template;
	chan_criterion criterion;
	uint8_t reserved;
	uint32_t i, at = 0;

	chan_copy(&templates, &f->file->templates);
	chan_copy(&criteria, &f->file->criteria);
	if (!header_within_limits(f))
		return say_misfit(f, CHAN_MISFIT_LIMIT, 0, 0);
	while (chan_read_template(&templates, &template, &reserved)) {
		if (template.criterion_count > f->limits->criteria)
			return say_misfit(f, CHAN_MISFIT_LIMIT, template.type, at);
		for (i = 0; i < template.criterion_count; i++, at++) {
			if (!chan_read_criterion(&criteria, &criterion) ||
			    criterion.value_count > f->limits->values)
				return say_misfit(f, CHAN_MISFIT_LIMIT, template.type, at);
		}
	}
	return true;
}

static bool types_supplied(const fitting *f)
{
	chan_cursor types;
	chan_wiring wiring;
	chan_type type;
	uint32_t at;

	chan_copy(&types, &f->file->types);
	for (at = 0; chan_read_type(&types, &type); at++) {
		if (!find_wiring(f, &type, &wiring))
			return say_misfit(f, CHAN_MISFIT_TYPE, at, 0);
	}
	return true;
}

/* The shorter list is the start of the longer one: by the hash, or where the build's is the longer, by its version. */
static bool is_layout_shared(const chan_file *file, const chan_type *type,
                             const chan_wiring *wiring)
{
	chan_field last;

	if (wiring->input_count > type->field_count)
		return wiring->version > type->version;
	if (wiring->input_count == 0)
		return true;
	return chan_field_at(file, type->first_field + wiring->input_count - 1, &last) &&
	       last.layout_hash == wiring->layout_hash;
}

static bool layouts_shared(const fitting *f)
{
	chan_cursor types;
	chan_wiring wiring;
	chan_type type;
	uint32_t at;

	chan_copy(&types, &f->file->types);
	for (at = 0; chan_read_type(&types, &type); at++) {
		if (!find_wiring(f, &type, &wiring) || !is_layout_shared(f->file, &type, &wiring))
			return say_misfit(f, CHAN_MISFIT_LAYOUT, at, 0);
	}
	return true;
}

/* Whether the criterion reads only the first count inputs. Its values are passed in any case. */
static bool reads_only(const chan_criterion *criterion, uint32_t count, chan_cursor *values)
{
	bool within = criterion->operation == CHAN_OPERATOR_ANY || criterion->field < count;
	uint32_t i, field;

	if (criterion->operation != CHAN_OPERATOR_FIELDREF)
		return chan_skip(values, (uint64_t)criterion->value_count * CHAN_SIZE_VALUE) &&
		       within;
	for (i = 0; i < criterion->value_count; i++) {
		if (!chan_get_u32(values, &field) || field >= count)
			within = false;
	}
	return within;
}

/* How many inputs the build supplies to the type with that index; none where it has no wiring. */
static uint32_t count_supplied(const fitting *f, uint32_t index)
{
	chan_wiring wiring;
	chan_type type;

	return chan_type_at(f->file, index, &type) && find_wiring(f, &type, &wiring)
	               ? wiring.input_count
	               : 0;
}

static bool inputs_supplied(const fitting *f)
{
	chan_cursor templates, criteria;
	chan_cursor values;
	chan_criterion criterion;
	chan_template template;
	uint8_t reserved;
	uint32_t i, at = 0, supplied = 0, known = UINT32_MAX;

	chan_copy(&templates, &f->file->templates);
	chan_copy(&criteria, &f->file->criteria);
	chan_copy(&values, &f->file->values);
	while (chan_read_template(&templates, &template, &reserved)) {
		/* The templates of a type stand together: its wiring is looked up once. */
		if (template.type != known)
			supplied = count_supplied(f, template.type);
		known = template.type;
		for (i = 0; i < template.criterion_count; i++, at++) {
			if (!chan_read_criterion(&criteria, &criterion) ||
			    !reads_only(&criterion, supplied, &values))
				return say_misfit(f, CHAN_MISFIT_INPUT, template.type, at);
		}
	}
	return true;
}

bool chan_fits(const chan_file *file, const chan_sensor_limits *limits, const chan_wiring *wirings,
               uint32_t count, chan_misfit *misfit)
{
	const fitting f = {file, limits, wirings, count, misfit};

	misfit->kind = CHAN_FITS;
	misfit->type = 0;
	misfit->criterion = 0;
	if (file->header.engine_level > CHAN_ENGINE_LEVEL)
		return say_misfit(&f, CHAN_MISFIT_ENGINE, 0, 0);
	return within_limits(&f) && types_supplied(&f) && layouts_shared(&f) && inputs_supplied(&f);
}
