/* Integers and networks (FORMAT.md sections 3.4 and 3.5). */
#include "check.h"

bool chan_check_integers(const chan_file *file, chan_finding *fault)
{
	const uint64_t sign = UINT64_C(1) << 63;
	chan_cursor integers;
	uint64_t number, before = 0;
	uint32_t record;

	chan_copy(&integers, &file->integers);
	/*@
	  loop invariant chan_is_window(&integers) && fault->rule == \at(fault->rule, Pre);
	  loop invariant integers.priv_pos == file->integers.priv_pos + record * 8;
	  loop assigns record, number, before, integers.priv_pos, CHAN_FINDING(fault);
	  loop variant integers.priv_end - integers.priv_pos;
	*/
	for (record = 0; chan_get_u64(&integers, &number); record++) {
		/* With the sign bit turned, unsigned numbers compare as the signed ones do. */
		if (record > 0 && (number ^ sign) <= (before ^ sign))
			return chan_reject(file, fault, CHAN_RULE_INTEGER_ORDER,
			                   CHAN_AT(INTEGER, number, record), number, before);
		before = number;
	}
	return true;
}

/* A network as numbers that compare as its bytes do. */
typedef struct network {
	uint8_t family, prefix;
	uint16_t reserved;
	uint64_t high, low; /* halves of the address */
} network;

/*@
  requires chan_is_window(c) && \valid(c) && \valid(out);
  requires \separated(c, out, c->priv_base + (0 .. c->priv_end - 1));
  terminates \true;
  assigns *out, c->priv_pos;
  ensures chan_is_window(c);
  ensures \result <==> \old(chan_rest(c)) >= 20;
  ensures \result ==> c->priv_pos == \old(c->priv_pos) + 20;
*/
static bool read_network(chan_cursor *c, network *out)
{
	static const network zero;

	*out = zero;
	return chan_get_u8(c, &out->family) && chan_get_u8(c, &out->prefix) &&
	       chan_get_u16(c, &out->reserved) && chan_get_u64_big(c, &out->high) &&
	       chan_get_u64_big(c, &out->low);
}

/*@
  requires \valid_read(n);
  terminates \true;
  assigns \nothing;
*/
static bool has_bits_past_prefix(const network *n)
{
	if (n->prefix < 64)
		return (n->high & (UINT64_MAX >> n->prefix)) != 0 || n->low != 0;
	return n->prefix < 128 && (n->low & (UINT64_MAX >> (n->prefix - 64))) != 0;
}

/* Of networks whose reserved members are zero. */
/*@
  requires \valid_read(a) && \valid_read(b);
  terminates \true;
  assigns \nothing;
*/
static bool is_greater(const network *a, const network *b)
{
	if (a->family != b->family)
		return a->family > b->family;
	if (a->prefix != b->prefix)
		return a->prefix > b->prefix;
	if (a->high != b->high)
		return a->high > b->high;
	return a->low > b->low;
}

/*@
  requires chan_can_reject(file, fault);
  requires \valid_read(n) && \separated(fault, n);
  terminates \true;
  assigns CHAN_FINDING(fault);
  ensures \result ? fault->rule == \old(fault->rule) : fault->rule != 0;
*/
static bool check_network(const chan_file *file, const network *n, uint32_t record,
                          chan_finding *fault)
{
	const uint8_t longest = n->family == 4 ? 32 : 128;

	if (n->family != 4 && n->family != 6)
		return chan_reject(file, fault, CHAN_RULE_NETWORK_FAMILY,
		                   CHAN_AT(NETWORK, family, record), n->family, 0);
	if (n->prefix > longest)
		return chan_reject(file, fault, CHAN_RULE_NETWORK_PREFIX,
		                   CHAN_AT(NETWORK, prefix, record), n->prefix, longest);
	if (n->reserved != 0)
		return chan_reject(file, fault, CHAN_RULE_RESERVED,
		                   CHAN_AT(NETWORK, reserved, record), n->reserved, 0);
	if (has_bits_past_prefix(n))
		return chan_reject(file, fault, CHAN_RULE_NETWORK_ADDRESS,
		                   CHAN_AT(NETWORK, address, record), 0, 0);
	return true;
}

bool chan_check_networks(const chan_file *file, chan_finding *fault)
{
	chan_cursor networks;
	network before = {0, 0, 0, 0, 0}, this; /* less than every network */
	uint32_t record;

	chan_copy(&networks, &file->networks);
	/*@
	  loop invariant chan_is_window(&networks) && fault->rule == \at(fault->rule, Pre);
	  loop invariant networks.priv_pos == file->networks.priv_pos + record * 20;
	  loop assigns record, this, before, networks.priv_pos, CHAN_FINDING(fault);
	  loop variant networks.priv_end - networks.priv_pos;
	*/
	for (record = 0; read_network(&networks, &this); record++) {
		if (!check_network(file, &this, record, fault))
			return false;
		if (!is_greater(&this, &before))
			return chan_reject(file, fault, CHAN_RULE_NETWORK_ORDER,
			                   chan_place_of(CHAN_TABLE_NETWORK, record,
			                                 CHAN_WHOLE_RECORD, CHAN_SIZE_NETWORK),
			                   0, 0);
		before = this;
	}
	return true;
}
