/* The same content as FlatBuffers: built from a channel file, then verified and traversed as a reader would. */
#ifndef BENCH_FLAT_H
#define BENCH_FLAT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct chan_file;

/* A buffer with the content of the file; free() it. NULL: FlatBuffers is not there. */
uint8_t *flat_build(const void *file, const uint8_t *bytes, size_t *size);

/* Runs the verifier. */
bool flat_verify(const uint8_t *buffer, size_t size);

/* Visits every table, scalar and string; text: reads every byte of every string too. Returns a sum of it all. */
uint64_t flat_traverse(const uint8_t *buffer, bool text);

#ifdef __cplusplus
}
#endif

#endif
