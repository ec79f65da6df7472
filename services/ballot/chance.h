/* What the box draws lots with: the kernel's random numbers. */
#ifndef DANDANG_BALLOT_CHANCE_H
#define DANDANG_BALLOT_CHANCE_H

#include <stddef.h>

#define CHANCE_HEX_BYTES 32
#define CHANCE_HEX_TEXT (2 * CHANCE_HEX_BYTES + 1)

void chance_bytes(void *out, size_t size);
size_t chance_below(size_t limit);             /* uniform in [0, limit); limit > 0 */
void chance_hex(char out[CHANCE_HEX_TEXT]);

#endif
