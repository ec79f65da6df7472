/* CRC32C (Castagnoli), by the processor's instruction where it has one, else by table.
 *
 * Written here because Debian 12 packages no C library for it (only a Python binding); it is 60
 * lines and checked against the published vectors. */
#ifndef DANDANG_BASE_CRC32C_H
#define DANDANG_BASE_CRC32C_H

#include <stddef.h>
#include <stdint.h>

/* The CRC of what `crc` covers followed by data; start with 0. */
uint32_t crc32c_extend(uint32_t crc, const void *data, size_t size);
uint32_t crc32c_extend_by_table(uint32_t crc, const void *data, size_t size);

#endif
