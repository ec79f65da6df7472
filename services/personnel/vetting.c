#include "vetting.h"

#include <string.h>

const VettingRow *vetting_of(const struct state *s, const char *appointment_id, const char *agency)
{
	struct row_scan scan = vetting_by_appointment_id(s, appointment_id);
	const VettingRow *paper;

	while ((paper = vetting_next(&scan)))
		if (paper->state != VETTING_STATE_WITHDRAWN && strcmp(paper->agency, agency) == 0)
			return paper;
	return NULL;
}

const VettingAgencyRow *vetting_agency_in_use(const struct decision *d, const char *agency)
{
	const VettingAgencyRow *row = vetting_agency_find(d->state, d->actor->region, agency);

	return row && !row->retired ? row : NULL;
}

static bool applies(const VettingAgencyRow *agency, AppointmentKind kind)
{
	for (size_t i = 0; i < agency->n_kinds; i++)
		if (agency->kinds[i] == kind)
			return true;
	return agency->n_kinds == 0;
}

static bool is_old(struct decision *d, const VettingRow *paper)
{
	return paper->answered_on[0] && strcmp(policy_deadline_from(d, "VETTING.VALID", paper->answered_on), d->today) < 0;
}

void vetting_withdraw(struct decision *d, const VettingRow *paper)
{
	emit_vetting_withdrawn(d, &(VettingWithdrawn){
		.vetting_id = paper->vetting_id,
		.appointment_id = paper->appointment_id,
		.unit_id = paper->unit_id,
		.agency = paper->agency,
	});
}

void vetting_withdraw_all(struct decision *d, const char *appointment_id)
{
	struct row_scan scan = vetting_by_appointment_id(d->state, appointment_id);
	const VettingRow *paper;

	while ((paper = vetting_next(&scan)))
		if (paper->state == VETTING_STATE_ASKED || (paper->state == VETTING_STATE_ANSWERED && paper->adverse))
			vetting_withdraw(d, paper);
}

void vetting_ask(struct decision *d, const AppointmentRow *row, const VettingAgencyRow *agency)
{
	const VettingRow *former = vetting_of(d->state, row->appointment_id, agency->agency);

	if (former)
		vetting_withdraw(d, former);
	emit_vetting_asked(d, &(VettingAsked){
		.vetting_id = decision_new_id(d, "vetting"),
		.appointment_id = row->appointment_id,
		.cadre_id = row->cadre_id,
		.authority = agency->authority,
		.agency = agency->agency,
		.name = agency->name,
		.unit_id = agency->unit_id,
		.version = agency->version,
		.n_questions = agency->n_questions,
		.questions = agency->questions,
		.asked_on = d->today,
		.reply_by = policy_deadline(d, "VETTING.REPLY"),
	});
}

size_t vetting_ask_all(struct decision *d, const AppointmentRow *row)
{
	struct row_scan scan = vetting_agency_scan_1(d->state, d->actor->region);
	const VettingAgencyRow *agency;
	size_t asked = 0;

	while ((agency = vetting_agency_next(&scan))) {
		const VettingRow *paper = vetting_of(d->state, row->appointment_id, agency->agency);
		if (agency->retired || !applies(agency, row->motion->kind) || (paper && !is_old(d, paper)))
			continue;
		vetting_ask(d, row, agency);
		asked++;
	}
	return asked;
}

static enum refusal check_paper(struct decision *d, const VettingRow *paper)
{
	const VettingVerdictRow *verdict = vetting_verdict_find(d->state, paper->vetting_id);
	enum refusal refusal = REFUSAL_NONE;

	if (paper->state == VETTING_STATE_ASKED)
		refusal = REFUSAL_VETTING_PENDING;
	else if (paper->adverse && !verdict)
		refusal = REFUSAL_VETTING_ADVERSE;
	else if (verdict && !verdict->allowed)
		refusal = REFUSAL_VETTING_DENIED;
	else if (is_old(d, paper))
		refusal = REFUSAL_VETTING_OLD;
	return refusal ? decision_refuse(d, refusal, "appointment_id", paper->agency) : REFUSAL_NONE;
}

enum refusal vetting_check(struct decision *d, const AppointmentRow *row)
{
	struct row_scan agencies = vetting_agency_scan_1(d->state, d->actor->region);
	struct row_scan papers = vetting_by_appointment_id(d->state, row->appointment_id);
	enum refusal refusal = REFUSAL_NONE;
	const VettingAgencyRow *agency;
	const VettingRow *paper;

	while ((agency = vetting_agency_next(&agencies)))
		if (!agency->retired && applies(agency, row->motion->kind) && !vetting_of(d->state, row->appointment_id, agency->agency))
			return decision_refuse(d, REFUSAL_VETTING_NOT_ASKED, "appointment_id", agency->agency);
	while (refusal == REFUSAL_NONE && (paper = vetting_next(&papers)))
		if (paper->state != VETTING_STATE_WITHDRAWN)
			refusal = check_paper(d, paper);
	return refusal;
}
