/* Review and appeal (复核、申诉): the deadline matrix of 2.13. An appeal never suspends what it is against, never makes it
 * heavier, and fresh people in odd number decide it.
 *
 * In:  FileAppeal, DecideAppeal; the last day to decide by the due-table.
 * Out: AppealFiled, AppealDecided, AppealOverdue; when revoked or changed SanctionRevoked, BarLifted, AdjustmentDropped and
 *      the lighter SanctionEffective. */
#include <string.h>

#include "accountability/bounds.h"
#include "accountability/matter.h"
#include "accountability/sanction.h"
#include "roster/people.h"
#include "workflows.h"

/* What is appealed: the sanction, and for an adjustment the adjustment behind it. */
struct object {
	const SanctionRow *sanction;
	const AdjustmentRow *adjustment;
};

static bool object_of(const struct state *s, AppealObject kind, const char *id, struct object *o)
{
	o->adjustment = kind == APPEAL_OBJECT_ADJUSTMENT ? adjustment_find(s, id) : NULL;
	if (kind == APPEAL_OBJECT_ADJUSTMENT && !o->adjustment)
		return false;
	o->sanction = sanction_find(s, o->adjustment ? o->adjustment->sanction_id : id);
	return o->sanction != NULL;
}

static const char *rule_of(const struct object *o, bool apply)
{
	if (o->adjustment)
		return apply ? "APPEAL.PERSONNEL.REVIEW.APPLY" : "APPEAL.PERSONNEL.REVIEW.DECIDE";
	if (measure_is_government(o->sanction->kind) || o->sanction->kind == MEASURE_KIND_GOV_EXPULSION)
		return apply ? "APPEAL.SUPERVISION.REVIEW.APPLY" : "APPEAL.SUPERVISION.REVIEW.DECIDE";
	return apply ? "APPEAL.MEASURE.APPLY" : "APPEAL.MEASURE.DECIDE";
}

static bool appealed_before(const struct state *s, const char *object_id)
{
	struct row_scan scan = appeal_by_object_id(s, object_id);

	return appeal_next(&scan) != NULL;
}

static enum refusal may_file(const struct decision *d, const char *cadre_id)
{
	const CadreRow *cadre = cadre_find(d->state, cadre_id);

	if (!cadre)                                          return REFUSAL_CADRE_UNKNOWN;
	if (actor_is(d->actor, cadre_id))                    return REFUSAL_NONE;
	if (!actor_has_role(d->actor, "org.supervision"))    return REFUSAL_OUTSIDE_AUTHORITY;
	return actor_may_manage(d->actor, cadre) ? REFUSAL_NONE : REFUSAL_OUTSIDE_AUTHORITY;
}

enum refusal file_appeal_decide(struct decision *d, const FileAppeal *cmd)
{
	struct object o;
	const char *id, *apply_by, *decide_by;
	enum refusal r;

	if (!object_of(d->state, cmd->object, cmd->object_id, &o))          return REFUSAL_SANCTION_UNKNOWN;
	if ((r = may_file(d, o.sanction->cadre_id)))                        return r;
	if (o.sanction->state == SANCTION_STATE_REVOKED)                    return REFUSAL_STATE_WRONG;
	if (appealed_before(d->state, cmd->object_id))                      return REFUSAL_APPEAL_STANDS;
	apply_by = policy_deadline_from(d, rule_of(&o, true), o.sanction->effective_on);
	if (strcmp(d->today, apply_by) > 0 && cmd->force_majeure[0] == '\0') return REFUSAL_APPEAL_LATE;

	id = decision_new_id(d, "appeal");
	decide_by = policy_deadline(d, rule_of(&o, false));
	decision_answer(d, "appeal_id", id);
	decision_answer(d, "decide_by", decide_by);
	emit_appeal_filed(d, &(AppealFiled){
		.appeal_id = id,
		.cadre_id = o.sanction->cadre_id,
		.object = cmd->object,
		.object_id = cmd->object_id,
		.filed_on = d->today,
		.decide_by = decide_by,
	});
	matter_note(d, id, o.sanction->cadre_id, NOTE_KIND_APPEAL, cmd->ground);
	return REFUSAL_NONE;
}

static enum refusal check_panel(const DecideAppeal *cmd, const struct object *o)
{
	if (cmd->n_panel < PANEL_MIN || cmd->n_panel % 2 == 0)
		return REFUSAL_PANEL_EVEN;
	for (size_t i = 0; i < cmd->n_panel; i++) {
		if (strcmp(cmd->panel[i], o->sanction->registered_by) == 0 ||
		    strcmp(cmd->panel[i], o->sanction->cadre_id) == 0 ||
		    (o->adjustment && strcmp(cmd->panel[i], o->adjustment->decided_by) == 0))
			return REFUSAL_PANEL_NOT_FRESH;
		for (size_t j = 0; j < i; j++)
			if (strcmp(cmd->panel[i], cmd->panel[j]) == 0)
				return REFUSAL_PANEL_EVEN;
	}
	return REFUSAL_NONE;
}

/* Lighter means: of the same system, and it ends earlier. */
static enum refusal check_change(struct decision *d, const DecideAppeal *cmd, const struct object *o)
{
	const SanctionRow *old = o->sanction;
	const char *rule = influence_rule(cmd->changed_to);
	uint32_t months;

	if (cmd->outcome != APPEAL_OUTCOME_CHANGED)
		return cmd->changed_to ? REFUSAL_APPEAL_AGGRAVATES : REFUSAL_NONE;
	if (o->adjustment || !rule || cmd->changed_to / 10 != old->kind / 10)   return REFUSAL_MEASURE_KIND;
	months = (uint32_t)policy_number_on(d, rule, old->effective_on);
	if (months == 0 || (old->own_until[0] && months >= old->months))        return REFUSAL_APPEAL_AGGRAVATES;
	return REFUSAL_NONE;
}

static void undo(struct decision *d, const DecideAppeal *cmd, const struct object *o)
{
	const SanctionRow *old = o->sanction;
	struct sanction_order lighter = {
		.cadre_id = old->cadre_id,
		.kind = cmd->changed_to,
		.organ = old->organ,
		.document = cmd->document,
		.decided_on = d->today,
		.effective_on = old->effective_on,
		.origin = cmd->appeal_id,
		.matter = old->matter,
		.behavior = old->behavior,
		.instead_of = old->sanction_id,
	};

	if (old->state != SANCTION_STATE_REVOKED)
		sanction_revoke(d, old, cmd->reason, cmd->outcome == APPEAL_OUTCOME_CHANGED ? &lighter : NULL);
	if (o->adjustment)
		emit_adjustment_dropped(d, &(AdjustmentDropped){
			.adjustment_id = o->adjustment->adjustment_id,
			.cadre_id = o->adjustment->cadre_id,
			.reason = cmd->document,
		});
}

enum refusal decide_appeal_decide(struct decision *d, const DecideAppeal *cmd)
{
	const AppealRow *appeal = appeal_find(d->state, cmd->appeal_id);
	struct object o;
	enum refusal r;

	if (!appeal)                                                            return REFUSAL_APPEAL_UNKNOWN;
	if (!matter_cadre(d, appeal->cadre_id, &r))                             return r;
	if (appeal->outcome != APPEAL_OUTCOME_UNSPECIFIED)                      return REFUSAL_STATE_WRONG;
	if (!object_of(d->state, appeal->object, appeal->object_id, &o))        return REFUSAL_SANCTION_UNKNOWN;
	if ((r = check_panel(cmd, &o)))                                         return r;
	if ((r = check_change(d, cmd, &o)))                                     return r;

	emit_appeal_decided(d, &(AppealDecided){
		.appeal_id = appeal->appeal_id,
		.cadre_id = appeal->cadre_id,
		.outcome = cmd->outcome,
		.decided_on = d->today,
		.n_panel = cmd->n_panel,
		.panel = cmd->panel,
		.document = cmd->document,
	});
	matter_note(d, appeal->appeal_id, appeal->cadre_id, NOTE_KIND_APPEAL, cmd->reason);
	if (cmd->outcome != APPEAL_OUTCOME_UPHELD)
		undo(d, cmd, &o);
	return REFUSAL_NONE;
}

void due_appeal(struct decision *d, const char *id)
{
	const AppealRow *appeal = appeal_find(d->state, id);

	if (appeal && appeal->outcome == APPEAL_OUTCOME_UNSPECIFIED)
		emit_appeal_overdue(d, &(AppealOverdue){
			.appeal_id = id,
			.cadre_id = appeal->cadre_id,
			.decide_by = appeal->decide_by,
		});
}
