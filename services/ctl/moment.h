/* Days and moments people write. */
#ifndef DANDANG_CTL_MOMENT_H
#define DANDANG_CTL_MOMENT_H

#include <stdbool.h>
#include <stdint.h>

#define MOMENT_DAY_BEGINS_MS (9LL * 3600 * 1000)  /* a day alone means 09:00, when offices open */

/* "2026-01-05", "2026-01-05T10:30", "...T10:30:15", with "Z", "+08:00" or nothing (Asia/Shanghai) behind it. UTC ms. */
bool moment_of_text(const char *text, int64_t *out);

#endif
