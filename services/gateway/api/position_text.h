/* Numbers and positions as requests write them. Pure. */
#ifndef DANDANG_GATEWAY_POSITION_TEXT_H
#define DANDANG_GATEWAY_POSITION_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#define POSITION_SERVICE_SIZE 33

/* Digits only, within INT64_MAX; else false. */
bool number_text(const char *text, uint64_t *out);
/* One "service:sequence" of a list separated by commas; *at moves behind it and its comma. False: malformed, or no service
 * of ours. */
bool position_text(const char **at, char service[POSITION_SERVICE_SIZE], uint64_t *sequence);

#endif
