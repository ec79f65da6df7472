/* The annual bonus (年度考核奖) by coefficient, in fen: rows A6, W3.9, G4.17, by score/bonus.h; 公务员考核规定 art. 20, 21.
 *
 *   PROPOSED -> APPROVED | REJECTED (a meeting)
 *
 * Due to everybody graded 称职 or better in a unit whose team is finally graded: base x coefficient of the team. The money is shared to
 * the fen, nobody who is given a minimum falls below it, and what is spent and what is not are together the budget. A proposal pays
 * nobody; after the approval every person has an event of his own.
 *
 * In:  ProposeBonus, DecideBonus.
 * Out: BonusUnitProposed (one per unit, with every share), BonusProposed, BonusDecided, BonusGranted (one per person). */
#include <stdlib.h>
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/person.h"
#include "assessment/scheme.h"
#include "assessment/votes.h"
#include "base/hex.h"
#include "base/require.h"
#include "digest/digest.h"
#include "score/bonus.h"
#include "score/ratio.h"
#include "workflows.h"

#define PERCENT_TO_BASIS 100

struct payee {
	const char *cadre_id;
	const TeamGradeRow *team;
	int64_t base;
	bool own_base;           /* the base was given for him alone */
};
struct payroll {
	const SchemeRow *scheme;
	struct payee *payees;    /* in the order of their ids, so that nothing else decides who gets a last fen */
	struct bonus_person *persons;
	struct bonus_share *shares;
	size_t count;
	struct bonus_total total;
};

/* ---- whom it is due to ------------------------------------------------------------------------------------- */

static bool suffices(AnnualGrade grade)
{
	return grade == ANNUAL_GRADE_EXCELLENT || grade == ANNUAL_GRADE_COMPETENT;
}

static enum refusal add_round(struct decision *d, struct payroll *p, const PersonRoundRow *round, const TeamGradeRow *team)
{
	struct row_scan scan = person_assessment_scan_1(d->state, round->round_id);
	const PersonAssessmentRow *row;

	while ((row = person_assessment_next(&scan))) {
		if (row->graded_on[0] == '\0' || !suffices(row->grade))
			continue;
		if (p->count == BONUS_PROPOSAL_MAX)
			return REFUSAL_BONUS_MANY;
		p->payees[p->count++] = (struct payee){ .cadre_id = row->cadre_id, .team = team };
	}
	return REFUSAL_NONE;
}

static bool track_has_people(const struct decision *d, const char *unit_id, PersonTrack track)
{
	struct row_scan scan = cadre_by_unit_id(d->state, unit_id);
	const CadreRow *cadre;

	while ((cadre = cadre_next(&scan)))
		if (person_belongs(cadre, track, d->actor->region))
			return true;
	return false;
}

/* Both rounds of a unit are final, as far as there is anybody in them: nobody is left out in silence. */
static enum refusal add_unit(struct decision *d, struct payroll *p, const TeamGradeRow *team)
{
	struct row_scan scan = person_round_by_unit_id_year(d->state, team->unit_id, team->year);
	bool final[PERSON_TRACK_STAFF + 1] = { false };
	const PersonRoundRow *round;
	enum refusal r = REFUSAL_NONE;

	while (!r && (round = person_round_next(&scan)))
		if (round->state == PERSON_ROUND_STATE_FINAL) {
			final[round->track] = true;
			r = add_round(d, p, round, team);
		}
	for (PersonTrack track = PERSON_TRACK_MEMBERS; !r && track <= PERSON_TRACK_STAFF; track++)
		if (!final[track] && track_has_people(d, team->unit_id, track))
			r = decision_refuse(d, REFUSAL_BONUS_ROUNDS_OPEN, "scheme_id", team->unit_id);
	return r;
}

static int by_cadre(const void *a, const void *b)
{
	return strcmp(((const struct payee *)a)->cadre_id, ((const struct payee *)b)->cadre_id);
}

static enum refusal gather(struct decision *d, struct payroll *p)
{
	struct row_scan scan = team_grade_scan_1(d->state, p->scheme->scheme_id);
	const TeamGradeRow *team;
	enum refusal r = REFUSAL_NONE;

	while (!r && (team = team_grade_next(&scan)))
		r = add_unit(d, p, team);
	if (!r)
		qsort(p->payees, p->count, sizeof *p->payees, by_cadre);
	return r;
}

/* A base given for one person replaces the common one. */
static enum refusal set_bases(struct decision *d, struct payroll *p, const ProposeBonus *cmd)
{
	for (size_t i = 0; i < p->count; i++)
		p->payees[i].base = cmd->base_fen;
	for (size_t i = 0; i < cmd->n_bases; i++) {
		struct payee key = { .cadre_id = cmd->bases[i]->cadre_id };
		struct payee *payee = bsearch(&key, p->payees, p->count, sizeof key, by_cadre);
		if (!payee)
			return decision_refuse_row(d, REFUSAL_BONUS_NOT_ELIGIBLE, (uint32_t)i + 1, "bases", key.cadre_id);
		if (payee->own_base)
			return decision_refuse_row(d, REFUSAL_VALUE_DUPLICATE, (uint32_t)i + 1, "bases", key.cadre_id);
		payee->base = cmd->bases[i]->fen;
		payee->own_base = true;
	}
	return REFUSAL_NONE;
}

/* ---- the sharing -------------------------------------------------------------------------------------------------- */

static enum refusal share(struct decision *d, struct payroll *p, const ProposeBonus *cmd)
{
	enum bonus_spend spend = cmd->spend == BONUS_SPEND_WHOLE_BUDGET ? BONUS_WHOLE_BUDGET : BONUS_UP_TO_DUE;
	size_t at = 0;

	for (size_t i = 0; i < p->count; i++)
		p->persons[i] = (struct bonus_person){ .id = i + 1, .base = p->payees[i].base,
						       .coefficient = p->payees[i].team->bonus_percent * PERCENT_TO_BASIS,
						       .minimum = cmd->minimum };
	switch (bonus_share(p->persons, p->count, cmd->budget, spend, p->shares, &p->total, &at)) {
	case BONUS_OK:     return REFUSAL_NONE;
	case BONUS_COUNT:  return REFUSAL_BONUS_MANY;
	case BONUS_MINIMA: return decision_refuse(d, REFUSAL_BONUS_BUDGET_SHORT, "budget", "");
	case BONUS_NOBODY: return decision_refuse(d, REFUSAL_BONUS_DUE_TO_NOBODY, "budget", "");
	default:           return decision_refuse(d, REFUSAL_FIELD_OUT_OF_RANGE, "bases", at < p->count ? p->payees[at].cadre_id : "");
	}
}

static enum refusal find_scheme(struct decision *d, const ProposeBonus *cmd, const SchemeRow **out)
{
	const GradingRow *grading = grading_find(d->state, cmd->scheme_id);
	struct row_scan scan = bonus_proposal_by_scheme_id(d->state, cmd->scheme_id);
	const BonusProposalRow *other;

	*out = scheme_find(d->state, cmd->scheme_id);
	if (!*out)                                                 return REFUSAL_SCHEME_UNKNOWN;
	if (!scheme_is_of(*out, d->actor))                         return REFUSAL_OUTSIDE_AUTHORITY;
	if (!grading || grading->state != GRADING_STATE_FINAL)     return REFUSAL_EXCELLENT_QUOTA_GRADES_OPEN;
	while ((other = bonus_proposal_next(&scan)))
		if (other->state == BONUS_STATE_APPROVED)
			return REFUSAL_BONUS_DECIDED;
	return REFUSAL_NONE;
}

/* ---- what is told --------------------------------------------------------------------------------------------------- */

static void fill_share(BonusShare *out, const struct payroll *p, size_t i)
{
	bonus_share__init(out);
	out->cadre_id = p->payees[i].cadre_id;
	out->base_fen = p->payees[i].base;
	out->coefficient = p->persons[i].coefficient;
	out->due = p->shares[i].weight;
	out->fen = p->shares[i].fen;
	out->at_minimum = p->shares[i].at_minimum;
	out->by_remainder = p->shares[i].by_remainder;
}

static size_t people_of(const struct payroll *p, const TeamGradeRow *team)
{
	size_t count = 0;

	for (size_t i = 0; i < p->count; i++)
		count += strcmp(p->payees[i].team->unit_id, team->unit_id) == 0;
	return count;
}

static void emit_unit(struct decision *d, const struct payroll *p, const char *proposal_id, const TeamGradeRow *team)
{
	size_t room = people_of(p, team) + 1, n = 0;
	BonusShare *shares = arena_alloc(d->arena, room * sizeof *shares);
	BonusShare **list = arena_alloc(d->arena, room * sizeof *list);
	int64_t fen = 0;

	REQUIRE(shares && list);
	for (size_t i = 0; i < p->count; i++) {
		if (strcmp(p->payees[i].team->unit_id, team->unit_id) != 0)
			continue;
		fill_share(&shares[n], p, i);
		list[n] = &shares[n];
		fen += shares[n++].fen;
	}
	emit_bonus_unit_proposed(d, &(BonusUnitProposed){
		.proposal_id = proposal_id,
		.unit_id = team->unit_id,
		.authority = d->actor->region,
		.team_grade = team->grade,
		.coefficient = team->bonus_percent * PERCENT_TO_BASIS,
		.persons = (uint32_t)n,
		.fen = fen,
		.n_shares = n,
		.shares = list,
	});
}

static const char *hash_of(struct decision *d, const struct payroll *p)
{
	uint8_t digest[SHA256_SIZE];
	char *text = arena_alloc(d->arena, 2 * SHA256_SIZE + 1);
	struct sha256 h;

	REQUIRE(text);
	sha256_init(&h);
	for (size_t i = 0; i < p->count; i++) {
		const char *line = decision_format(d, "%s %lld %u %lld\n", p->payees[i].cadre_id, (long long)p->payees[i].base,
						   p->persons[i].coefficient, (long long)p->shares[i].fen);
		sha256_add(&h, line, strlen(line));
	}
	sha256_end(&h, digest);
	hex_encode(digest, sizeof digest, text);
	return text;
}

#define STEPS_MAX 5

static size_t explain(struct decision *d, const struct payroll *p, const ProposeBonus *cmd, const char **steps)
{
	size_t n = 0;

	steps[n++] = decision_format(d, "称职以上%zu人；个人应得＝基数×所在班子系数", p->count);
	steps[n++] = decision_format(d, "预算%lld分，%s", (long long)cmd->budget,
				     cmd->spend == BONUS_SPEND_WHOLE_BUDGET ? "全部分配" : "至多发到应得额");
	if (p->total.at_minimum)
		steps[n++] = decision_format(d, "%u人低于最低额，补足到%lld分", p->total.at_minimum, (long long)cmd->minimum);
	steps[n++] = decision_format(d, "其余按应得比例分配%lld分：个人额＝%lld×应得÷%lld，舍去不足一分，余分按余数从大到小各加一分",
				     (long long)p->total.shared, (long long)p->total.shared, (long long)p->total.weights);
	steps[n++] = decision_format(d, "合计%lld分，未用%lld分", (long long)p->total.spent, (long long)p->total.unspent);
	REQUIRE(n <= STEPS_MAX);
	return n;
}

/* The sum of all shares is what is spent; with what is not, it is the budget. */
static void check_sum(const struct payroll *p, int64_t budget)
{
	int64_t sum = 0;

	for (size_t i = 0; i < p->count; i++)
		sum += p->shares[i].fen;
	REQUIRE(sum == p->total.spent && p->total.spent + p->total.unspent == budget);
}

static void emit_proposal(struct decision *d, const struct payroll *p, const ProposeBonus *cmd, const char *id)
{
	const char *steps[STEPS_MAX], *hash = hash_of(d, p);

	decision_answer(d, "proposal_id", id);
	decision_answer(d, "hash", hash);
	decision_answer_number(d, "spent", p->total.spent);
	emit_bonus_proposed(d, &(BonusProposed){
		.proposal_id = id,
		.scheme_id = cmd->scheme_id,
		.year = p->scheme->year,
		.authority = d->actor->region,
		.budget = cmd->budget,
		.base_fen = cmd->base_fen,
		.minimum = cmd->minimum,
		.spend = cmd->spend,
		.persons = (uint32_t)p->count,
		.spent = p->total.spent,
		.unspent = p->total.unspent,
		.shared = p->total.shared,
		.dues = p->total.weights,
		.at_minimum = p->total.at_minimum,
		.document = cmd->document,
		.hash = hash,
		.n_steps = explain(d, p, cmd, steps),
		.steps = steps,
	});
}

enum refusal propose_bonus_decide(struct decision *d, const ProposeBonus *cmd)
{
	struct row_scan scan = team_grade_scan_1(d->state, cmd->scheme_id);
	struct payroll p = { .count = 0 };
	const TeamGradeRow *team;
	const char *id;
	enum refusal r = find_scheme(d, cmd, &p.scheme);

	if (r)
		return r;
	p.payees = arena_alloc(d->arena, BONUS_PROPOSAL_MAX * sizeof *p.payees);
	p.persons = arena_alloc(d->arena, BONUS_PROPOSAL_MAX * sizeof *p.persons);
	p.shares = arena_alloc(d->arena, BONUS_PROPOSAL_MAX * sizeof *p.shares);
	REQUIRE(p.payees && p.persons && p.shares);
	if ((r = gather(d, &p)) || (r = set_bases(d, &p, cmd)) || (r = share(d, &p, cmd)))
		return r;
	check_sum(&p, cmd->budget);
	id = decision_new_id(d, "bonus");
	while ((team = team_grade_next(&scan)))
		emit_unit(d, &p, id, team);
	emit_proposal(d, &p, cmd, id);
	return REFUSAL_NONE;
}

/* ---- the decision ------------------------------------------------------------------------------------------------------ */

static bool still_due(const struct decision *d, const char *cadre_id, uint32_t year)
{
	struct row_scan scan = person_assessment_by_cadre_id_year(d->state, cadre_id, year);
	const PersonAssessmentRow *row;

	while ((row = person_assessment_next(&scan)))
		if (row->graded_on[0] && suffices(row->grade))
			return true;
	return false;
}

static enum refusal grant_unit(struct decision *d, const BonusUnitRow *unit, uint32_t year)
{
	for (size_t i = 0; i < unit->n_shares; i++) {
		if (!still_due(d, unit->shares[i]->cadre_id, year))
			return decision_refuse(d, REFUSAL_BONUS_STALE, "proposal_id", unit->shares[i]->cadre_id);
		emit_bonus_granted(d, &(BonusGranted){
			.proposal_id = unit->proposal_id,
			.cadre_id = unit->shares[i]->cadre_id,
			.year = year,
			.unit_id = unit->unit_id,
			.fen = unit->shares[i]->fen,
		});
	}
	return REFUSAL_NONE;
}

static enum refusal grant_all(struct decision *d, const BonusProposalRow *proposal)
{
	struct row_scan scan = bonus_unit_scan_1(d->state, proposal->proposal_id);
	const BonusUnitRow *unit;
	enum refusal r = REFUSAL_NONE;

	while (!r && (unit = bonus_unit_next(&scan)))
		r = grant_unit(d, unit, proposal->year);
	return r;
}

static bool granted_already(const struct state *s, const char *scheme_id)
{
	struct row_scan scan = bonus_proposal_by_scheme_id(s, scheme_id);
	const BonusProposalRow *row;

	while ((row = bonus_proposal_next(&scan)))
		if (row->state == BONUS_STATE_APPROVED)
			return true;
	return false;
}

enum refusal decide_bonus_decide(struct decision *d, const DecideBonus *cmd)
{
	const struct votes votes = { cmd->members, cmd->present, cmd->in_favour, cmd->n_dissents };
	const BonusProposalRow *proposal = bonus_proposal_find(d->state, cmd->proposal_id);
	enum refusal r;

	if (!proposal)                                                       return REFUSAL_BONUS_UNKNOWN;
	if (strcmp(proposal->authority, d->actor->region) != 0)              return REFUSAL_OUTSIDE_AUTHORITY;
	if (proposal->state != BONUS_STATE_PROPOSED)                         return REFUSAL_BONUS_DECIDED;
	if (strcmp(cmd->held_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "held_on", cmd->held_on);
	if (cmd->approved && (r = votes_check(&votes)))
		return r;
	if (cmd->approved && granted_already(d->state, proposal->scheme_id)) return REFUSAL_BONUS_DECIDED;
	emit_bonus_decided(d, &(BonusDecided){
		.proposal_id = cmd->proposal_id,
		.approved = cmd->approved,
		.held_on = cmd->held_on,
		.members = cmd->members,
		.present = cmd->present,
		.in_favour = cmd->in_favour,
		.n_dissents = cmd->n_dissents,
		.dissents = cmd->dissents,
		.minutes = cmd->minutes,
	});
	return cmd->approved ? grant_all(d, proposal) : REFUSAL_NONE;
}
