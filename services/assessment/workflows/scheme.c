/* The annual scheme (差异化考核方案): rows A1, A2, W3.1, from the draft to the next version's draft.
 *
 *   DRAFT -> CONSULTING -> CONSULTED -> APPROVED -> FROZEN -> REPLACED by its amendment
 *
 * In:  DraftScheme, CopyScheme, AmendScheme.
 * Out: SchemeDrafted, SchemeGroupSet, SchemeIndicatorSet.
 * The consultation, approval and freezing stand in files of their own; what a scheme must be like, in ../scheme.c. */
#include <string.h>

#include "assessment/scheme.h"
#include "roster/people.h"
#include "workflows.h"

/* A scheme of this year and kind that is not the one being written. */
static const SchemeRow *another(struct decision *d, uint32_t year, UnitKind kind, const char *scheme_id)
{
	struct row_scan scan = scheme_by_authority_year(d->state, d->actor->region, year);
	const SchemeRow *row;

	while ((row = scheme_next(&scan)))
		if (row->unit_kind == kind && strcmp(row->scheme_id, scheme_id) != 0)
			return row;
	return NULL;
}

static void emit_content(struct decision *d, const char *scheme_id, const DraftScheme *cmd)
{
	for (size_t g = 0; g < cmd->n_groups; g++)
		emit_scheme_group_set(d, &(SchemeGroupSet){ .scheme_id = scheme_id, .group = cmd->groups[g] });
	for (size_t i = 0; i < cmd->n_indicators; i++)
		emit_scheme_indicator_set(d, &(SchemeIndicatorSet){ .scheme_id = scheme_id, .indicator = cmd->indicators[i] });
}

static void emit_draft(struct decision *d, const char *scheme_id, const DraftScheme *cmd, const SchemeRow *old)
{
	emit_scheme_drafted(d, &(SchemeDrafted){
		.scheme_id = scheme_id,
		.year = cmd->year,
		.unit_kind = cmd->unit_kind,
		.title = cmd->title,
		.authority = d->actor->region,
		.n_components = cmd->n_components,
		.components = cmd->components,
		.n_vetoes = cmd->n_vetoes,
		.vetoes = cmd->vetoes,
		.bonus_cap = cmd->bonus_cap,
		.deduction_cap = cmd->deduction_cap,
		.version = old ? old->version : 1,
		.amends = old ? old->amends : "",
		.effective_from = old ? old->effective_from : decision_format(d, "%u-01-01", cmd->year),
		.reason = old ? old->reason : "",
		.acceptance = cmd->acceptance,
	});
	emit_content(d, scheme_id, cmd);
}

enum refusal draft_scheme_decide(struct decision *d, const DraftScheme *cmd)
{
	const SchemeRow *old = cmd->scheme_id[0] ? scheme_find(d->state, cmd->scheme_id) : NULL;
	const SchemeRow *stands;
	enum refusal r;

	if (cmd->scheme_id[0] && !old)                         return REFUSAL_SCHEME_UNKNOWN;
	if (old && !scheme_is_of(old, d->actor))               return REFUSAL_OUTSIDE_AUTHORITY;
	if (old && old->state != SCHEME_STATE_DRAFT)           return REFUSAL_SCHEME_NOT_DRAFT;
	/* an amendment is of the year and kind it amends; the version it amends is no rival */
	if (old && old->amends[0] && (old->year != cmd->year || old->unit_kind != cmd->unit_kind))
		return decision_refuse(d, REFUSAL_AMENDMENT_YEAR, "year", NULL);
	stands = old && old->amends[0] ? NULL : another(d, cmd->year, cmd->unit_kind, cmd->scheme_id);
	if (stands)
		return decision_refuse(d, REFUSAL_SCHEME_STANDS, "year", stands->scheme_id);
	if ((r = scheme_check(d, cmd)))
		return r;
	const char *id = old ? old->scheme_id : decision_new_id(d, "scheme");
	decision_answer(d, "scheme_id", id);
	emit_draft(d, id, cmd, old);
	return REFUSAL_NONE;
}

/* ---- a draft made from a scheme that stands ---------------------------------------------------------- */

static void emit_copied_content(struct decision *d, const char *from, const char *to)
{
	struct row_scan groups = scheme_group_scan_1(d->state, from), indicators = scheme_indicator_scan_1(d->state, from);
	const SchemeGroupRow *group;
	const SchemeIndicatorRow *indicator;

	while ((group = scheme_group_next(&groups)))
		emit_scheme_group_set(d, &(SchemeGroupSet){ .scheme_id = to, .group = group->group });
	while ((indicator = scheme_indicator_next(&indicators)))
		emit_scheme_indicator_set(d, &(SchemeIndicatorSet){ .scheme_id = to, .indicator = indicator->indicator });
}

static const char *emit_copy(struct decision *d, const SchemeRow *from, const SchemeDrafted *changed)
{
	SchemeDrafted copy = *changed;

	copy.scheme_id = decision_new_id(d, "scheme");
	copy.unit_kind = from->unit_kind;
	copy.title = from->title;
	copy.authority = from->authority;
	copy.n_components = from->n_components;
	copy.components = from->components;
	copy.n_vetoes = from->n_vetoes;
	copy.vetoes = from->vetoes;
	copy.bonus_cap = from->bonus_cap;
	copy.deduction_cap = from->deduction_cap;
	copy.acceptance = from->acceptance;
	decision_answer(d, "scheme_id", copy.scheme_id);
	emit_scheme_drafted(d, &copy);
	emit_copied_content(d, from->scheme_id, copy.scheme_id);
	return copy.scheme_id;
}

/* What no longer fits (units merged, weights changed by policy) shows when the draft is written again. */
enum refusal copy_scheme_decide(struct decision *d, const CopyScheme *cmd)
{
	const SchemeRow *from = scheme_find(d->state, cmd->scheme_id);
	const SchemeRow *stands;

	if (!from)                              return REFUSAL_SCHEME_UNKNOWN;
	if (!scheme_is_of(from, d->actor))      return REFUSAL_OUTSIDE_AUTHORITY;
	stands = another(d, cmd->year, from->unit_kind, "");
	if (stands)
		return decision_refuse(d, REFUSAL_SCHEME_STANDS, "year", stands->scheme_id);
	emit_copy(d, from, &(SchemeDrafted){
		.year = cmd->year,
		.version = 1,
		.amends = "",
		.effective_from = decision_format(d, "%u-01-01", cmd->year),
		.reason = "",
	});
	return REFUSAL_NONE;
}

static bool being_amended(struct decision *d, const SchemeRow *scheme)
{
	struct row_scan scan = scheme_by_authority_year(d->state, scheme->authority, scheme->year);
	const SchemeRow *row;

	while ((row = scheme_next(&scan)))
		if (strcmp(row->amends, scheme->scheme_id) == 0 && row->state < SCHEME_STATE_FROZEN)
			return true;
	return false;
}

enum refusal amend_scheme_decide(struct decision *d, const AmendScheme *cmd)
{
	const SchemeRow *scheme = scheme_find(d->state, cmd->scheme_id);

	if (!scheme)                                         return REFUSAL_SCHEME_UNKNOWN;
	if (!scheme_is_of(scheme, d->actor))                 return REFUSAL_OUTSIDE_AUTHORITY;
	if (scheme->state != SCHEME_STATE_FROZEN)            return REFUSAL_SCHEME_NOT_FROZEN;
	if (being_amended(d, scheme))                        return REFUSAL_AMENDMENT_STANDS;
	if (strcmp(cmd->effective_from, d->today) <= 0)
		return decision_refuse(d, REFUSAL_AMENDMENT_BACKDATED, "effective_from", cmd->effective_from);
	if (strncmp(cmd->effective_from, decision_format(d, "%u-", scheme->year), 5) != 0)
		return decision_refuse(d, REFUSAL_AMENDMENT_YEAR, "effective_from", cmd->effective_from);
	emit_copy(d, scheme, &(SchemeDrafted){
		.year = scheme->year,
		.version = scheme->version + 1,
		.amends = scheme->scheme_id,
		.effective_from = cmd->effective_from,
		.reason = cmd->reason,
	});
	return REFUSAL_NONE;
}
