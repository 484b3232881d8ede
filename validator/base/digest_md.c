/* Digests of the static build, by libmd: libsodium's archive is made for another C library. */
#include <sha2.h>

#include "base/digest.h"

void sl_sha256_hex(const void *bytes, size_t length, char out[65])
{
	static const char digits[] = "0123456789abcdef";
	uint8_t hash[SHA256_DIGEST_LENGTH];
	SHA2_CTX context;

	SHA256Init(&context);
	if (length > 0) {
		SHA256Update(&context, bytes, length);
	}
	SHA256Final(hash, &context);
	for (size_t i = 0; i < sizeof hash; i++) {
		out[2 * i] = digits[hash[i] >> 4];
		out[2 * i + 1] = digits[hash[i] & 15];
	}
	out[64] = '\0';
}
