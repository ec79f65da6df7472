/* The commands the load consists of, as the gateway would send them: a Request with an actor and a time-ordered
 * idempotency key. Command n always concerns the same cadre, so a run that begins behind another meets no refusal.
 *
 *   EXEMPT  ExemptHours of one cadre and year: one HoursExempted, one row of hours_years
 *   SQUAD   AssignSquadMembers of one cadre: SquadJoined and Dispatched; welfare answers with TalkDue */
#ifndef DANDANG_BENCH_REQUEST_H
#define DANDANG_BENCH_REQUEST_H

#include <stdint.h>

#include "base/arena.h"
#include "base/span.h"

#define YEAR_FIRST 2000u   /* of ExemptHours; each cadre has one exemption a year */
#define YEAR_LAST 2200u

enum command { COMMAND_EXEMPT, COMMAND_SQUAD };
struct requests {
	enum command command;
	const char *site;
	const char *squad_id;    /* of COMMAND_SQUAD */
	uint64_t people;         /* cadres b000000, b000001, ... as the driver imported them */
	struct arena arena;
};

/* How many different commands there are. */
uint64_t requests_distinct(const struct requests *r);
/* Whom command `number` concerns. */
void request_cadre(const struct requests *r, uint64_t number, char *out, size_t size);
/* Packed; in the arena until the next call. */
struct span request_packed(struct requests *r, uint64_t number);

#endif
