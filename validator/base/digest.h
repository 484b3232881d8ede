/* Digests, by libsodium. */
#ifndef SL_BASE_DIGEST_H
#define SL_BASE_DIGEST_H

#include <stddef.h>

/* The SHA-256 of the bytes as 64 lower-case hexadecimal digits and a NUL. bytes may be NULL if length is zero. */
void sl_sha256_hex(const void *bytes, size_t length, char out[65]);

#endif
