/* Hashes of texts, by libsodium. */
#include <sodium.h>

#include "base/text.h"

/* SipHash: who writes the texts must not be able to choose them so that they collide. */
uint64_t sl_text_hash(sl_text text, uint64_t seed)
{
	static const unsigned char nothing[1] = {0};
	unsigned char key[crypto_shorthash_KEYBYTES] = {0}, hash[crypto_shorthash_BYTES] = {0};
	const char *bytes = text.length > 0 ? text.bytes : (const char *)nothing;
	uint64_t number = 0;

	for (size_t i = 0; i < sizeof seed; i++) {
		key[i] = (unsigned char)(seed >> (8 * i));
	}
	crypto_shorthash(hash, (const unsigned char *)bytes, text.length, key);
	for (size_t i = 0; i < sizeof number; i++) {
		number |= (uint64_t)hash[i] << (8 * i);
	}
	return number;
}
