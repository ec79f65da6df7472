#include "assessment/roll_secrecy.h"

#include <string.h>

#include "runtime/linkage.h"

/* What a ballot consists of, and what a blind signature becomes. */
static bool is_of_a_ballot(const char *field)
{
	static const char *const names[] = { "token", "token_hash", "prepared", "signature", "blind_signature", "marks", "option_ids",
					     "salt", "leaf" };

	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		if (strcmp(field, names[i]) == 0)
			return true;
	return false;
}

enum err roll_secrecy_check(const struct service *service, struct fault *f)
{
	return linkage_check(service, is_of_a_ballot, f);
}
