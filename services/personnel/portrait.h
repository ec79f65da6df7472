/* The flags of a team's portrait. Pure: records, posts, forms and places of the years in, flags out. */
#ifndef DANDANG_PERSONNEL_PORTRAIT_H
#define DANDANG_PERSONNEL_PORTRAIT_H

#include "rows.h"
#include "runtime/decision.h"

#define TEAM_MEMBERS_MAX 100
#define PORTRAIT_FLAGS_MAX 7 /* one of each kind */

struct team {
	const char *unit_id;
	const CadreFileRow *members[TEAM_MEMBERS_MAX];  /* heads and members, in the order of their ids */
	size_t count;
};
struct portrait {
	struct decision *d;
	const struct team *team;
	PortraitFlag flags[PORTRAIT_FLAGS_MAX];
	PortraitFlag *list[PORTRAIT_FLAGS_MAX];
	size_t count;
};

/* REFUSAL_PORTRAIT_TEAM_EMPTY, REFUSAL_PORTRAIT_TEAM_LARGE or REFUSAL_NONE. */
enum refusal team_of(const struct state *s, const char *unit_id, struct team *out);
/* Every rule once, those of ages, posts and places here; policy rows PORTRAIT.*. */
void portrait_draw(struct decision *d, const struct team *team, struct portrait *out);
/* The part of it that rests on forms: native places and names of relatives (portrait_kin.c). */
void portrait_kin(struct portrait *p);

/* A flag more, with room for every member's id. */
PortraitFlag *portrait_flag(struct portrait *p, PortraitFlagKind kind, const char *rule_id, int64_t value, int64_t threshold,
			    const char *unit);
void portrait_name(PortraitFlag *flag, const char *cadre_id);

#endif
