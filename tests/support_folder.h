/* A scratch folder for a test, and files in it. Where anything goes wrong the test fails. */
#ifndef SUPPORT_FOLDER_H
#define SUPPORT_FOLDER_H

#include <stddef.h>

/* A new empty folder, below that of the run (WORK) or /tmp. Free the name with scratch_remove(). */
char *scratch_create(void);
/* Removes the folder with all below it. */
void scratch_remove(char *folder);
/* The same of any folder, without following links; as much as can be removed. */
void folder_remove(const char *path);

/* The same around a test, for cmocka_unit_test_setup_teardown(): *state is the folder. */
int scratch_begin(void **state);
int scratch_end(void **state);

/* "FOLDER/NAME" in one of a few static buffers: good until a few calls later. */
const char *scratch_path(const char *folder, const char *name);
/* Writes FOLDER/NAME; folders above it are made. */
void scratch_write(const char *folder, const char *name, const void *bytes, size_t length);
void scratch_text(const char *folder, const char *name, const char *text);

/* What is in the folder (not below), sorted, as "a b c"; in a static buffer. */
const char *scratch_names(const char *folder);

#endif
