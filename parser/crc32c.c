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

/* An index below 256 cannot leave a row; the compiler's check does not see that. */
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wunsafe-buffer-usage"
#endif
/*@
  requires row < 8 && shift < 64;
  terminates \true;
  assigns \nothing;
*/
static inline uint32_t entry(unsigned row, uint64_t word, unsigned shift)
{
	return chan_crc32c_table[row][(word >> shift) % 0x100u];
}

/* The state after one more lane of zero bytes. */
/*@
  terminates \true;
  assigns \nothing;
*/
static inline uint32_t pass_lane(uint32_t state)
{
	return chan_crc32c_lane_table[0][state % 0x100u] ^
	       chan_crc32c_lane_table[1][(state >> 8) % 0x100u] ^
	       chan_crc32c_lane_table[2][(state >> 16) % 0x100u] ^
	       chan_crc32c_lane_table[3][state / 0x1000000u];
}
#if defined(__clang__) && __clang_major__ >= 16
#pragma clang diagnostic pop
#endif

/*@
  terminates \true;
  assigns \nothing;
*/
static inline uint32_t join(uint32_t first, uint32_t second, uint32_t third)
{
	return pass_lane(pass_lane(first) ^ second) ^ third;
}

/* The next three lanes of the window; false, and the window unchanged, if it is shorter than they are. */
/*@
  requires chan_is_window(window) && \valid(window) && \valid(first) && \valid(second) && \valid(third);
  requires \separated(window, first, second, third, window->priv_base + (0 .. window->priv_end - 1));
  terminates \true;
  assigns CHAN_CURSOR(window), CHAN_CURSOR(first), CHAN_CURSOR(second), CHAN_CURSOR(third);
  ensures chan_is_window(window) && chan_is_window(first) && chan_is_window(second) && chan_is_window(third);
  ensures first->priv_base == window->priv_base == second->priv_base == third->priv_base;
  ensures window->priv_base == \old(window->priv_base) && window->priv_end == \old(window->priv_end);
  ensures \result ? chan_rest(window) < \old(chan_rest(window)) : chan_rest(window) == \old(chan_rest(window));
*/
static bool take_lanes(chan_cursor *window, chan_cursor *first, chan_cursor *second,
                       chan_cursor *third)
{
	chan_cursor ahead;

	chan_copy(&ahead, window);
	chan_copy(first, &ahead);
	chan_copy(second, &ahead);
	chan_copy(third, &ahead);
	if (!chan_take(&ahead, CHAN_CRC32C_LANE, first) ||
	    !chan_take(&ahead, CHAN_CRC32C_LANE, second) ||
	    !chan_take(&ahead, CHAN_CRC32C_LANE, third))
		return false;
	chan_copy(window, &ahead);
	return true;
}

/*@
  terminates \true;
  assigns \nothing;
*/
static inline uint32_t step_by_table(uint32_t state, uint64_t word)
{
	word ^= state;
	return entry(7, word, 0) ^ entry(6, word, 8) ^ entry(5, word, 16) ^ entry(4, word, 24) ^
	       entry(3, word, 32) ^ entry(2, word, 40) ^ entry(1, word, 48) ^ entry(0, word, 56);
}

/*@
  requires chan_is_window(over);
  terminates \true;
  assigns \nothing;
*/
static uint32_t by_table(uint32_t state, const chan_cursor *over)
{
	chan_cursor window;
	uint64_t word;
	uint8_t byte;

	chan_copy(&window, over);
	/*@
	  loop invariant chan_is_window(&window);
	  loop assigns state, word, window.priv_pos;
	  loop variant window.priv_end - window.priv_pos;
	*/
	while (chan_get_u64(&window, &word))
		state = step_by_table(state, word);
	/*@
	  loop invariant chan_is_window(&window);
	  loop assigns state, byte, window.priv_pos;
	  loop variant window.priv_end - window.priv_pos;
	*/
	while (chan_get_u8(&window, &byte))
		state = (state >> 8) ^ entry(0, state ^ byte, 0);
	return state;
}

uint32_t chan_crc32c_portable(uint32_t crc, chan_cursor window)
{
	chan_cursor a, b, c;
	uint64_t word, word_b, word_c;
	uint32_t state = ~crc, second, third;

	/*@
	  loop invariant chan_is_window(&window) && window.priv_base == \at(window.priv_base, Pre) &&
	                 window.priv_end == \at(window.priv_end, Pre);
	  loop assigns state, second, third, word, word_b, word_c, CHAN_CURSOR(&window), CHAN_CURSOR(&a), CHAN_CURSOR(&b), CHAN_CURSOR(&c);
	  loop variant window.priv_end - window.priv_pos;
	*/
	while (take_lanes(&window, &a, &b, &c)) {
		second = third = 0;
		/*@
		  loop invariant chan_is_window(&a) && chan_is_window(&b) && chan_is_window(&c);
		  loop assigns state, second, third, word, word_b, word_c, a.priv_pos, b.priv_pos, c.priv_pos;
		  loop variant a.priv_end - a.priv_pos;
		*/
		while (chan_get_u64(&a, &word) && chan_get_u64(&b, &word_b) &&
		       chan_get_u64(&c, &word_c)) {
			state = step_by_table(state, word);
			second = step_by_table(second, word_b);
			third = step_by_table(third, word_c);
		}
		state = join(state, second, third);
	}
	return ~by_table(state, &window);
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

#define WITH_INSTRUCTION __attribute__((target("sse4.2")))

WITH_INSTRUCTION static uint32_t by_words(uint64_t state, const chan_cursor *over)
{
	chan_cursor window;
	uint64_t word;
	uint32_t crc, four;
	uint16_t two;
	uint8_t one;

	chan_copy(&window, over);
	while (chan_get_u64(&window, &word))
		state = __builtin_ia32_crc32di(state, word);
	crc = (uint32_t)state;
	if (chan_get_u32(&window, &four))
		crc = __builtin_ia32_crc32si(crc, four);
	if (chan_get_u16(&window, &two))
		crc = __builtin_ia32_crc32hi(crc, two);
	if (chan_get_u8(&window, &one))
		crc = __builtin_ia32_crc32qi(crc, one);
	return crc;
}

/* The field's name, a NUL and its kind; the last two as the number that they are in the file's order of bytes. */
WITH_INSTRUCTION static uint32_t layout_by_words(uint32_t state, const chan_cursor *name,
                                                 uint8_t kind)
{
	return __builtin_ia32_crc32hi(by_words(state, name), (uint16_t)(kind * 0x100u));
}

WITH_INSTRUCTION static uint32_t by_lanes(uint64_t state, const chan_cursor *over)
{
	chan_cursor window, a, b, c;
	uint64_t second, third, word, word_b, word_c;

	chan_copy(&window, over);
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
	return by_words(state, &window);
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
		return ~(chan_left(&window) < 3 * CHAN_CRC32C_LANE ? by_words(~crc, &window)
		                                                   : by_lanes(~crc, &window));
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

uint32_t chan_layout_hash(enum chan_cpu cpu, uint32_t hash, const chan_cursor *name, uint16_t kind)
{
	const uint8_t rest[2] = {0, (uint8_t)kind};

#ifdef CHAN_CRC32C_X86
	if (cpu == CHAN_CPU_CRC32C)
		return ~layout_by_words(~hash, name, (uint8_t)kind);
#endif
	return chan_crc32c(cpu, chan_crc32c(cpu, hash, *name), chan_cursor_over(rest, sizeof rest));
}
