/* Posts of a unit (岗位与职数). Row S4; workflow W2.6: what an appointment can have a vacancy of.
 *
 *   ESTABLISHED (revised as often as needed) -> ABOLISHED
 *
 * In:  EstablishPost, AbolishPost.
 * Out: PostEstablished, PostAbolished. Vacancies are never stored: posts minus holders minus those decided. */
#include <string.h>

#include "policy/region.h"
#include "rules.h"

static enum refusal check_unit(struct decision *d, const UnitFileRow *unit, const char *unit_id)
{
	if (!unit)
		return decision_refuse(d, REFUSAL_UNIT_UNKNOWN, "unit_id", unit_id);
	if (!d->actor->system && !region_within(d->actor->region, unit->region))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "unit_id", unit_id);
	if (unit->ended_on[0])
		return decision_refuse(d, REFUSAL_UNIT_ENDED, "unit_id", unit->ended_on);
	return REFUSAL_NONE;
}

static enum refusal check_revision(struct decision *d, const EstablishPost *cmd, const PostRow *old)
{
	int64_t taken = (int64_t)old->count - rules_post_vacancies(d->state, old, "", false);

	if (strcmp(old->unit_id, cmd->unit_id) != 0)
		return decision_refuse(d, REFUSAL_POST_OF_ANOTHER_UNIT, "post_id", cmd->post_id);
	if (old->abolished)
		return decision_refuse(d, REFUSAL_POST_ABOLISHED, "post_id", cmd->post_id);
	if (cmd->level != old->level && taken > 0)
		return decision_refuse(d, REFUSAL_POST_LEVEL_FIXED, "level", "");
	if (cmd->count < taken)
		return decision_refuse(d, REFUSAL_POST_COUNT_BELOW_HOLDERS, "count", "");
	return REFUSAL_NONE;
}

enum refusal establish_post_decide(struct decision *d, const EstablishPost *cmd)
{
	const UnitFileRow *unit = unit_file_find(d->state, cmd->unit_id);
	const PostRow *old = cmd->post_id[0] ? post_find(d->state, cmd->post_id) : NULL;
	enum refusal refusal = check_unit(d, unit, cmd->unit_id);
	const char *id;

	if (refusal == REFUSAL_NONE && cmd->authority[0] && !region_valid(cmd->authority))
		refusal = decision_refuse(d, REFUSAL_FIELD_MALFORMED, "authority", cmd->authority);
	if (refusal == REFUSAL_NONE && old)
		refusal = check_revision(d, cmd, old);
	if (refusal != REFUSAL_NONE)
		return refusal;
	id = cmd->post_id[0] ? cmd->post_id : decision_new_id(d, "post");
	decision_answer(d, "post_id", id);
	emit_post_established(d, &(PostEstablished){
		.post_id = id,
		.unit_id = cmd->unit_id,
		.title = cmd->title,
		.level = cmd->level,
		.count = cmd->count,
		.team_head = cmd->team_head,
		.team_member = cmd->team_member,
		.authority = cmd->authority[0] ? cmd->authority : rules_post_authority(d, unit, cmd->level),
		.document = cmd->document,
	});
	return REFUSAL_NONE;
}

static bool in_procedure(const struct state *s, const char *post_id)
{
	struct row_scan scan = appointment_by_post_id(s, post_id);
	const AppointmentRow *row;

	while ((row = appointment_next(&scan)))
		if (rules_appointment_open(row->state))
			return true;
	return false;
}

enum refusal abolish_post_decide(struct decision *d, const AbolishPost *cmd)
{
	const PostRow *post = post_find(d->state, cmd->post_id);
	enum refusal refusal;

	if (!post)
		return decision_refuse(d, REFUSAL_POST_UNKNOWN, "post_id", cmd->post_id);
	refusal = check_unit(d, unit_file_find(d->state, post->unit_id), post->unit_id);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (post->abolished)
		return decision_refuse(d, REFUSAL_POST_ABOLISHED, "post_id", cmd->post_id);
	if (rules_post_holders(d->state, cmd->post_id) > 0 || in_procedure(d->state, cmd->post_id))
		return decision_refuse(d, REFUSAL_POST_OCCUPIED, "post_id", cmd->post_id);
	emit_post_abolished(d, &(PostAbolished){
		.post_id = cmd->post_id,
		.unit_id = post->unit_id,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}
