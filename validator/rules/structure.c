/* The parser's findings in words. */
#include <inttypes.h>
#include <stdio.h>

#include "rules/finding.h"

/* What the numbers of a rule's faults are to each other. */
enum relation {
	NOTHING,
	FOUND,
	FOUND_BITS,
	EXPECTED,
	EXPECTED_BITS,
	AT_MOST,
	BELOW,
	ABOVE,
	ABOVE_SIGNED
};

static enum relation relation_of(uint16_t rule)
{
	switch (rule) {
	case CHAN_RULE_NETWORK_FAMILY:
	case CHAN_RULE_RESERVED:
		return FOUND;
	case CHAN_RULE_OPCODE:
	case CHAN_RULE_STRING_UTF8:
	case CHAN_RULE_CRITERION_FLAGS:
		return FOUND_BITS;
	case CHAN_RULE_HEADER_CHECKSUM:
	case CHAN_RULE_BODY_CHECKSUM:
	case CHAN_RULE_LAYOUT_HASH:
		return EXPECTED_BITS;
	case CHAN_RULE_FILE_LIMIT:
	case CHAN_RULE_TYPE_LIMIT:
	case CHAN_RULE_TEMPLATE_LIMIT:
	case CHAN_RULE_STRING_LIMIT:
	case CHAN_RULE_FIELD_LIMIT:
	case CHAN_RULE_CRITERION_LIMIT:
	case CHAN_RULE_INSTRUCTION_LIMIT:
	case CHAN_RULE_VALUE_LIMIT:
	case CHAN_RULE_CHANNEL:
	case CHAN_RULE_NETWORK_PREFIX:
	case CHAN_RULE_STRING_INDEX:
	case CHAN_RULE_NAME:
	case CHAN_RULE_FIELD_KIND:
	case CHAN_RULE_TEMPLATE_ACTION:
	case CHAN_RULE_TEMPLATE_LEVEL:
	case CHAN_RULE_TEMPLATE_STATUS:
	case CHAN_RULE_OPERATOR:
	case CHAN_RULE_CRITERION_FIRST_USE:
	case CHAN_RULE_STACK_DEPTH:
		return AT_MOST;
	case CHAN_RULE_FIELD_INDEX:
	case CHAN_RULE_VALUE_INDEX:
	case CHAN_RULE_CRITERION_INDEX:
		return BELOW;
	case CHAN_RULE_TYPE_ORDER:
		return ABOVE;
	case CHAN_RULE_INTEGER_ORDER:
		return ABOVE_SIGNED;
	/* Their line in the rule table says it all. */
	case CHAN_RULE_MAGIC:
	case CHAN_RULE_STRING_NUL:
	case CHAN_RULE_ENGINE_LEVEL:
	case CHAN_RULE_CONTENT_VERSION:
	case CHAN_RULE_LIFETIME:
	case CHAN_RULE_EMPTY:
	case CHAN_RULE_TYPE_VERSION:
	case CHAN_RULE_TEMPLATE_TITLE:
		return NOTHING;
	default:
		return EXPECTED;
	}
}

/* False: the fault has no numbers worth telling. */
static bool write_numbers(const chan_finding *fault, char *out, size_t size)
{
	enum relation relation = relation_of(fault->rule);

	if (fault->got == 0 && fault->want == 0) {
		return false;
	}
	switch (relation) {
	case FOUND:
		snprintf(out, size, "found %" PRIu64, fault->got);
		return true;
	case FOUND_BITS:
		snprintf(out, size, "found 0x%" PRIx64, fault->got);
		return true;
	case EXPECTED:
		snprintf(out, size, "found %" PRIu64 ", expected %" PRIu64, fault->got,
		         fault->want);
		return true;
	case EXPECTED_BITS:
		snprintf(out, size, "found 0x%08" PRIx64 ", expected 0x%08" PRIx64, fault->got,
		         fault->want);
		return true;
	case AT_MOST:
		snprintf(out, size, "found %" PRIu64 ", at most %" PRIu64 " is allowed", fault->got,
		         fault->want);
		return true;
	case BELOW:
		snprintf(out, size, "found %" PRIu64 " of %" PRIu64 ", counted from 0", fault->got,
		         fault->want);
		return true;
	case ABOVE:
		snprintf(out, size, "found %" PRIu64 " after %" PRIu64, fault->got, fault->want);
		return true;
	case ABOVE_SIGNED:
		snprintf(out, size, "found %" PRId64 " after %" PRId64, (int64_t)fault->got,
		         (int64_t)fault->want);
		return true;
	case NOTHING:
	default:
		return false;
	}
}

void sl_findings_structure(sl_findings *list, const char *file, const chan_finding *fault)
{
	sl_finding finding = {.rule = fault->rule,
	                      .file = file,
	                      .has_bytes = true,
	                      .offset = fault->offset,
	                      .length = fault->length,
	                      .template_index = -1,
	                      .criterion_index = -1};
	char detail[80];

	if (fault->rule == 0) {
		return;
	}
	if (write_numbers(fault, detail, sizeof detail)) {
		finding.detail = detail;
	}
	finding.path = sl_record_path(&list->arena, fault->table, fault->record, fault->member);
	sl_findings_add(list, &finding);
}
