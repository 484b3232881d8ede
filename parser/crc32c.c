/*
 * CRC-32C (FORMAT.md section 3.1), by the CPU's instruction or by table. All bytes come through the cursor.
 *
 * Each step waits for the one before it, so a long window is cut into blocks of three lanes that are
 * computed side by side and joined: the checksum of two strings in a row is that of the first, taken
 * across as many zero bytes as the second has, exclusive-or that of the second alone.
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

/* The state after one more lane of zero bytes. */
static inline uint32_t pass_lane(uint32_t state)
{
	return chan_crc32c_lane_table[0][(uint8_t)state] ^
	       chan_crc32c_lane_table[1][(uint8_t)(state >> 8)] ^
	       chan_crc32c_lane_table[2][(uint8_t)(state >> 16)] ^
	       chan_crc32c_lane_table[3][(uint8_t)(state >> 24)];
}
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

static inline uint32_t join(uint32_t first, uint32_t second, uint32_t third)
{
	return pass_lane(pass_lane(first) ^ second) ^ third;
}

/* The next three lanes of the window; false, and the window unchanged, if it is shorter than they are. */
static bool take_lanes(chan_cursor *window, chan_cursor *first, chan_cursor *second,
                       chan_cursor *third)
{
	chan_cursor ahead = *window;

	*first = *second = *third = ahead;
	if (!chan_take(&ahead, CHAN_CRC32C_LANE, first) ||
	    !chan_take(&ahead, CHAN_CRC32C_LANE, second) ||
	    !chan_take(&ahead, CHAN_CRC32C_LANE, third))
		return false;
	*window = ahead;
	return true;
}

static inline uint32_t step_by_table(uint32_t state, uint64_t word)
{
	word ^= state;
	return entry(7, word, 0) ^ entry(6, word, 8) ^ entry(5, word, 16) ^ entry(4, word, 24) ^
	       entry(3, word, 32) ^ entry(2, word, 40) ^ entry(1, word, 48) ^ entry(0, word, 56);
}

uint32_t chan_crc32c_portable(uint32_t crc, chan_cursor window)
{
	chan_cursor a, b, c;
	uint64_t word, word_b, word_c;
	uint32_t second, third;
	uint8_t byte;

	crc = ~crc;
	while (take_lanes(&window, &a, &b, &c)) {
		second = third = 0;
		while (chan_get_u64(&a, &word) && chan_get_u64(&b, &word_b) &&
		       chan_get_u64(&c, &word_c)) {
			crc = step_by_table(crc, word);
			second = step_by_table(second, word_b);
			third = step_by_table(third, word_c);
		}
		crc = join(crc, second, third);
	}
	while (chan_get_u64(&window, &word))
		crc = step_by_table(crc, word);
	while (chan_get_u8(&window, &byte))
		crc = (crc >> 8) ^ entry(0, crc ^ byte, 0);
	return ~crc;
}

#ifdef CHAN_CRC32C_X86
/*
 * Asking the CPU traps to the hypervisor in a virtual machine: 11 microseconds were measured, in which the
 * table is through with some 50 kB. For a caller who has not asked, only a window that repays it does.
 */
enum { WORTH_ASKING = 65536 };

static bool has_instruction(void)
{
#ifdef __SSE4_2__
	return true;
#else
	unsigned eax, ebx, ecx, edx;

	__cpuid(1, eax, ebx, ecx, edx); /* which every x86-64 has */
	(void)eax;
	(void)ebx;
	(void)edx;
	return (ecx & bit_SSE4_2) != 0;
#endif
}

__attribute__((target("sse4.2"))) static uint32_t by_instruction(uint32_t crc, chan_cursor window)
{
	chan_cursor a, b, c;
	uint64_t state = (uint32_t)~crc, second, third, word, word_b, word_c;
	uint8_t byte;

	while (take_lanes(&window, &a, &b, &c)) {
		second = third = 0;
		while (chan_get_u64(&a, &word) && chan_get_u64(&b, &word_b) &&
		       chan_get_u64(&c, &word_c)) {
			state = __builtin_ia32_crc32di(state, word);
			second = __builtin_ia32_crc32di(second, word_b);
			third = __builtin_ia32_crc32di(third, word_c);
		}
		state = join((uint32_t)state, (uint32_t)second, (uint32_t)third);
	}
	while (chan_get_u64(&window, &word))
		state = __builtin_ia32_crc32di(state, word);
	crc = (uint32_t)state;
	while (chan_get_u8(&window, &byte))
		crc = __builtin_ia32_crc32qi(crc, byte);
	return ~crc;
}

enum chan_cpu chan_cpu_ask(void)
{
	return has_instruction() ? CHAN_CPU_CRC32C : CHAN_CPU_PLAIN;
}

uint32_t chan_crc32c(enum chan_cpu cpu, uint32_t crc, chan_cursor window)
{
	if (cpu == CHAN_CPU_UNKNOWN && chan_left(&window) >= WORTH_ASKING)
		cpu = chan_cpu_ask();
	if (cpu == CHAN_CPU_CRC32C)
		return by_instruction(crc, window);
	return chan_crc32c_portable(crc, window);
}
#elif defined(CHAN_CRC32C_ARM)
enum chan_cpu chan_cpu_ask(void)
{
	return CHAN_CPU_CRC32C;
}

uint32_t chan_crc32c(enum chan_cpu cpu, uint32_t crc, chan_cursor window)
{
	uint64_t word;
	uint8_t byte;

	(void)cpu; /* the compiler was told that every CPU for this build has it */
	crc = ~crc;
	while (chan_get_u64(&window, &word))
		crc = __crc32cd(crc, word);
	while (chan_get_u8(&window, &byte))
		crc = __crc32cb(crc, byte);
	return ~crc;
}
#else
enum chan_cpu chan_cpu_ask(void)
{
	return CHAN_CPU_PLAIN;
}

uint32_t chan_crc32c(enum chan_cpu cpu, uint32_t crc, chan_cursor window)
{
	(void)cpu;
	return chan_crc32c_portable(crc, window);
}
#endif
