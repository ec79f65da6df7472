#include "ballot/chance.h"

#include <stdint.h>
#include <sys/random.h>

#include "base/hex.h"
#include "base/require.h"

void chance_bytes(void *out, size_t size)
{
	REQUIRE(getrandom(out, size, 0) == (ssize_t)size);
}

size_t chance_below(size_t limit)
{
	uint64_t value, top = UINT64_MAX - UINT64_MAX % limit;

	do
		chance_bytes(&value, sizeof value);
	while (value >= top);
	return (size_t)(value % limit);
}

void chance_hex(char out[CHANCE_HEX_TEXT])
{
	uint8_t bytes[CHANCE_HEX_BYTES];

	chance_bytes(bytes, sizeof bytes);
	hex_encode(bytes, sizeof bytes, out);
}
