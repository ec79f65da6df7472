/* What the evaluation of shouldering performance changes; released, it is a finding the person reads and evidence of the special list. */
#include <string.h>

#include "assessment/bounds.h"
#include "base/require.h"
#include "fieldwork.h"
#include "workflows.h"

static ShoulderingRow row_of(struct tables *t, const char *evaluation_id)
{
	const ShoulderingRow *row = shouldering_find(tables_state(t), evaluation_id);

	REQUIRE(row);
	return *row;
}

/* Each account once; `room` holds SHOULDERING_AUTHORS_MAX. */
static void add_author(ShoulderingRow *row, const char *account, const char **room)
{
	for (size_t i = 0; i < row->n_authors; i++) {
		room[i] = row->authors[i];
		if (strcmp(room[i], account) == 0)
			return;
	}
	REQUIRE(row->n_authors < SHOULDERING_AUTHORS_MAX);   /* nobody else writes, see may_write */
	room[row->n_authors++] = account;
	row->authors = room;
}

void apply_shouldering_merged(struct tables *t, const ShoulderingMerged *e, const struct event *ev)
{
	const char *authors[] = { ev->actor_account };

	shouldering_put(t, &(ShoulderingRow){
		.evaluation_id = e->evaluation_id,
		.cadre_id = e->cadre_id,
		.authority = e->authority,
		.state = SHOULDERING_STATE_MERGED,
		.from_on = e->from_on,
		.until_on = e->until_on,
		.n_sources = e->n_sources,
		.sources = e->sources,
		.kinds = e->kinds,
		.n_authors = 1,
		.authors = authors,
	});
}

void apply_shouldering_typed(struct tables *t, const ShoulderingTyped *e, const struct event *ev)
{
	ShoulderingRow row = row_of(t, e->evaluation_id);
	const char *authors[SHOULDERING_AUTHORS_MAX];

	row.state = SHOULDERING_STATE_TYPED;
	row.type = e->type;
	row.behavior = e->behavior;
	add_author(&row, ev->actor_account, authors);
	shouldering_put(t, &row);
}

void apply_shouldering_reasoned(struct tables *t, const ShoulderingReasoned *e, const struct event *ev)
{
	ShoulderingRow row = row_of(t, e->evaluation_id);
	const char *authors[SHOULDERING_AUTHORS_MAX];

	row.state = SHOULDERING_STATE_REASONED;
	row.n_relied_on = e->n_references;
	row.relied_on = e->references;
	row.reason = e->reason;
	row.counter = e->counter;
	row.summary = e->summary;
	add_author(&row, ev->actor_account, authors);
	shouldering_put(t, &row);
}

void apply_shouldering_informed(struct tables *t, const ShoulderingInformed *e, const struct event *ev)
{
	ShoulderingRow row = row_of(t, e->evaluation_id);

	(void)ev;
	row.hearing = REBUTTAL_STATE_INFORMED;
	row.state_by = e->state_by;
	shouldering_put(t, &row);
	due_set(t, DUE_SHOULDERING_HEARING, e->evaluation_id, e->state_by);
}

void apply_shouldering_heard(struct tables *t, const ShoulderingHeard *e, const struct event *ev)
{
	ShoulderingRow row = row_of(t, e->evaluation_id);

	(void)ev;
	row.hearing = e->waived ? REBUTTAL_STATE_WAIVED : REBUTTAL_STATE_STATED;
	row.document = e->document;
	row.overdue = false;
	shouldering_put(t, &row);
	due_clear(t, DUE_SHOULDERING_HEARING, e->evaluation_id);
}

void apply_shouldering_stated(struct tables *t, const ShoulderingStated *e, const struct event *ev)
{
	(void)ev;
	shouldering_statement_put(t, &(ShoulderingStatementRow){
		.evaluation_id = e->evaluation_id,
		.cadre_id = e->cadre_id,
		.statement = e->statement,
	});
}

void apply_shouldering_hearing_overdue(struct tables *t, const ShoulderingHearingOverdue *e, const struct event *ev)
{
	ShoulderingRow row = row_of(t, e->evaluation_id);

	(void)ev;
	row.overdue = true;
	shouldering_put(t, &row);
}

/* Sent back, it is typed again; what he said stays in the file, and he is heard on the new type. */
void apply_shouldering_reviewed(struct tables *t, const ShoulderingReviewed *e, const struct event *ev)
{
	ShoulderingRow row = row_of(t, e->evaluation_id);

	row.state = e->accepted ? SHOULDERING_STATE_REVIEWED : SHOULDERING_STATE_MERGED;
	row.reviewed_by = ev->actor_account;
	row.review_note = e->note;
	if (!e->accepted) {
		row.hearing = REBUTTAL_STATE_UNSPECIFIED;
		row.state_by = "";
	}
	shouldering_put(t, &row);
}

static Verdict verdict_of(ShoulderingType type)
{
	switch (type) {
	case SHOULDERING_TYPE_OUTSTANDING: return VERDICT_GOOD;
	case SHOULDERING_TYPE_GOOD:        return VERDICT_FAIRLY_GOOD;
	case SHOULDERING_TYPE_FAIR:        return VERDICT_FAIR;
	default:                           return VERDICT_POOR;
	}
}

void apply_shouldering_released(struct tables *t, const ShoulderingReleased *e, const struct event *ev)
{
	ShoulderingRow row = row_of(t, e->evaluation_id);

	row.state = SHOULDERING_STATE_RELEASED;
	row.released_on = e->released_on;
	shouldering_put(t, &row);
	finding_file(t, ev, &(struct finding){
		.cadre_id = e->cadre_id,
		.matter_id = e->evaluation_id,
		.origin = e->origin[0] ? e->origin : NULL,
		.source = SOURCE_KIND_SHOULDERING,
		.verdict = verdict_of(e->type),
		.behavior = e->behavior,
		.summary = row.summary,
		.filed_on = e->released_on,
	});
}
