/* Big-endian numbers in bytes: canonical headers and keys whose order as bytes is their order as
 * numbers. */
#ifndef DANDANG_BASE_BYTES_H
#define DANDANG_BASE_BYTES_H

#include <stdint.h>

static inline void put_u32be(uint8_t out[4], uint32_t value)
{
	for (int i = 0; i < 4; i++)
		out[i] = (uint8_t)(value >> (24 - 8 * i));
}

static inline void put_u64be(uint8_t out[8], uint64_t value)
{
	for (int i = 0; i < 8; i++)
		out[i] = (uint8_t)(value >> (56 - 8 * i));
}

static inline uint32_t get_u32be(const uint8_t in[4])
{
	uint32_t value = 0;

	for (int i = 0; i < 4; i++)
		value = value << 8 | in[i];
	return value;
}

static inline uint64_t get_u64be(const uint8_t in[8])
{
	uint64_t value = 0;

	for (int i = 0; i < 8; i++)
		value = value << 8 | in[i];
	return value;
}

#endif
