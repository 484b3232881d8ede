/* Texts of records as the section of a binary, and the manifest that they are. */
#ifndef SUPPORT_RECORDS_H
#define SUPPORT_RECORDS_H

#include "model/manifest_record.h"

/* A manifest that was read from records, or what is wrong with them. */
typedef struct reading {
	sl_arena arena;
	sl_build build;
	sl_problem why;
	bool good;
} reading;

/* Records of a build that is whole, in the form of records_fill(). */
#define RECORD_ENGINE "sluice-engine 1 level=1 operators=exact,null"
#define RECORD_LIMITS "file_bytes=4194304 templates=10000 criteria=256 values=65535 version_bits=32"
#define RECORD_BUILD "sluice-build 1 7.11 platform=linux-x64 " RECORD_LIMITS
#define RECORD_REST "|" RECORD_ENGINE "|" RECORD_BUILD
#define RECORD_IPC "sluice-type 1 ipc id=7 version=3 layout=@ inputs=2 string:PipeName ip:RemoteIp"
#define RECORD_DNS "sluice-type 1 dns id=3 version=1 layout=@ inputs=1 integer:Query"

/*
 * Appends the records of the text, a NUL for each '|' and one at the end. "layout=@" becomes the layout of the words behind
 * "inputs=N", if their names are plain.
 */
void records_fill(const char *text, sl_buffer *out);

/* Reads the bytes as a section at byte 1000 of a file "b". Free the arena. */
void records_start(reading *to, const uint8_t *bytes, size_t size);

/* What is wrong with the records of the text, "" if nothing is; in a static buffer. */
const char *records_say(const char *text);

#endif
