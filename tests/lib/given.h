/* Given events, when a command, then events or one refusal: decide, apply and replay of one service without a daemon.
 * Uses a real journal and a real store in a temporary folder and the rule packs of deploy/policy. Every world, when it is
 * closed, is rebuilt from its journal and must come out identical.
 *
 *	WORLD(training_service)
 *
 *	TEST(nobody_is_called_up_twice_at_once)
 *	{
 *		OPEN("2026-03-02");
 *		ACTOR("org.training", "150400");
 *		GIVEN(CadreRegistered, .cadre_id = "c1", .authority = "150400");
 *		WHEN(CallUp, .cadre_id = "c1", .ground = CALL_UP_GROUND_WEAK_PUSH, .class_id = "k1");
 *		ACCEPTED();
 *		const CalledUp *e = EMITTED(CalledUp);
 *		CHECK_TEXT(e->start_by, "2026-05-01");
 *		WHEN(CallUp, ...);
 *		REFUSED(REFUSAL_ALREADY_CALLED_UP);
 *	}
 *	TEST_MAIN() */
#ifndef DANDANG_TESTS_GIVEN_H
#define DANDANG_TESTS_GIVEN_H

#include "contract.h"
#include "runtime/service.h"
#include "tap.h"

/* One line at the top of a test file. */
#define WORLD(under_test) static const struct service *const world_under_test = &under_test;

/* A fresh world at 09:00 of that day, with the rule packs loaded; closes the one before. */
#define OPEN(iso_day) CHECK(world_open(world_under_test, iso_day))
/* Moves the clock to 09:00 of that day; what falls due fires. EMITTED then shows what that emitted. */
#define TODAY(iso_day) world_today(iso_day)
/* Who commands from now on: roles separated by commas, region of authority. */
#define ACTOR(roles, region) world_actor(roles, region, "", "")
#define ACTOR_CADRE(roles, region, unit_id, cadre_id) world_actor(roles, region, unit_id, cadre_id)
/* The account behind it, until the next ACTOR; "officer" otherwise. For rules about different hands. */
#define ACCOUNT(name) world_account(name)
/* A rule with another value than the pack's, from today on. */
#define POLICY(rule_id, value, unit) world_policy(rule_id, value, unit)

/* An event happened: of this service (journalled as its own) or of another (arrives by stream, may cause reactions). */
#define GIVEN(type, ...) world_given(#type, &(type){ __VA_ARGS__ })
/* A command is given; each gets a fresh idempotency key. */
#define WHEN(type, ...) world_when(#type, &(type){ __VA_ARGS__ })
/* The same command with the same key as the last WHEN. */
#define AGAIN() world_again()

#define ACCEPTED()                                                                              \
	do {                                                                                    \
		if (world_status() / 100 != 2) {                                                \
			CHECK(!"accepted");                                                     \
			printf("#   refused: %s %s\n", world_code(), world_field());            \
		}                                                                               \
	} while (0)
#define REFUSED(refusal) CHECK_TEXT(world_code(), refusal_row(refusal)->symbol)
/* The field named first in the refusal. */
#define AT_FIELD(name) CHECK_TEXT(world_field(), name)
/* First event of that type among those the last GIVEN, WHEN or TODAY emitted; NULL when none. */
#define EMITTED(type) ((const type *)world_emitted(#type, 0))
#define EMITTED_AT(type, n) ((const type *)world_emitted(#type, n))
#define EMITTED_COUNT(type) world_emitted_count(#type)

bool world_open(const struct service *service, const char *iso_day);
void world_today(const char *iso_day);
void world_actor(const char *roles, const char *region, const char *unit_id, const char *cadre_id);
void world_account(const char *name);
void world_policy(const char *rule_id, const char *value, const char *unit);
void world_given(const char *type, const void *message);
void world_when(const char *type, const void *message);
void world_again(void);
unsigned world_status(void);
const char *world_code(void);
const char *world_field(void);             /* "" when the reply names none */
const char *world_violation(unsigned n);   /* "CODE row field" of the n-th violation; "" past the last */
const char *world_answer(const char *name); /* a result of the reply, "" when absent; lives until the next OPEN */
bool world_replayed(void);
const void *world_emitted(const char *type, unsigned n);
unsigned world_emitted_count(const char *type);
unsigned world_events(void);               /* all events of the last step */
/* The committed state, for the generated row accessors; rows live until the next step. */
const struct state *world_state(void);
/* The pipeline itself, for what no contract message can say (a withheld record, an event of a later contract). */
struct pipeline *world_pipeline(void);

#endif
