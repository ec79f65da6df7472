#include "runtime/platform.h"

#include <stdlib.h>

#include "base/date.h"
#include "base/require.h"
#include "runtime/decision_run.h"
#include "runtime/key.h"

extern const struct event_row contract_events[];
extern const size_t contract_event_count;

static void *unpack(const struct state *s, const struct wire_type *type, struct span value)
{
	ProtobufCMessage *m = wire_unpack_own(type, value, s->arena);

	REQUIRE(m);
	return m;
}

/* ---- policy: key (rule, scope, effective_from) -> PolicyRow ------------------------------------- */

static const PolicyRow *policy_latest(const struct state *s, const char *rule_id, const char *scope,
				      const char *iso_day)
{
	struct key prefix = { .size = 0 };
	struct store_cursor *cursor;
	struct span key, value;
	const PolicyRow *found = NULL;

	key_text(&prefix, rule_id);
	key_text(&prefix, scope);
	if (prefix.too_long ||
	    store_cursor_open(s->txn, TABLE_POLICY, key_span(&prefix), (struct span){ 0 }, &cursor) != ERR_NONE)
		return NULL;
	while (store_cursor_next(cursor, &key, &value)) {
		const PolicyRow *row = unpack(s, &PolicyRow_type, value);
		if (strcmp(row->effective_from, iso_day) > 0)
			break;
		found = !row->effective_to[0] || strcmp(iso_day, row->effective_to) < 0 ? row : NULL;
	}
	store_cursor_close(cursor);
	return found;
}

const PolicyRow *policy_find(const struct state *s, const char *rule_id, const char *region, const char *iso_day)
{
	const PolicyRow *row = region && *region ? policy_latest(s, rule_id, region, iso_day) : NULL;

	return row ? row : policy_latest(s, rule_id, "", iso_day);
}

static void apply_policy_set(struct tables *t, const PolicySet *e)
{
	struct key k = { .size = 0 };
	struct span packed;

	if (!e->row)
		return;
	key_text(&k, e->row->rule_id);
	key_text(&k, e->row->scope);
	key_text(&k, e->row->effective_from);
	packed = wire_pack(&e->row->base, t->state.arena);
	REQUIRE(!k.too_long && packed.data);
	store_put(t->txn, TABLE_POLICY, key_span(&k), packed);
}

static enum refusal set_policy(struct decision *d, const SetPolicy *cmd)
{
	for (size_t i = 0; i < cmd->n_rows; i++) {
		const PolicyRow *row = cmd->rows[i];
		struct period period;
		if (row->effective_to[0] && strcmp(row->effective_to, row->effective_from) <= 0)
			return decision_refuse_row(d, REFUSAL_DATE_ORDER, (uint32_t)i + 1, "effective_to", row->effective_to);
		if (strcmp(row->unit, "text") != 0 && strcmp(row->unit, "number") != 0 && strcmp(row->unit, "fen") != 0 &&
		    strcmp(row->unit, "percent") != 0 && period_parse(row->value, row->unit, &period) != ERR_NONE)
			return decision_refuse_row(d, REFUSAL_FIELD_MALFORMED, (uint32_t)i + 1, "value", row->value);
		PolicySet e;
		policy_set__init(&e);
		e.rule_id = row->rule_id;
		e.row = cmd->rows[i];
		decision_emit(d, platform_event("PolicySet"), &e.base);
	}
	decision_answer_number(d, "rows", (int64_t)cmd->n_rows);
	return REFUSAL_NONE;
}

/* ---- calendar: year -> CalendarSet -------------------------------------------------------------- */

struct calendar_context {
	const struct state *state;
	struct arena *arena;
	const struct calendar_year *years[8];  /* found ones, by year modulo 8 */
};

static const int32_t *day_numbers(struct arena *arena, const char *const *texts, size_t count)
{
	int32_t *days = arena_alloc(arena, (count ? count : 1) * sizeof *days);

	REQUIRE(days);
	for (size_t i = 0; i < count; i++) {
		int32_t day = day_of_iso(texts[i]);
		size_t at = i;
		while (at > 0 && days[at - 1] > day) {
			days[at] = days[at - 1];
			at--;
		}
		days[at] = day;
	}
	return days;
}

static const struct calendar_year *year_lookup(void *context, int year)
{
	struct calendar_context *c = context;
	const struct calendar_year *cached = c->years[(unsigned)year % 8];
	struct key k = { .size = 0 };
	struct span value;

	if (cached && cached->year == year)
		return cached;
	key_number(&k, (uint64_t)year);
	if (!store_get(c->state->txn, TABLE_CALENDAR, key_span(&k), &value))
		return NULL;
	const CalendarSet *set = unpack(c->state, &CalendarSet_type, value);
	struct calendar_year *y = arena_alloc(c->arena, sizeof *y);
	REQUIRE(y);
	y->year = year;
	y->holidays = day_numbers(c->arena, (const char *const *)set->holidays, set->n_holidays);
	y->holiday_count = set->n_holidays;
	y->makeup_workdays = day_numbers(c->arena, (const char *const *)set->makeup_workdays, set->n_makeup_workdays);
	y->makeup_count = set->n_makeup_workdays;
	c->years[(unsigned)year % 8] = y;
	return y;
}

struct calendar calendar_of_state(const struct state *s, struct arena *arena)
{
	struct calendar_context *c = arena_alloc(arena, sizeof *c);

	REQUIRE(c);
	c->state = s;
	c->arena = arena;
	return (struct calendar){ .lookup = year_lookup, .context = c };
}

static void apply_calendar_set(struct tables *t, const CalendarSet *e)
{
	struct key k = { .size = 0 };
	struct span packed = wire_pack(&e->base, t->state.arena);

	key_number(&k, e->year);
	REQUIRE(packed.data);
	store_put(t->txn, TABLE_CALENDAR, key_span(&k), packed);
}

static enum refusal set_calendar(struct decision *d, const SetCalendar *cmd)
{
	CalendarSet e;

	calendar_set__init(&e);
	e.year = cmd->year;
	e.notice = cmd->notice;
	e.n_holidays = cmd->n_holidays;
	e.holidays = cmd->holidays;
	e.n_makeup_workdays = cmd->n_makeup_workdays;
	e.makeup_workdays = cmd->makeup_workdays;
	decision_emit(d, platform_event("CalendarSet"), &e.base);
	return REFUSAL_NONE;
}

/* ---- clock and parked events -------------------------------------------------------------------- */

int64_t clock_simulated(const struct state *s)
{
	struct key k = { .size = 0 };
	struct span value;

	key_text(&k, "simulated");
	if (!store_get(s->txn, TABLE_CLOCK, key_span(&k), &value) || value.size != 8)
		return 0;
	return (int64_t)key_read_number(value.data);
}

static void apply_clock_advanced(struct tables *t, const ClockAdvanced *e)
{
	struct key k = { .size = 0 }, value = { .size = 0 };

	key_text(&k, "simulated");
	key_number(&value, (uint64_t)e->to_ms);
	store_put(t->txn, TABLE_CLOCK, key_span(&k), key_span(&value));
}

static enum refusal advance_clock(struct decision *d, const AdvanceClock *cmd, const struct platform_context *c)
{
	ClockAdvanced e;

	if (!c->simulated_clock)
		return REFUSAL_CLOCK_FIXED;
	if (cmd->to_ms < clock_simulated(d->state))
		return decision_refuse(d, REFUSAL_CLOCK_BACKWARDS, "to_ms", NULL);
	clock_advanced__init(&e);
	e.to_ms = cmd->to_ms;
	decision_emit(d, platform_event("ClockAdvanced"), &e.base);
	return REFUSAL_NONE;
}

static enum refusal park_event(struct decision *d, const ParkEvent *cmd, const struct platform_context *c)
{
	EventParked e;

	if (!c->blocked || c->blocked->sequence != cmd->sequence)
		return REFUSAL_STREAM_NOT_BLOCKED;
	event_parked__init(&e);
	e.site = cmd->site;
	e.service = cmd->service;
	e.sequence = cmd->sequence;
	e.reason = cmd->reason;
	e.type = c->blocked_type;
	decision_emit(d, platform_event("EventParked"), &e.base);
	return REFUSAL_NONE;
}

static void apply_event_parked(struct tables *t, const EventParked *e)
{
	struct key k = { .size = 0 };
	struct span packed = wire_pack(&e->base, t->state.arena);

	key_text(&k, e->site);
	key_text(&k, e->service);
	key_number(&k, e->sequence);
	REQUIRE(!k.too_long && packed.data);
	store_put(t->txn, TABLE_PARKED, key_span(&k), packed);
}

/* ---- the two doors ------------------------------------------------------------------------------ */

enum refusal platform_decide(struct decision *d, const ProtobufCMessage *command, const struct platform_context *c)
{
	if (command->descriptor == &set_policy__descriptor)
		return set_policy(d, (const SetPolicy *)command);
	if (command->descriptor == &set_calendar__descriptor)
		return set_calendar(d, (const SetCalendar *)command);
	if (command->descriptor == &advance_clock__descriptor)
		return advance_clock(d, (const AdvanceClock *)command, c);
	if (command->descriptor == &park_event__descriptor)
		return park_event(d, (const ParkEvent *)command, c);
	return REFUSAL_TYPE_UNKNOWN;
}

bool platform_apply(struct tables *t, const char *type, const ProtobufCMessage *body)
{
	if (strcmp(type, "PolicySet") == 0)
		apply_policy_set(t, (const PolicySet *)body);
	else if (strcmp(type, "CalendarSet") == 0)
		apply_calendar_set(t, (const CalendarSet *)body);
	else if (strcmp(type, "ClockAdvanced") == 0)
		apply_clock_advanced(t, (const ClockAdvanced *)body);
	else if (strcmp(type, "EventParked") == 0)
		apply_event_parked(t, (const EventParked *)body);
	else
		return false;
	return true;
}

const struct event_row *platform_event(const char *type)
{
	for (size_t i = 0; i < contract_event_count; i++)
		if (strcmp(contract_events[i].type->name, type) == 0)
			return &contract_events[i];
	REQUIRE(false && "an event of the platform");
	return NULL;
}
