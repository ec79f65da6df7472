/* What becomes of a unit (机构沿革): row S4; feature G1.3.
 *
 *   IN BEING -(renamed, revised by a list, split while it continues)-> IN BEING -(merged, split up, abolished)-> ENDED
 *
 * A change is recorded once its day has come, and not before the unit's last one. A unit ends empty: its people are moved by an import
 * or by appointments, its procedures are concluded, its vacant posts go with it. Its id stays: whatever was recorded under it is
 * found there.
 *
 * In:  RenameUnit, MergeUnit, SplitUnit, AbolishUnit.
 * Out: UnitRenamed with UnitRegistered (the name follows everywhere); UnitMerged, UnitSplit, UnitAbolished with PostAbolished. */
#include <string.h>

#include "policy/region.h"
#include "rules.h"

#define PARENTS_MAX 20 /* more steps upward than a tree of units has */

static enum refusal check_known(struct decision *d, const char *field, const char *unit_id)
{
	const UnitFileRow *unit = unit_file_find(d->state, unit_id);

	if (!unit)
		return decision_refuse(d, REFUSAL_UNIT_UNKNOWN, field, unit_id);
	if (!d->actor->system && !region_within(d->actor->region, unit->region))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, field, unit_id);
	if (unit->ended_on[0])
		return decision_refuse(d, REFUSAL_UNIT_ENDED, field, unit->ended_on);
	return REFUSAL_NONE;
}

static enum refusal check_change(struct decision *d, const char *unit_id, const char *from_on)
{
	enum refusal refusal = check_known(d, "unit_id", unit_id);
	const UnitFileRow *unit = unit_file_find(d->state, unit_id);
	const UnitChangeRow *last = refusal ? NULL : unit_change_find(d->state, unit_id, unit->changes);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (strcmp(from_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "from_on", from_on);
	if (strcmp(from_on, unit->registered_on) < 0)
		return decision_refuse(d, REFUSAL_UNIT_BEFORE_BEGIN, "from_on", unit->registered_on);
	if (last && strcmp(from_on, last->from_on) < 0)
		return decision_refuse(d, REFUSAL_UNIT_BEFORE_CHANGE, "from_on", last->from_on);
	return REFUSAL_NONE;
}

static bool lies_in(const struct state *s, const char *unit_id, const char *top)
{
	for (int steps = 0; unit_id[0] && steps <= PARENTS_MAX; steps++) {
		const UnitFileRow *unit = unit_file_find(s, unit_id);
		if (strcmp(unit_id, top) == 0)
			return true;
		unit_id = unit ? unit->parent_id : "";
	}
	return false;
}

static enum refusal check_successor(struct decision *d, const char *unit_id, const char *field, const char *successor_id)
{
	enum refusal refusal = check_known(d, field, successor_id);

	if (refusal == REFUSAL_NONE && lies_in(d->state, successor_id, unit_id))
		return decision_refuse(d, REFUSAL_UNIT_CHANGE_CYCLE, field, successor_id);
	return refusal;
}

/* ---- a unit ends empty -------------------------------------------------------------------------------------- */

static bool post_in_procedure(const struct state *s, const char *post_id)
{
	struct row_scan scan = appointment_by_post_id(s, post_id);
	const AppointmentRow *row;

	while ((row = appointment_next(&scan)))
		if (rules_appointment_open(row->state))
			return true;
	return false;
}

static enum refusal check_procedures(struct decision *d, const char *unit_id)
{
	struct row_scan posts = post_by_unit_id(d->state, unit_id), cases = rank_case_by_unit_id(d->state, unit_id);
	struct row_scan grants = pool_grant_by_unit_id(d->state, unit_id);
	const RankCaseRow *open;
	const PoolGrantRow *grant;
	const PostRow *post;

	while ((post = post_next(&posts)))
		if (post_in_procedure(d->state, post->post_id))
			return decision_refuse(d, REFUSAL_UNIT_PROCEDURE_OPEN, "unit_id", post->post_id);
	while ((open = rank_case_next(&cases)))
		if (rules_rank_case_open(open->state))
			return decision_refuse(d, REFUSAL_UNIT_PROCEDURE_OPEN, "unit_id", open->rank_case_id);
	while ((grant = pool_grant_next(&grants)))
		if (grant->returned_on[0] == '\0')
			return decision_refuse(d, REFUSAL_UNIT_PROCEDURE_OPEN, "unit_id", grant->grant_id);
	return REFUSAL_NONE;
}

static enum refusal check_empty(struct decision *d, const char *unit_id)
{
	struct row_scan units = unit_file_by_parent_id(d->state, unit_id), people = cadre_file_by_unit_id(d->state, unit_id);
	const CadreFileRow *somebody = cadre_file_next(&people);
	const UnitFileRow *below;

	while ((below = unit_file_next(&units)))
		if (below->ended_on[0] == '\0')
			return decision_refuse(d, REFUSAL_UNIT_HAS_UNITS, "unit_id", below->unit_id);
	if (somebody)
		return decision_refuse(d, REFUSAL_UNIT_PEOPLE_LEFT, "unit_id", somebody->cadre_id);
	return check_procedures(d, unit_id);
}

static void end_posts(struct decision *d, const char *unit_id, const char *document)
{
	struct row_scan scan = post_by_unit_id(d->state, unit_id);
	const PostRow *post;

	while ((post = post_next(&scan)))
		if (!post->abolished)
			emit_post_abolished(d, &(PostAbolished){ .post_id = post->post_id, .unit_id = unit_id, .reason = document });
}

/* ---- the four changes ------------------------------------------------------------------------------------------ */

enum refusal rename_unit_decide(struct decision *d, const RenameUnit *cmd)
{
	enum refusal refusal = check_change(d, cmd->unit_id, cmd->from_on);
	const UnitFileRow *unit = unit_file_find(d->state, cmd->unit_id);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (strcmp(unit->name, cmd->name) == 0)
		return decision_refuse(d, REFUSAL_UNIT_NAME_SAME, "name", cmd->name);
	emit_unit_renamed(d, &(UnitRenamed){
		.unit_id = cmd->unit_id,
		.name = cmd->name,
		.former_name = unit->name,
		.from_on = cmd->from_on,
		.document = cmd->document,
	});
	emit_unit_registered(d, &(UnitRegistered){
		.unit_id = cmd->unit_id,
		.name = cmd->name,
		.kind = unit->kind,
		.region = unit->region,
		.parent_id = unit->parent_id,
		.peer_group = unit->peer_group,
	});
	return REFUSAL_NONE;
}

enum refusal merge_unit_decide(struct decision *d, const MergeUnit *cmd)
{
	enum refusal refusal = check_change(d, cmd->unit_id, cmd->from_on);

	if (refusal == REFUSAL_NONE)
		refusal = check_successor(d, cmd->unit_id, "into_id", cmd->into_id);
	if (refusal == REFUSAL_NONE)
		refusal = check_empty(d, cmd->unit_id);
	if (refusal != REFUSAL_NONE)
		return refusal;
	end_posts(d, cmd->unit_id, cmd->document);
	emit_unit_merged(d, &(UnitMerged){
		.unit_id = cmd->unit_id,
		.into_id = cmd->into_id,
		.from_on = cmd->from_on,
		.document = cmd->document,
	});
	return REFUSAL_NONE;
}

static enum refusal check_parts(struct decision *d, const SplitUnit *cmd)
{
	enum refusal refusal = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_part_ids && refusal == REFUSAL_NONE; i++) {
		refusal = check_successor(d, cmd->unit_id, "part_ids", cmd->part_ids[i]);
		for (size_t j = 0; j < i && refusal == REFUSAL_NONE; j++)
			if (strcmp(cmd->part_ids[j], cmd->part_ids[i]) == 0)
				refusal = decision_refuse_row(d, REFUSAL_VALUE_DUPLICATE, (uint32_t)i + 1, "part_ids", cmd->part_ids[i]);
	}
	if (refusal == REFUSAL_NONE && !cmd->continues && cmd->n_part_ids < 2)
		return decision_refuse(d, REFUSAL_UNIT_PARTS_FEW, "part_ids", cmd->part_ids[0]);
	return refusal;
}

enum refusal split_unit_decide(struct decision *d, const SplitUnit *cmd)
{
	enum refusal refusal = check_change(d, cmd->unit_id, cmd->from_on);

	if (refusal == REFUSAL_NONE)
		refusal = check_parts(d, cmd);
	if (refusal == REFUSAL_NONE && !cmd->continues)
		refusal = check_empty(d, cmd->unit_id);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (!cmd->continues)
		end_posts(d, cmd->unit_id, cmd->document);
	emit_unit_split(d, &(UnitSplit){
		.unit_id = cmd->unit_id,
		.n_part_ids = cmd->n_part_ids,
		.part_ids = cmd->part_ids,
		.continues = cmd->continues,
		.from_on = cmd->from_on,
		.document = cmd->document,
	});
	return REFUSAL_NONE;
}

enum refusal abolish_unit_decide(struct decision *d, const AbolishUnit *cmd)
{
	enum refusal refusal = check_change(d, cmd->unit_id, cmd->from_on);

	if (refusal == REFUSAL_NONE)
		refusal = check_empty(d, cmd->unit_id);
	if (refusal != REFUSAL_NONE)
		return refusal;
	end_posts(d, cmd->unit_id, cmd->document);
	emit_unit_abolished(d, &(UnitAbolished){ .unit_id = cmd->unit_id, .from_on = cmd->from_on, .document = cmd->document });
	return REFUSAL_NONE;
}
