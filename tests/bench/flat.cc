// The FlatBuffers side of the benchmark.
#include "flat.h"

#include <stdlib.h>
#include <string.h>
#include <unordered_map>
#include <vector>

#include "chan.h"
#include "channel_generated.h"

namespace
{

using Builder = flatbuffers::FlatBufferBuilder;
using Text = flatbuffers::Offset<flatbuffers::String>;

// Each string once, as in the channel file.
class Writer
{
      public:
	Writer(const chan_file *file, const uint8_t *bytes)
	    : file_(file), bytes_(bytes), builder_(file->header.file_size),
	      strings_(file->header.string_count + 1)
	{
	}

	Builder &builder()
	{
		return builder_;
	}

	flatbuffers::Offset<flat::Channel> channel()
	{
		std::vector<flatbuffers::Offset<flat::Type>> types;
		for (uint32_t i = 0; i < file_->header.type_count; i++) {
			types.push_back(type(i));
		}
		const chan_header &header = file_->header;
		return flat::CreateChannelDirect(builder_, header.channel, header.content_version,
		                                 header.created_at, header.expires_at, &types);
	}

      private:
	Text text(uint32_t string)
	{
		chan_text place;
		if (strings_[string].IsNull()) {
			if (!chan_string_at(file_, string, &place)) {
				abort();
			}
			strings_[string] = builder_.CreateString(
				reinterpret_cast<const char *>(bytes_) + place.offset,
				place.length);
		}
		return strings_[string];
	}

	flatbuffers::Offset<flat::Type> type(uint32_t index)
	{
		chan_type from;
		std::vector<flatbuffers::Offset<flat::Field>> fields;
		std::vector<flatbuffers::Offset<flat::Template>> templates;
		if (!chan_type_at(file_, index, &from)) {
			abort();
		}
		for (uint32_t i = 0; i < from.field_count; i++) {
			chan_field field;
			if (!chan_field_at(file_, from.first_field + i, &field)) {
				abort();
			}
			fields.push_back(flat::CreateField(builder_, text(field.name), field.kind));
		}
		for (uint32_t i = 0; i < from.template_count; i++) {
			templates.push_back(one_template(from.first_template + i));
		}
		return flat::CreateType(builder_, text(from.name), from.type_id, from.version,
		                        builder_.CreateVector(fields),
		                        builder_.CreateVector(templates));
	}

	flatbuffers::Offset<flat::Template> one_template(uint32_t index)
	{
		chan_template from;
		std::vector<flatbuffers::Offset<flat::Criterion>> criteria;
		std::vector<uint16_t> condition;
		if (!chan_template_at(file_, index, &from)) {
			abort();
		}
		for (uint32_t i = 0; i < from.criterion_count; i++) {
			criteria.push_back(criterion(from.first_criterion + i));
		}
		for (uint32_t i = 0; i < from.instruction_count; i++) {
			uint16_t word;
			if (!chan_instruction_at(file_, from.first_instruction + i, &word)) {
				abort();
			}
			condition.push_back(word);
		}
		flat::Uuid uuid(flatbuffers::span<const uint8_t, 16>(from.uuid));
		return flat::CreateTemplate(builder_, &uuid, text(from.title), text(from.author),
		                            text(from.link), from.action, from.level, from.status,
		                            builder_.CreateVector(criteria),
		                            builder_.CreateVector(condition));
	}

	flatbuffers::Offset<flat::Criterion> criterion(uint32_t index)
	{
		chan_criterion from;
		std::vector<Text> strings;
		std::vector<int64_t> integers;
		std::vector<flatbuffers::Offset<flat::Network>> networks;
		std::vector<uint32_t> fields;
		if (!chan_criterion_at(file_, index, &from)) {
			abort();
		}
		for (uint32_t i = 0; i < from.value_count; i++) {
			uint32_t value;
			int64_t integer;
			chan_network network;
			if (!chan_value_at(file_, from.first_value + i, &value)) {
				abort();
			}
			switch (chan_operator_value_kind(from.operation)) {
			case CHAN_VALUE_STRING:
				strings.push_back(text(value));
				break;
			case CHAN_VALUE_INTEGER:
				if (chan_integer_at(file_, value, &integer)) {
					integers.push_back(integer);
				}
				break;
			case CHAN_VALUE_NETWORK:
				if (chan_network_at(file_, value, &network)) {
					networks.push_back(flat::CreateNetwork(
						builder_, network.family, network.prefix,
						builder_.CreateVector(network.address,
					                              network.family == 4 ? 4
					                                                  : 16)));
				}
				break;
			case CHAN_VALUE_FIELD:
				fields.push_back(value);
				break;
			case CHAN_VALUE_NONE:
				break;
			}
		}
		return flat::CreateCriterionDirect(builder_, from.field, from.operation, from.flags,
		                                   strings.empty() ? nullptr : &strings,
		                                   integers.empty() ? nullptr : &integers,
		                                   networks.empty() ? nullptr : &networks,
		                                   fields.empty() ? nullptr : &fields);
	}

	const chan_file *file_;
	const uint8_t *bytes_;
	Builder builder_;
	std::vector<Text> strings_;
};

uint64_t visit(const flatbuffers::String *string, bool text)
{
	if (string == nullptr) {
		return 0;
	}
	uint64_t sum = string->size();
	if (text) {
		const char *bytes = string->c_str();
		uint32_t left = string->size();
		for (; left >= 8; left -= 8, bytes += 8) {
			uint64_t word;
			memcpy(&word, bytes, 8);
			sum += word;
		}
		for (; left > 0; left--, bytes++) {
			sum += static_cast<uint8_t>(*bytes);
		}
	}
	return sum;
}

uint64_t visit(const flat::Criterion *criterion, bool text)
{
	uint64_t sum = uint64_t{criterion->field()} + criterion->operation() + criterion->flags();
	if (criterion->strings() != nullptr) {
		for (const auto *string : *criterion->strings()) {
			sum += visit(string, text);
		}
	}
	if (criterion->integers() != nullptr) {
		for (int64_t integer : *criterion->integers()) {
			sum += static_cast<uint64_t>(integer);
		}
	}
	if (criterion->networks() != nullptr) {
		for (const auto *network : *criterion->networks()) {
			sum += uint64_t{network->family()} + network->prefix() +
			       network->address()->Get(0);
		}
	}
	if (criterion->fields() != nullptr) {
		for (uint32_t field : *criterion->fields()) {
			sum += field;
		}
	}
	return sum;
}

} // namespace

uint8_t *flat_build(const void *file, const uint8_t *bytes, size_t *size)
{
	Writer writer(static_cast<const chan_file *>(file), bytes);
	flat::FinishChannelBuffer(writer.builder(), writer.channel());
	*size = writer.builder().GetSize();
	uint8_t *copy = static_cast<uint8_t *>(malloc(*size));
	if (copy != nullptr) {
		memcpy(copy, writer.builder().GetBufferPointer(), *size);
	}
	return copy;
}

bool flat_verify(const uint8_t *buffer, size_t size)
{
	flatbuffers::Verifier verifier(buffer, size, 64, 1u << 30);
	return flat::VerifyChannelBuffer(verifier);
}

uint64_t flat_traverse(const uint8_t *buffer, bool text)
{
	const flat::Channel *channel = flat::GetChannel(buffer);
	uint64_t sum = channel->channel() + channel->content_version() + channel->created_at();
	for (const auto *type : *channel->types()) {
		sum += visit(type->name(), text) + type->type_id() + type->version();
		for (const auto *field : *type->fields()) {
			sum += visit(field->name(), text) + field->kind();
		}
		for (const auto *one : *type->templates()) {
			sum += visit(one->title(), text) + visit(one->author(), text) +
			       visit(one->link(), text);
			sum += uint64_t{one->action()} + one->level() + one->status() +
			       one->uuid()->bytes()->Get(0);
			for (const auto *criterion : *one->criteria()) {
				sum += visit(criterion, text);
			}
			for (uint16_t word : *one->condition()) {
				sum += word;
			}
		}
	}
	return sum;
}
