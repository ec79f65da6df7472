/* The table of agencies that vet appointments (联审单位), one for each region: rows S4; workflow W2.6.
 *
 *   defined (again as often as needed: the next version of its questions) -> RETIRED -> defined anew
 *
 * In:  DefineVettingAgency.
 * Out: VettingAgencyDefined; VettingWithdrawn where a retired agency still owes answers. */
#include <string.h>

#include "policy/region.h"
#include "vetting.h"

static enum refusal check_unit(struct decision *d, const char *unit_id)
{
	const UnitFileRow *unit = unit_file_find(d->state, unit_id);

	if (!unit)
		return decision_refuse(d, REFUSAL_UNIT_UNKNOWN, "unit_id", unit_id);
	if (!d->actor->system && !region_within(d->actor->region, unit->region))
		return decision_refuse(d, REFUSAL_OUTSIDE_AUTHORITY, "unit_id", unit_id);
	return REFUSAL_NONE;
}

static enum refusal check_questions(struct decision *d, const DefineVettingAgency *cmd)
{
	for (size_t i = 0; i < cmd->n_questions; i++) {
		const VettingQuestion *question = cmd->questions[i];
		uint32_t row = (uint32_t)i + 1;
		if (question->number != row)
			return decision_refuse_row(d, REFUSAL_VETTING_NUMBERS, row, "questions", "");
		if (question->kind == QUESTION_KIND_TEXT && question->adverse != YES_NO_UNSPECIFIED)
			return decision_refuse_row(d, REFUSAL_VETTING_TEXT_ADVERSE, row, "adverse", "");
	}
	return REFUSAL_NONE;
}

static enum refusal check_kinds(struct decision *d, const DefineVettingAgency *cmd)
{
	for (size_t i = 0; i < cmd->n_kinds; i++)
		for (size_t j = 0; j < i; j++)
			if (cmd->kinds[j] == cmd->kinds[i])
				return decision_refuse_row(d, REFUSAL_VALUE_DUPLICATE, (uint32_t)i + 1, "kinds", "");
	return REFUSAL_NONE;
}

static size_t agencies_of(const struct decision *d)
{
	struct row_scan scan = vetting_agency_scan_1(d->state, d->actor->region);
	size_t count = 0;

	while (vetting_agency_next(&scan))
		count++;
	return count;
}

static void withdraw_open(struct decision *d, const char *agency)
{
	struct row_scan scan = vetting_by_agency_state(d->state, agency, VETTING_STATE_ASKED);
	const VettingRow *paper;

	while ((paper = vetting_next(&scan)))
		if (strcmp(paper->authority, d->actor->region) == 0)
			vetting_withdraw(d, paper);
}

enum refusal define_vetting_agency_decide(struct decision *d, const DefineVettingAgency *cmd)
{
	const VettingAgencyRow *old = vetting_agency_find(d->state, d->actor->region, cmd->agency);
	enum refusal refusal = check_unit(d, cmd->unit_id);

	if (refusal == REFUSAL_NONE)
		refusal = check_kinds(d, cmd);
	if (refusal == REFUSAL_NONE)
		refusal = check_questions(d, cmd);
	if (refusal == REFUSAL_NONE && !old && agencies_of(d) >= VETTING_AGENCIES_MAX)
		refusal = decision_refuse(d, REFUSAL_VETTING_AGENCIES_MANY, "agency", cmd->agency);
	if (refusal != REFUSAL_NONE)
		return refusal;
	emit_vetting_agency_defined(d, &(VettingAgencyDefined){
		.authority = d->actor->region,
		.agency = cmd->agency,
		.name = cmd->name,
		.unit_id = cmd->unit_id,
		.n_kinds = cmd->n_kinds,
		.kinds = cmd->kinds,
		.n_questions = cmd->n_questions,
		.questions = cmd->questions,
		.retired = cmd->retired,
		.version = old ? old->version + 1 : 1,
	});
	if (cmd->retired)
		withdraw_open(d, cmd->agency);
	return REFUSAL_NONE;
}
