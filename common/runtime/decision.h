/* What decide, react and due functions see. They are pure: the state through typed getters, the actor, the moment; no
 * clock, no randomness, no I/O, no log. They end in a refusal or in events. */
#ifndef DANDANG_RUNTIME_DECISION_H
#define DANDANG_RUNTIME_DECISION_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "refusal.h" /* generated: enum refusal, REFUSAL_... */

struct state; /* read-only view of the tables in the open transaction */

struct actor {
	const char *account;
	const char *cadre_id;      /* "" when the account is no cadre's */
	const char *region;        /* whose management authority it exercises */
	const char *unit_id;
	const char *const *roles;
	size_t role_count;
	bool system;               /* the service itself: due moments and reactions */
};
bool actor_has_role(const struct actor *actor, const char *role);

struct decision {
	const struct state *state;
	const struct actor *actor;
	int64_t now_ms;            /* UTC, the service's clock */
	const char *today;         /* ISO day of now in Asia/Shanghai */
	const char *site;
	struct arena *arena;       /* lives until the decision is recorded */
};

/* A new id, "<prefix>-<site>-<n>": unique for ever, the same on replay. */
const char *decision_new_id(struct decision *d, const char *prefix);
/* A name and value of the answer, e.g. "call_up_id". */
void decision_answer(struct decision *d, const char *name, const char *value);
void decision_answer_number(struct decision *d, const char *name, int64_t value);
/* Return these from decide: the refusal with the field (and, in lists and files, the 1-based row) at fault. */
enum refusal decision_refuse(struct decision *d, enum refusal code, const char *field, const char *value);
enum refusal decision_refuse_row(struct decision *d, enum refusal code, uint32_t row, const char *field,
				 const char *value);
/* Notes a violation without refusing (dry runs, row errors of a partial import); it stands in the answer. */
void decision_note(struct decision *d, enum refusal code, uint32_t row, const char *field, const char *value);
const char *decision_format(struct decision *d, const char *format, ...) __attribute__((format(printf, 2, 3)));

/* Policy in force on a day (default: today). A missing row makes the pipeline refuse the whole decision with
 * POLICY_MISSING (or CALENDAR_MISSING) and the rule id, so these need no checking; they then return 0 or today. */
int64_t policy_number(struct decision *d, const char *rule_id);
int64_t policy_number_on(struct decision *d, const char *rule_id, const char *iso_day);
const char *policy_text(struct decision *d, const char *rule_id);
/* Last day of the period the rule names, counted from today (or from iso_day). */
const char *policy_deadline(struct decision *d, const char *rule_id);
const char *policy_deadline_from(struct decision *d, const char *rule_id, const char *iso_day);
/* An influence period: starts on iso_day, lasts the rule's months; its last day. */
const char *policy_period_end(struct decision *d, const char *rule_id, const char *iso_day);
/* Working days in (from, to]. */
int64_t policy_workdays_between(struct decision *d, const char *from_iso, const char *to_iso);
bool policy_exists(struct decision *d, const char *rule_id);

/* Dates as ISO text. */
const char *date_add_days(struct decision *d, const char *iso, int days);
const char *date_add_months(struct decision *d, const char *iso, int months);
int date_days_between(const char *from_iso, const char *to_iso); /* to - from */

/* Whether what is decided so far fits: events of this decision. Normally not needed; the pipeline refuses past
 * DECISION_EVENTS_MAX with DECISION_TOO_LARGE. */
#define DECISION_EVENTS_MAX 10000
size_t decision_event_count(const struct decision *d);

#endif
