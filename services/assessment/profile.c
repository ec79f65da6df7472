#include "assessment/profile.h"

#include <string.h>

#include "assessment/ranking.h"
#include "base/require.h"
#include "score/components.h"

#define PERCENT_ALL 100

const char *appraisal_negative_item(struct decision *d, const AppraisalIndicator *indicator, const AppraisalNegative *statement)
{
	return decision_format(d, "%s.%s", indicator->indicator_id, statement->statement_id);
}

int64_t ticks_share(const struct ticks *groups, size_t count)
{
	wide numerator = 0, denominator = 0;
	int64_t share;

	REQUIRE(count <= PROFILE_GROUPS_MAX);
	for (size_t i = 0; i < count; i++) {
		wide term = (wide)groups[i].weight * (wide)groups[i].ticked;
		for (size_t j = 0; j < count; j++)
			if (j != i)
				term *= groups[j].ballots;
		numerator += term;
		denominator += groups[i].weight;
	}
	for (size_t i = 0; i < count; i++)
		denominator *= groups[i].ballots;
	if (denominator == 0)
		return 0;
	share = ratio_half_up(numerator * SCORE_MAX, denominator);
	return share > SCORE_MAX ? SCORE_MAX : share;
}

/* ---- one indicator ---------------------------------------------------------------------------------- */

struct making {
	struct decision *d;
	const AppraisalModelRow *model;
	const char *poll_id, *cadre_id;
	uint32_t negative_percent;
};

static const AppraisalTallyRow *tally(const struct making *m, const char *item_id)
{
	const AppraisalTallyRow *row = appraisal_tally_find(m->d->state, m->poll_id, m->cadre_id, item_id);

	REQUIRE(row);   /* the box tallies every item of the form */
	return row;
}

/* All items of one evaluation are tallied in the same groups of classes. */
static int64_t negative_of(const struct making *m, const AppraisalIndicator *indicator, bool *withheld)
{
	struct ticks groups[PROFILE_GROUPS_MAX] = { { 0 } };
	size_t count = 0;

	for (size_t s = 0; s < indicator->n_negatives; s++) {
		const AppraisalTallyRow *row = tally(m, appraisal_negative_item(m->d, indicator, indicator->negatives[s]));
		REQUIRE(row->n_groups <= PROFILE_GROUPS_MAX);
		count = row->n_groups;
		for (size_t i = 0; i < count; i++) {
			groups[i].ticked += row->groups[i]->ticked;   /* zero where hidden */
			groups[i].ballots = row->groups[i]->ballots;
			groups[i].weight = row->groups[i]->weight_percent;
			*withheld = *withheld || row->groups[i]->ticked_hidden;
		}
	}
	return ticks_share(groups, count);
}

static void fill_indicator(const struct making *m, const AppraisalIndicator *indicator, IndicatorProfile *out)
{
	const AppraisalTallyRow *positive = tally(m, indicator->indicator_id);
	bool hidden = false;

	indicator_profile__init(out);
	out->indicator_id = indicator->indicator_id;
	out->withheld = positive->score_hidden;
	out->negative = negative_of(m, indicator, &hidden);
	out->negative_withheld = hidden;
	if (out->withheld)
		return;
	out->positive = positive->score;
	out->deduction = score_percent(out->negative, m->negative_percent);
	out->net = out->positive > out->deduction ? out->positive - out->deduction : 0;
}

/* ---- aspects and the whole -------------------------------------------------------------------------- */

static struct component part(bool withheld, int64_t net, uint32_t weight)
{
	return (struct component){ .state = withheld ? COMPONENT_NOT_APPLICABLE : COMPONENT_SCORED, .score = net, .weight = weight };
}

/* What a model weighs adds up to 100, so only how many parts apply is open. */
static bool compose(const struct component *parts, size_t count, int64_t *score)
{
	struct ratio shares[COMPONENTS_MAX];
	struct composition result;
	size_t at;

	REQUIRE(components_compose(parts, count, PERCENT_ALL, &result, shares, &at) == COMPOSE_OK);
	*score = result.score;
	return result.kind == COMPOSITION_SCORED;
}

static void fill_aspect(const struct making *m, const AppraisalAspect *aspect, const struct profile *p, AspectProfile *out)
{
	struct component parts[COMPONENTS_MAX];
	size_t count = 0;

	aspect_profile__init(out);
	out->aspect_id = aspect->aspect_id;
	for (size_t i = 0; i < m->model->n_indicators; i++) {
		const AppraisalIndicator *indicator = m->model->indicators[i];
		if (strcmp(indicator->aspect_id, aspect->aspect_id) == 0)
			parts[count++] = part(p->indicators[i].withheld, p->indicators[i].net, indicator->weight_percent);
	}
	out->withheld = !compose(parts, count, &out->net);
}

static uint32_t ballots_of(const AppraisalTallyRow *row)
{
	uint32_t ballots = 0;

	for (size_t i = 0; i < row->n_groups; i++)
		ballots += row->groups[i]->ballots;
	return ballots;
}

void profile_of(struct decision *d, const AppraisalModelRow *model, const char *poll_id, const char *cadre_id, uint32_t negative_percent,
		struct profile *out)
{
	const struct making m = { d, model, poll_id, cadre_id, negative_percent };
	struct component parts[APPRAISAL_ASPECTS_MAX];

	REQUIRE(model->n_indicators <= APPRAISAL_INDICATORS_MAX && model->n_aspects <= APPRAISAL_ASPECTS_MAX);
	for (size_t i = 0; i < model->n_indicators; i++) {
		out->indicator_list[i] = &out->indicators[i];
		fill_indicator(&m, model->indicators[i], &out->indicators[i]);
	}
	for (size_t i = 0; i < model->n_aspects; i++) {
		out->aspect_list[i] = &out->aspects[i];
		fill_aspect(&m, model->aspects[i], out, &out->aspects[i]);
		parts[i] = part(out->aspects[i].withheld, out->aspects[i].net, model->aspects[i]->weight_percent);
	}
	out->withheld = !compose(parts, model->n_aspects, &out->total);
	out->ballots = ballots_of(tally(&m, model->indicators[0]->indicator_id));
}
