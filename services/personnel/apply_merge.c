/* A record becomes part of another: its rows go to the kept id, so that every read by it finds them. */
#include <string.h>

#include "aliases.h"
#include "workflows.h"

/* Each loop takes the first row that is left, for the one before has gone. */

static void move_appointments(struct tables *t, const char *from, const char *to)
{
	for (;;) {
		struct row_scan scan = appointment_by_cadre_id(tables_state(t), from);
		const AppointmentRow *old = appointment_next(&scan);
		AppointmentRow row;
		if (!old)
			return;
		row = *old;
		row.cadre_id = to;
		appointment_put(t, &row);
	}
}

static void move_rank_cases(struct tables *t, const char *from, const char *to)
{
	for (;;) {
		struct row_scan scan = rank_case_by_cadre_id(tables_state(t), from);
		const RankCaseRow *old = rank_case_next(&scan);
		RankCaseRow row;
		if (!old)
			return;
		row = *old;
		row.cadre_id = to;
		rank_case_put(t, &row);
	}
}

static void move_pool_grants(struct tables *t, const char *from, const char *to)
{
	for (;;) {
		struct row_scan scan = pool_grant_by_cadre_id(tables_state(t), from);
		const PoolGrantRow *old = pool_grant_next(&scan);
		PoolGrantRow row;
		if (!old)
			return;
		row = *old;
		row.cadre_id = to;
		pool_grant_put(t, &row);
	}
}

static void move_comparisons(struct tables *t, const char *from, const char *to)
{
	for (;;) {
		struct row_scan scan = comparison_by_cadre_id(tables_state(t), from);
		const ComparisonRow *old = comparison_next(&scan);
		ComparisonRow row;
		if (!old)
			return;
		row = *old;
		row.cadre_id = to;
		comparison_put(t, &row);
	}
}

static void move_recognitions(struct tables *t, const char *from, const char *to)
{
	for (;;) {
		struct row_scan scan = recognition_scan_1(tables_state(t), from);
		const RecognitionRow *old = recognition_next(&scan);
		if (!old)
			return;
		recognition_put(t, &(RecognitionRow){ .cadre_id = to, .origin = old->origin, .on = old->on });
		recognition_delete(t, from, old->origin);
	}
}

/* On one list the kept id's own place stands. */
static void move_list_positions(struct tables *t, const char *from, const char *to)
{
	for (;;) {
		struct row_scan scan = list_position_scan_1(tables_state(t), from);
		const ListPositionRow *old = list_position_next(&scan);
		ListPositionRow row;
		if (!old)
			return;
		row = *old;
		row.cadre_id = to;
		list_position_delete(t, from, old->list_id);
		if (!list_position_find(tables_state(t), to, row.list_id))
			list_position_put(t, &row);
	}
}

/* Of two observation periods the later opinion counts, as it would on one record. */
static void move_note(struct tables *t, const char *from, const char *to)
{
	const EligibilityNoteRow *old = eligibility_note_find(tables_state(t), from);
	const EligibilityNoteRow *own = eligibility_note_find(tables_state(t), to);
	EligibilityNoteRow row;

	if (!old)
		return;
	row = *old;
	row.cadre_id = to;
	eligibility_note_delete(t, from);
	if (!own || strcmp(own->concluded_on, row.concluded_on) < 0)
		eligibility_note_put(t, &row);
}

static void move_form(struct tables *t, const char *from, const char *to)
{
	const CadreFormRow *old = cadre_form_find(tables_state(t), from);
	CadreFormRow row;

	if (!old)
		return;
	row = *old;
	row.cadre_id = to;
	cadre_form_delete(t, from);
	if (!cadre_form_find(tables_state(t), to))
		cadre_form_put(t, &row);
}

/* Who served where: of a person keyed anew it is all his; of two records the kept one's history stands, and the alias is found no more. */
static void move_service(struct tables *t, const CadreFileRow *old, const char *to, bool rekeyed)
{
	for (size_t i = 0; i <= old->n_former; i++) {
		const char *unit_id = i < old->n_former ? old->former[i]->unit_id : old->unit_id;
		if (!unit_id[0] || !unit_service_find(tables_state(t), unit_id, old->cadre_id))
			continue;
		unit_service_delete(t, unit_id, old->cadre_id);
		if (rekeyed)
			unit_service_put(t, &(UnitServiceRow){ .unit_id = unit_id, .cadre_id = to });
	}
}

static void keep_history(struct tables *t, const CadreFileRow *old, const char *to)
{
	const CadreFileRow *fresh = cadre_file_find(tables_state(t), to);
	CadreRegistered file;
	CadreFileRow row;

	if (!fresh)
		return;
	row = *old;
	file = *fresh->file;
	row.cadre_id = to;
	row.file = &file;
	cadre_file_put(t, &row);
}

/* Aliases of the alias are the kept id's too. */
static void move_merged_files(struct tables *t, const char *from, const char *to)
{
	for (;;) {
		struct row_scan scan = merged_file_by_cadre_id(tables_state(t), from);
		const MergedFileRow *old = merged_file_next(&scan);
		MergedFileRow row;
		if (!old)
			return;
		row = *old;
		row.cadre_id = to;
		merged_file_put(t, &row);
	}
}

static void move_rows(struct tables *t, const char *from, const char *to)
{
	move_appointments(t, from, to);
	move_rank_cases(t, from, to);
	move_pool_grants(t, from, to);
	move_comparisons(t, from, to);
	move_recognitions(t, from, to);
	move_list_positions(t, from, to);
	move_note(t, from, to);
	move_form(t, from, to);
	move_merged_files(t, from, to);
}

void apply_cadre_merged(struct tables *t, const CadreMerged *e, const struct event *ev)
{
	const CadreFileRow *old = cadre_file_find(tables_state(t), e->alias_id);
	CadreRegistered file;

	(void)ev;
	alias_apply(t, e);
	move_rows(t, e->alias_id, e->cadre_id);
	if (!old)
		return;
	file = *old->file;
	if (e->rekeyed)
		keep_history(t, old, e->cadre_id);
	move_service(t, old, e->cadre_id, e->rekeyed);
	merged_file_put(t, &(MergedFileRow){
		.alias_id = e->alias_id,
		.cadre_id = e->cadre_id,
		.id_number = old->id_number,
		.file = &file,
		.rekeyed = e->rekeyed,
		.merged_on = e->merged_on,
		.document = e->document,
		.reason = e->reason,
	});
	cadre_file_delete(t, e->alias_id);
}
