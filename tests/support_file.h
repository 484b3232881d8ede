/*
 * Channel files for the tests of libchan, byte by byte and without any code of the product but the table
 * of the layout: what is appended is written as it is, right or wrong.
 */
#ifndef SUPPORT_FILE_H
#define SUPPORT_FILE_H

#include <stddef.h>
#include <stdint.h>

#include "chan.h"

typedef struct support_bytes {
	uint8_t *data;
	size_t size, capacity;
} support_bytes;

typedef struct support_file {
	support_bytes table[CHAN_TABLE_COUNT]; /* the header has its 96 bytes from the start */
	uint32_t hash; /* of the fields of the type that is being written */
} support_file;

/* An empty file, whose header is right but for the counts; failing allocations end the program. */
void support_file_begin(support_file *f);
void support_file_end(support_file *f);

void support_u8(support_bytes *b, unsigned value);
void support_u16(support_bytes *b, unsigned value);
void support_u32(support_bytes *b, uint32_t value);
void support_u64(support_bytes *b, uint64_t value);

/* Each appends one record. Strings are numbered from 1 in the order in which they are appended. */
void support_string(support_file *f, const void *bytes, size_t length);
void support_text(support_file *f, const char *text);
void support_integer(support_file *f, int64_t number);
void support_network(support_file *f, unsigned family, unsigned prefix, uint64_t high,
                     uint64_t low);
/* The runs of a type, a template and a criterion start at what is there already. */
void support_type(support_file *f, uint32_t name, uint32_t id, uint32_t fields, uint32_t templates);
void support_field(support_file *f, uint32_t name, unsigned kind);
void support_template(support_file *f, uint32_t type, uint64_t uuid, uint32_t title,
                      uint32_t criteria, uint32_t instructions);
void support_criterion(support_file *f, unsigned field, unsigned operation, unsigned flags,
                       uint32_t values);
void support_value(support_file *f, uint32_t index);
void support_instruction(support_file *f, unsigned word);

/* The whole file in a block of exactly *size bytes, counts and checksums right; for free(). */
uint8_t *support_file_bytes(const support_file *f, size_t *size);

/* A file that uses everything once: two types, three templates, every operator. */
void support_file_sample(support_file *f);

/* Of a written file, from its own header: the offset of a record. */
size_t support_offset(const uint8_t *bytes, enum chan_table table, uint32_t record);
uint64_t support_get(const uint8_t *bytes, size_t offset, size_t width);
void support_put(uint8_t *bytes, size_t offset, size_t width, uint64_t value);
/* Writes both checksums anew. */
void support_seal(uint8_t *bytes, size_t size);

/* CRC-32C by its definition, a bit at a time. */
uint32_t support_crc32c(uint32_t crc, const uint8_t *bytes, size_t size);

#endif
