/* Importing units with their numbers of posts (职数). Row X8; domain 3.5.
 *
 *   file -> rows -> matched by unit code -> (errors: refused whole, or the valid rows taken) -> registered | revised | unchanged
 *
 * In:  ImportUnits.
 * Out: UnitRegistered for new and changed units (the whole unit as it stands), PostEstablished for every level whose number
 *      is given and differs, FileImported. The posts of a level are one entry "<unit>.<level>". A dry run emits nothing. */
#include <stdlib.h>
#include <string.h>

#include "cadre_fields.h"
#include "import/unit.h"
#include "policy/region.h"
#include "rules.h"

struct unit_counts {
	uint32_t registered, revised, unchanged, refused;
};
struct unit_import {
	struct decision *d;
	const ImportUnits *cmd;
	struct import_report *report;
	struct unit_list list;
	struct unit_entry **by_code;
};

static void fail(struct unit_import *im, struct unit_entry *u, enum refusal code, int column, const char *value)
{
	import_fail(im->report, code, u->row, im->list.label[column], value);
	u->bad = true;
}

static int by_code(const void *a, const void *b)
{
	const struct unit_entry *const *x = a, *const *y = b;

	return strcmp((*x)->unit_id, (*y)->unit_id);
}

static struct unit_entry *entry_of(const struct unit_import *im, const char *unit_id)
{
	struct unit_entry probe = { .unit_id = unit_id };
	struct unit_entry *key = &probe;
	struct unit_entry **found = bsearch(&key, im->by_code, im->list.count, sizeof *im->by_code, by_code);

	return found ? *found : NULL;
}

static void refuse_twice(struct unit_import *im)
{
	for (size_t i = 0; i < im->list.count; i++)
		im->by_code[i] = &im->list.items[i];
	qsort(im->by_code, im->list.count, sizeof *im->by_code, by_code);
	for (size_t i = 1; i < im->list.count; i++)
		if (im->by_code[i]->unit_id[0] && by_code(&im->by_code[i - 1], &im->by_code[i]) == 0)
			fail(im, im->by_code[i], REFUSAL_ROW_CODE_TWICE, UNIT_COLUMN_ID, im->by_code[i]->unit_id);
}

/* The parent a unit would have: as the file states it, else as on record. */
static const char *parent_of(const struct unit_import *im, const char *unit_id, bool *known)
{
	const struct unit_entry *stated = entry_of(im, unit_id);
	const UnitFileRow *old = unit_file_find(im->d->state, unit_id);

	*known = stated || old;
	return stated ? stated->parent_id : old ? old->parent_id : "";
}

static bool has_ended(const struct unit_import *im, const char *unit_id)
{
	const UnitFileRow *old = unit_file_find(im->d->state, unit_id);

	return old && old->ended_on[0];
}

/* Follows the parents upward; more steps than there can be units means a circle. */
static void check_parent(struct unit_import *im, struct unit_entry *u)
{
	const char *at = u->parent_id;
	bool known;

	for (size_t steps = 0; at[0]; steps++) {
		const char *above = parent_of(im, at, &known);
		if (!known) {
			fail(im, u, REFUSAL_ROW_PARENT_UNKNOWN, UNIT_COLUMN_PARENT, at);
			return;
		}
		if (has_ended(im, at)) {
			fail(im, u, REFUSAL_UNIT_ENDED, UNIT_COLUMN_PARENT, at);
			return;
		}
		if (strcmp(at, u->unit_id) == 0 || steps > 20) {
			fail(im, u, REFUSAL_ROW_PARENT_CYCLE, UNIT_COLUMN_PARENT, u->parent_id);
			return;
		}
		at = above;
	}
}

static const char *post_id_of(struct decision *d, const char *unit_id, PostLevel level)
{
	return decision_format(d, "%s.%d", unit_id, (int)level);
}

static void check_counts(struct unit_import *im, struct unit_entry *u)
{
	for (size_t i = 0; i < UNIT_LEVELS; i++) {
		const PostRow *post = u->counted[i] ? post_find(im->d->state, post_id_of(im->d, u->unit_id, unit_level(i))) : NULL;
		if (post && u->count[i] < post->count - rules_post_vacancies(im->d->state, post, "", false))
			fail(im, u, REFUSAL_ROW_COUNT_BELOW_HOLDERS, UNIT_COLUMN_LEVEL_FIRST + (int)i,
			     decision_format(im->d, "%u", u->count[i]));
	}
}

static void check_unit(struct unit_import *im, struct unit_entry *u)
{
	const UnitFileRow *old = unit_file_find(im->d->state, u->unit_id);
	const struct actor *actor = im->d->actor;

	if (!actor->system && (!region_within(actor->region, u->region) ||
			       (old && !region_within(actor->region, old->region))))
		fail(im, u, REFUSAL_ROW_OUTSIDE_AUTHORITY, UNIT_COLUMN_REGION, u->region);
	if (has_ended(im, u->unit_id))
		fail(im, u, REFUSAL_UNIT_ENDED, UNIT_COLUMN_ID, old->ended_on);
	if (strlen(post_id_of(im->d, u->unit_id, POST_LEVEL_STAFF)) > 64)
		fail(im, u, REFUSAL_ROW_CODE_MALFORMED, UNIT_COLUMN_ID, u->unit_id);
	check_parent(im, u);
	check_counts(im, u);
}

/* A refused row is no parent either, unless the unit is on record; refusals travel downward until nothing changes. */
static void refuse_orphans(struct unit_import *im)
{
	bool changed = true;

	while (changed) {
		changed = false;
		for (size_t i = 0; i < im->list.count; i++) {
			struct unit_entry *u = &im->list.items[i];
			const struct unit_entry *parent = u->parent_id[0] ? entry_of(im, u->parent_id) : NULL;
			if (u->bad || !parent || !parent->bad || unit_file_find(im->d->state, u->parent_id))
				continue;
			fail(im, u, REFUSAL_ROW_PARENT_UNKNOWN, UNIT_COLUMN_PARENT, u->parent_id);
			changed = true;
		}
	}
}

static bool same_unit(const UnitFileRow *old, const struct unit_entry *u)
{
	return old && strcmp(old->name, u->name) == 0 && old->kind == u->kind && strcmp(old->region, u->region) == 0 &&
	       strcmp(old->parent_id, u->parent_id) == 0 && strcmp(old->peer_group, u->peer_group) == 0;
}

/* Posts whose number the row gives and which differ; with `emit` they are established. */
static unsigned posts_changed(struct unit_import *im, const struct unit_entry *u, bool emit)
{
	UnitFileRow unit = { .kind = u->kind, .region = u->region };
	unsigned changed = 0;

	for (size_t i = 0; i < UNIT_LEVELS; i++) {
		PostLevel level = unit_level(i);
		const char *id = post_id_of(im->d, u->unit_id, level);
		const PostRow *old = u->counted[i] ? post_find(im->d->state, id) : NULL;
		if (!u->counted[i] || (old ? old->count == u->count[i] && !old->abolished : u->count[i] == 0))
			continue;
		changed++;
		if (emit)
			emit_post_established(im->d, &(PostEstablished){
				.post_id = id,
				.unit_id = u->unit_id,
				.title = old ? old->title : level_label(level),
				.level = level,
				.count = u->count[i],
				.team_head = old && old->team_head,
				.team_member = old && old->team_member,
				.authority = old ? old->authority : rules_post_authority(im->d, &unit, level),
			});
	}
	return changed;
}

static void take(struct unit_import *im, const struct unit_entry *u, struct unit_counts *counts)
{
	const UnitFileRow *old = unit_file_find(im->d->state, u->unit_id);
	bool same = same_unit(old, u);
	bool emit = !im->cmd->dry_run;

	if (!same && emit)
		emit_unit_registered(im->d, &(UnitRegistered){
			.unit_id = u->unit_id,
			.name = u->name,
			.kind = u->kind,
			.region = u->region,
			.parent_id = u->parent_id,
			.peer_group = u->peer_group,
		});
	same = posts_changed(im, u, emit) == 0 && same;
	if (!old)
		counts->registered++;
	else if (same)
		counts->unchanged++;
	else
		counts->revised++;
	if (!emit && (!old || !same))
		decision_note(im->d, old ? REFUSAL_IMPORT_WOULD_REVISE : REFUSAL_IMPORT_WOULD_REGISTER, u->row, "单位编码",
			      u->unit_id);
}

static void note_errors(const struct unit_import *im)
{
	for (size_t i = 0; i < im->list.ignored_count; i++)
		decision_note(im->d, REFUSAL_IMPORT_COLUMN_IGNORED, 0, "content", im->list.ignored[i]);
	for (size_t i = 0; i < im->report->kept; i++)
		decision_note(im->d, im->report->items[i].code, im->report->items[i].row, im->report->items[i].column,
			      im->report->items[i].value);
}

static void finish(const struct unit_import *im, const struct unit_counts *counts)
{
	struct decision *d = im->d;
	const char *id;

	decision_answer_number(d, "rows", (int64_t)im->list.count);
	decision_answer_number(d, "registered", counts->registered);
	decision_answer_number(d, "revised", counts->revised);
	decision_answer_number(d, "unchanged", counts->unchanged);
	decision_answer_number(d, "refused", counts->refused);
	if (im->cmd->dry_run)
		return;
	id = decision_new_id(d, "import");
	decision_answer(d, "import_id", id);
	emit_file_imported(d, &(FileImported){
		.import_id = id,
		.kind = "units",
		.format = IMPORT_FORMAT_CSV,
		.file_name = im->cmd->file_name,
		.rows = (uint32_t)im->list.count,
		.registered = counts->registered,
		.revised = counts->revised,
		.unchanged = counts->unchanged,
		.refused = counts->refused,
	});
}

static enum refusal read_list(struct unit_import *im)
{
	struct span content = span_of(im->cmd->content.data, im->cmd->content.len);
	const char *culprit = "";
	enum refusal refusal;

	if (content.size > IMPORT_BYTES_MAX)
		return decision_refuse(im->d, REFUSAL_IMPORT_TOO_LARGE, "content", "");
	refusal = units_read_csv(im->report, content, &im->list, &culprit);
	if (refusal != REFUSAL_NONE)
		return decision_refuse(im->d, refusal, "content", culprit);
	im->by_code = arena_alloc(im->d->arena, (im->list.count + 1) * sizeof *im->by_code);
	return im->by_code ? REFUSAL_NONE : decision_refuse(im->d, REFUSAL_IMPORT_TOO_LARGE, "content", "");
}

enum refusal import_units_decide(struct decision *d, const ImportUnits *cmd)
{
	struct unit_import im = { .d = d, .cmd = cmd, .report = arena_alloc(d->arena, sizeof *im.report) };
	struct unit_counts counts = { 0 };
	enum refusal refusal;

	if (!im.report)
		return decision_refuse(d, REFUSAL_IMPORT_TOO_LARGE, "content", "");
	im.report->arena = d->arena;
	refusal = read_list(&im);
	if (refusal != REFUSAL_NONE)
		return refusal;
	refuse_twice(&im);
	for (size_t i = 0; i < im.list.count; i++)
		if (!im.list.items[i].bad)
			check_unit(&im, &im.list.items[i]);
	refuse_orphans(&im);
	for (size_t i = 0; i < im.list.count; i++)
		counts.refused += im.list.items[i].bad;
	note_errors(&im);
	if (counts.refused > 0 && !cmd->accept_valid && !cmd->dry_run)
		return decision_refuse(d, REFUSAL_IMPORT_ROWS_REFUSED, "content", decision_format(d, "%u", counts.refused));
	for (size_t i = 0; i < im.list.count; i++)
		if (!im.list.items[i].bad)
			take(&im, &im.list.items[i], &counts);
	finish(&im, &counts);
	return REFUSAL_NONE;
}
