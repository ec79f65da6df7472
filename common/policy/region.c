#include "policy/region.h"

#include <string.h>

bool region_valid(const char *code)
{
	for (int i = 0; i < REGION_DIGITS; i++)
		if (code[i] < '0' || code[i] > '9')
			return false;
	return code[REGION_DIGITS] == '\0' && code[0] != '0';
}

bool region_within(const char *outer, const char *inner)
{
	int digits = REGION_DIGITS;

	if (!region_valid(outer) || !region_valid(inner))
		return strcmp(outer, inner) == 0;
	while (digits > 2 && outer[digits - 1] == '0' && outer[digits - 2] == '0')
		digits -= 2;
	return strncmp(outer, inner, (size_t)digits) == 0;
}

void region_city(const char *code, char out[REGION_DIGITS + 1])
{
	memset(out, 0, REGION_DIGITS + 1);
	if (!region_valid(code))
		return;
	memcpy(out, code, 4);
	memcpy(out + 4, "00", 2);
}
