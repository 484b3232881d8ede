/* The ledger as a file: one fact a line. */
#include <string.h>

#include "author/words.h"
#include "base/moment.h"
#include "base/yaml_write.h"
#include "model/fleet.h"
#include "model/ledger.h"

static void write_release(const sl_shipped *release, sl_buffer *out)
{
	char created[24];

	sl_moment_write(release->created_at, created);
	/* In quotes, each of them: some digests look like numbers, and lines should look alike. */
	sl_buffer_printf(out,
	                 "      - {version: %llu, sha256: '%s', created: %s, bytes: %llu, "
	                 "templates: %u}\n",
	                 (unsigned long long)release->version, release->sha256, created,
	                 (unsigned long long)release->bytes, release->templates);
}

static void write_capability(const sl_shipped_capability *capability, sl_buffer *out)
{
	sl_buffer_text(out, "      - {type: ");
	sl_yaml_quote(out, capability->what.type);
	sl_buffer_text(out, ", field: ");
	sl_yaml_quote(out, capability->what.field);
	sl_buffer_text(out, ", operator: ");
	sl_yaml_quote(out, sl_text_of(sl_operator_name(capability->what.operation)));
	sl_buffer_printf(out, ", action: %s, since: %llu}\n",
	                 sl_action_name(capability->what.action),
	                 (unsigned long long)capability->since);
}

static void write_channel(const sl_ledger *ledger, const sl_ledger_channel *at, sl_buffer *out)
{
	sl_buffer_printf(out, "  %u:\n    releases:%s\n", at->channel,
	                 at->release == at->release_end ? " []" : "");
	for (size_t i = at->release; i < at->release_end; i++) {
		write_release(&ledger->releases[i], out);
	}
	sl_buffer_printf(out, "    capabilities:%s\n",
	                 at->capability == at->capability_end ? " []" : "");
	for (size_t i = at->capability; i < at->capability_end; i++) {
		write_capability(&ledger->capabilities[i], out);
	}
}

static void write_recalls(const sl_ledger *ledger, sl_buffer *out)
{
	if (ledger->recall_count == 0) {
		return;
	}
	sl_buffer_text(out, "recalled:\n");
	for (size_t i = 0; i < ledger->recall_count; i++) {
		sl_buffer_printf(out, "  - {sha256: '%s', reason: ", ledger->recalls[i].sha256);
		sl_yaml_quote(out, sl_text_of(ledger->recalls[i].reason));
		sl_buffer_text(out, "}\n");
	}
}

void sl_ledger_write(const sl_ledger *ledger, sl_buffer *out)
{
	sl_ledger_channel at = {0};
	bool empty = ledger->release_count == 0 && ledger->capability_count == 0;

	sl_buffer_printf(out,
	                 "# What has shipped, one fact a line. `sluice ledger extend` and `sluice "
	                 "ledger recall` write this\n"
	                 "# file anew, sorted: other comments do not stay.\n"
	                 "channels:%s\n",
	                 empty ? " {}" : "");
	while (sl_ledger_next(ledger, &at)) {
		write_channel(ledger, &at, out);
	}
	write_recalls(ledger, out);
}
