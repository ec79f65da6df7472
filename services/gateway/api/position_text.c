#include "position_text.h"

#include <stdio.h>
#include <string.h>

#include "runtime/config.h"

bool number_text(const char *text, uint64_t *out)
{
	uint64_t number = 0;

	for (const char *at = text; *at; at++) {
		if (*at < '0' || *at > '9' || number > (INT64_MAX - 9) / 10)
			return false;
		number = number * 10 + (uint64_t)(*at - '0');
	}
	*out = number;
	return text[0] != '\0';
}

bool position_text(const char **at, char service[POSITION_SERVICE_SIZE], uint64_t *sequence)
{
	const char *colon;
	char digits[24];
	size_t size;

	*at += strspn(*at, " ");
	colon = strchr(*at, ':');
	if (!colon || (size_t)(colon - *at) >= POSITION_SERVICE_SIZE)
		return false;
	snprintf(service, POSITION_SERVICE_SIZE, "%.*s", (int)(colon - *at), *at);
	size = strspn(colon + 1, "0123456789");
	if (size >= sizeof digits)
		return false;
	snprintf(digits, sizeof digits, "%.*s", (int)size, colon + 1);
	*at = colon + 1 + size;
	*at += strspn(*at, " ");
	if (**at != '\0' && **at != ',')
		return false;
	*at += **at == ',';
	return config_service_number(service) >= 0 && number_text(digits, sequence);
}
