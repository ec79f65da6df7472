/* What schemes change: the scheme, its groups, units and indicators, the comments of units. */
#include "base/require.h"
#include "workflows.h"

static SchemeRow scheme_of(struct tables *t, const char *scheme_id)
{
	const SchemeRow *row = scheme_find(tables_state(t), scheme_id);

	REQUIRE(row);
	return *row;
}

static void set_state(struct tables *t, const char *scheme_id, SchemeState state)
{
	SchemeRow row = scheme_of(t, scheme_id);

	row.state = state;
	scheme_put(t, &row);
}

/* A draft written again replaces what was there. */
static void forget_content(struct tables *t, const char *scheme_id)
{
	const SchemeGroupRow *group;
	const SchemeIndicatorRow *indicator;
	const SchemeUnitRow *unit;

	for (struct row_scan scan; scan = scheme_group_scan_1(tables_state(t), scheme_id), (group = scheme_group_next(&scan));)
		scheme_group_delete(t, scheme_id, group->group_id);
	for (struct row_scan scan; scan = scheme_unit_scan_1(tables_state(t), scheme_id), (unit = scheme_unit_next(&scan));)
		scheme_unit_delete(t, scheme_id, unit->unit_id);
	for (struct row_scan scan;
	     scan = scheme_indicator_scan_1(tables_state(t), scheme_id), (indicator = scheme_indicator_next(&scan));)
		scheme_indicator_delete(t, scheme_id, indicator->indicator_id);
}

void apply_scheme_drafted(struct tables *t, const SchemeDrafted *e, const struct event *ev)
{
	(void)ev;
	forget_content(t, e->scheme_id);
	scheme_put(t, &(SchemeRow){
		.scheme_id = e->scheme_id,
		.year = e->year,
		.unit_kind = e->unit_kind,
		.title = e->title,
		.authority = e->authority,
		.state = SCHEME_STATE_DRAFT,
		.version = e->version,
		.amends = e->amends,
		.effective_from = e->effective_from,
		.reason = e->reason,
		.n_components = e->n_components,
		.components = e->components,
		.n_vetoes = e->n_vetoes,
		.vetoes = e->vetoes,
		.bonus_cap = e->bonus_cap,
		.deduction_cap = e->deduction_cap,
		.acceptance = e->acceptance,
	});
}

void apply_scheme_group_set(struct tables *t, const SchemeGroupSet *e, const struct event *ev)
{
	(void)ev;
	scheme_group_put(t, &(SchemeGroupRow){ .scheme_id = e->scheme_id, .group_id = e->group->group_id, .group = e->group });
	for (size_t i = 0; i < e->group->n_unit_ids; i++)
		scheme_unit_put(t, &(SchemeUnitRow){
			.scheme_id = e->scheme_id,
			.unit_id = e->group->unit_ids[i],
			.group_id = e->group->group_id,
		});
}

void apply_scheme_indicator_set(struct tables *t, const SchemeIndicatorSet *e, const struct event *ev)
{
	(void)ev;
	scheme_indicator_put(t, &(SchemeIndicatorRow){
		.scheme_id = e->scheme_id,
		.indicator_id = e->indicator->indicator_id,
		.indicator = e->indicator,
	});
}

void apply_scheme_consulted(struct tables *t, const SchemeConsulted *e, const struct event *ev)
{
	SchemeRow row = scheme_of(t, e->scheme_id);

	(void)ev;
	row.state = SCHEME_STATE_CONSULTING;
	row.comment_until = e->comment_until;
	scheme_put(t, &row);
	due_set(t, DUE_SCHEME_CONSULTATION, e->scheme_id, e->comment_until);
}

void apply_scheme_consultation_ended(struct tables *t, const SchemeConsultationEnded *e, const struct event *ev)
{
	(void)ev;
	set_state(t, e->scheme_id, SCHEME_STATE_CONSULTED);
}

void apply_scheme_reopened(struct tables *t, const SchemeReopened *e, const struct event *ev)
{
	(void)ev;
	set_state(t, e->scheme_id, SCHEME_STATE_DRAFT);
}

void apply_scheme_commented(struct tables *t, const SchemeCommented *e, const struct event *ev)
{
	SchemeRow row = scheme_of(t, e->scheme_id);

	(void)ev;
	row.comments_open++;
	scheme_put(t, &row);
	scheme_comment_put(t, &(SchemeCommentRow){
		.comment_id = e->comment_id,
		.scheme_id = e->scheme_id,
		.unit_id = e->unit_id,
		.text = e->text,
	});
}

void apply_comment_answered(struct tables *t, const CommentAnswered *e, const struct event *ev)
{
	SchemeRow row = scheme_of(t, e->scheme_id);
	const SchemeCommentRow *old = scheme_comment_find(tables_state(t), e->comment_id);

	(void)ev;
	REQUIRE(old && row.comments_open > 0);
	row.comments_open--;
	scheme_put(t, &row);
	SchemeCommentRow comment = *old;
	comment.answered = true;
	comment.adopted = e->adopted;
	comment.answer = e->answer;
	scheme_comment_put(t, &comment);
}

void apply_scheme_approved(struct tables *t, const SchemeApproved *e, const struct event *ev)
{
	SchemeRow row = scheme_of(t, e->scheme_id);

	(void)ev;
	row.state = SCHEME_STATE_APPROVED;
	row.document = e->document;
	row.approved_on = e->approved_on;
	scheme_put(t, &row);
}

void apply_scheme_frozen(struct tables *t, const SchemeFrozen *e, const struct event *ev)
{
	SchemeRow row = scheme_of(t, e->scheme_id);

	(void)ev;
	row.state = SCHEME_STATE_FROZEN;
	row.frozen_on = e->frozen_on;
	scheme_put(t, &row);
	if (e->replaces[0])
		set_state(t, e->replaces, SCHEME_STATE_REPLACED);
}
