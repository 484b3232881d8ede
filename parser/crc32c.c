/*
 * CRC-32C (FORMAT.md section 3.1): eight bytes at a time by the CPU's instruction or by table. All bytes
 * come through the cursor.
 */
#include "chan.h"
#include "crc32c_table.h"

#if defined(__x86_64__) && (defined(__GNUC__) || defined(__clang__))
#define CHAN_CRC32C_X86 1
#include <cpuid.h>
#elif defined(__ARM_FEATURE_CRC32)
#define CHAN_CRC32C_ARM 1
#include <arm_acle.h>
#endif

/* An index of one byte cannot leave a row of 256; the compiler's check does not look at the type. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif
static inline uint32_t entry(unsigned row, uint64_t word, unsigned shift)
{
	return chan_crc32c_table[row][(uint8_t)(word >> shift)];
}
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

uint32_t chan_crc32c_portable(uint32_t crc, chan_cursor window)
{
	uint64_t word;
	uint8_t byte;

	crc = ~crc;
	while (chan_get_u64(&window, &word)) {
		word ^= crc;
		crc = entry(7, word, 0) ^ entry(6, word, 8) ^ entry(5, word, 16) ^
		      entry(4, word, 24) ^ entry(3, word, 32) ^ entry(2, word, 40) ^
		      entry(1, word, 48) ^ entry(0, word, 56);
	}
	while (chan_get_u8(&window, &byte))
		crc = (crc >> 8) ^ entry(0, crc ^ byte, 0);
	return ~crc;
}

#ifdef CHAN_CRC32C_X86
/*
 * Asking the CPU traps to the hypervisor in a virtual machine: tens of microseconds at worst. There is no
 * place to remember the answer, so only a window that repays it asks.
 */
enum { WORTH_ASKING = 16384 };

static bool has_instruction(void)
{
#ifdef __SSE4_2__
	return true;
#else
	unsigned eax, ebx, ecx = 0, edx;

	return __get_cpuid(1, &eax, &ebx, &ecx, &edx) != 0 && (ecx & bit_SSE4_2) != 0;
#endif
}

__attribute__((target("sse4.2"))) static uint32_t by_instruction(uint32_t crc, chan_cursor window)
{
	uint64_t word, wide = (uint32_t)~crc;
	uint8_t byte;

	while (chan_get_u64(&window, &word))
		wide = __builtin_ia32_crc32di(wide, word);
	crc = (uint32_t)wide;
	while (chan_get_u8(&window, &byte))
		crc = __builtin_ia32_crc32qi(crc, byte);
	return ~crc;
}

uint32_t chan_crc32c(uint32_t crc, chan_cursor window)
{
	if (chan_left(&window) >= WORTH_ASKING && has_instruction())
		return by_instruction(crc, window);
	return chan_crc32c_portable(crc, window);
}
#elif defined(CHAN_CRC32C_ARM)
uint32_t chan_crc32c(uint32_t crc, chan_cursor window)
{
	uint64_t word;
	uint8_t byte;

	crc = ~crc;
	while (chan_get_u64(&window, &word))
		crc = __crc32cd(crc, word);
	while (chan_get_u8(&window, &byte))
		crc = __crc32cb(crc, byte);
	return ~crc;
}
#else
uint32_t chan_crc32c(uint32_t crc, chan_cursor window)
{
	return chan_crc32c_portable(crc, window);
}
#endif
