/* Region codes (GB/T 2260): six digits, two for the province, two for the city, two for the county; zeros mean "all of it". */
#ifndef DANDANG_POLICY_REGION_H
#define DANDANG_POLICY_REGION_H

#include <stdbool.h>

#define REGION_DIGITS 6

bool region_valid(const char *code);
/* Whether `inner` lies in `outer` or is it: 150404 lies in 150400, not the other way round. */
bool region_within(const char *outer, const char *inner);
/* The city's code of a region: 150404 -> 150400. */
void region_city(const char *code, char out[REGION_DIGITS + 1]);

#endif
