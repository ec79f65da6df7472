#include "assessment/scheme.h"

#include <string.h>

#include "assessment/bounds.h"
#include "assessment/scoring_rule.h"
#include "policy/region.h"
#include "roster/people.h"

#define PERCENT_ALL 100

bool scheme_is_of(const SchemeRow *scheme, const struct actor *actor)
{
	return actor->system || strcmp(scheme->authority, actor->region) == 0;
}

const SchemeRow *scheme_in_force(const struct state *s, const char *authority, uint32_t year, UnitKind kind,
				 const char *iso_day)
{
	struct row_scan scan = scheme_by_authority_year(s, authority, year);
	const SchemeRow *row, *found = NULL;

	while ((row = scheme_next(&scan))) {
		bool frozen = row->state == SCHEME_STATE_FROZEN || row->state == SCHEME_STATE_REPLACED;
		if (row->unit_kind == kind && frozen && strcmp(row->effective_from, iso_day) <= 0 &&
		    (!found || row->version > found->version))
			found = row;
	}
	return found;
}

bool indicator_of_group(const Indicator *indicator, const char *group_id)
{
	return indicator->group_id[0] == '\0' || strcmp(indicator->group_id, group_id) == 0;
}

/* ---- the whole content ----------------------------------------------------------------------------- */

/* Notes one fault and keeps the first. */
static void at_fault(struct decision *d, enum refusal *first, enum refusal r, uint32_t row, const char *field,
		     const char *value)
{
	if (!r)
		return;
	decision_refuse_row(d, r, row, field, value);
	*first = *first ? *first : r;
}

static uint32_t component_weight(const DraftScheme *cmd, ScoreComponent component)
{
	for (size_t i = 0; i < cmd->n_components; i++)
		if (cmd->components[i]->component == component)
			return cmd->components[i]->weight_percent;
	return 0;
}

static void check_size(struct decision *d, const DraftScheme *cmd, enum refusal *first)
{
	size_t units = 0;

	for (size_t g = 0; g < cmd->n_groups; g++)
		units += cmd->groups[g]->n_unit_ids;
	if (units > SCHEME_UNITS_MAX)
		at_fault(d, first, REFUSAL_FIELD_TOO_MANY, 0, "groups.unit_ids", decision_format(d, "%zu", units));
}

static void check_components(struct decision *d, const DraftScheme *cmd, enum refusal *first)
{
	int64_t inspection = policy_number_on(d, "TEAM.WEIGHT.INSPECTION", decision_format(d, "%u-12-31", cmd->year));
	uint32_t sum = 0;

	for (size_t i = 0; i < cmd->n_components; i++) {
		sum += cmd->components[i]->weight_percent;
		for (size_t j = 0; j < i; j++)
			if (cmd->components[j]->component == cmd->components[i]->component)
				at_fault(d, first, REFUSAL_VALUE_DUPLICATE, (uint32_t)i + 1, "components", NULL);
	}
	if (sum != PERCENT_ALL)
		at_fault(d, first, REFUSAL_COMPONENT_WEIGHTS, 0, "components", decision_format(d, "%u%%", sum));
	if (component_weight(cmd, SCORE_COMPONENT_INSPECTION) != inspection)
		at_fault(d, first, REFUSAL_INSPECTION_WEIGHT, 0, "components", decision_format(d, "%lld%%", (long long)inspection));
}

static enum refusal check_unit(struct decision *d, const DraftScheme *cmd, const char *unit_id)
{
	const UnitRow *unit = unit_find(d->state, unit_id);
	size_t times = 0;

	if (!unit)                                              return REFUSAL_UNIT_UNKNOWN;
	if (!region_within(d->actor->region, unit->region))     return REFUSAL_UNIT_OUTSIDE;
	if (unit->kind != cmd->unit_kind)                       return REFUSAL_UNIT_KIND_MIXED;
	for (size_t g = 0; g < cmd->n_groups; g++)
		for (size_t u = 0; u < cmd->groups[g]->n_unit_ids; u++)
			times += strcmp(cmd->groups[g]->unit_ids[u], unit_id) == 0;
	return times > 1 ? REFUSAL_UNIT_TWICE : REFUSAL_NONE;
}

static void check_group(struct decision *d, const DraftScheme *cmd, size_t g, enum refusal *first)
{
	const PeerGroup *group = cmd->groups[g];
	uint32_t row = (uint32_t)g + 1;

	for (size_t i = 0; i < g; i++)
		if (strcmp(cmd->groups[i]->group_id, group->group_id) == 0)
			at_fault(d, first, REFUSAL_VALUE_DUPLICATE, row, "groups.group_id", group->group_id);
	if ((int64_t)group->n_unit_ids < policy_number(d, "SCHEME.GROUP_MIN"))
		at_fault(d, first, REFUSAL_GROUP_SMALL, row, "groups", group->name);
	for (size_t u = 0; u < group->n_unit_ids; u++)
		at_fault(d, first, check_unit(d, cmd, group->unit_ids[u]), row, "groups.unit_ids", group->unit_ids[u]);
}

static bool has_group(const DraftScheme *cmd, const char *group_id)
{
	for (size_t g = 0; g < cmd->n_groups; g++)
		if (strcmp(cmd->groups[g]->group_id, group_id) == 0)
			return true;
	return false;
}

static void check_indicator(struct decision *d, const DraftScheme *cmd, size_t i, enum refusal *first)
{
	const Indicator *indicator = cmd->indicators[i];
	uint32_t row = (uint32_t)i + 1, band = 0;
	const char *field = "";
	enum refusal r;

	for (size_t j = 0; j < i; j++)
		if (strcmp(cmd->indicators[j]->indicator_id, indicator->indicator_id) == 0)
			at_fault(d, first, REFUSAL_VALUE_DUPLICATE, row, "indicators.indicator_id", indicator->indicator_id);
	if (indicator->component == SCORE_COMPONENT_INSPECTION || component_weight(cmd, indicator->component) == 0)
		at_fault(d, first, REFUSAL_INDICATOR_COMPONENT, row, "indicators.component", indicator->indicator_id);
	if (indicator->group_id[0] && !has_group(cmd, indicator->group_id))
		at_fault(d, first, REFUSAL_GROUP_UNKNOWN, row, "indicators.group_id", indicator->group_id);
	if (indicator->source[0] == '\0' || indicator->data_owner[0] == '\0')
		at_fault(d, first, REFUSAL_INDICATOR_SOURCE, row, indicator->source[0] ? "indicators.data_owner" : "indicators.source",
			 indicator->indicator_id);
	else if (!unit_find(d->state, indicator->data_owner))
		at_fault(d, first, REFUSAL_UNIT_UNKNOWN, row, "indicators.data_owner", indicator->data_owner);
	r = scoring_rule_check(indicator, &band, &field);
	at_fault(d, first, r, row, band ? decision_format(d, "indicators.%s[%u]", field, band)
					: decision_format(d, "indicators.%s", field), indicator->indicator_id);
}

/* Within a component the indicators of a group, common and its own, add up to 100. */
static void check_indicator_weights(struct decision *d, const DraftScheme *cmd, const PeerGroup *group,
				    ScoreComponent component, enum refusal *first)
{
	uint32_t sum = 0, count = 0;

	if (component == SCORE_COMPONENT_INSPECTION)
		return;
	for (size_t i = 0; i < cmd->n_indicators; i++)
		if (cmd->indicators[i]->component == component && indicator_of_group(cmd->indicators[i], group->group_id)) {
			sum += cmd->indicators[i]->weight_percent;
			count++;
		}
	if (count > COMPONENT_INDICATORS_MAX)
		at_fault(d, first, REFUSAL_FIELD_TOO_MANY, 0, "indicators", group->name);
	if (sum != PERCENT_ALL)
		at_fault(d, first, REFUSAL_INDICATOR_WEIGHTS, 0, "indicators.weight_percent",
			 decision_format(d, "%s %u%%", group->name, sum));
}

static void check_vetoes(struct decision *d, const DraftScheme *cmd, enum refusal *first)
{
	for (size_t i = 0; i < cmd->n_vetoes; i++) {
		if (cmd->vetoes[i]->legal_base[0] == '\0')
			at_fault(d, first, REFUSAL_VETO_BASE, (uint32_t)i + 1, "vetoes.legal_base", cmd->vetoes[i]->veto_id);
		for (size_t j = 0; j < i; j++)
			if (strcmp(cmd->vetoes[i]->veto_id, cmd->vetoes[j]->veto_id) == 0)
				at_fault(d, first, REFUSAL_VALUE_DUPLICATE, (uint32_t)i + 1, "vetoes.veto_id",
					 cmd->vetoes[i]->veto_id);
	}
}

enum refusal scheme_check(struct decision *d, const DraftScheme *cmd)
{
	enum refusal first = REFUSAL_NONE;

	check_size(d, cmd, &first);
	if (first)
		return first;
	check_components(d, cmd, &first);
	for (size_t g = 0; g < cmd->n_groups; g++)
		check_group(d, cmd, g, &first);
	for (size_t i = 0; i < cmd->n_indicators; i++)
		check_indicator(d, cmd, i, &first);
	for (size_t g = 0; g < cmd->n_groups; g++)
		for (size_t c = 0; c < cmd->n_components; c++)
			check_indicator_weights(d, cmd, cmd->groups[g], cmd->components[c]->component, &first);
	check_vetoes(d, cmd, &first);
	return first;
}
