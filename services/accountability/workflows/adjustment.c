/* Adjustment of those unfit for their present post (不适宜担任现职): row S5, W2.9, metric M12.
 *
 *   SUGGESTED -> VERIFY -> VERIFIED -> PROPOSED (heard: person and unit) -> DECIDED (meeting) -> TALKED
 *     -> ADJUSTED (influence period) -> REUSE_ELIGIBLE;   DROPPED before the decision
 *
 * The order of the four steps is fixed. An appeal runs beside it and stops nothing (appeal.c).
 *
 * In:  OpenAdjustment, DropAdjustment, VerifyAdjustment, ProposeAdjustment, DecideAdjustment, RecordAdjustmentTalk,
 *      ExecuteAdjustment; last days by the due-table.
 * Out: AdjustmentSuggested, AdjustmentOpened, AdjustmentDropped, AdjustmentVerified, AdjustmentProposed, AdjustmentDecided,
 *      AdjustmentTalked, Adjusted, SanctionEffective, BarImposed, AdjustmentOverdue, ReuseEligible, WarningClosed. */
#include "accountability/adjustment.h"

#include <string.h>

#include "accountability/matter.h"
#include "accountability/sanction.h"
#include "accountability/warning.h"
#include "workflows.h"

static bool under_way(const AdjustmentRow *adjustment)
{
	return adjustment->state < ADJUSTMENT_STATE_ADJUSTED;
}

static const AdjustmentRow *open_adjustment(const struct state *s, const char *cadre_id)
{
	struct row_scan scan = adjustment_by_cadre_id(s, cadre_id);
	const AdjustmentRow *adjustment;

	while ((adjustment = adjustment_next(&scan)))
		if (under_way(adjustment))
			return adjustment;
	return NULL;
}

void adjustment_suggest(struct decision *d, const char *cadre_id, ResponseCause cause, const char *origin,
			BehaviorKind behavior)
{
	if (open_adjustment(d->state, cadre_id))
		return;
	emit_adjustment_suggested(d, &(AdjustmentSuggested){
		.adjustment_id = decision_new_id(d, "adjustment"),
		.cadre_id = cadre_id,
		.cause = cause,
		.origin = origin,
		.behavior = behavior,
	});
}

/* The warning whose third level this adjustment is. */
static const WarningRow *warning_behind(const struct state *s, const char *origin, WarningStep step)
{
	const WarningRow *warning = origin[0] ? warning_find(s, origin) : NULL;

	return warning && warning->step == step ? warning : NULL;
}

/* ---- VERIFY -------------------------------------------------------------------------------------- */

static enum refusal check_open(const struct decision *d, const OpenAdjustment *cmd)
{
	const AdjustmentRow *suggestion = cmd->adjustment_id[0] ? adjustment_find(d->state, cmd->adjustment_id) : NULL;
	const AdjustmentRow *other = open_adjustment(d->state, cmd->cadre_id);

	if (cmd->adjustment_id[0] && !suggestion)                              return REFUSAL_ADJUSTMENT_UNKNOWN;
	if (suggestion && suggestion->state != ADJUSTMENT_STATE_SUGGESTED)     return REFUSAL_STATE_WRONG;
	if (suggestion && strcmp(suggestion->cadre_id, cmd->cadre_id) != 0)    return REFUSAL_ADJUSTMENT_UNKNOWN;
	if (other && (!suggestion || other->state != ADJUSTMENT_STATE_SUGGESTED)) return REFUSAL_ADJUSTMENT_OPEN;
	if (cmd->situation == UNFIT_SITUATION_UNSPECIFIED)                     return REFUSAL_SITUATION_MISSING;
	return REFUSAL_NONE;
}

enum refusal open_adjustment_decide(struct decision *d, const OpenAdjustment *cmd)
{
	const WarningRow *warning = warning_behind(d->state, cmd->origin, WARNING_STEP_LEVEL_3_PROPOSED);
	const char *id;
	enum refusal r;

	if (!matter_cadre(d, cmd->cadre_id, &r))    return r;
	if ((r = check_open(d, cmd)))               return r;
	id = cmd->adjustment_id[0] ? cmd->adjustment_id : decision_new_id(d, "adjustment");
	decision_answer(d, "adjustment_id", id);
	emit_adjustment_opened(d, &(AdjustmentOpened){
		.adjustment_id = id,
		.cadre_id = cmd->cadre_id,
		.situation = cmd->situation,
		.cause = cmd->cause,
		.origin = cmd->origin,
		.behavior = cmd->behavior,
	});
	if (warning && strcmp(warning->cadre_id, cmd->cadre_id) == 0) {
		letters_withdraw(d, warning->warning_id, "");
		warning_settle_level_3(d, warning, WARNING_STEP_ADJUSTING, "");
	}
	return REFUSAL_NONE;
}

/* Finds the matter at its step and the person the actor may act about. */
static enum refusal at_step(const struct decision *d, const char *id, AdjustmentState from, AdjustmentState to,
			    const AdjustmentRow **out)
{
	const AdjustmentRow *adjustment = adjustment_find(d->state, id);
	enum refusal r;

	*out = adjustment;
	if (!adjustment)                                                 return REFUSAL_ADJUSTMENT_UNKNOWN;
	if (!matter_cadre(d, adjustment->cadre_id, &r))                  return r;
	if (adjustment->state < from || adjustment->state > to)          return REFUSAL_STATE_WRONG;
	return REFUSAL_NONE;
}

enum refusal drop_adjustment_decide(struct decision *d, const DropAdjustment *cmd)
{
	const AdjustmentRow *adjustment;
	enum refusal r = at_step(d, cmd->adjustment_id, ADJUSTMENT_STATE_SUGGESTED, ADJUSTMENT_STATE_PROPOSED, &adjustment);

	if (r)
		return r;
	const WarningRow *warning = warning_behind(d->state, adjustment->origin, WARNING_STEP_ADJUSTING);
	emit_adjustment_dropped(d, &(AdjustmentDropped){
		.adjustment_id = adjustment->adjustment_id,
		.cadre_id = adjustment->cadre_id,
		.reason = cmd->reason,
	});
	if (warning)
		warning_close(d, warning, false);
	return REFUSAL_NONE;
}

static uint32_t source_kinds(const VerifyAdjustment *cmd, bool *medical)
{
	uint32_t kinds = 0;

	*medical = false;
	for (size_t i = 0; i < cmd->n_evidence; i++) {
		bool again = false;
		for (size_t j = 0; j < i; j++)
			again = again || cmd->evidence[j]->source == cmd->evidence[i]->source;
		kinds += !again;
		*medical = *medical || cmd->evidence[i]->source == VERIFICATION_SOURCE_MEDICAL;
	}
	return kinds;
}

/* U14: for health reasons unable to work for more than a year, not less. */
static enum refusal check_health(struct decision *d, const VerifyAdjustment *cmd, bool medical)
{
	const char *year_on = cmd->unfit_since[0] ? policy_deadline_from(d, "UNFIT.HEALTH", cmd->unfit_since) : "";

	if (!medical)                                  return REFUSAL_MEDICAL_PROOF_MISSING;
	if (cmd->unfit_since[0] == '\0')               return REFUSAL_HEALTH_TOO_SHORT;
	if (strcmp(year_on, d->today) >= 0)            return REFUSAL_HEALTH_TOO_SHORT;
	return REFUSAL_NONE;
}

enum refusal verify_adjustment_decide(struct decision *d, const VerifyAdjustment *cmd)
{
	const AdjustmentRow *adjustment;
	enum refusal r = at_step(d, cmd->adjustment_id, ADJUSTMENT_STATE_VERIFY, ADJUSTMENT_STATE_VERIFY, &adjustment);
	bool medical;
	uint32_t kinds = source_kinds(cmd, &medical);

	if (r)                                                                return r;
	if (cmd->discipline_due)                                              return REFUSAL_DISCIPLINE_DUE;
	if (adjustment->situation == UNFIT_SITUATION_U14 && (r = check_health(d, cmd, medical))) return r;
	if (kinds < policy_number(d, "ADJUSTMENT.SOURCES_MIN"))               return REFUSAL_VERIFICATION_THIN;

	emit_adjustment_verified(d, &(AdjustmentVerified){
		.adjustment_id = adjustment->adjustment_id,
		.cadre_id = adjustment->cadre_id,
		.n_evidence = cmd->n_evidence,
		.evidence = cmd->evidence,
		.unfit_since = cmd->unfit_since,
	});
	return REFUSAL_NONE;
}

/* ---- PROPOSE ------------------------------------------------------------------------------------- */

/* Levels fall as their numbers rise. */
static enum refusal check_placement(const struct decision *d, const ProposeAdjustment *cmd, const CadreRow *cadre)
{
	bool same_level = cmd->placement_level == cadre->level;

	if (cmd->mode == ADJUSTMENT_MODE_REMOVAL && cmd->placement_unit_id[0] == '\0')
		return REFUSAL_NONE;
	if (cmd->placement_unit_id[0] == '\0' || cmd->placement_title[0] == '\0')         return REFUSAL_PLACEMENT_MISSING;
	if (!unit_find(d->state, cmd->placement_unit_id))                                 return REFUSAL_UNIT_UNKNOWN;
	if (cmd->mode == ADJUSTMENT_MODE_LATERAL && !same_level)                          return REFUSAL_PLACEMENT_LEVEL;
	if (cmd->mode == ADJUSTMENT_MODE_DEMOTION && cmd->placement_level <= cadre->level) return REFUSAL_PLACEMENT_LEVEL;
	return REFUSAL_NONE;
}

enum refusal propose_adjustment_decide(struct decision *d, const ProposeAdjustment *cmd)
{
	const AdjustmentRow *adjustment;
	enum refusal r = at_step(d, cmd->adjustment_id, ADJUSTMENT_STATE_VERIFIED, ADJUSTMENT_STATE_PROPOSED, &adjustment);

	if (r)
		return r;
	const HearingRow *hearing = hearing_find(d->state, cmd->adjustment_id);
	const CadreRow *cadre = cadre_find(d->state, adjustment->cadre_id);
	bool heard = hearing && hearing->kind != HEARING_KIND_UNSPECIFIED;
	bool again = adjustment->state == ADJUSTMENT_STATE_PROPOSED;
	const char *decide_by = again ? adjustment->decide_by : policy_deadline(d, "ADJUSTMENT.DECIDE");

	if ((r = check_placement(d, cmd, cadre)))             return r;
	/* what he said in his defence must not make it heavier: the modes are ordered by weight */
	if (again && heard && cmd->mode > adjustment->mode)   return REFUSAL_AGGRAVATES;

	decision_answer(d, "decide_by", decide_by);
	emit_adjustment_proposed(d, &(AdjustmentProposed){
		.adjustment_id = adjustment->adjustment_id,
		.cadre_id = adjustment->cadre_id,
		.mode = cmd->mode,
		.placement_unit_id = cmd->placement_unit_id,
		.placement_title = cmd->placement_title,
		.placement_level = cmd->placement_level,
		.reason = cmd->reason,
		.elected = cmd->elected,
		.decide_by = decide_by,
		.unit_heard = adjustment->unit_heard || cmd->unit_opinion[0],
	});
	matter_note(d, adjustment->adjustment_id, adjustment->cadre_id, NOTE_KIND_UNIT_OPINION, cmd->unit_opinion);
	return REFUSAL_NONE;
}

/* ---- DECISION, TALK, ADJUSTED -------------------------------------------------------------------- */

enum refusal decide_adjustment_decide(struct decision *d, const DecideAdjustment *cmd)
{
	const AdjustmentRow *adjustment;
	enum refusal r = at_step(d, cmd->adjustment_id, ADJUSTMENT_STATE_PROPOSED, ADJUSTMENT_STATE_PROPOSED, &adjustment);

	if (r)                                                            return r;
	if ((r = matter_heard(d->state, cmd->adjustment_id)))             return r;
	if (!adjustment->unit_heard)                                      return REFUSAL_UNIT_NOT_HEARD;
	if ((r = meeting_check(d, cmd->meeting)))                         return r;
	if (strcmp(cmd->meeting->held_on, hearing_find(d->state, cmd->adjustment_id)->heard_on) < 0)
		return REFUSAL_HEARD_AFTER_MEETING;
	if (adjustment->mode == ADJUSTMENT_MODE_DEMOTION && !actor_has_role(d->actor, "committee.principal"))
		return REFUSAL_DECISION_LEVEL;

	emit_adjustment_decided(d, &(AdjustmentDecided){
		.adjustment_id = adjustment->adjustment_id,
		.cadre_id = adjustment->cadre_id,
		.meeting = cmd->meeting,
	});
	return REFUSAL_NONE;
}

enum refusal record_adjustment_talk_decide(struct decision *d, const RecordAdjustmentTalk *cmd)
{
	const AdjustmentRow *adjustment;
	enum refusal r = at_step(d, cmd->adjustment_id, ADJUSTMENT_STATE_DECIDED, ADJUSTMENT_STATE_DECIDED, &adjustment);

	if (r)                                        return r;
	if ((r = talk_check(d, cmd->talk)))           return r;
	emit_adjustment_talked(d, &(AdjustmentTalked){
		.adjustment_id = adjustment->adjustment_id,
		.cadre_id = adjustment->cadre_id,
		.held_on = cmd->talk->held_on,
		.talker = cmd->talk->talker,
	});
	matter_note(d, adjustment->adjustment_id, adjustment->cadre_id, NOTE_KIND_TALK, cmd->talk->record);
	return REFUSAL_NONE;
}

static MeasureKind measure_of(AdjustmentMode mode)
{
	switch (mode) {
	case ADJUSTMENT_MODE_REMOVAL:  return MEASURE_KIND_REMOVAL;
	case ADJUSTMENT_MODE_DEMOTION: return MEASURE_KIND_DEMOTION;
	default:                       return MEASURE_KIND_POST_ADJUSTED;
	}
}

static void execute(struct decision *d, const AdjustmentRow *adjustment, const char *document)
{
	struct sanction_imposed sanction = sanction_impose(d, &(struct sanction_order){
		.cadre_id = adjustment->cadre_id,
		.kind = measure_of(adjustment->mode),
		.organ = DECIDING_ORGAN_ORG_DEPARTMENT,
		.document = document,
		.decided_on = adjustment->meeting->held_on,
		.effective_on = d->today,
		.origin = adjustment->adjustment_id,
		.matter = adjustment->adjustment_id,
		.behavior = adjustment->behavior,
	});

	decision_answer(d, "sanction_id", sanction.sanction_id);
	decision_answer(d, "bar_until", sanction.influence_until);
	emit_adjusted(d, &(Adjusted){
		.adjustment_id = adjustment->adjustment_id,
		.cadre_id = adjustment->cadre_id,
		.mode = adjustment->mode,
		.situation = decision_format(d, "U%02d", (int)adjustment->situation),
		.adjusted_on = d->today,
		.bar_until = sanction.influence_until,
		.placement_unit_id = adjustment->placement_unit_id,
		.placement_title = adjustment->placement_title,
		.placement_level = adjustment->placement_level,
		.behavior = adjustment->behavior,
	});
}

enum refusal execute_adjustment_decide(struct decision *d, const ExecuteAdjustment *cmd)
{
	const AdjustmentRow *adjustment;
	enum refusal r = at_step(d, cmd->adjustment_id, ADJUSTMENT_STATE_TALKED, ADJUSTMENT_STATE_TALKED, &adjustment);

	if (r)                                                                return r;
	if (adjustment->elected && cmd->procedure_document[0] == '\0')        return REFUSAL_ELECTED_PROCEDURE;
	const WarningRow *warning = warning_behind(d->state, adjustment->origin, WARNING_STEP_ADJUSTING);
	execute(d, adjustment, cmd->document);
	if (warning)
		warning_close(d, warning, false);
	return REFUSAL_NONE;
}

/* ---- last days ----------------------------------------------------------------------------------- */

void due_adjustment_decision(struct decision *d, const char *id)
{
	const AdjustmentRow *adjustment = adjustment_find(d->state, id);

	if (adjustment && adjustment->state == ADJUSTMENT_STATE_PROPOSED)
		emit_adjustment_overdue(d, &(AdjustmentOverdue){
			.adjustment_id = id,
			.cadre_id = adjustment->cadre_id,
			.decide_by = adjustment->decide_by,
		});
}

/* 能下也能再上: with the influence period over, good work may be used again. No appointment follows by itself. */
void due_adjustment_reuse(struct decision *d, const char *id)
{
	const AdjustmentRow *adjustment = adjustment_find(d->state, id);

	if (adjustment && adjustment->state == ADJUSTMENT_STATE_ADJUSTED)
		emit_reuse_eligible(d, &(ReuseEligible){
			.adjustment_id = id,
			.cadre_id = adjustment->cadre_id,
			.since_on = date_add_days(d, adjustment->bar_until, 1),
		});
}
