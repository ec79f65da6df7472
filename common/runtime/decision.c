#include "runtime/decision_run.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/date.h"
#include "base/require.h"
#include "runtime/platform.h"

static struct decision_run *run_of(struct decision *d)
{
	return (struct decision_run *)(void *)d;
}

bool actor_has_role(const struct actor *actor, const char *role)
{
	for (size_t i = 0; i < actor->role_count; i++)
		if (strcmp(actor->roles[i], role) == 0)
			return true;
	return false;
}

/* A list that doubles: most decisions have one event and no violation. */
static void *room_for_one(struct arena *arena, void *list, size_t count, size_t *cap, size_t size)
{
	if (count < *cap)
		return list;
	*cap = *cap ? *cap * 2 : 8;
	void *grown = arena_alloc(arena, *cap * size);
	REQUIRE(grown);
	if (count)
		memcpy(grown, list, count * size);
	return grown;
}

const char *decision_new_id(struct decision *d, const char *prefix)
{
	struct decision_run *run = run_of(d);
	unsigned nth = run->new_ids++;
	const char *id;

	if (nth == 0)
		id = arena_format(d->arena, "%s-%s-%llu", prefix, d->site, (unsigned long long)run->first_sequence);
	else
		id = arena_format(d->arena, "%s-%s-%llu.%u", prefix, d->site,
				  (unsigned long long)run->first_sequence, nth);
	REQUIRE(id);
	return id;
}

void decision_answer(struct decision *d, const char *name, const char *value)
{
	struct decision_run *run = run_of(d);
	Pair *pair;

	if (run->result_count == DECISION_RESULTS_MAX)
		return;
	pair = arena_alloc(d->arena, sizeof *pair);
	REQUIRE(pair);
	pair__init(pair);
	pair->name = name;
	pair->value = value;
	run->results[run->result_count++] = pair;
}

void decision_answer_number(struct decision *d, const char *name, int64_t value)
{
	decision_answer(d, name, arena_format(d->arena, "%lld", (long long)value));
}

/* Values in answers are shortened: they say which one, they are not a second copy. */
static const char *shortened(struct arena *arena, const char *value)
{
	size_t size = value ? strlen(value) : 0;

	if (size > 80) {
		size = 80;
		while (size > 0 && ((unsigned char)value[size] & 0xC0) == 0x80)
			size--;
	}
	return value ? arena_text(arena, value, size) : "";
}

void decision_violation(struct decision_run *run, enum refusal code, uint32_t row, const char *field, const char *value)
{
	const struct refusal_row *r = refusal_row(code);
	Violation *v;

	if (run->violation_count == DECISION_VIOLATIONS_MAX)
		return;
	run->violations = room_for_one(run->d.arena, run->violations, run->violation_count, &run->violation_cap,
				       sizeof(Violation *));
	v = arena_alloc(run->d.arena, sizeof *v);
	REQUIRE(v);
	violation__init(v);
	v->code = r->symbol;
	v->field = field ? field : "";
	v->row = row;
	v->zh = r->zh;
	v->en = r->en;
	v->value = shortened(run->d.arena, value);
	run->violations[run->violation_count++] = v;
}

enum refusal decision_refuse(struct decision *d, enum refusal code, const char *field, const char *value)
{
	decision_violation(run_of(d), code, 0, field, value);
	return code;
}

enum refusal decision_refuse_row(struct decision *d, enum refusal code, uint32_t row, const char *field,
				 const char *value)
{
	decision_violation(run_of(d), code, row, field, value);
	return code;
}

void decision_note(struct decision *d, enum refusal code, uint32_t row, const char *field, const char *value)
{
	decision_violation(run_of(d), code, row, field, value);
}

const char *decision_format(struct decision *d, const char *format, ...)
{
	char small[512];
	va_list list;
	int size;

	va_start(list, format);
	size = vsnprintf(small, sizeof small, format, list);
	va_end(list);
	REQUIRE(size >= 0);
	if ((size_t)size < sizeof small)
		return arena_text(d->arena, small, (size_t)size);
	char *large = arena_alloc(d->arena, (size_t)size + 1);
	REQUIRE(large);
	va_start(list, format);
	vsnprintf(large, (size_t)size + 1, format, list);
	va_end(list);
	return large;
}

size_t decision_event_count(const struct decision *d)
{
	return ((const struct decision_run *)(const void *)d)->event_count;
}

static void sticky(struct decision_run *run, enum refusal code, const char *value)
{
	if (run->sticky == REFUSAL_NONE) {
		run->sticky = code;
		run->sticky_value = value;
	}
}

const char *message_text(const ProtobufCMessage *message, const char *field, struct arena *arena)
{
	const ProtobufCFieldDescriptor *f;
	const uint8_t *member;

	if (!field || !*field)
		return "";
	f = protobuf_c_message_descriptor_get_field_by_name(message->descriptor, field);
	REQUIRE(f && f->label != PROTOBUF_C_LABEL_REPEATED);
	member = (const uint8_t *)message + f->offset;
	if (f->type == PROTOBUF_C_TYPE_STRING) {
		const char *text;
		memcpy(&text, member, sizeof text);
		return text ? text : "";
	}
	if (f->type == PROTOBUF_C_TYPE_UINT32) {
		uint32_t number;
		memcpy(&number, member, sizeof number);
		return arena_format(arena, "%u", number);
	}
	return "";
}

void decision_emit(struct decision *d, const struct event_row *row, const ProtobufCMessage *body)
{
	struct decision_run *run = run_of(d);
	struct emitted *e;

	if (run->event_count >= DECISION_EVENTS_MAX) {
		sticky(run, REFUSAL_DECISION_TOO_LARGE, "");
		return;
	}
	run->events = room_for_one(d->arena, run->events, run->event_count, &run->event_cap, sizeof *run->events);
	e = &run->events[run->event_count++];
	e->row = row;
	e->body = wire_pack(body, d->arena);
	e->subject = message_text(body, row->subject, d->arena);
	REQUIRE(e->body.data || e->body.size == 0);
}

/* ---- policy ------------------------------------------------------------------------------------ */

static const PolicyRow *policy_row(struct decision_run *run, const char *rule_id, const char *iso_day)
{
	const PolicyRow *found = policy_find(run->d.state, rule_id, run->d.actor->region, iso_day);

	if (!found)
		sticky(run, REFUSAL_POLICY_MISSING, rule_id);
	return found;
}

bool policy_exists(struct decision *d, const char *rule_id)
{
	return policy_find(d->state, rule_id, d->actor->region, d->today) != NULL;
}

int64_t policy_number_on(struct decision *d, const char *rule_id, const char *iso_day)
{
	const PolicyRow *row = policy_row(run_of(d), rule_id, iso_day);

	return row ? strtoll(row->value, NULL, 10) : 0;
}

int64_t policy_number(struct decision *d, const char *rule_id)
{
	return policy_number_on(d, rule_id, d->today);
}

const char *policy_text(struct decision *d, const char *rule_id)
{
	const PolicyRow *row = policy_row(run_of(d), rule_id, d->today);

	return row ? row->value : "";
}

static const char *iso_in_arena(struct decision *d, int32_t day)
{
	char iso[ISO_DAY_SIZE];

	iso_of_day(day, iso);
	return arena_text(d->arena, iso, ISO_DAY_SIZE - 1);
}

const char *policy_deadline_from(struct decision *d, const char *rule_id, const char *iso_day)
{
	struct decision_run *run = run_of(d);
	const PolicyRow *row = policy_row(run, rule_id, iso_day);
	struct period period;
	int32_t from = day_of_iso(iso_day);
	int32_t last;

	if (!row || from == DAY_NONE)
		return d->today;
	if (period_parse(row->value, row->unit, &period) != ERR_NONE) {
		sticky(run, REFUSAL_POLICY_MISSING, rule_id);
		return d->today;
	}
	if (calendar_deadline(&run->calendar, from, period, &last) != ERR_NONE) {
		sticky(run, REFUSAL_CALENDAR_MISSING, rule_id);
		return d->today;
	}
	return iso_in_arena(d, last);
}

const char *policy_deadline(struct decision *d, const char *rule_id)
{
	return policy_deadline_from(d, rule_id, d->today);
}

const char *policy_period_end(struct decision *d, const char *rule_id, const char *iso_day)
{
	int64_t months = policy_number_on(d, rule_id, iso_day);
	int32_t from = day_of_iso(iso_day);

	if (from == DAY_NONE || months <= 0 || months > 1200)
		return d->today;
	return iso_in_arena(d, period_last_day(from, (int)months));
}

int64_t policy_workdays_between(struct decision *d, const char *from_iso, const char *to_iso)
{
	struct decision_run *run = run_of(d);
	int32_t from = day_of_iso(from_iso), to = day_of_iso(to_iso);
	int64_t count = 0;

	if (from == DAY_NONE || to == DAY_NONE)
		return 0;
	if (calendar_count_workdays(&run->calendar, from, to, &count) != ERR_NONE)
		sticky(run, REFUSAL_CALENDAR_MISSING, from_iso);
	return count;
}

const char *date_add_days(struct decision *d, const char *iso, int days)
{
	int32_t day = day_of_iso(iso);

	return day == DAY_NONE ? "" : iso_in_arena(d, day + days);
}

const char *date_add_months(struct decision *d, const char *iso, int months)
{
	int32_t day = day_of_iso(iso);

	return day == DAY_NONE ? "" : iso_in_arena(d, day_add_months(day, months));
}

int date_days_between(const char *from_iso, const char *to_iso)
{
	int32_t from = day_of_iso(from_iso), to = day_of_iso(to_iso);

	return from == DAY_NONE || to == DAY_NONE ? 0 : to - from;
}

/* ---- runs and replies -------------------------------------------------------------------------- */

struct decision_run *decision_run_new(const struct state *state, struct arena *arena, const char *site,
				      const struct actor *actor, int64_t now_ms, uint64_t first_sequence)
{
	struct decision_run *run = arena_alloc(arena, sizeof *run);

	REQUIRE(run);
	run->d.state = state;
	run->d.actor = actor;
	run->d.now_ms = now_ms;
	run->d.site = site;
	run->d.arena = arena;
	run->d.today = iso_in_arena(&run->d, day_of_moment(now_ms));
	run->first_sequence = first_sequence;
	run->calendar = calendar_of_state(state, arena);
	return run;
}

Reply *reply_refusal(struct arena *arena, enum refusal code, const char *value)
{
	const struct refusal_row *r = refusal_row(code);
	Reply *reply = arena_alloc(arena, sizeof *reply);

	REQUIRE(reply);
	reply__init(reply);
	reply->status = r->status;
	reply->code = r->symbol;
	reply->zh = r->zh;
	reply->en = r->en;
	reply->rule = value && *value ? value : r->rule;
	return reply;
}

Reply *decision_reply(struct decision_run *run, enum refusal outcome, uint64_t last_sequence)
{
	Reply *reply;

	if (outcome != REFUSAL_NONE) {
		reply = reply_refusal(run->d.arena, outcome, outcome == run->sticky ? run->sticky_value : NULL);
	} else {
		reply = arena_alloc(run->d.arena, sizeof *reply);
		REQUIRE(reply);
		reply__init(reply);
		reply->status = 200;
		reply->sequence = last_sequence;
		reply->n_result = run->result_count;
		reply->result = run->results;
	}
	reply->n_violations = run->violation_count;
	reply->violations = run->violations;
	return reply;
}
