/* Addresses at the ends of networks. */
#include <string.h>

#include "gate/evidence_parts.h"

static unsigned bytes_of(uint8_t family)
{
	return family == 4 ? 4 : 16;
}

bool sl_network_has(const chan_network *network, const chan_input *address)
{
	const unsigned whole = network->prefix / 8u, rest = network->prefix % 8u;

	return network->family == address->family &&
	       memcmp(network->address, address->address, whole) == 0 &&
	       (rest == 0 ||
	        (network->address[whole] ^ address->address[whole]) >> (8 - rest) == 0);
}

/* The next address, or the one before. False: there is none. */
static bool step_address(chan_input *address, bool up)
{
	const uint8_t turns = up ? 0xff : 0;

	for (unsigned i = bytes_of(address->family); i-- > 0;) {
		const bool carries = address->address[i] == turns;

		address->address[i] = (uint8_t)(address->address[i] + (up ? 1 : -1));
		if (!carries) {
			return true;
		}
	}
	return false;
}

unsigned sl_network_edges(const chan_network *network, chan_input out[SL_NETWORK_EDGES])
{
	chan_input first = {.kind = CHAN_INPUT_ADDRESS, .family = network->family}, last;
	unsigned count = 0;

	memcpy(first.address, network->address, bytes_of(network->family));
	last = first;
	for (unsigned bit = network->prefix; bit < 8 * bytes_of(network->family); bit++) {
		last.address[bit / 8] |= (uint8_t)(0x80u >> (bit % 8));
	}
	out[count++] = first;
	out[count++] = last;
	if (step_address(&first, false)) {
		out[count++] = first;
	}
	if (step_address(&last, true)) {
		out[count++] = last;
	}
	return count;
}

const char *sl_address_text(const chan_input *address, sl_arena *arena)
{
	const uint8_t *a = address->address;

	if (address->family == 4) {
		return sl_arena_printf(arena, "%u.%u.%u.%u", a[0], a[1], a[2], a[3]);
	}
	return sl_arena_printf(arena, "%x:%x:%x:%x:%x:%x:%x:%x", a[0] << 8 | a[1], a[2] << 8 | a[3],
	                       a[4] << 8 | a[5], a[6] << 8 | a[7], a[8] << 8 | a[9],
	                       a[10] << 8 | a[11], a[12] << 8 | a[13], a[14] << 8 | a[15]);
}

chan_input sl_address_input(const chan_input *address, sl_arena *arena)
{
	const char *text = sl_address_text(address, arena);

	return (chan_input){.kind = CHAN_INPUT_STRING,
	                    .text = chan_cursor_over((const uint8_t *)text, strlen(text))};
}
