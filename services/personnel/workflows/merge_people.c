/* One person under two ids, and a person keyed anew (人员合并、更换编码): row X8; feature G1.13.
 *
 *   two records -> one kept, the other's id an alias for ever;  one record -> the same under a new id, the old id an alias
 *
 * Two records are one person by the same ID number, or because somebody says how he knows. Nobody is merged or keyed anew inside a
 * procedure or a bar, for those name him; and both records stand under one organ. What other daemons recorded under the alias stays
 * under it; what comes for it from now on is taken for the kept one.
 *
 * In:  MergePeople, RekeyPerson.
 * Out: CadreMerged, before it CadreRegistered of a new id, after it CadreRevised with the grades the kept record lacked. */
#include <string.h>

#include "people.h"
#include "revise.h"
#include "rules.h"

static bool in_procedure(const struct state *s, const char *cadre_id)
{
	struct row_scan appointments = appointment_by_cadre_id(s, cadre_id), cases = rank_case_by_cadre_id(s, cadre_id);
	struct row_scan grants = pool_grant_by_cadre_id(s, cadre_id);
	const EligibilityNoteRow *note = eligibility_note_find(s, cadre_id);
	const AppointmentRow *appointment;
	const PoolGrantRow *grant;
	const RankCaseRow *open;

	while ((appointment = appointment_next(&appointments)))
		if (appointment->state <= APPOINTMENT_STATE_PROBATION_OVER)
			return true;
	while ((open = rank_case_next(&cases)))
		if (rules_rank_case_open(open->state))
			return true;
	while ((grant = pool_grant_next(&grants)))
		if (grant->returned_on[0] == '\0')
			return true;
	return note && note->concluded_on[0] == '\0';
}

static bool barred(const struct state *s, const char *cadre_id, const char *today)
{
	struct row_scan scan = bar_scan_1(s, cadre_id);
	const BarRow *bar;

	while ((bar = bar_next(&scan)))
		if (bar->until_on[0] == '\0' || strcmp(bar->until_on, today) >= 0)
			return true;
	return false;
}

static enum refusal check_person(struct decision *d, const char *field, const char *cadre_id)
{
	const CadreRow *cadre = cadre_find(d->state, cadre_id);

	if (!cadre || !cadre_file_find(d->state, cadre_id))
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, field, cadre_id);
	if (actor_is(d->actor, cadre_id))
		return decision_refuse(d, REFUSAL_SELF_DEALING, field, cadre_id);
	return REFUSAL_NONE;
}

static enum refusal check_free(struct decision *d, const char *field, const char *cadre_id)
{
	if (!actor_may_manage(d->actor, cadre_find(d->state, cadre_id)))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, field, cadre_id);
	if (in_procedure(d->state, cadre_id))
		return decision_refuse(d, REFUSAL_MERGE_IN_PROCEDURE, field, cadre_id);
	if (barred(d->state, cadre_id, d->today)) /* a provisional bar is hidden from colleagues: no ground, no day */
		return decision_refuse(d, REFUSAL_MERGE_BARRED, field, cadre_id);
	return REFUSAL_NONE;
}

static void emit_merged(struct decision *d, const char *cadre_id, const char *alias_id, bool rekeyed, const char *document,
			const char *reason)
{
	emit_cadre_merged(d, &(CadreMerged){
		.cadre_id = cadre_id,
		.alias_id = alias_id,
		.rekeyed = rekeyed,
		.merged_on = d->today,
		.document = document,
		.reason = reason,
	});
}

/* Years both have stay as the kept record says. */
static void take_grades(struct decision *d, const CadreRegistered *kept, const CadreRegistered *merged, const char *document)
{
	CadreRegistered both = *merged, now = *kept;

	cadre_field_take(CADRE_FIELD_GRADES, &both, kept, d->arena);
	now.grades = both.grades;
	now.n_grades = both.n_grades;
	cadre_revise(d, kept, &now, document, false);
}

enum refusal merge_people_decide(struct decision *d, const MergePeople *cmd)
{
	enum refusal refusal = check_person(d, "cadre_id", cmd->cadre_id);
	const CadreRegistered *kept, *merged;

	if (refusal == REFUSAL_NONE)
		refusal = check_person(d, "alias_id", cmd->alias_id);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (strcmp(cmd->cadre_id, cmd->alias_id) == 0)
		return decision_refuse(d, REFUSAL_MERGE_SAME, "alias_id", cmd->alias_id);
	kept = cadre_file_find(d->state, cmd->cadre_id)->file;
	merged = cadre_file_find(d->state, cmd->alias_id)->file;
	if (strcmp(kept->authority, merged->authority) != 0)
		return decision_refuse(d, REFUSAL_MERGE_AUTHORITY, "alias_id", merged->authority);
	refusal = check_free(d, "cadre_id", cmd->cadre_id);
	if (refusal == REFUSAL_NONE)
		refusal = check_free(d, "alias_id", cmd->alias_id);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (strcmp(kept->id_number, merged->id_number) != 0 && cmd->reason[0] == '\0')
		return decision_refuse(d, REFUSAL_MERGE_UNPROVEN, "reason", "");
	emit_merged(d, cmd->cadre_id, cmd->alias_id, false, cmd->document, cmd->reason);
	take_grades(d, kept, merged, cmd->document);
	return REFUSAL_NONE;
}

enum refusal rekey_person_decide(struct decision *d, const RekeyPerson *cmd)
{
	enum refusal refusal = check_person(d, "cadre_id", cmd->cadre_id);
	CadreRegistered now;

	if (refusal == REFUSAL_NONE)
		refusal = check_free(d, "cadre_id", cmd->cadre_id);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (cadre_find(d->state, cmd->new_id)) /* an alias among them: its row stays */
		return decision_refuse(d, REFUSAL_REKEY_TAKEN, "new_id", cmd->new_id);
	now = *cadre_file_find(d->state, cmd->cadre_id)->file;
	now.cadre_id = cmd->new_id;
	emit_cadre_registered(d, &now);
	emit_merged(d, cmd->new_id, cmd->cadre_id, true, cmd->document, "");
	return REFUSAL_NONE;
}
