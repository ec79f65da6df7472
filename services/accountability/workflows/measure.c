/* Criticism, ordered self-check, admonition (批评教育、责令检查、诫勉): row S5, W2.8 MEASURE, and level 3 of a warning.
 *
 * An admonition rests on four papers: the letter approved by the head and by the principal of the party committee, the talk
 * with two staff on record, the person heard, the copy to his unit. It brings an influence period.
 *
 * In:  IssueMeasure.
 * Out: MeasureIssued, MeasureDocumented, PlanAwaited; for an admonition SanctionEffective, SanctionRegistered, BarImposed,
 *      LetterSettled; for a warning WarningRaised at level 3, Level3Settled. */
#include <string.h>

#include "accountability/matter.h"
#include "accountability/sanction.h"
#include "accountability/warning.h"
#include "workflows.h"

struct target {
	const ResponseRow *response;
	const WarningRow *warning;
	const char *cadre_id;
	BehaviorKind behavior;
};

static enum refusal target_of(const struct state *s, const IssueMeasure *cmd, struct target *t)
{
	bool admonition = cmd->kind == MEASURE_KIND_ADMONITION;

	t->response = response_find(s, cmd->matter_id);
	t->warning = warning_find(s, cmd->matter_id);
	if (!t->response && !t->warning)                                           return REFUSAL_MATTER_UNKNOWN;
	t->cadre_id = t->response ? t->response->cadre_id : t->warning->cadre_id;
	t->behavior = t->response ? t->response->behavior : t->warning->behavior;
	if (t->response && t->response->state != RESPONSE_STATE_OPEN)              return REFUSAL_STATE_WRONG;
	if (t->warning && t->warning->step != WARNING_STEP_LEVEL_3_PROPOSED)       return REFUSAL_STATE_WRONG;
	if (cmd->kind > MEASURE_KIND_ADMONITION || (t->warning && !admonition))    return REFUSAL_MEASURE_KIND;
	return REFUSAL_NONE;
}

static bool admonished_now(const struct state *s, const char *cadre_id)
{
	struct row_scan scan = sanction_by_cadre_id(s, cadre_id);
	const SanctionRow *sanction;

	while ((sanction = sanction_next(&scan)))
		if (sanction->kind == MEASURE_KIND_ADMONITION && sanction_runs(sanction))
			return true;
	return false;
}

static enum refusal check_admonition(const struct decision *d, const IssueMeasure *cmd, const struct target *t)
{
	const LetterRow *letter = letter_find(d->state, cmd->letter_id);
	enum refusal r;

	if (!actor_has_role(d->actor, "org.head"))                        return REFUSAL_MEASURE_AUTHORITY;
	if (!letter || letter->kind != LETTER_KIND_ADMONITION ||
	    strcmp(letter->matter_id, cmd->matter_id) != 0)               return REFUSAL_ADMONITION_LETTER_MISSING;
	if (letter->state == LETTER_STATE_CLOSED)                         return REFUSAL_LETTER_CLOSED;
	if (letter->state != LETTER_STATE_ENDORSED)                       return REFUSAL_ADMONITION_NOT_APPROVED;
	if ((r = talk_check(d, cmd->talk)))                               return r;
	if (cmd->unit_copy_to[0] == '\0')                                 return REFUSAL_UNIT_COPY_MISSING;
	if (admonished_now(d->state, t->cadre_id) && cmd->escalation_note[0] == '\0')
		return REFUSAL_ESCALATION_NOTE_MISSING;
	return REFUSAL_NONE;
}

static struct sanction_imposed admonish(struct decision *d, const IssueMeasure *cmd, const struct target *t,
					const char *measure_id)
{
	struct sanction_imposed done = sanction_impose(d, &(struct sanction_order){
		.cadre_id = t->cadre_id,
		.kind = MEASURE_KIND_ADMONITION,
		.organ = DECIDING_ORGAN_ORG_DEPARTMENT,
		.document = cmd->letter_id,
		.decided_on = d->today,
		.effective_on = d->today,
		.origin = measure_id,
		.matter = cmd->matter_id,
		.behavior = t->behavior,
	});

	emit_letter_settled(d, &(LetterSettled){ .letter_id = cmd->letter_id });
	decision_answer(d, "sanction_id", done.sanction_id);
	decision_answer(d, "influence_until", done.influence_until);
	return done;
}

static void follow(struct decision *d, const IssueMeasure *cmd, const struct target *t, const char *measure_id)
{
	bool admonition = cmd->kind == MEASURE_KIND_ADMONITION;

	if (t->response) {
		emit_plan_awaited(d, &(PlanAwaited){
			.response_id = cmd->matter_id,
			.cadre_id = t->cadre_id,
			.measure_id = measure_id,
			.kind = cmd->kind,
			.plan_by = policy_deadline(d, admonition ? "ADMONITION.SELF_CHECK" : "MEASURE.SELF_CHECK"),
		});
		return;
	}
	letters_withdraw(d, cmd->matter_id, cmd->letter_id);
	warning_settle_level_3(d, t->warning, WARNING_STEP_ADMONISHED, policy_deadline(d, "ADMONITION.FOLLOW_UP"));
}

enum refusal issue_measure_decide(struct decision *d, const IssueMeasure *cmd)
{
	bool admonition = cmd->kind == MEASURE_KIND_ADMONITION;
	struct sanction_imposed sanction = { .sanction_id = "", .influence_until = "" };
	const char *measure_id;
	struct target t;
	enum refusal r = target_of(d->state, cmd, &t);

	if (r)                                                     return r;
	if (!matter_cadre(d, t.cadre_id, &r))                      return r;
	if ((r = matter_heard(d->state, cmd->matter_id)))          return r;
	if (admonition && (r = check_admonition(d, cmd, &t)))      return r;

	measure_id = decision_new_id(d, "measure");
	decision_answer(d, "measure_id", measure_id);
	if (admonition)
		sanction = admonish(d, cmd, &t, measure_id);
	emit_measure_issued(d, &(MeasureIssued){
		.measure_id = measure_id,
		.cadre_id = t.cadre_id,
		.kind = cmd->kind,
		.behavior = t.behavior,
		.issued_on = d->today,
		.influence_until = sanction.influence_until,
		.origin = cmd->matter_id,
	});
	emit_measure_documented(d, &(MeasureDocumented){
		.measure_id = measure_id,
		.cadre_id = t.cadre_id,
		.matter_id = cmd->matter_id,
		.letter_id = cmd->letter_id,
		.unit_copy_to = cmd->unit_copy_to,
		.sanction_id = sanction.sanction_id,
		.escalation_note = cmd->escalation_note,
	});
	if (cmd->talk)
		matter_note(d, cmd->matter_id, t.cadre_id, NOTE_KIND_TALK, cmd->talk->record);
	follow(d, cmd, &t, measure_id);
	return REFUSAL_NONE;
}
