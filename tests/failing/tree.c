#include "tree.h"

#include <dirent.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

void give_up(const char *what, const char *which)
{
	fprintf(stderr, "sweep: %s %s: %s\n", what, which, strerror(errno));
	exit(2);
}

char *file_bytes(const char *path, size_t *length)
{
	FILE *file = fopen(path, "rb");
	char *bytes = NULL;
	size_t room = 0, got;

	*length = 0;
	if (file == NULL) {
		give_up("cannot read", path);
	}
	do {
		room = room == 0 ? 4096 : room * 2;
		bytes = realloc(bytes, room + 1);
		if (bytes == NULL) {
			give_up("cannot read", path);
		}
		got = fread(bytes + *length, 1, room - *length, file);
		*length += got;
	} while (*length == room);
	if (ferror(file)) {
		give_up("cannot read", path);
	}
	fclose(file);
	bytes[*length] = '\0';
	return bytes;
}

char *join_path(const char *folder, const char *name)
{
	size_t length = strlen(folder) + strlen(name) + 2;
	char *path = malloc(length);

	if (path == NULL) {
		give_up("cannot name", name);
	}
	snprintf(path, length, "%s%s%s", folder, folder[0] != '\0' ? "/" : "", name);
	return path;
}

static void read_below(tree *out, const char *root, const char *relative);

static void read_one(tree *out, const char *root, const char *relative, const char *name)
{
	tree_file file = {.path = join_path(relative, name)};
	char *path = join_path(root, file.path);
	struct stat status;

	if (lstat(path, &status) != 0) {
		give_up("cannot read", path);
	}
	file.is_folder = S_ISDIR(status.st_mode);
	if (!file.is_folder) {
		file.bytes = file_bytes(path, &file.length);
	}
	out->files = realloc(out->files, (out->count + 1) * sizeof *out->files);
	if (out->files == NULL) {
		give_up("cannot read", path);
	}
	out->files[out->count++] = file;
	if (file.is_folder) {
		read_below(out, root, file.path);
	}
	free(path);
}

static void read_below(tree *out, const char *root, const char *relative)
{
	char *folder = join_path(root, relative);
	DIR *stream = opendir(folder);
	const struct dirent *entry;

	if (stream == NULL) {
		give_up("cannot read", folder);
	}
	while ((entry = readdir(stream)) != NULL) {
		if (strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0) {
			read_one(out, root, relative, entry->d_name);
		}
	}
	closedir(stream);
	free(folder);
}

static int by_path(const void *a, const void *b)
{
	return strcmp(((const tree_file *)a)->path, ((const tree_file *)b)->path);
}

void tree_read(tree *out, const char *folder)
{
	*out = (tree){0};
	read_below(out, folder, "");
	if (out->count > 1) {
		qsort(out->files, out->count, sizeof *out->files, by_path);
	}
}

void tree_free(tree *t)
{
	for (size_t i = 0; i < t->count; i++) {
		free(t->files[i].path);
		free(t->files[i].bytes);
	}
	free(t->files);
	*t = (tree){0};
}

const tree_file *tree_find(const tree *t, const char *path)
{
	for (size_t i = 0; i < t->count; i++) {
		if (strcmp(t->files[i].path, path) == 0) {
			return &t->files[i];
		}
	}
	return NULL;
}

bool tree_same_file(const tree_file *a, const tree_file *b)
{
	if (a == NULL || b == NULL) {
		return a == b;
	}
	return a->is_folder == b->is_folder && a->length == b->length &&
	       (a->length == 0 || memcmp(a->bytes, b->bytes, a->length) == 0);
}

bool tree_equal(const tree *a, const tree *b)
{
	bool equal = a->count == b->count;

	for (size_t i = 0; equal && i < a->count; i++) {
		equal = strcmp(a->files[i].path, b->files[i].path) == 0 &&
		        tree_same_file(&a->files[i], &b->files[i]);
	}
	return equal;
}

static void write_one(const tree_file *file, const char *path)
{
	FILE *stream;

	if (file->is_folder) {
		if (mkdir(path, 0777) != 0 && errno != EEXIST) {
			give_up("cannot create", path);
		}
		return;
	}
	stream = fopen(path, "wb");
	if (stream == NULL || fwrite(file->bytes, 1, file->length, stream) != file->length ||
	    fclose(stream) != 0) {
		give_up("cannot write", path);
	}
}

void tree_restore(const tree *wanted, const char *folder)
{
	tree now;

	tree_read(&now, folder);
	for (size_t i = now.count; i > 0; i--) {
		const tree_file *is = &now.files[i - 1];
		char *path = join_path(folder, is->path);

		if (!tree_same_file(is, tree_find(wanted, is->path)) && remove(path) != 0) {
			give_up("cannot remove", path);
		}
		free(path);
	}
	for (size_t i = 0; i < wanted->count; i++) {
		const tree_file *file = &wanted->files[i];
		char *path = join_path(folder, file->path);

		if (!tree_same_file(file, tree_find(&now, file->path))) {
			write_one(file, path);
		}
		free(path);
	}
	tree_free(&now);
}
