#include "mutator/seal.h"

#include "mutator/tidy.h"

void mutant_seal(uint8_t *bytes, size_t size, size_t stated)
{
	if (size < CHAN_SIZE_HEADER)
		return;
	mutant_store(bytes + CHAN_OFFSET_HEADER_file_size, 4, stated);
	mutant_store(
		bytes + CHAN_OFFSET_HEADER_body_checksum, 4,
		chan_crc32c(CHAN_CPU_UNKNOWN, 0,
	                    chan_cursor_over(bytes + CHAN_SIZE_HEADER, size - CHAN_SIZE_HEADER)));
	mutant_store(bytes + CHAN_OFFSET_HEADER_header_checksum, 4,
	             chan_crc32c(CHAN_CPU_UNKNOWN, 0,
	                         chan_cursor_over(bytes, CHAN_OFFSET_HEADER_header_checksum)));
}

void mutant_break_seal(mutant *m, uint8_t *bytes, size_t size)
{
	const size_t at = mutant_below(m, size);
	const uint8_t bit = (uint8_t)(1u << mutant_below(m, 8));

	if (size == 0)
		return;
	switch (mutant_below(m, 4)) {
	case 0: /* one of the two checksums */
		if (size >= CHAN_SIZE_HEADER)
			bytes[CHAN_OFFSET_HEADER_body_checksum + mutant_below(m, 8)] ^= bit;
		break;
	case 1: /* that of the body, in a header that is right */
		if (size >= CHAN_SIZE_HEADER) {
			bytes[CHAN_OFFSET_HEADER_body_checksum] ^= bit;
			mutant_store(
				bytes + CHAN_OFFSET_HEADER_header_checksum, 4,
				chan_crc32c(CHAN_CPU_UNKNOWN, 0,
			                    chan_cursor_over(bytes,
			                                     CHAN_OFFSET_HEADER_header_checksum)));
		}
		break;
	default: /* anything under the seal */
		bytes[at] ^= bit;
		break;
	}
}

void mutant_repair_hashes(mutant *m, uint8_t *bytes, size_t size)
{
	size_t written;

	if (!mutant_take_apart(m, bytes, size))
		return;
	mutant_settle_hashes(m);
	mutant_put_together(m, bytes, size, &written);
}
