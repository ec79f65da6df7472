/* POST /assessment/what-if: other weights, ratios, bonus on the scores of a scheme. Assessment answers and records nothing. */
#include <string.h>

#include "api.h"
#include "ask.h"

bool api_what_if(struct call *c)
{
	static const char *const roles[] = { "org.assessment", "org.head", "org.deputy" };

	if (strcmp(c->path, "/assessment/what-if") != 0 || strcmp(http_method(c->http), "POST") != 0)
		return false;
	if (caller_has(c, roles, sizeof roles / sizeof *roles))
		ask_daemon(c, "assessment", &AskWhatIf_type, &WhatIf_type, c->actor);
	else
		answer_refusal(c, REFUSAL_ROLE_MISSING, NULL);
	return true;
}
