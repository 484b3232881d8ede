/* CH5002, 5005, 5006 and 5007: versions rise, sizes do not jump, and nothing stale or recalled goes out again. */
#include "rules/history.h"

#include <inttypes.h>
#include <string.h>

#include "base/moment.h"
#include "rules/facts.h"

static void check_recalled(const sl_release *release, sl_findings *findings)
{
	const sl_recall *recall = sl_ledger_recalled(release->ledger, release->sha256);
	sl_place place = SL_AT(release->checked, HEADER, 0, content_version);

	if (recall == NULL)
		return;
	place.source = release->source;
	sl_fact(release->checked, findings, SL_RULE_RECALLED, &place, "%s",
	        sl_text_printable(&findings->arena, sl_text_of(recall->reason), 300));
}

/* The very bytes of the last release have shipped: to judge them again is no release. */
static void check_version(const sl_release *release, sl_findings *findings)
{
	const chan_header *header = &release->checked->file.header;
	const sl_shipped *last = sl_ledger_last(release->ledger, header->channel);
	sl_place place = SL_AT(release->checked, HEADER, 0, content_version);

	if (last == NULL || header->content_version > last->version ||
	    (header->content_version == last->version &&
	     strcmp(last->sha256, release->sha256) == 0))
		return;
	place.source = release->source;
	if (header->content_version == last->version) {
		sl_fact(release->checked, findings, SL_RULE_VERSION_NOT_RISING, &place,
		        "version %" PRIu64 " has shipped with other bytes, SHA-256 %s",
		        last->version, last->sha256);
		return;
	}
	sl_fact(release->checked, findings, SL_RULE_VERSION_NOT_RISING, &place,
	        "version %" PRIu64 ", and the last of channel %" PRIu32
	        " that has shipped is %" PRIu64,
	        header->content_version, header->channel, last->version);
}

/* No overflow: bytes and templates are below 2^31, percent is at most a million. */
static bool is_jump(uint64_t before, uint64_t after, uint64_t percent, uint64_t step)
{
	return after > before && after - before > step && after * 100 > before * (100 + percent);
}

static void refuse_growth(const sl_release *release, sl_place place, const char *what,
                          const uint64_t sizes[2], const sl_shipped *former, sl_findings *findings)
{
	place.source = release->source;
	sl_fact(release->checked, findings, SL_RULE_GROWTH, &place,
	        "%" PRIu64 " %s after %" PRIu64 " in version %" PRIu64 "; the limit is %" PRIu64
	        " %% more",
	        sizes[1], what, sizes[0], former->version, release->growth->percent);
}

static void check_growth(const sl_release *release, sl_findings *findings)
{
	const sl_checked_file *checked = release->checked;
	const chan_header *header = &checked->file.header;
	const sl_growth *limit = release->growth;
	/* The release itself too, which has not grown over itself: it is judged again. */
	const sl_shipped *former = header->content_version == UINT64_MAX
	                                   ? sl_ledger_last(release->ledger, header->channel)
	                                   : sl_ledger_former(release->ledger, header->channel,
	                                                      header->content_version + 1);

	if (former == NULL)
		return;
	const uint64_t templates[] = {former->templates, header->template_count};
	const uint64_t bytes[] = {former->bytes, checked->size};

	if (is_jump(templates[0], templates[1], limit->percent, limit->templates))
		refuse_growth(release, SL_AT(checked, HEADER, 0, template_count), "templates",
		              templates, former, findings);
	if (is_jump(bytes[0], bytes[1], limit->percent, limit->bytes))
		refuse_growth(release, SL_AT(checked, HEADER, 0, file_size), "bytes", bytes, former,
		              findings);
}

static void check_expiry(const sl_release *release, sl_findings *findings)
{
	const chan_header *header = &release->checked->file.header;
	sl_place place = SL_AT(release->checked, HEADER, 0, expires_at);
	char expires[24], now[24];

	if (header->expires_at == 0 || header->expires_at > release->now)
		return;
	place.source = release->source;
	sl_moment_write(header->expires_at, expires);
	sl_moment_write(release->now, now);
	sl_fact(release->checked, findings, SL_RULE_EXPIRED, &place,
	        "it expired at %s; now it is %s", expires, now);
}

void sl_check_history(const sl_release *release, sl_findings *findings)
{
	check_version(release, findings);
	check_growth(release, findings);
	check_expiry(release, findings);
	check_recalled(release, findings);
}
