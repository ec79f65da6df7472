/* Bars (影响期 and provisional blocks): the same question, the same answer, in every daemon.
 * Rule: 党政领导干部选拔任用工作条例(2019), those who may not be inspected; domain rule PROMO.BLOCK. */
#ifndef DANDANG_ROSTER_BARS_H
#define DANDANG_ROSTER_BARS_H

#include <stdbool.h>

#include "rows.h"

/* The bar in force on `iso_day` that ends last, or NULL. */
const BarRow *bar_in_force(const struct state *s, const char *cadre_id, const char *iso_day);

#endif
