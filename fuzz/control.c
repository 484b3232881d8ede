/*
 * The target that must fail: it reads one byte past any input that starts with "bad". A harness
 * that does not report it sees nothing, so each run of the engines and of the replay demands the
 * report first. No other target may be trusted where this one is green.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	if (size < 3 || data[0] != 'b' || data[1] != 'a' || data[2] != 'd')
		return 0;
	uint8_t *copy = malloc(size);
	if (!copy)
		return 0;
	memcpy(copy, data, size);
	volatile uint8_t past = copy[size];
	(void)past;
	free(copy);
	return 0;
}
