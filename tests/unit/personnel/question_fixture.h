/* Asks personnel as the gateway does. */
#ifndef DANDANG_TESTS_QUESTION_FIXTURE_H
#define DANDANG_TESTS_QUESTION_FIXTURE_H

#include "base/date.h"
#include "fixture.h"
#include "questions.h"

static struct arena question_memory;
static const Reply *question_reply;
static const char *question_role = "org.cadre", *question_region = CITY;

/* The answer; NULL: refused, question_reply says how. `today` is the day it is asked on. */
static const void *question_ask(const struct wire_type *in, const void *ask, const struct wire_type *out, const char *today)
{
	const ProtobufCMessage *body;
	Request request;
	Actor actor;

	if (!question_memory.cap_bytes)
		arena_init(&question_memory, 64u << 20);
	arena_reset(&question_memory);
	actor__init(&actor);
	actor.account = "reader";
	actor.region = question_region;
	actor.n_roles = 1;
	actor.roles = &question_role;
	request__init(&request);
	request.type = in->name;
	request.actor = &actor;
	body = wire_clone_shallow(in->descriptor, ask, &question_memory);
	struct span packed = wire_pack(body, &question_memory);
	request.body = (ProtobufCBinaryData){ packed.size, (uint8_t *)arena_copy(&question_memory, packed.data, packed.size) };
	question_reply = question_answer(world_state(), CITY, moment_of_day(day_of_iso(today)) + 3600 * 9000, &request, &question_memory);
	if (question_reply->status != 200)
		return NULL;
	return wire_unpack(out, span_of(question_reply->body.data, question_reply->body.len), 1u << 20, false, &question_memory, NULL);
}

#define ASK(type, answer, today, ...) \
	((const answer *)question_ask(&type##_type, &(type){ __VA_ARGS__ }, &answer##_type, today))
#define ASK_REFUSED(refusal) CHECK_TEXT(question_reply->code, refusal_row(refusal)->symbol)
#define ASK_AT_FIELD(name) CHECK_TEXT(question_reply->n_violations ? question_reply->violations[0]->field : "", name)

#endif
