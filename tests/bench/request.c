#include "request.h"

#include <stdio.h>
#include <time.h>

#include "base/require.h"
#include "contract.h"
#include "wire/wire.h"

/* Coprime to every number of people that is not its multiple: steps through all of them, far apart. */
#define STRIDE 7368787u
#define CADRE_ID_BYTES 16

uint64_t requests_distinct(const struct requests *r)
{
	return r->command == COMMAND_SQUAD ? r->people : r->people * (YEAR_LAST - YEAR_FIRST + 1);
}

void request_cadre(const struct requests *r, uint64_t number, char *out, size_t size)
{
	snprintf(out, size, "b%06u", (unsigned)(number % r->people * STRIDE % r->people));
}

static const char *cadre_of(struct requests *r, uint64_t number)
{
	char id[CADRE_ID_BYTES];

	request_cadre(r, number, id, sizeof id);
	return arena_format(&r->arena, "%s", id);
}

static struct span exempt(struct requests *r, uint64_t number)
{
	ExemptHours c;

	exempt_hours__init(&c);
	c.cadre_id = cadre_of(r, number);
	c.year = YEAR_FIRST + (uint32_t)(number / r->people);
	c.reason = "全年驻村帮扶，经组织部批准免除";
	c.document = arena_format(&r->arena, "样组干〔%u〕%u号", c.year, (unsigned)(number % r->people));
	return wire_pack(&c.base, &r->arena);
}

static struct span join_squad(struct requests *r, uint64_t number)
{
	const char *cadre_id = cadre_of(r, number);
	AssignSquadMembers c;

	assign_squad_members__init(&c);
	c.squad_id = r->squad_id;
	c.n_cadre_ids = 1;
	c.cadre_ids = &cadre_id;
	return wire_pack(&c.base, &r->arena);
}

/* By time first, so that keys arrive in order. */
static const char *fresh_key(struct requests *r, uint64_t number)
{
	struct timespec t;

	clock_gettime(CLOCK_REALTIME, &t);
	return arena_format(&r->arena, "%012llx-%010llx",
			    (unsigned long long)t.tv_sec * 1000u + (unsigned long long)t.tv_nsec / 1000000u,
			    (unsigned long long)number);
}

struct span request_packed(struct requests *r, uint64_t number)
{
	const char *role = "org.training";
	Actor actor;
	Request request;
	struct span body, packed;

	REQUIRE(number < requests_distinct(r));
	arena_reset(&r->arena);
	actor__init(&actor);
	actor.account = "train";
	actor.region = r->site;
	actor.n_roles = 1;
	actor.roles = &role;
	body = r->command == COMMAND_SQUAD ? join_squad(r, number) : exempt(r, number);
	request__init(&request);
	request.type = r->command == COMMAND_SQUAD ? "AssignSquadMembers" : "ExemptHours";
	request.body = (ProtobufCBinaryData){ body.size, (uint8_t *)(uintptr_t)body.data };
	request.actor = &actor;
	request.idempotency_key = fresh_key(r, number);
	packed = wire_pack(&request.base, &r->arena);
	REQUIRE(packed.data);
	return packed;
}
