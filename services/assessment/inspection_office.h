/* Whose matter an inspection is: the rows of single units carry it, so that each unit reads of itself alone. */
#ifndef DANDANG_ASSESSMENT_INSPECTION_OFFICE_H
#define DANDANG_ASSESSMENT_INSPECTION_OFFICE_H

#include "runtime/event.h"

/* Region of the office that acted; a matter the daemon itself moves is its site's. */
static inline const char *inspection_office(const struct event *ev)
{
	return ev->actor_region[0] ? ev->actor_region : ev->site;
}

#endif
