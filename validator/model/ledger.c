/* What the ledger knows, and what is added to it. */
#include "model/ledger.h"

#include <stdlib.h>
#include <string.h>

#include "author/words.h"
#include "model/fleet.h"
#include "model/ledger_parts.h"

static int compare_numbers(uint64_t a, uint64_t b)
{
	return (a > b) - (a < b);
}

int sl_shipped_compare(const void *left, const void *right)
{
	const sl_shipped *a = left, *b = right;
	int order = compare_numbers(a->channel, b->channel);

	order = order != 0 ? order : compare_numbers(a->version, b->version);
	return order != 0 ? order : compare_numbers(a->source.line, b->source.line);
}

int sl_capability_compare(const sl_capability *a, const sl_capability *b)
{
	int order = sl_text_compare(a->type, b->type);

	order = order != 0 ? order : sl_text_compare(a->field, b->field);
	order = order != 0 ? order
	                   : strcmp(sl_operator_name(a->operation), sl_operator_name(b->operation));
	return order != 0 ? order : strcmp(sl_action_name(a->action), sl_action_name(b->action));
}

int sl_shipped_capability_compare(const void *left, const void *right)
{
	const sl_shipped_capability *a = left, *b = right;
	int order = compare_numbers(a->channel, b->channel);

	order = order != 0 ? order : sl_capability_compare(&a->what, &b->what);
	return order != 0 ? order : compare_numbers(a->source.line, b->source.line);
}

int sl_recall_compare(const void *left, const void *right)
{
	const sl_recall *a = left, *b = right;
	int order = strcmp(a->sha256, b->sha256);

	return order != 0 ? order : compare_numbers(a->source.line, b->source.line);
}

static int compare_known(const void *left, const void *right)
{
	return sl_capability_compare(*(const sl_capability *const *)left,
	                             *(const sl_capability *const *)right);
}

static void sort(void *items, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	if (count > 1) {
		qsort(items, count, size, compare);
	}
}

static bool is_since_recalled(const sl_ledger *ledger, const sl_shipped_capability *capability)
{
	const sl_shipped *release = sl_ledger_find(ledger, capability->channel, capability->since);

	return release != NULL && sl_ledger_recalled(ledger, release->sha256) != NULL;
}

void sl_ledger_settle(sl_ledger *ledger)
{
	sort(ledger->releases, ledger->release_count, sizeof *ledger->releases, sl_shipped_compare);
	sort(ledger->capabilities, ledger->capability_count, sizeof *ledger->capabilities,
	     sl_shipped_capability_compare);
	sort(ledger->recalls, ledger->recall_count, sizeof *ledger->recalls, sl_recall_compare);
	free(ledger->known);
	ledger->known = sl_alloc(ledger->capability_count + 1, sizeof *ledger->known);
	ledger->known_count = 0;
	for (size_t i = 0; i < ledger->capability_count; i++) {
		if (!is_since_recalled(ledger, &ledger->capabilities[i])) {
			ledger->known[ledger->known_count++] = &ledger->capabilities[i].what;
		}
	}
	sort(ledger->known, ledger->known_count, sizeof *ledger->known, compare_known);
}

void sl_ledger_free(sl_ledger *ledger)
{
	free(ledger->releases);
	free(ledger->capabilities);
	free(ledger->recalls);
	free(ledger->known);
	sl_arena_free(&ledger->arena);
	*ledger = (sl_ledger){0};
}

/* How many releases come before that version of the channel. */
static size_t count_before(const sl_ledger *ledger, uint32_t channel, uint64_t version)
{
	size_t low = 0, high = ledger->release_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		const sl_shipped *at = &ledger->releases[middle];

		if (at->channel < channel || (at->channel == channel && at->version < version)) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return low;
}

const sl_shipped *sl_ledger_find(const sl_ledger *ledger, uint32_t channel, uint64_t version)
{
	size_t at = count_before(ledger, channel, version);

	return at < ledger->release_count && ledger->releases[at].channel == channel &&
	                       ledger->releases[at].version == version
	               ? &ledger->releases[at]
	               : NULL;
}

const sl_shipped *sl_ledger_last(const sl_ledger *ledger, uint32_t channel)
{
	size_t behind = count_before(ledger, channel + 1, 0);

	return behind > 0 && ledger->releases[behind - 1].channel == channel
	               ? &ledger->releases[behind - 1]
	               : NULL;
}

const sl_shipped *sl_ledger_former(const sl_ledger *ledger, uint32_t channel, uint64_t version)
{
	for (size_t i = count_before(ledger, channel, version); i > 0; i--) {
		const sl_shipped *release = &ledger->releases[i - 1];

		if (release->channel != channel) {
			break;
		}
		if (sl_ledger_recalled(ledger, release->sha256) == NULL) {
			return release;
		}
	}
	return NULL;
}

const sl_recall *sl_ledger_recalled(const sl_ledger *ledger, const char *sha256)
{
	size_t low = 0, high = ledger->recall_count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(ledger->recalls[middle].sha256, sha256);

		if (order == 0) {
			return &ledger->recalls[middle];
		}
		if (order < 0) {
			low = middle + 1;
		} else {
			high = middle;
		}
	}
	return NULL;
}

bool sl_ledger_next(const sl_ledger *ledger, sl_ledger_channel *at)
{
	size_t release = at->release_end, capability = at->capability_end;

	*at = (sl_ledger_channel){UINT32_MAX, release, release, capability, capability};
	if (release < ledger->release_count) {
		at->channel = ledger->releases[release].channel;
	}
	if (capability < ledger->capability_count &&
	    ledger->capabilities[capability].channel < at->channel) {
		at->channel = ledger->capabilities[capability].channel;
	}
	while (at->release_end < ledger->release_count &&
	       ledger->releases[at->release_end].channel == at->channel) {
		at->release_end++;
	}
	while (at->capability_end < ledger->capability_count &&
	       ledger->capabilities[at->capability_end].channel == at->channel) {
		at->capability_end++;
	}
	return at->release_end > release || at->capability_end > capability;
}

bool sl_ledger_knows(const sl_ledger *ledger, const sl_capability *capability)
{
	return ledger->known_count > 0 && bsearch(&capability, ledger->known, ledger->known_count,
	                                          sizeof *ledger->known, compare_known) != NULL;
}

static const char *copy(sl_ledger *ledger, const char *text)
{
	return sl_arena_copy(&ledger->arena, text, strlen(text));
}

bool sl_ledger_add_release(sl_ledger *ledger, const sl_shipped *release)
{
	sl_shipped *added;

	if (sl_ledger_find(ledger, release->channel, release->version) != NULL) {
		return false;
	}
	ledger->releases = sl_grow(ledger->releases, &ledger->release_capacity,
	                           ledger->release_count + 1, sizeof *ledger->releases);
	added = &ledger->releases[ledger->release_count++];
	*added = *release;
	added->sha256 = copy(ledger, release->sha256);
	added->source = (sl_source){0};
	sl_ledger_settle(ledger);
	return true;
}

/* Compares all but the line. */
static int compare_wanted(const void *wanted, const void *item)
{
	const sl_shipped_capability *a = wanted, *b = item;
	int order = compare_numbers(a->channel, b->channel);

	return order != 0 ? order : sl_capability_compare(&a->what, &b->what);
}

static void append_capability(sl_ledger *ledger, const sl_shipped_capability *wanted)
{
	sl_shipped_capability *added;

	ledger->capabilities = sl_grow(ledger->capabilities, &ledger->capability_capacity,
	                               ledger->capability_count + 1, sizeof *ledger->capabilities);
	added = &ledger->capabilities[ledger->capability_count++];
	*added = *wanted;
	added->what.type = sl_text_copy(&ledger->arena, wanted->what.type);
	added->what.field = sl_text_copy(&ledger->arena, wanted->what.field);
}

bool sl_ledger_add_capabilities(sl_ledger *ledger, uint32_t channel, const sl_capability *items,
                                size_t count, uint64_t since)
{
	const size_t sorted = ledger->capability_count;
	bool changed = false;

	for (size_t i = 0; i < count; i++) {
		const sl_shipped_capability wanted = {
			.channel = channel, .what = items[i], .since = since};
		sl_shipped_capability *found = NULL;

		if (sorted > 0) {
			found = bsearch(&wanted, ledger->capabilities, sorted, sizeof wanted,
			                compare_wanted);
		}
		if (found == NULL) {
			append_capability(ledger, &wanted);
			changed = true;
		} else if (found->since != since && is_since_recalled(ledger, found)) {
			found->since = since;
			changed = true;
		}
	}
	sl_ledger_settle(ledger);
	return changed;
}

bool sl_ledger_add_recall(sl_ledger *ledger, const char *sha256, const char *reason)
{
	for (size_t i = 0; i < ledger->recall_count; i++) {
		sl_recall *known = &ledger->recalls[i];

		if (strcmp(known->sha256, sha256) == 0) {
			bool same = strcmp(known->reason, reason) == 0;

			known->reason = same ? known->reason : copy(ledger, reason);
			return !same;
		}
	}
	ledger->recalls = sl_grow(ledger->recalls, &ledger->recall_capacity,
	                          ledger->recall_count + 1, sizeof *ledger->recalls);
	ledger->recalls[ledger->recall_count++] =
		(sl_recall){copy(ledger, sha256), copy(ledger, reason), {0}};
	sl_ledger_settle(ledger);
	return true;
}
