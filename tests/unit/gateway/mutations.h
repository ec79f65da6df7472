/* Requests cut, spliced and damaged, the same from the same seed. */
#ifndef DANDANG_TESTS_MUTATIONS_H
#define DANDANG_TESTS_MUTATIONS_H

#include <string.h>

#define MUTATION_BYTES 1024

static const char *const seeds[] = {
	"GET /a HTTP/1.1\r\nHost: a\r\n\r\n",
	"POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello",
	"POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n0\r\n\r\n",
	"PUT /d HTTP/1.0\r\nContent-Length: 2\r\nConnection: keep-alive\r\n\r\nhi",
	"POST /e HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
	"GET /f HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\nHost : b\r\n\r\n",
};
#define SEEDS (sizeof(seeds) / sizeof(seeds[0]))
static const char *const tokens[] = { "\r\n", "\n", "\r", "\0", " ", "\t", ":", ";a=b", "chunked", "Content-Length: 1\r\n",
				       "Transfer-Encoding: chunked\r\n", "Host: b\r\n", "0\r\n\r\n", "-", "ffffffffffffffff", "\x80" };
#define TOKENS (sizeof(tokens) / sizeof(tokens[0]))

static inline unsigned next_random(unsigned *state)
{
	*state = *state * 1664525u + 1013904223u;
	return *state >> 8;
}

static inline size_t mutate(char out[MUTATION_BYTES], unsigned *state)
{
	const char *seed = seeds[next_random(state) % SEEDS];
	size_t size = strlen(seed);

	memcpy(out, seed, size);
	for (unsigned n = next_random(state) % 4; n > 0; n--) {
		const char *token = tokens[next_random(state) % TOKENS];
		size_t token_size = token[0] ? strlen(token) : 1;
		size_t at = next_random(state) % (size + 1);

		switch (next_random(state) % 3) {
		case 0:                                  /* put in */
			memmove(out + at + token_size, out + at, size - at);
			memcpy(out + at, token, token_size);
			size += token_size;
			break;
		case 1:                                  /* take out */
			if (at < size) {
				memmove(out + at, out + at + 1, size - at - 1);
				size--;
			}
			break;
		default:                                 /* change */
			if (at < size)
				out[at] = (char)next_random(state);
			break;
		}
	}
	return size;
}

#endif
