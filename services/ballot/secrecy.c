#include "ballot/secrecy.h"

#include <string.h>

#include "runtime/linkage.h"

static bool names_a_voter(const char *field)
{
	static const char *const words[] = { "cadre", "account", "person", "voter_id", "actor", "address", "peer", "session",
					     "device", "agent", "blind" };

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strstr(field, words[i]))
			return true;
	return false;
}

static bool is_moment(const char *field)
{
	size_t size = strlen(field);

	return (size > 3 && strcmp(field + size - 3, "_ms") == 0) || (size > 3 && strcmp(field + size - 3, "_at") == 0);
}

static bool forbidden(const char *field)
{
	return names_a_voter(field) || is_moment(field);
}

enum err secrecy_check(const struct service *service, struct fault *f)
{
	return linkage_check(service, forbidden, f);
}
