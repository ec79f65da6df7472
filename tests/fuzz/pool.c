#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#if defined(__has_feature) && __has_feature(address_sanitizer)
#include <sanitizer/asan_interface.h>
#else
#define ASAN_POISON_MEMORY_REGION(data, size) ((void)(data), (void)(size))
#define ASAN_UNPOISON_MEMORY_REGION(data, size) ((void)(data), (void)(size))
#endif

#include "fuzz.h"

#define BLOCK_BYTES ((size_t)64 << 10) /* from here on; sizes are rounded up to it, with at least a red zone left */
#define BLOCKS_MAX 32
#define RED_ZONE 64
#define FILLED 4096

struct block {
	char *data;
	size_t room;
	bool taken;
};
static struct block blocks[BLOCKS_MAX];

void *pool_malloc(size_t size);
void pool_free(void *data);

static void *take(struct block *b, size_t size)
{
	b->taken = true;
	ASAN_POISON_MEMORY_REGION(b->data, b->room);
	ASAN_UNPOISON_MEMORY_REGION(b->data, size);
	memset(b->data, 0xbe, size < FILLED ? size : FILLED);
	return b->data;
}

void *pool_malloc(size_t size)
{
	size_t room = (size + RED_ZONE + BLOCK_BYTES - 1) / BLOCK_BYTES * BLOCK_BYTES;

	if (size < BLOCK_BYTES || room < size)
		return malloc(size);
	for (size_t i = 0; i < BLOCKS_MAX; i++)
		if (!blocks[i].taken && blocks[i].data && blocks[i].room == room)
			return take(&blocks[i], size);
	for (size_t i = 0; i < BLOCKS_MAX; i++)
		if (!blocks[i].data && (blocks[i].data = malloc(room)) != NULL) {
			blocks[i].room = room;
			return take(&blocks[i], size);
		}
	return malloc(size);
}

void pool_free(void *data)
{
	for (size_t i = 0; data && i < BLOCKS_MAX; i++)
		if (blocks[i].data == data) {
			PROPERTY(blocks[i].taken); /* freed twice */
			blocks[i].taken = false;
			ASAN_POISON_MEMORY_REGION(blocks[i].data, blocks[i].room);
			return;
		}
	free(data);
}
