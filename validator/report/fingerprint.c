/* Fingerprints of findings. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/digest.h"
#include "base/file.h"
#include "report/place.h"

typedef struct print {
	char digest[65];
	size_t index; /* of the finding */
} print;

/* A length first, so that no two lists of texts run together to the same bytes. */
static void add(sl_buffer *out, const char *text)
{
	sl_buffer_printf(out, "%zu:%s,", text != NULL ? strlen(text) : 0, text != NULL ? text : "");
}

static const char *below_root(const char *path, const char *root)
{
	const size_t length = root != NULL ? strlen(root) : 0;
	if (length > 0 && strncmp(path, root, length) == 0 && path[length] == '/') {
		path += length + 1;
	}
	return path;
}

/* A channel's file has another name with each version; the channel stays. */
static void add_file(sl_buffer *out, const char *file)
{
	const char *base = file != NULL ? sl_path_base(file) : NULL;
	uint32_t channel;
	uint64_t version;
	if (base != NULL && sl_channel_file_name_read(base, &channel, &version)) {
		sl_buffer_printf(out, "channel %u,", channel);
	} else {
		add(out, base);
	}
}

/* The record's number moves when a template is added before it: with a template, its member is enough. */
static const char *member_of(const sl_finding *finding)
{
	const char *dot =
		finding->path != NULL && finding->has_template ? strrchr(finding->path, '.') : NULL;
	return dot != NULL ? dot + 1 : finding->path;
}

static void digest_finding(const sl_verdict *verdict, const sl_finding *finding, char out[65])
{
	sl_buffer text = {0};
	sl_buffer_printf(&text, "CH%04u,", finding->rule);
	if (finding->source.path != NULL) {
		add(&text, below_root(finding->source.path, verdict->root));
	} else {
		add_file(&text, finding->file);
	}
	if (finding->has_template) {
		sl_buffer_append(&text, finding->template_uuid, sizeof finding->template_uuid);
	}
	add(&text, finding->field);
	add(&text, member_of(finding));
	sl_sha256_hex(text.bytes, text.length, out);
	sl_buffer_free(&text);
}

static int compare(const void *left, const void *right)
{
	const print *a = left, *b = right;
	const int order = strcmp(a->digest, b->digest);
	return order != 0 ? order : (a->index > b->index) - (a->index < b->index);
}

/* Findings that are alike are told apart by their number among them. */
static void number(print *one, size_t before)
{
	char text[65 + 24];
	if (before > 0) {
		snprintf(text, sizeof text, "%s,%zu", one->digest, before);
		sl_sha256_hex(text, strlen(text), one->digest);
	}
}

const char *const *sl_fingerprints(const sl_verdict *verdict, sl_arena *arena)
{
	const size_t open = verdict->findings.count, count = open + verdict->suppressed.count;
	print *prints = sl_arena_alloc(arena, count + 1, sizeof *prints);
	const char **out = sl_arena_alloc(arena, count + 1, sizeof *out);
	for (size_t i = 0; i < count; i++) {
		prints[i].index = i;
		digest_finding(verdict,
		               i < open ? &verdict->findings.items[i]
		                        : &verdict->suppressed.items[i - open],
		               prints[i].digest);
	}
	qsort(prints, count, sizeof *prints, compare);
	size_t before = 0;
	for (size_t i = 0; i < count; i++) {
		const bool again =
			i + 1 < count && strcmp(prints[i].digest, prints[i + 1].digest) == 0;
		number(&prints[i], before);
		before = again ? before + 1 : 0;
		out[prints[i].index] = prints[i].digest;
	}
	return out;
}
