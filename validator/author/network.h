/* Addresses and networks as text: FORMAT.md section 5, "Addresses in strings", with an optional "/PREFIX". */
#ifndef SL_AUTHOR_NETWORK_H
#define SL_AUTHOR_NETWORK_H

#include "base/text.h"
#include "chan.h"

enum sl_network_problem {
	SL_NETWORK_OK,
	SL_NETWORK_NO_ADDRESS, /* what stands before the slash is no address */
	SL_NETWORK_PREFIX, /* what stands behind it is no number of bits of that family */
	SL_NETWORK_HOST_BITS, /* bits past the prefix are set; *out has them cleared */
};

#define SL_NETWORK_TEXT 64u /* bytes of the longest text of a network, NUL included */

/* Without a prefix the network is the one address. Two families, no zones, nothing before or after. */
enum sl_network_problem sl_network_read(sl_text text, chan_network *out);

/* "10.0.0.0/8", "fd00::/8": lower case, the longest run of zeros shortened (RFC 5952), always with the prefix. */
void sl_network_write(const chan_network *network, char out[SL_NETWORK_TEXT]);

#endif
