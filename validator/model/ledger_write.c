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
	sl_buffer_printf(out,
	                 "      - {version: %llu, sha256: ", (unsigned long long)release->version);
	sl_yaml_quote(out, sl_text_of(release->sha256));
	sl_buffer_printf(out, ", created: %s, bytes: %llu, templates: %u}\n", created,
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

/* One channel, from the places where its releases and capabilities begin; moves them behind it. */
static void write_channel(const sl_ledger *ledger, uint32_t channel, size_t *release,
                          size_t *capability, sl_buffer *out)
{
	size_t first_release = *release, first_capability = *capability;

	while (*release < ledger->release_count && ledger->releases[*release].channel == channel) {
		(*release)++;
	}
	while (*capability < ledger->capability_count &&
	       ledger->capabilities[*capability].channel == channel) {
		(*capability)++;
	}
	sl_buffer_printf(out, "  %u:\n    releases:%s\n", channel,
	                 first_release == *release ? " []" : "");
	for (size_t i = first_release; i < *release; i++) {
		write_release(&ledger->releases[i], out);
	}
	sl_buffer_printf(out, "    capabilities:%s\n",
	                 first_capability == *capability ? " []" : "");
	for (size_t i = first_capability; i < *capability; i++) {
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
		sl_buffer_text(out, "  - {sha256: ");
		sl_yaml_quote(out, sl_text_of(ledger->recalls[i].sha256));
		sl_buffer_text(out, ", reason: ");
		sl_yaml_quote(out, sl_text_of(ledger->recalls[i].reason));
		sl_buffer_text(out, "}\n");
	}
}

void sl_ledger_write(const sl_ledger *ledger, sl_buffer *out)
{
	size_t release = 0, capability = 0;
	bool empty = ledger->release_count == 0 && ledger->capability_count == 0;

	sl_buffer_printf(out,
	                 "# What has shipped, one fact a line. `sluice ledger extend` and `sluice "
	                 "ledger recall` write this file\n"
	                 "# anew, sorted: other comments do not stay.\n"
	                 "channels:%s\n",
	                 empty ? " {}" : "");
	while (release < ledger->release_count || capability < ledger->capability_count) {
		uint32_t channel = UINT32_MAX;

		if (release < ledger->release_count) {
			channel = ledger->releases[release].channel;
		}
		if (capability < ledger->capability_count &&
		    ledger->capabilities[capability].channel < channel) {
			channel = ledger->capabilities[capability].channel;
		}
		write_channel(ledger, channel, &release, &capability, out);
	}
	write_recalls(ledger, out);
}
