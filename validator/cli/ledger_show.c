/* The ledger as text and as JSON. */
#include "cli/ledger_show.h"

#include <inttypes.h>

#include "author/words.h"
#include "base/json_write.h"
#include "base/moment.h"
#include "model/fleet.h"

static void text_section(const sl_ledger *ledger, const sl_ledger_channel *at, sl_buffer *out)
{
	char created[24];

	sl_buffer_printf(out, "channel %" PRIu32 "\n", at->channel);
	for (size_t i = at->release; i < at->release_end; i++) {
		const sl_shipped *one = &ledger->releases[i];

		sl_moment_write(one->created_at, created);
		sl_buffer_printf(out,
		                 "  version %" PRIu64 "  %s  %" PRIu32 " templates  %" PRIu64
		                 " bytes%s\n    sha256 %s\n",
		                 one->version, created, one->templates, one->bytes,
		                 sl_ledger_recalled(ledger, one->sha256) != NULL ? "  recalled"
		                                                                 : "",
		                 one->sha256);
	}
	for (size_t i = at->capability; i < at->capability_end; i++) {
		const sl_shipped_capability *one = &ledger->capabilities[i];

		sl_buffer_printf(out, "  %s %s %s %s  since version %" PRIu64 "%s\n",
		                 one->what.type.bytes, one->what.field.bytes,
		                 sl_operator_name(one->what.operation),
		                 sl_action_name(one->what.action), one->since,
		                 sl_ledger_knows(ledger, &one->what) ? "" : ", which was recalled");
	}
}

void sl_ledger_show_text(const sl_ledger *ledger, sl_buffer *out)
{
	sl_ledger_channel at = {0};

	if (ledger->release_count + ledger->capability_count + ledger->recall_count == 0) {
		sl_buffer_text(out, "nothing has shipped\n");
	}
	while (sl_ledger_next(ledger, &at)) {
		text_section(ledger, &at, out);
	}
	for (size_t i = 0; i < ledger->recall_count; i++) {
		sl_buffer_printf(out, "recalled %s\n  %s\n", ledger->recalls[i].sha256,
		                 ledger->recalls[i].reason);
	}
}

static void json_releases(const sl_ledger *ledger, const sl_ledger_channel *at, sl_buffer *out)
{
	char created[24];

	for (size_t i = at->release; i < at->release_end; i++) {
		const sl_shipped *one = &ledger->releases[i];

		sl_moment_write(one->created_at, created);
		sl_buffer_printf(out,
		                 "%s\n{\"version\":%" PRIu64
		                 ",\"sha256\":\"%s\",\"created\":\"%s\",\"bytes\":%" PRIu64
		                 ",\"templates\":%" PRIu32 ",\"recalled\":%s}",
		                 i > at->release ? "," : "", one->version, one->sha256, created,
		                 one->bytes, one->templates,
		                 sl_ledger_recalled(ledger, one->sha256) != NULL ? "true"
		                                                                 : "false");
	}
}

static void json_capabilities(const sl_ledger *ledger, const sl_ledger_channel *at, sl_buffer *out)
{
	for (size_t i = at->capability; i < at->capability_end; i++) {
		const sl_shipped_capability *one = &ledger->capabilities[i];

		sl_buffer_printf(out, "%s\n{\"type\":", i > at->capability ? "," : "");
		sl_json_string(out, one->what.type);
		sl_buffer_text(out, ",\"field\":");
		sl_json_string(out, one->what.field);
		sl_buffer_printf(out,
		                 ",\"operator\":\"%s\",\"action\":\"%s\",\"since\":%" PRIu64 "}",
		                 sl_operator_name(one->what.operation),
		                 sl_action_name(one->what.action), one->since);
	}
}

void sl_ledger_show_json(const sl_ledger *ledger, sl_buffer *out)
{
	sl_ledger_channel at = {0};

	sl_buffer_text(out, "{\"channels\":[");
	for (bool first = true; sl_ledger_next(ledger, &at); first = false) {
		sl_buffer_printf(out, "%s\n{\"channel\":%" PRIu32 ",\"releases\":[",
		                 first ? "" : ",", at.channel);
		json_releases(ledger, &at, out);
		sl_buffer_text(out, "],\n\"capabilities\":[");
		json_capabilities(ledger, &at, out);
		sl_buffer_text(out, "]}");
	}
	sl_buffer_text(out, "],\n\"recalled\":[");
	for (size_t i = 0; i < ledger->recall_count; i++) {
		sl_buffer_printf(out, "%s\n{\"sha256\":\"%s\",\"reason\":", i > 0 ? "," : "",
		                 ledger->recalls[i].sha256);
		sl_json_string(out, sl_text_of(ledger->recalls[i].reason));
		sl_buffer_text(out, "}");
	}
	sl_buffer_text(out, "]}\n");
}
