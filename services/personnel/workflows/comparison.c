/* The comparison sheet of an appointment (比选情况): rows S3, S4; workflow W2.6.
 *
 *   drawn as often as wanted until the decision; each time with the data of the day, the reasons given so far kept
 *
 * Priority by the special list is priority among equals: before the collective decides, the sheet names everybody else at the head of
 * that list and says why he was not chosen. What the deciders had before them stays as it was drawn.
 *
 * In:  DrawComparison.
 * Out: ComparisonDrawn (sealed). */
#include <string.h>

#include "appointment.h"
#include "base/date.h"
#include "base/require.h"
#include "policy/region.h"
#include "roster/bars.h"

#define COMPARISON_MAX 200 /* people on one sheet, the chosen one included */

struct sheet {
	struct decision *d;
	const AppointmentRow *row;
	const DrawComparison *cmd;
	const ComparisonRow *former;   /* the sheet drawn before, or NULL */
	ComparisonCandidate *items;
	ComparisonCandidate **list;
	size_t count;
};

static bool by_list(const AppointmentRow *row)
{
	return row->motion->ground == APPOINTMENT_GROUND_SPECIAL_LIST;
}

/* ---- one column ---------------------------------------------------------------------------------------- */

static uint32_t age_on(const char *born_on, const char *iso_day)
{
	int years = rules_full_years(born_on, iso_day);

	return years < 0 ? 0 : (uint32_t)years;
}

static uint32_t recognitions_of(const struct state *s, const char *cadre_id)
{
	struct row_scan scan = recognition_scan_1(s, cadre_id);
	uint32_t count = 0;

	while (recognition_next(&scan))
		count++;
	return count;
}

/* The last bar that is no mere presumption. */
static void fill_bar(struct decision *d, ComparisonCandidate *c)
{
	struct row_scan scan = bar_scan_1(d->state, c->cadre_id);
	const BarRow *bar;

	while ((bar = bar_next(&scan))) {
		bool in_force = strcmp(bar->from_on, d->today) <= 0 && (!bar->until_on[0] || strcmp(bar->until_on, d->today) >= 0);
		if (bar->provisional || !in_force)
			continue;
		if (!c->barred || !bar->until_on[0] || (c->barred_until[0] && strcmp(bar->until_on, c->barred_until) > 0))
			c->barred_until = bar->until_on;
		c->barred = true;
	}
}

static const ListPositionRow *position_of(const struct sheet *sh, const char *cadre_id)
{
	struct row_scan scan = list_position_scan_1(sh->d->state, cadre_id);
	const ListPositionRow *position, *newest = NULL;

	if (by_list(sh->row))
		return list_position_find(sh->d->state, cadre_id, sh->row->motion->list_id);
	while ((position = list_position_next(&scan)))
		if (strcmp(position->valid_until, sh->d->today) >= 0 && (!newest || strcmp(position->placed_on, newest->placed_on) >= 0))
			newest = position;
	return newest;
}

static void fill_record(const struct sheet *sh, ComparisonCandidate *c, const CadreRegistered *file)
{
	const UnitFileRow *unit = unit_file_find(sh->d->state, file->unit_id);

	c->name = file->name;
	c->sex = file->sex;
	c->born_on = file->born_on;
	c->age = age_on(file->born_on, sh->d->today);
	c->ethnicity = file->ethnicity;
	c->unit_id = file->unit_id;
	c->unit_name = unit ? unit->name : "";
	c->post_title = file->post_title;
	c->level = file->level;
	c->level_since = file->level_since;
	c->rank = file->rank;
	c->rank_since = file->rank_since;
	c->work_started_on = file->work_started_on;
	c->party_joined_on = file->party_joined_on;
	c->grassroots_years = file->grassroots_years;
	c->young = file->young;
	c->first_secretary = file->first_secretary;
	c->n_grades = file->n_grades;
	c->grades = file->grades;
}

static const char *reason_among(ComparedCadre *const *list, size_t count, const char *cadre_id)
{
	for (size_t i = 0; i < count; i++)
		if (strcmp(list[i]->cadre_id, cadre_id) == 0)
			return list[i]->reason;
	return "";
}

static const ComparisonCandidate *column_of(const ComparisonRow *sheet, const char *cadre_id)
{
	for (size_t i = 0; sheet && i < sheet->n_candidates; i++)
		if (strcmp(sheet->candidates[i]->cadre_id, cadre_id) == 0)
			return sheet->candidates[i];
	return NULL;
}

/* The newest word: of this command, of the sheet before, of the motion. */
static const char *reason_for(const struct sheet *sh, const char *cadre_id)
{
	const ComparisonCandidate *former = column_of(sh->former, cadre_id);
	const char *reason = reason_among(sh->cmd->compared, sh->cmd->n_compared, cadre_id);

	if (reason[0])
		return reason;
	if (former && former->reason[0])
		return former->reason;
	return reason_among(sh->row->motion->compared, sh->row->motion->n_compared, cadre_id);
}

/* False: the sheet is full. */
static bool add_column(struct sheet *sh, const CadreRegistered *file, bool chosen)
{
	const ListPositionRow *position = position_of(sh, file->cadre_id);
	ComparisonCandidate *c;

	if (sh->count == COMPARISON_MAX)
		return false;
	c = &sh->items[sh->count];
	comparison_candidate__init(c);
	c->cadre_id = file->cadre_id;
	fill_record(sh, c, file);
	c->tier = position ? position->tier : LIST_TIER_UNSPECIFIED;
	c->list_rank = position ? position->rank : 0;
	c->list_head = position && position->head;
	c->recognitions = recognitions_of(sh->d->state, file->cadre_id);
	fill_bar(sh->d, c);
	c->chosen = chosen;
	c->reason = chosen ? "" : reason_for(sh, file->cadre_id);
	sh->list[sh->count++] = c;
	return true;
}

/* ---- who stands on the sheet --------------------------------------------------------------------------- */

/* Those named are on the list's head, or managed by the one who draws; nobody twice, and not the person himself. */
static enum refusal check_named(const struct sheet *sh, size_t i)
{
	const char *id = sh->cmd->compared[i]->cadre_id;
	const CadreFileRow *file = cadre_file_find(sh->d->state, id);
	const ListPositionRow *position = position_of(sh, id);

	if (!file)
		return REFUSAL_CADRE_UNKNOWN;
	if (strcmp(id, sh->row->cadre_id) == 0 || (by_list(sh->row) && !(position && position->head)))
		return REFUSAL_COMPARISON_WRONG;
	if (!by_list(sh->row) && !region_within(sh->d->actor->region, file->authority))
		return REFUSAL_OUTSIDE_AUTHORITY;
	for (size_t j = 0; j < i; j++)
		if (strcmp(sh->cmd->compared[j]->cadre_id, id) == 0)
			return REFUSAL_COMPARISON_WRONG;
	return REFUSAL_NONE;
}

/* Everybody else at the head of the list, in the list's order. */
static bool add_heads(struct sheet *sh)
{
	struct row_scan scan = list_position_by_list_id(sh->d->state, sh->row->motion->list_id);
	const ListPositionRow *position;

	while ((position = list_position_next(&scan))) {
		const CadreFileRow *file = position->head ? cadre_file_find(sh->d->state, position->cadre_id) : NULL;
		if (file && strcmp(position->cadre_id, sh->row->cadre_id) != 0 && !add_column(sh, file->file, false))
			return false;
	}
	return true;
}

static bool add_named(struct sheet *sh)
{
	for (size_t i = 0; i < sh->cmd->n_compared; i++)
		if (!add_column(sh, cadre_file_find(sh->d->state, sh->cmd->compared[i]->cadre_id)->file, false))
			return false;
	return true;
}

static enum refusal fill_sheet(struct sheet *sh, const CadreRegistered *chosen)
{
	for (size_t i = 0; i < sh->cmd->n_compared; i++) {
		enum refusal refusal = check_named(sh, i);
		if (refusal != REFUSAL_NONE)
			return decision_refuse_row(sh->d, refusal, (uint32_t)i + 1, "compared", sh->cmd->compared[i]->cadre_id);
	}
	sh->items = arena_alloc(sh->d->arena, COMPARISON_MAX * sizeof *sh->items);
	sh->list = arena_alloc(sh->d->arena, COMPARISON_MAX * sizeof *sh->list);
	REQUIRE(sh->items && sh->list);
	add_column(sh, chosen, true);
	if (by_list(sh->row) ? add_heads(sh) : add_named(sh))
		return REFUSAL_NONE;
	return decision_refuse(sh->d, REFUSAL_COMPARISON_FULL, "compared", "");
}

enum refusal draw_comparison_decide(struct decision *d, const DrawComparison *cmd)
{
	struct sheet sh = { .d = d, .cmd = cmd, .former = comparison_find(d->state, cmd->appointment_id) };
	struct appointment_step step;
	enum refusal refusal = appointment_begin(d, cmd->appointment_id, &step);

	if (refusal != REFUSAL_NONE)
		return refusal;
	if (step.row->state > APPOINTMENT_STATE_INSPECTED)
		return decision_refuse(d, REFUSAL_STATE_WRONG, "appointment_id", appointment_state_label(step.row->state));
	sh.row = step.row;
	refusal = fill_sheet(&sh, step.cadre);
	if (refusal != REFUSAL_NONE)
		return refusal;
	decision_answer_number(d, "candidates", (int64_t)sh.count);
	emit_comparison_drawn(d, &(ComparisonDrawn){
		.appointment_id = cmd->appointment_id,
		.cadre_id = step.row->cadre_id,
		.list_id = step.row->motion->list_id,
		.list_version = step.row->motion->list_version,
		.drawn_on = d->today,
		.n_candidates = sh.count,
		.candidates = sh.list,
	});
	return REFUSAL_NONE;
}

/* ---- asked by the decision ------------------------------------------------------------------------------- */

enum refusal appointment_compared(struct decision *d, const AppointmentRow *row)
{
	struct row_scan scan = list_position_by_list_id(d->state, row->motion->list_id);
	const ComparisonRow *sheet = comparison_find(d->state, row->appointment_id);
	const ListPositionRow *other;
	enum refusal refusal = REFUSAL_NONE;

	if (!by_list(row))
		return REFUSAL_NONE;
	if (!sheet)
		return decision_refuse(d, REFUSAL_COMPARISON_NOT_DRAWN, "appointment_id", row->motion->list_id);
	while ((other = list_position_next(&scan))) {
		const ComparisonCandidate *column = column_of(sheet, other->cadre_id);
		bool asked = other->head && strcmp(other->cadre_id, row->cadre_id) != 0 && cadre_file_find(d->state, other->cadre_id);
		if (!asked || (column && column->reason[0]))
			continue;
		refusal = decision_refuse_row(d, REFUSAL_COMPARISON_UNEXPLAINED, other->rank, "compared", other->cadre_id);
	}
	return refusal;
}
