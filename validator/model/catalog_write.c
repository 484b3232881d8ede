/* A catalog as YAML. */
#include <inttypes.h>

#include "base/yaml_write.h"
#include "model/catalog.h"

static void write_texts(sl_buffer *out, const char *const *texts, uint32_t count)
{
	sl_buffer_byte(out, '[');
	for (uint32_t i = 0; i < count; i++) {
		sl_text text = sl_text_of(texts[i]);
		int64_t number;

		sl_buffer_text(out, i > 0 ? ", " : "");
		/* Numbers read back as their text: quotes would only hide what they are. */
		if (sl_text_to_i64(text, &number)) {
			sl_buffer_append(out, text.bytes, text.length);
		} else {
			sl_yaml_quote(out, text);
		}
	}
	sl_buffer_byte(out, ']');
}

static void write_logsource(const sl_logsource *logsource, sl_buffer *out)
{
	const char *const keys[] = {"product", "category", "service"};
	const char *const values[] = {logsource->product, logsource->category, logsource->service};
	const char *before = "";

	sl_buffer_text(out, "logsource: {");
	for (size_t i = 0; i < 3; i++) {
		if (values[i][0] != '\0') {
			sl_buffer_printf(out, "%s%s: ", before, keys[i]);
			sl_yaml_quote(out, sl_text_of(values[i]));
			before = ", ";
		}
	}
	sl_buffer_text(out, "}\n");
}

static void write_select(const sl_type *type, sl_buffer *out)
{
	if (type->select_count == 0) {
		return;
	}
	sl_buffer_text(out, "select: {");
	for (uint32_t i = 0; i < type->select_count; i++) {
		sl_buffer_text(out, i > 0 ? ", " : "");
		sl_yaml_quote(out, sl_text_of(type->select[i].key));
		sl_buffer_text(out, ": ");
		write_texts(out, type->select[i].values, type->select[i].value_count);
	}
	sl_buffer_text(out, "}\n");
}

static void write_fields(const sl_type *type, sl_buffer *out)
{
	sl_buffer_text(out, "fields:\n");
	for (uint32_t i = 0; i < type->field_count; i++) {
		const sl_field *field = &type->fields[i];

		sl_buffer_text(out, "  - {name: ");
		sl_yaml_quote(out, sl_text_of(field->name));
		sl_buffer_printf(out, ", type: %s", sl_field_kind_name(field->kind));
		if (field->from_count > 0) {
			sl_buffer_text(out, ", from: ");
			write_texts(out, field->from, field->from_count);
		}
		sl_buffer_text(out, "}\n");
	}
}

void sl_catalog_write(const sl_type *types, size_t count, sl_buffer *out)
{
	for (size_t i = 0; i < count; i++) {
		const sl_type *type = &types[i];

		sl_buffer_text(out, i > 0 ? "---\n" : "");
		sl_buffer_text(out, "template_type: ");
		sl_yaml_quote(out, sl_text_of(type->name));
		sl_buffer_printf(out, "\nid: %" PRIu32 "\nversion: %" PRIu32 "\n", type->id,
		                 type->version);
		write_logsource(&type->logsource, out);
		write_select(type, out);
		write_fields(type, out);
		sl_buffer_printf(out, "match_all: %s\n", type->match_all ? "true" : "false");
	}
}
