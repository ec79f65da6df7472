/* What the table of agencies, their questions and answers change. */
#include "base/require.h"
#include "workflows.h"

void apply_vetting_agency_defined(struct tables *t, const VettingAgencyDefined *e, const struct event *ev)
{
	(void)ev;
	vetting_agency_put(t, &(VettingAgencyRow){
		.authority = e->authority,
		.agency = e->agency,
		.name = e->name,
		.unit_id = e->unit_id,
		.n_kinds = e->n_kinds,
		.kinds = e->kinds,
		.n_questions = e->n_questions,
		.questions = e->questions,
		.version = e->version,
		.retired = e->retired,
	});
}

static VettingRow paper_of(struct tables *t, const char *vetting_id)
{
	const VettingRow *paper = vetting_find(tables_state(t), vetting_id);

	REQUIRE(paper);
	return *paper;
}

/* As the record has him that day: the agency answers about this person, whatever changes afterwards. */
static VettingCandidate candidate_of(struct tables *t, const VettingAsked *e)
{
	const AppointmentRow *appointment = appointment_find(tables_state(t), e->appointment_id);
	const CadreFileRow *file = cadre_file_find(tables_state(t), e->cadre_id);
	VettingCandidate candidate;

	vetting_candidate__init(&candidate);
	candidate.cadre_id = e->cadre_id;
	if (appointment)
		candidate.proposed_title = appointment->motion->post_title;
	if (file) {
		const UnitFileRow *unit = unit_file_find(tables_state(t), file->unit_id);
		candidate.name = file->file->name;
		candidate.sex = file->file->sex;
		candidate.born_on = file->file->born_on;
		candidate.id_number = file->file->id_number;
		candidate.post_title = file->file->post_title;
		candidate.unit_name = unit ? unit->name : "";
	}
	return candidate;
}

void apply_vetting_asked(struct tables *t, const VettingAsked *e, const struct event *ev)
{
	VettingCandidate candidate = candidate_of(t, e);

	(void)ev;
	vetting_put(t, &(VettingRow){
		.vetting_id = e->vetting_id,
		.state = VETTING_STATE_ASKED,
		.appointment_id = e->appointment_id,
		.candidate = &candidate,
		.agency = e->agency,
		.agency_name = e->name,
		.unit_id = e->unit_id,
		.authority = e->authority,
		.version = e->version,
		.n_questions = e->n_questions,
		.questions = e->questions,
		.asked_on = e->asked_on,
		.reply_by = e->reply_by,
	});
	due_set(t, DUE_VETTING_REPLY, e->vetting_id, e->reply_by);
}

void apply_vetting_answered(struct tables *t, const VettingAnswered *e, const struct event *ev)
{
	VettingRow paper = paper_of(t, e->vetting_id);

	(void)ev;
	paper.state = VETTING_STATE_ANSWERED;
	paper.document = e->document;
	paper.answered_on = e->answered_on;
	paper.late = e->late;
	paper.overdue = false;
	vetting_put(t, &paper);
	due_clear(t, DUE_VETTING_REPLY, e->vetting_id);
}

void apply_vetting_answers_filed(struct tables *t, const VettingAnswersFiled *e, const struct event *ev)
{
	VettingRow paper = paper_of(t, e->vetting_id);

	(void)ev;
	paper.n_answers = e->n_answers;
	paper.answers = e->answers;
	paper.adverse = e->adverse;
	vetting_put(t, &paper);
}

void apply_vetting_adverse(struct tables *t, const VettingAdverse *e, const struct event *ev)
{
	(void)t; /* opens the to-do; the sealed answers say the rest */
	(void)e;
	(void)ev;
}

void apply_vetting_decided(struct tables *t, const VettingDecided *e, const struct event *ev)
{
	VettingRow paper = paper_of(t, e->vetting_id);

	(void)ev;
	paper.state = VETTING_STATE_DECIDED;
	vetting_put(t, &paper);
}

void apply_vetting_verdict_filed(struct tables *t, const VettingVerdictFiled *e, const struct event *ev)
{
	vetting_verdict_put(t, &(VettingVerdictRow){
		.vetting_id = e->vetting_id,
		.allowed = e->allowed,
		.reason = e->reason,
		.authority = e->authority,
		.decided_by = ev->actor_account,
		.decided_on = ev->occurred_on,
	});
}

void apply_vetting_overdue(struct tables *t, const VettingOverdue *e, const struct event *ev)
{
	VettingRow paper = paper_of(t, e->vetting_id);

	(void)ev;
	paper.overdue = true;
	vetting_put(t, &paper);
}

void apply_vetting_withdrawn(struct tables *t, const VettingWithdrawn *e, const struct event *ev)
{
	VettingRow paper = paper_of(t, e->vetting_id);

	(void)ev;
	paper.state = VETTING_STATE_WITHDRAWN;
	paper.overdue = false;
	vetting_put(t, &paper);
	due_clear(t, DUE_VETTING_REPLY, e->vetting_id);
}
