/* Three-level warning (问责三级预警): row E4, W4.1.
 *
 *   level 1  TALK_DUE (10 working days) -> TALKED -> improving: CLOSED | no change: level 2
 *   level 2  LETTER_DUE -> LETTER_SENT (15 working days) -> clear: CLOSED | no change or no reply: level 3 is proposed
 *   level 3  LEVEL_3_PROPOSED -> ADMONISHED (6 months) -> CLOSED | ADJUSTING -> CLOSED
 *
 * The system proposes, people decide: no admonition and no adjustment follows by itself.
 *
 * In:  RaiseWarning, DeclineWarning, RecordWarningTalk, RecheckWarning, DowngradeWarning, CloseWarning; letters and measures
 *      of their own files; training's CallUpFailed (final); assessment's InspectionPublished; last days by the due-table.
 * Out: WarningRaised, WarningSuggested, WarningSuggestionSettled, WarningTalked, WarningRechecked, WarningDowngraded,
 *      Level3Proposed, Level3Settled, WarningClosed, WarningOverdue, AdjustmentSuggested. */
#include "accountability/warning.h"

#include <string.h>

#include "accountability/adjustment.h"
#include "accountability/matter.h"
#include "workflows.h"

bool warning_is_open(const WarningRow *warning)
{
	return warning->step >= WARNING_STEP_TALK_DUE && warning->step < WARNING_STEP_CLOSED;
}

static const WarningRow *open_warning(const struct state *s, const char *cadre_id)
{
	struct row_scan scan = warning_by_cadre_id(s, cadre_id);
	const WarningRow *warning;

	while ((warning = warning_next(&scan)))
		if (warning_is_open(warning))
			return warning;
	return NULL;
}

/* The same fact again: a warning on it was closed, or a suggestion on it declined. */
static bool fact_used(const struct state *s, const char *cadre_id, const char *origin)
{
	struct row_scan scan = warning_by_cadre_id(s, cadre_id);
	const WarningRow *warning;

	while ((warning = warning_next(&scan)))
		if (warning->step == WARNING_STEP_CLOSED && strcmp(warning->origin, origin) == 0)
			return true;
	return false;
}

static const char *level_due(struct decision *d, uint32_t level)
{
	return policy_deadline(d, level == 1 ? "WARNING.TALK" : level == 2 ? "WARNING.LETTER" : "WARNING.DECIDE");
}

void warning_propose_level_3(struct decision *d, const WarningRow *warning, const char *reason)
{
	emit_level3_proposed(d, &(Level3Proposed){
		.warning_id = warning->warning_id,
		.cadre_id = warning->cadre_id,
		.reason = reason,
		.origin = warning->origin,
		.decide_by = level_due(d, 3),
	});
}

static void raise_level(struct decision *d, const WarningRow *warning, uint32_t level, const char *due_on)
{
	emit_warning_raised(d, &(WarningRaised){
		.warning_id = warning->warning_id,
		.cadre_id = warning->cadre_id,
		.level = level,
		.ground = warning->ground,
		.due_on = due_on,
		.behavior = warning->behavior,
		.origin = warning->origin,
	});
}

void warning_settle_level_3(struct decision *d, const WarningRow *warning, WarningStep step, const char *follow_up_by)
{
	if (warning->level < 3)
		raise_level(d, warning, 3, follow_up_by);
	emit_level3_settled(d, &(Level3Settled){
		.warning_id = warning->warning_id,
		.cadre_id = warning->cadre_id,
		.step = step,
		.follow_up_by = follow_up_by,
	});
}

void warning_close(struct decision *d, const WarningRow *warning, bool improved)
{
	if (warning->step == WARNING_STEP_LEVEL_3_PROPOSED)
		emit_level3_settled(d, &(Level3Settled){
			.warning_id = warning->warning_id,
			.cadre_id = warning->cadre_id,
			.step = WARNING_STEP_CLOSED,
		});
	emit_warning_closed(d, &(WarningClosed){
		.warning_id = warning->warning_id,
		.cadre_id = warning->cadre_id,
		.closed_on = d->today,
		.improved = improved,
	});
}

/* ---- trigger ------------------------------------------------------------------------------------- */

/* Skipping a level: grave, and the head approves. */
static enum refusal check_level(const struct decision *d, const RaiseWarning *cmd, uint32_t level)
{
	if (level == 1)                                       return REFUSAL_NONE;
	if (cmd->grave_reason[0] == '\0')                     return REFUSAL_WARNING_LEVEL_SKIPPED;
	if (cmd->approval_document[0] == '\0')                return REFUSAL_SKIP_NOT_APPROVED;
	if (!actor_has_role(d->actor, "org.head"))            return REFUSAL_SKIP_NOT_APPROVED;
	return REFUSAL_NONE;
}

static enum refusal check_suggestion(const struct decision *d, const RaiseWarning *cmd)
{
	const WarningRow *suggestion = cmd->warning_id[0] ? warning_find(d->state, cmd->warning_id) : NULL;

	if (cmd->warning_id[0] == '\0')                              return REFUSAL_NONE;
	if (!suggestion)                                             return REFUSAL_WARNING_UNKNOWN;
	if (suggestion->step != WARNING_STEP_SUGGESTED)              return REFUSAL_STATE_WRONG;
	if (strcmp(suggestion->cadre_id, cmd->cadre_id) != 0)        return REFUSAL_WARNING_UNKNOWN;
	return REFUSAL_NONE;
}

enum refusal raise_warning_decide(struct decision *d, const RaiseWarning *cmd)
{
	uint32_t level = cmd->level ? cmd->level : 1;
	const char *id;
	enum refusal r;

	if (!matter_cadre(d, cmd->cadre_id, &r))               return r;
	if ((r = check_suggestion(d, cmd)))                    return r;
	if (open_warning(d->state, cmd->cadre_id))             return REFUSAL_WARNING_OPEN;
	if (fact_used(d->state, cmd->cadre_id, cmd->origin))   return REFUSAL_FACT_REUSED;
	if ((r = check_level(d, cmd, level)))                  return r;

	id = cmd->warning_id[0] ? cmd->warning_id : decision_new_id(d, "warning");
	WarningRow raised = { .warning_id = id, .cadre_id = cmd->cadre_id, .ground = cmd->ground, .origin = cmd->origin,
			      .behavior = cmd->behavior };
	if (cmd->warning_id[0])
		emit_warning_suggestion_settled(d, &(WarningSuggestionSettled){
			.warning_id = id,
			.cadre_id = cmd->cadre_id,
			.taken = true,
		});
	raise_level(d, &raised, level, level_due(d, level));
	if (level == 3)
		warning_propose_level_3(d, &raised, cmd->grave_reason);
	decision_answer(d, "warning_id", id);
	decision_answer(d, "due_on", level_due(d, level));
	return REFUSAL_NONE;
}

enum refusal decline_warning_decide(struct decision *d, const DeclineWarning *cmd)
{
	const WarningRow *warning = warning_find(d->state, cmd->warning_id);
	enum refusal r;

	if (!warning)                                       return REFUSAL_WARNING_UNKNOWN;
	if (!matter_cadre(d, warning->cadre_id, &r))        return r;
	if (warning->step != WARNING_STEP_SUGGESTED)        return REFUSAL_STATE_WRONG;
	emit_warning_suggestion_settled(d, &(WarningSuggestionSettled){
		.warning_id = warning->warning_id,
		.cadre_id = warning->cadre_id,
		.taken = false,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}

static BehaviorKind behavior_of(CallUpGround ground)
{
	switch (ground) {
	case CALL_UP_GROUND_WEAK_PUSH:       return BEHAVIOR_KIND_SLOW_ACTION;
	case CALL_UP_GROUND_LONG_STAGNATION: return BEHAVIOR_KIND_INACTION;
	default:                             return BEHAVIOR_KIND_NOT_SHOULDERING;
	}
}

/* Retraining failed for good, or was never taken up: the first level is a talk, so it opens by itself. */
void react_call_up_failed(struct decision *d, const CallUpFailed *e, const struct event *ev)
{
	(void)ev;
	if (!e->final || !cadre_find(d->state, e->cadre_id) || open_warning(d->state, e->cadre_id) ||
	    fact_used(d->state, e->cadre_id, e->call_up_id))
		return;
	raise_level(d, &(WarningRow){
		.warning_id = decision_new_id(d, "warning"),
		.cadre_id = e->cadre_id,
		.ground = "回炉再造终不合格",
		.behavior = behavior_of(e->ground),
		.origin = e->call_up_id,
	}, 1, level_due(d, 1));
}

static void suggest(struct decision *d, const CadreRow *head, const InspectionPublished *e, const BottomStreakRow *streak)
{
	if (open_warning(d->state, head->cadre_id) || fact_used(d->state, head->cadre_id, e->inspection_id))
		return;
	emit_warning_suggested(d, &(WarningSuggested){
		.warning_id = decision_new_id(d, "warning"),
		.cadre_id = head->cadre_id,
		.ground = "季度督查连续末位",
		.origin = e->inspection_id,
		.unit_id = streak->unit_id,
		.quarters = streak->quarters,
	});
}

/* A team ranks last again and again: a warning of its head is suggested. The streak was applied just before. */
void react_inspection_published(struct decision *d, const InspectionPublished *e, const struct event *ev)
{
	(void)ev;
	for (size_t i = 0; i < e->n_units; i++) {
		const BottomStreakRow *streak = bottom_streak_find(d->state, e->units[i]->unit_id);
		if (!e->units[i]->last || !streak || streak->quarters < policy_number(d, "WARNING.BOTTOM_QUARTERS"))
			continue;
		struct row_scan scan = cadre_by_unit_id(d->state, e->units[i]->unit_id);
		const CadreRow *cadre;
		while ((cadre = cadre_next(&scan)))
			if (cadre->team_head)
				suggest(d, cadre, e, streak);
	}
}

/* ---- level 1 ------------------------------------------------------------------------------------- */

enum refusal record_warning_talk_decide(struct decision *d, const RecordWarningTalk *cmd)
{
	const WarningRow *warning = warning_find(d->state, cmd->warning_id);
	enum refusal r;

	if (!warning)                                                  return REFUSAL_WARNING_UNKNOWN;
	if (!matter_cadre(d, warning->cadre_id, &r))                   return r;
	if (warning->step != WARNING_STEP_TALK_DUE)                    return REFUSAL_STATE_WRONG;
	if (!actor_has_role(d->actor, "org.head") && cmd->delegation[0] == '\0')
		return REFUSAL_TALK_NOT_BY_HEAD;
	if (strcmp(cmd->held_on, d->today) > 0)                        return REFUSAL_DATE_FUTURE;
	if (strcmp(cmd->held_on, warning->raised_on) < 0)              return REFUSAL_DATE_ORDER;

	emit_warning_talked(d, &(WarningTalked){
		.warning_id = warning->warning_id,
		.cadre_id = warning->cadre_id,
		.held_on = cmd->held_on,
		.talker_id = actor_person(d->actor),
		.delegation = cmd->delegation,
		.recheck_by = policy_deadline(d, "WARNING.RECHECK"),
	});
	matter_note(d, warning->warning_id, warning->cadre_id, NOTE_KIND_TALK, cmd->record);
	return REFUSAL_NONE;
}

enum refusal recheck_warning_decide(struct decision *d, const RecheckWarning *cmd)
{
	const WarningRow *warning = warning_find(d->state, cmd->warning_id);
	enum refusal r;

	if (!warning)                                     return REFUSAL_WARNING_UNKNOWN;
	if (!matter_cadre(d, warning->cadre_id, &r))      return r;
	if (warning->step != WARNING_STEP_TALKED)         return REFUSAL_STATE_WRONG;

	emit_warning_rechecked(d, &(WarningRechecked){
		.warning_id = warning->warning_id,
		.cadre_id = warning->cadre_id,
		.finding = cmd->finding,
		.checked_on = d->today,
	});
	matter_note(d, warning->warning_id, warning->cadre_id, NOTE_KIND_REVIEW, cmd->note);
	if (cmd->finding == WARNING_FINDING_IMPROVING)
		warning_close(d, warning, true);
	else
		raise_level(d, warning, 2, level_due(d, 2));
	return REFUSAL_NONE;
}

/* ---- back, and the end --------------------------------------------------------------------------- */

enum refusal downgrade_warning_decide(struct decision *d, const DowngradeWarning *cmd)
{
	const WarningRow *warning = warning_find(d->state, cmd->warning_id);
	enum refusal r;

	if (!warning)                                     return REFUSAL_WARNING_UNKNOWN;
	if (!matter_cadre(d, warning->cadre_id, &r))      return r;
	if (warning->step < WARNING_STEP_LETTER_DUE || warning->step > WARNING_STEP_LEVEL_3_PROPOSED)
		return REFUSAL_STATE_WRONG;
	if (warning->step == WARNING_STEP_LEVEL_3_PROPOSED)
		emit_level3_settled(d, &(Level3Settled){
			.warning_id = warning->warning_id,
			.cadre_id = warning->cadre_id,
			.step = WARNING_STEP_TALKED,
		});
	letters_withdraw(d, warning->warning_id, "");
	emit_warning_downgraded(d, &(WarningDowngraded){
		.warning_id = warning->warning_id,
		.cadre_id = warning->cadre_id,
		.reason = cmd->reason,
		.recheck_by = policy_deadline(d, "WARNING.RECHECK"),
	});
	return REFUSAL_NONE;
}

enum refusal close_warning_decide(struct decision *d, const CloseWarning *cmd)
{
	const WarningRow *warning = warning_find(d->state, cmd->warning_id);
	bool improved = cmd->finding == WARNING_FINDING_IMPROVING;
	enum refusal r;

	if (!warning)                                           return REFUSAL_WARNING_UNKNOWN;
	if (!matter_cadre(d, warning->cadre_id, &r))            return r;
	if (warning->step != WARNING_STEP_ADMONISHED)           return REFUSAL_STATE_WRONG;
	if (strcmp(d->today, warning->follow_up_by) < 0)        return REFUSAL_TOO_EARLY;

	matter_note(d, warning->warning_id, warning->cadre_id, NOTE_KIND_REVIEW, cmd->note);
	warning_close(d, warning, improved);
	if (!improved)
		adjustment_suggest(d, warning->cadre_id, RESPONSE_CAUSE_WARNING, warning->warning_id, warning->behavior);
	return REFUSAL_NONE;
}

/* ---- last days ----------------------------------------------------------------------------------- */

static void overdue(struct decision *d, const char *id, WarningStep step)
{
	const WarningRow *warning = warning_find(d->state, id);

	if (warning && warning->step == step)
		emit_warning_overdue(d, &(WarningOverdue){
			.warning_id = id,
			.cadre_id = warning->cadre_id,
			.step = step,
			.due_on = warning->due_on,
		});
}

void due_warning_talk(struct decision *d, const char *id)
{
	overdue(d, id, WARNING_STEP_TALK_DUE);
}

void due_warning_letter(struct decision *d, const char *id)
{
	overdue(d, id, WARNING_STEP_LETTER_DUE);
}

void due_warning_recheck(struct decision *d, const char *id)
{
	overdue(d, id, WARNING_STEP_TALKED);
}

void due_warning_decision(struct decision *d, const char *id)
{
	overdue(d, id, WARNING_STEP_LEVEL_3_PROPOSED);
}

void due_warning_follow_up(struct decision *d, const char *id)
{
	overdue(d, id, WARNING_STEP_ADMONISHED);
}
