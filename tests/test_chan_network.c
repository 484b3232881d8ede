/* chan_open(): the order of networks, and the bits past their prefixes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "support_open.h"

static void sample_without_networks(support_file *f)
{
	support_file_sample(f);
	f->table[CHAN_TABLE_NETWORK].size = 0;
}

/* The last network of the file is out of order; it is the whole record, and there is no bound to tell. */
static void out_of_order(support_file *f, uint32_t record)
{
	const chan_finding fault =
		support_open_rejected(f, CHAN_RULE_NETWORK_ORDER, CHAN_TABLE_NETWORK, record,
	                              CHAN_WHOLE_RECORD, CHAN_SIZE_NETWORK);

	assert_int_equal(fault.got, 0);
	assert_int_equal(fault.want, 0);
}

static void network_order(void **state)
{
	support_file f;

	(void)state;
	for (unsigned kind = 0; kind < 5; kind++) {
		support_file_sample(&f);
		switch (kind) {
		case 0: /* equal */
			support_network(&f, 6, 128, 0, 1);
			break;
		case 1: /* the family decides first */
			support_network(&f, 4, 32, UINT64_MAX << 32, 0);
			break;
		case 2: /* then the prefix */
			support_network(&f, 6, 127, UINT64_MAX, 0);
			break;
		case 3: /* then the address, the lower half */
			support_network(&f, 6, 128, 0, 0);
			break;
		default: /* after the upper */
			support_network(&f, 6, 128, 1, 0);
			support_network(&f, 6, 128, 0, UINT64_MAX);
			break;
		}
		out_of_order(&f, kind < 4 ? 4 : 5);
	}
	/* Each part is lower than the one before, and the next is higher. */
	sample_without_networks(&f);
	support_network(&f, 6, 16, 0, 0);
	support_network(&f, 4, 32, UINT64_C(10) << 56, 0);
	out_of_order(&f, 1);
	sample_without_networks(&f);
	support_network(&f, 6, 64, 0, 0);
	support_network(&f, 6, 63, 2, 0);
	out_of_order(&f, 1);
	support_file_sample(&f);
	support_network(&f, 6, 128, 0, 2);
	support_network(&f, 6, 128, 1, 0);
	support_open_accepted(&f);
}

/* Every length of a prefix: the last bit that it has may be set, the first that it has not may not. */
static void bits_past_every_prefix(void **state)
{
	support_file f;

	(void)state;
	for (unsigned prefix = 0; prefix <= 128; prefix++) {
		for (unsigned past = 0; past < 2; past++) {
			const unsigned bit =
				prefix + past; /* from 1; of none there is no last one */
			const uint64_t high = bit >= 1 && bit <= 64 ? UINT64_C(1) << (64 - bit) : 0;
			const uint64_t low =
				bit > 64 && bit <= 128 ? UINT64_C(1) << (128 - bit) : 0;

			sample_without_networks(&f);
			support_network(&f, 4, 0, 0, 0);
			support_network(&f, 4, 8, UINT64_C(10) << 56, 0);
			support_network(&f, 6, prefix, high, low);
			support_network(&f, 6, 128, UINT64_MAX, 0);
			if (past == 1 && bit <= 128)
				REJECTED(&f, NETWORK_ADDRESS, NETWORK, 2, address);
			else
				support_open_accepted(&f);
		}
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(network_order),
		cmocka_unit_test(bits_past_every_prefix),
	};

	return cmocka_run_group_tests_name("chan_network", tests, NULL, NULL);
}
