/* One event as apply and react see it: the envelope's facts and where it came from. */
#ifndef DANDANG_RUNTIME_EVENT_H
#define DANDANG_RUNTIME_EVENT_H

#include <stdbool.h>
#include <stdint.h>

struct event {
	const char *site;          /* origin */
	const char *service;
	uint64_t sequence;         /* in the origin's stream */
	const char *id;            /* "site/service/sequence" */
	const char *type;          /* "CalledUp" */
	const char *subject;
	const char *actor_account;
	const char *actor_cadre_id;
	const char *actor_region;
	int64_t occurred_at_ms;
	const char *occurred_on;   /* ISO day of occurred_at in Asia/Shanghai */
	const char *cause;
	const char *correlation;
	uint64_t local_sequence;   /* sequence of the record in the journal of this service */
	bool adopted;              /* came from another service */
	bool withheld;             /* the payload was not shown to this service */
	const void *body;          /* the unpacked message, e.g. const CalledUp *; NULL when unknown or withheld */
};

#endif
