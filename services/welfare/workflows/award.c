/* Selection of "good cadres who take responsibility" (担当作为好干部评选): row P1, W6.1.
 *
 *   (scheme) -> NOMINATED -> GATES_PASSED -> COMPARED -> (committee) PUBLICITY -> DECIDED -> AWARDED
 *                    |____________|______________|______________________|-> ENDED
 *
 * Gates: political, ability, integrity (政治关、能力关、廉洁关); integrity rests on three opinions. A deed counts when a
 * second unit has verified it.
 * In:  SetAwardScheme, NominateForAward, VerifyAwardDeed, PassAwardGate, CompareAwards; from the committee on it is
 *      award_decision.c.
 * Out: AwardSchemeSet, AwardNominated, AwardDeedVerified, AwardGatePassed, AwardCompared, AwardEnded. */
#include <string.h>

#include "roster/bars.h"
#include "roster/people.h"
#include "runtime/bulk.h"
#include "workflows.h"

static const AwardTier *tier_of(const SetAwardScheme *scheme, const char *name)
{
	for (size_t i = 0; i < scheme->n_tiers; i++)
		if (strcmp(scheme->tiers[i]->name, name) == 0)
			return scheme->tiers[i];
	return NULL;
}

enum refusal set_award_scheme_decide(struct decision *d, const SetAwardScheme *cmd)
{
	struct row_scan scan = award_scheme_by_region_year(d->state, d->actor->region, cmd->year);
	SetAwardScheme scheme = *cmd;
	const char *id;

	if (award_scheme_next(&scan))
		return decision_refuse(d, REFUSAL_AWARD_SCHEME_EXISTS, "year", "");
	for (size_t i = 0; i < cmd->n_tiers; i++)
		if (tier_of(cmd, cmd->tiers[i]->name) != cmd->tiers[i])
			return decision_refuse_row(d, REFUSAL_VALUE_DUPLICATE, (uint32_t)i + 1, "tiers",
						   cmd->tiers[i]->name);
	for (size_t i = 0; i < cmd->n_committee_ids; i++)
		if (!cadre_find(d->state, cmd->committee_ids[i]))
			return decision_refuse_row(d, REFUSAL_CADRE_UNKNOWN, (uint32_t)i + 1, "committee_ids",
						   cmd->committee_ids[i]);
	id = decision_new_id(d, "scheme");
	emit_award_scheme_set(d, &(AwardSchemeSet){ .scheme_id = id, .scheme = &scheme, .region = d->actor->region });
	decision_answer(d, "scheme_id", id);
	return REFUSAL_NONE;
}

/* ---- nomination --------------------------------------------------------------------------------- */

static bool on_committee(const SetAwardScheme *scheme, const char *cadre_id)
{
	for (size_t i = 0; i < scheme->n_committee_ids; i++)
		if (strcmp(scheme->committee_ids[i], cadre_id) == 0)
			return true;
	return false;
}

static bool nominated_in(const struct state *s, const char *scheme_id, const char *cadre_id)
{
	const AwardRow *row;
	struct row_scan scan = award_by_cadre_id(s, cadre_id);

	while ((row = award_next(&scan)))
		if (strcmp(row->scheme_id, scheme_id) == 0)
			return true;
	return false;
}

/* The grade of the scheme's year when it stands already, else that of the year before. */
static bool grade_suffices(const SetAwardScheme *scheme, const CadreRow *cadre)
{
	AnnualGrade grade = cadre_grade_of(cadre, scheme->year);

	if (grade == ANNUAL_GRADE_UNSPECIFIED)
		grade = cadre_grade_of(cadre, scheme->year - 1);
	if (scheme->excellent_required)
		return grade == ANNUAL_GRADE_EXCELLENT;
	return grade == ANNUAL_GRADE_EXCELLENT || grade == ANNUAL_GRADE_COMPETENT;
}

/* A unit nominates its own people. */
static bool nominates_for(const struct actor *actor, const CadreRow *cadre)
{
	return actor_has_role(actor, "org.cadre") || actor_has_role(actor, "org.welfare") ||
	       strcmp(actor->unit_id, cadre->unit_id) == 0;
}

static enum refusal award_nominee_outcome(struct decision *d, const AwardSchemeRow *row, const char *cadre_id)
{
	const CadreRow *cadre = cadre_find(d->state, cadre_id);

	if (!cadre)
		return REFUSAL_CADRE_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre) || !nominates_for(d->actor, cadre))
		return REFUSAL_OUTSIDE_AUTHORITY;
	if (actor_is(d->actor, cadre_id))
		return REFUSAL_SELF_DEALING;
	if (on_committee(row->scheme, cadre_id))
		return REFUSAL_AWARD_ON_COMMITTEE;
	if (bar_in_force(d->state, cadre_id, d->today))
		return REFUSAL_CADRE_BARRED;
	if (!grade_suffices(row->scheme, cadre))
		return REFUSAL_AWARD_GRADE_LOW;
	if (nominated_in(d->state, row->scheme_id, cadre_id))
		return REFUSAL_AWARD_NOMINATED_TWICE;
	return REFUSAL_NONE;
}

static bool award_nominee_repeated(const NominateForAward *cmd, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(cmd->rows[i]->cadre_id, cmd->rows[at]->cadre_id) == 0)
			return true;
	return false;
}

enum refusal nominate_for_award_decide(struct decision *d, const NominateForAward *cmd)
{
	const AwardSchemeRow *row = award_scheme_find(d->state, cmd->scheme_id);
	struct bulk bulk = bulk_start(d, "rows", cmd->partial);

	if (!row)
		return decision_refuse(d, REFUSAL_AWARD_SCHEME_UNKNOWN, "scheme_id", cmd->scheme_id);
	if (!tier_of(row->scheme, cmd->tier))
		return decision_refuse(d, REFUSAL_AWARD_TIER_UNKNOWN, "tier", cmd->tier);
	for (size_t i = 0; i < cmd->n_rows; i++) {
		const AwardNomination *one = cmd->rows[i];
		enum refusal outcome = award_nominee_repeated(cmd, i)
					       ? REFUSAL_VALUE_DUPLICATE
					       : award_nominee_outcome(d, row, one->cadre_id);
		if (!bulk_row(&bulk, outcome, one->cadre_id))
			continue;
		const char *id = decision_new_id(d, "award");
		emit_award_nominated(d, &(AwardNominated){
			.award_id = id,
			.scheme_id = row->scheme_id,
			.cadre_id = one->cadre_id,
			.tier = cmd->tier,
			.deed = one->deed,
			.domain = one->domain,
			.year = row->year,
		});
		decision_answer(d, "award_id", id);
	}
	return bulk_end(&bulk);
}

/* ---- deed, gates, comparison -------------------------------------------------------------------- */

static enum refusal award_of_actor(struct decision *d, const char *award_id, const AwardRow **out)
{
	const AwardRow *row = award_find(d->state, award_id);
	const CadreRow *cadre = row ? cadre_find(d->state, row->cadre_id) : NULL;

	*out = row;
	if (!row || !cadre)
		return REFUSAL_AWARD_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))
		return REFUSAL_OUTSIDE_AUTHORITY;
	if (actor_is(d->actor, row->cadre_id))
		return REFUSAL_SELF_DEALING;
	return REFUSAL_NONE;
}

static void end_award(struct decision *d, const AwardRow *row, AwardEnd end, const char *reason)
{
	emit_award_ended(d, &(AwardEnded){ .award_id = row->award_id, .cadre_id = row->cadre_id, .end = end,
					   .reason = reason });
}

enum refusal verify_award_deed_decide(struct decision *d, const VerifyAwardDeed *cmd)
{
	const AwardRow *row;
	const CadreRow *cadre;
	enum refusal refusal = award_of_actor(d, cmd->award_id, &row);

	if (refusal != REFUSAL_NONE)
		return decision_refuse(d, refusal, "award_id", cmd->award_id);
	if (row->state > AWARD_STATE_GATES_PASSED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "award_id", cmd->award_id);
	if (!unit_find(d->state, cmd->unit_id))
		return decision_refuse(d, REFUSAL_UNIT_UNKNOWN, "unit_id", cmd->unit_id);
	cadre = cadre_find(d->state, row->cadre_id);
	if (strcmp(cadre->unit_id, cmd->unit_id) == 0)
		return decision_refuse(d, REFUSAL_AWARD_VERIFIED_BY_OWN_UNIT, "unit_id", cmd->unit_id);
	if (!cmd->true_deed)
		end_award(d, row, AWARD_END_DEED, cmd->document);
	else
		emit_award_deed_verified(d, &(AwardDeedVerified){ .award_id = row->award_id,
								  .cadre_id = row->cadre_id,
								  .unit_id = cmd->unit_id,
								  .document = cmd->document });
	return REFUSAL_NONE;
}

static bool gate_passed(const AwardRow *row, AwardGate gate)
{
	return gate == AWARD_GATE_POLITICAL ? row->political : gate == AWARD_GATE_ABILITY ? row->ability : row->integrity;
}

enum refusal pass_award_gate_decide(struct decision *d, const PassAwardGate *cmd)
{
	const AwardRow *row;
	enum refusal refusal = award_of_actor(d, cmd->award_id, &row);

	if (refusal != REFUSAL_NONE)
		return decision_refuse(d, refusal, "award_id", cmd->award_id);
	if (cmd->gate == AWARD_GATE_UNSPECIFIED)
		return decision_refuse(d, REFUSAL_AWARD_GATE_REQUIRED, "gate", "");
	if (gate_passed(row, cmd->gate))
		return decision_refuse(d, REFUSAL_AWARD_GATE_TWICE, "gate", "");
	if (row->state != AWARD_STATE_NOMINATED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "award_id", cmd->award_id);
	if (!cmd->passed) {
		end_award(d, row, AWARD_END_GATE, cmd->opinion);
		return REFUSAL_NONE;
	}
	if (cmd->gate == AWARD_GATE_INTEGRITY && (cmd->discipline_document[0] == '\0' ||
						  cmd->personal_matters_document[0] == '\0' ||
						  cmd->petition_document[0] == '\0'))
		return decision_refuse(d, REFUSAL_AWARD_CLEARANCE_MISSING, "discipline_document", "");
	emit_award_gate_passed(d, &(AwardGatePassed){
		.award_id = row->award_id,
		.cadre_id = row->cadre_id,
		.gate = cmd->gate,
		.opinion = cmd->opinion,
		.discipline_document = cmd->discipline_document,
		.personal_matters_document = cmd->personal_matters_document,
		.petition_document = cmd->petition_document,
	});
	return REFUSAL_NONE;
}

static bool score_repeated(const CompareAwards *cmd, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(cmd->rows[i]->award_id, cmd->rows[at]->award_id) == 0)
			return true;
	return false;
}

static enum refusal comparable(struct decision *d, const CompareAwards *cmd, const char *award_id,
			       const AwardRow **row)
{
	enum refusal refusal = award_of_actor(d, award_id, row);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (strcmp((*row)->scheme_id, cmd->scheme_id) != 0)
		return REFUSAL_AWARD_UNKNOWN;
	if ((*row)->state == AWARD_STATE_NOMINATED)
		return REFUSAL_AWARD_GATE_MISSING;
	if ((*row)->state != AWARD_STATE_GATES_PASSED)
		return REFUSAL_STATE_WRONG;
	return (*row)->verified_by_unit[0] ? REFUSAL_NONE : REFUSAL_AWARD_DEED_UNVERIFIED;
}

enum refusal compare_awards_decide(struct decision *d, const CompareAwards *cmd)
{
	struct bulk bulk = bulk_start(d, "rows", cmd->partial);

	for (size_t i = 0; i < cmd->n_rows; i++) {
		const AwardRow *row;
		enum refusal outcome = score_repeated(cmd, i) ? REFUSAL_VALUE_DUPLICATE
							      : comparable(d, cmd, cmd->rows[i]->award_id, &row);
		if (bulk_row(&bulk, outcome, cmd->rows[i]->award_id))
			emit_award_compared(d, &(AwardCompared){ .award_id = row->award_id, .cadre_id = row->cadre_id,
								 .score = cmd->rows[i]->score });
	}
	return bulk_end(&bulk);
}
