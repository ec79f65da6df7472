#include <stdio.h>
#include <string.h>
#include <time.h>

#include "api.h"
#include "base/require.h"
#include "http/problem.h"
#include "runtime/pipeline.h"
#include "text.h"

static const char json_type[] = "application/json; charset=utf-8";

/* 503 is for now: say when to come back. */
static void problem_respond(struct call *c, const Reply *reply)
{
	static const struct http_header retry = { "Retry-After", "2" };

	for (size_t i = 0; c->asked && i < reply->n_violations; i++)
		reply->violations[i]->label = wire_label(c->asked, reply->violations[i]->field);
	http_respond(c->http, reply->status, PROBLEM_CONTENT_TYPE, problem_from_reply(reply, http_arena(c->http)), &retry,
		     reply->status == 503 ? 1 : 0);
}

void answer_json(struct call *c, unsigned status, struct span json)
{
	http_respond(c->http, status, json_type, json, NULL, 0);
}

void answer_message(struct call *c, const struct wire_type *type, const ProtobufCMessage *message)
{
	answer_json(c, 200, wire_to_json(type, message, true, http_arena(c->http)));
}

void answer_refusal_with(struct call *c, enum refusal code, const char *field, const struct http_header *header)
{
	http_respond(c->http, refusal_row(code)->status, PROBLEM_CONTENT_TYPE,
		     problem_from_refusal(code, field, http_arena(c->http)), header, header ? 1 : 0);
}

void answer_refusal(struct call *c, enum refusal code, const char *field)
{
	static const struct http_header retry = { "Retry-After", "2" }; /* 503 is for now: say when to come back */

	answer_refusal_with(c, code, field, refusal_row(code)->status == 503 ? &retry : NULL);
}

void answer_unknown(struct call *c)
{
	static const struct http_header retry = { "Retry-After", "2" };
	static const char body[] =
		"{\"type\":\"" PROBLEM_TYPE_PREFIX "OUTCOME_UNKNOWN\",\"title\":\"尚无答复，结果未知；请以同一幂等键重试\",\"status\":504,"
		"\"code\":\"OUTCOME_UNKNOWN\",\"en\":\"no answer in time; the outcome is unknown, ask again with the same key\"}";

	http_respond(c->http, 504, "application/problem+json", span_text(body), &retry, 1);
}

static enum refusal refusal_of(enum wire_problem problem)
{
	switch (problem) {
	case WIRE_REQUIRED: return REFUSAL_FIELD_REQUIRED;
	case WIRE_TOO_LONG: return REFUSAL_FIELD_TOO_LONG;
	case WIRE_TOO_MANY: return REFUSAL_FIELD_TOO_MANY;
	case WIRE_OUT_OF_RANGE: return REFUSAL_FIELD_OUT_OF_RANGE;
	case WIRE_UNKNOWN_FIELD: return REFUSAL_FIELD_UNKNOWN;
	case WIRE_TOO_LARGE: return REFUSAL_BODY_TOO_LARGE;
	case WIRE_STARVED: return REFUSAL_BUSY;
	case WIRE_BAD_FORMAT:
	case WIRE_NOT_UTF8:
	case WIRE_UNKNOWN_ENUM: return REFUSAL_FIELD_MALFORMED;
	default: return REFUSAL_BODY_MALFORMED;
	}
}

void answer_wire(struct call *c, const struct wire_result *result)
{
	struct arena *arena = http_arena(c->http);
	bool whole = result->count == 0 || !result->items[0].path || !result->items[0].path[0];
	enum refusal first = result->count ? refusal_of(result->items[0].problem) : REFUSAL_BODY_MALFORMED;
	Violation *violations = arena_alloc(arena, (result->count + 1) * sizeof *violations);
	Violation **list = arena_alloc(arena, (result->count + 1) * sizeof *list);
	Reply reply;

	if (whole && first == REFUSAL_FIELD_MALFORMED)
		first = REFUSAL_BODY_MALFORMED; /* no object at all */
	const struct refusal_row *row = refusal_row(first);
	REQUIRE(violations && list);
	reply__init(&reply);
	reply.status = row->status;
	reply.code = row->symbol;
	reply.zh = row->zh;
	reply.en = row->en;
	for (size_t i = 0; i < result->count; i++) {
		const struct refusal_row *each = refusal_row(refusal_of(result->items[i].problem));
		violation__init(&violations[i]);
		violations[i].code = each->symbol;
		violations[i].field = result->items[i].path ? result->items[i].path : "";
		violations[i].zh = each->zh;
		violations[i].en = each->en;
		violations[i].value = result->items[i].value ? result->items[i].value : "";
		list[i] = &violations[i];
	}
	reply.n_violations = result->count;
	reply.violations = list;
	problem_respond(c, &reply);
}

ProtobufCMessage *take_body(struct call *c, const struct wire_type *type)
{
	struct wire_result result = { 0 };
	ProtobufCMessage *body = wire_from_json(type, http_body(c->http), http_arena(c->http), &result);

	c->asked = type;
	if (!body)
		answer_wire(c, &result);
	return body;
}

static void add_violations(struct text *t, const Reply *reply)
{
	text_add(t, ",\"notes\":[");
	for (size_t i = 0; i < reply->n_violations; i++) {
		struct span json = wire_to_json(&Violation_type, &reply->violations[i]->base, false, t->arena);
		text_add(t, i ? "," : "");
		text_add_span(t, json);
	}
	text_add(t, "]");
}

/* Accepted: the results by name, and the position to read after. */
void answer_reply(struct call *c, const char *service, const Reply *reply)
{
	struct text t = { .arena = http_arena(c->http) };
	static const struct http_header replayed = { "Idempotency-Replayed", "true" };

	if (reply->status / 100 != 2) {
		problem_respond(c, reply);
		return;
	}
	text_add(&t, "{\"service\":");
	text_add_json(&t, service);
	text_add(&t, ",\"sequence\":");
	text_add_number(&t, (long long)reply->sequence);
	for (size_t i = 0; i < reply->n_result; i++) {
		text_add(&t, ",");
		text_add_json(&t, reply->result[i]->name);
		text_add(&t, ":");
		text_add_json(&t, reply->result[i]->value);
	}
	if (reply->n_violations)
		add_violations(&t, reply);
	text_add(&t, "}");
	http_respond(c->http, reply->status, json_type, text_span(&t), &replayed, reply->replayed ? 1 : 0);
}

bool caller_has_role(const struct call *c, const char *role)
{
	for (size_t i = 0; c->actor && i < c->actor->n_roles; i++)
		if (strcmp(c->actor->roles[i], role) == 0)
			return true;
	return false;
}

bool caller_has(const struct call *c, const char *const *roles, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (caller_has_role(c, roles[i]))
			return true;
	return false;
}

bool number_parameter(const struct call *c, const char *name, uint64_t absent, uint64_t *out)
{
	const char *text = http_query(c->http, name);

	*out = absent;
	return !text || !text[0] || number_text(text, out);
}

const char *idempotency_key(struct call *c)
{
	const char *key = http_header(c->http, "Idempotency-Key");

	if (key && key[0] && strlen(key) <= PIPELINE_KEY_CHARS_MAX)
		return key;
	answer_refusal(c, key && key[0] ? REFUSAL_FIELD_TOO_LONG : REFUSAL_KEY_REQUIRED, "Idempotency-Key");
	return NULL;
}

bool is_get(const struct call *c)
{
	return strcmp(http_method(c->http), "GET") == 0 || strcmp(http_method(c->http), "HEAD") == 0;
}

const char *iso_of_moment(struct arena *arena, int64_t ms, bool thousandths)
{
	time_t seconds = (time_t)(ms / 1000);
	char at[40], rest[8] = "";
	struct tm utc;

	gmtime_r(&seconds, &utc);
	strftime(at, sizeof at, "%Y-%m-%dT%H:%M:%S", &utc);
	if (thousandths)
		snprintf(rest, sizeof rest, ".%03d", (int)(ms % 1000));
	const char *text = arena_format(arena, "%s%sZ", at, rest);
	REQUIRE(text);
	return text;
}

const char *parameter(const struct call *c, const char *name)
{
	const char *value = http_query(c->http, name);

	return value ? value : "";
}
