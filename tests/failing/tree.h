/* A folder with all that is in it, held in memory: to compare it, and to put it back. */
#ifndef FAILING_TREE_H
#define FAILING_TREE_H

#include <stdbool.h>
#include <stddef.h>

typedef struct tree_file {
	char *path; /* below the folder */
	bool is_folder;
	char *bytes;
	size_t length;
} tree_file;

typedef struct tree {
	tree_file *files; /* sorted by path; a folder before what is in it */
	size_t count;
} tree;

/* Both end the program where the folder cannot be read or written. */
void tree_read(tree *out, const char *folder);
void tree_restore(const tree *wanted, const char *folder);

void tree_free(tree *t);
const tree_file *tree_find(const tree *t, const char *path); /* or NULL */
bool tree_same_file(const tree_file *a, const tree_file *b); /* NULL: is not there */
bool tree_equal(const tree *a, const tree *b);

/* FOLDER/NAME, or NAME where the folder is empty; free() it. */
char *join_path(const char *folder, const char *name);
/* A whole file, NUL-terminated; free() it. Ends the program where it cannot be read. */
char *file_bytes(const char *path, size_t *length);
/* Says what failed, with errno, and ends the program with status 2. */
_Noreturn void give_up(const char *what, const char *which);

#endif
