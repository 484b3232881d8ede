/*
 * A build's manifest out of the records in its binary (parser/SENSOR.md). What the sensor's own code says of itself; the
 * binary is a stranger's file, and anything may be in it.
 */
#ifndef SL_MODEL_MANIFEST_RECORD_H
#define SL_MODEL_MANIFEST_RECORD_H

#include "base/file.h"
#include "model/binary.h"
#include "model/fleet.h"

#define SL_BINARY_MAX_BYTES (1u << 30) /* of a file that is read */

/*
 * The build that the records of every slice say, in the arena: types by id, then name, whatever their order in the
 * binary. path is for messages and for the sources of what was read, and is copied. binary_file and binary_sha256 are not
 * set.
 *   true  - exactly one build and one engine, at least one type, and no record contradicts another or itself;
 *   false - *why says what is wrong, and *out is all zero.
 */
bool sl_manifest_read(const char *path, const sl_binary *binary, sl_arena *arena, sl_build *out,
                      sl_problem *why);

/*
 * The same from a file of at most SL_BINARY_MAX_BYTES, with the name of the file without its folders and the SHA-256 of
 * its bytes. digest: 64 hexadecimal digits and a NUL; of a file that could not be read, empty.
 */
bool sl_manifest_from_file(const char *path, sl_arena *arena, sl_build *out, char digest[65],
                           sl_problem *why);

#endif
