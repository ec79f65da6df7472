/* Base64 of RFC 4648 with padding, as JSON carries bytes. */
#ifndef DANDANG_WIRE_BASE64_H
#define DANDANG_WIRE_BASE64_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/span.h"

#define BASE64_SIZE(bytes) (((bytes) + 2) / 3 * 4)

/* Writes BASE64_SIZE(data.size) characters, without NUL. */
void base64_encode(struct span data, char *out);
/* Writes at most text.size / 4 * 3 bytes; false unless the text is exactly what base64_encode
 * writes. */
bool base64_decode(struct span text, uint8_t *out, size_t *size);

#endif
