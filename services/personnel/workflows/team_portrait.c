/* The portrait of leading teams (班子画像): rows S3, S4; feature of G1: flags each with its stated rule.
 *
 *   drawn when an officer asks, from the records of the day; drawn anew it replaces the one before
 *
 * Flags ask people to look. Nothing follows from them: no motion, no bar, no refusal.
 *
 * In:  DrawTeamPortraits; assessment's TeamGraded.
 * Out: TeamPortraitDrawn (sealed), one per unit. */
#include <string.h>

#include "base/require.h"
#include "policy/region.h"
#include "portrait.h"
#include "workflows.h"

static enum refusal check_unit(struct decision *d, const DrawTeamPortraits *cmd, size_t i, struct team *team)
{
	const UnitFileRow *unit = unit_file_find(d->state, cmd->unit_ids[i]);

	if (!unit)
		return REFUSAL_UNIT_UNKNOWN;
	if (!d->actor->system && !region_within(d->actor->region, unit->region))
		return REFUSAL_OUTSIDE_AUTHORITY;
	for (size_t j = 0; j < i; j++)
		if (strcmp(cmd->unit_ids[j], cmd->unit_ids[i]) == 0)
			return REFUSAL_VALUE_DUPLICATE;
	return team_of(d->state, cmd->unit_ids[i], team);
}

static enum refusal check_units(struct decision *d, const DrawTeamPortraits *cmd, struct team *team)
{
	enum refusal first = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_unit_ids; i++) {
		enum refusal r = check_unit(d, cmd, i, team);
		if (r != REFUSAL_NONE)
			decision_refuse_row(d, r, (uint32_t)i + 1, "unit_ids", cmd->unit_ids[i]);
		first = first ? first : r;
	}
	return first;
}

static void draw(struct decision *d, const struct team *team, struct portrait *portrait)
{
	portrait_draw(d, team, portrait);
	emit_team_portrait_drawn(d, &(TeamPortraitDrawn){
		.unit_id = team->unit_id,
		.authority = d->actor->region,
		.members = (uint32_t)team->count,
		.drawn_on = d->today,
		.n_flags = portrait->count,
		.flags = portrait->list,
	});
}

enum refusal draw_team_portraits_decide(struct decision *d, const DrawTeamPortraits *cmd)
{
	struct portrait *portrait = arena_alloc(d->arena, sizeof *portrait);
	struct team *team = arena_alloc(d->arena, sizeof *team);
	enum refusal r;

	REQUIRE(portrait && team);
	r = check_units(d, cmd, team);
	for (size_t i = 0; r == REFUSAL_NONE && i < cmd->n_unit_ids; i++) {
		team_of(d->state, cmd->unit_ids[i], team);
		draw(d, team, portrait);
	}
	return r;
}
