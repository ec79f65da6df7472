/* What every daemon knows by itself: policy rows, calendar, clock, parked events, due moments, answers. Tables of the
 * runtime, applied from the journal like everything else. For the runtime's own files only. */
#ifndef DANDANG_RUNTIME_PLATFORM_H
#define DANDANG_RUNTIME_PLATFORM_H

#include "contract.h"
#include "policy/policy.h"
#include "runtime/service.h"
#include "runtime/state.h"

/* The row of `rule_id` in force on that day: of `region` when there is one, else the one for everywhere. */
const PolicyRow *policy_find(const struct state *s, const char *rule_id, const char *region, const char *iso_day);
struct calendar calendar_of_state(const struct state *s, struct arena *arena);
int64_t clock_simulated(const struct state *s);  /* 0 before the first AdvanceClock */

/* Platform commands; context of the call that decide has no other way to know. */
struct platform_context {
	bool simulated_clock;
	const Position *blocked;  /* of the stream ParkEvent names, or NULL */
	const char *blocked_type;
};
enum refusal platform_decide(struct decision *d, const ProtobufCMessage *command, const struct platform_context *c);
const struct event_row *platform_event(const char *type); /* never NULL */
/* Applies a platform event; false when `type` is none. */
bool platform_apply(struct tables *t, const char *type, const ProtobufCMessage *body);

/* The next due row whose last day lies before `today`; false when there is none. Texts live in the arena. */
bool due_next(const struct state *s, const char *today, unsigned *kind, const char **id, const char **last_day);
uint64_t due_count(const struct state *s);

/* Answers by idempotency key. */
const char *answer_key(struct arena *arena, const char *account, const char *key);
bool answer_find(const struct state *s, const char *key, struct span *fingerprint, struct span *answer);
#define ANSWER_KEPT_MS (7ll * 24 * 3600 * 1000)
#define ANSWERS_FORGOTTEN_PER_RECORD 4
void answer_put(struct tables *t, const RecordMeta *meta, int64_t recorded_at_ms, uint64_t sequence);

/* Cursors of followed streams. */
const Position *cursor_find(const struct state *s, const char *site, const char *service);
void cursor_put(struct tables *t, const Position *p);

#endif
