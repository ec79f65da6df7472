/* A decision while it is being made: what decision.h shows, and behind it the events, answers and violations collected.
 * For the runtime's own files only. */
#ifndef DANDANG_RUNTIME_DECISION_RUN_H
#define DANDANG_RUNTIME_DECISION_RUN_H

#include "contract.h"
#include "policy/policy.h"
#include "runtime/service.h"
#include "runtime/state.h"

#define DECISION_VIOLATIONS_MAX 1000
#define DECISION_RESULTS_MAX 32

struct emitted {
	const struct event_row *row;
	struct span body;
	const char *subject;
};

struct decision_run {
	struct decision d;               /* first: workflows get &run->d */
	uint64_t first_sequence;         /* the first event's sequence, should there be one */
	unsigned new_ids;
	struct emitted *events;
	size_t event_count;
	size_t event_cap;
	Violation **violations;
	size_t violation_count;
	size_t violation_cap;
	Pair *results[DECISION_RESULTS_MAX];
	size_t result_count;
	enum refusal sticky;             /* POLICY_MISSING, CALENDAR_MISSING, DECISION_TOO_LARGE */
	const char *sticky_value;
	struct calendar calendar;
};

/* A run over an open state, at a moment, by an actor. All memory is the arena's. */
struct decision_run *decision_run_new(const struct state *state, struct arena *arena, const char *site,
				      const struct actor *actor, int64_t now_ms, uint64_t first_sequence);
void decision_emit(struct decision *d, const struct event_row *row, const ProtobufCMessage *body);
/* One violation from a refusal code. */
void decision_violation(struct decision_run *run, enum refusal code, uint32_t row, const char *field, const char *value);
/* The reply a finished run gives. */
Reply *decision_reply(struct decision_run *run, enum refusal outcome, uint64_t last_sequence);
Reply *reply_refusal(struct arena *arena, enum refusal code, const char *value);

/* The value of a text field of a message by name; "" when there is none. */
const char *message_text(const ProtobufCMessage *message, const char *field, struct arena *arena);

#endif
