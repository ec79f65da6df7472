/* A model of five aspects and thirteen indicators, and an appraisal of two heads by it, up to its release. */
#ifndef TESTS_APPRAISAL_LIB_H
#define TESTS_APPRAISAL_LIB_H

#include "assessment_lib.h"
#include "evaluation_lib.h"

#define ASPECTS 5
#define INDICATORS 13

/* Take it and change what the test is about. Indicators i0..i2 are of a0, i3..i5 of a1, i6..i8 of a2, i9 and i10 of a3, the rest of
 * a4; i0 has two negative statements, the others one. */
struct model_room {
	LoadAppraisalModel model;
	AppraisalAspect aspects[ASPECTS], *aspect_list[ASPECTS];
	AppraisalIndicator indicators[INDICATORS], *indicator_list[INDICATORS];
	AppraisalNegative negatives[INDICATORS][2], *negative_list[INDICATORS][2];
};

static inline LoadAppraisalModel *thirteen(struct model_room *r)
{
	static const char *const aspect_ids[] = { "a0", "a1", "a2", "a3", "a4" };
	static const char *const ids[] = { "i0", "i1", "i2", "i3", "i4", "i5", "i6", "i7", "i8", "i9", "i10", "i11", "i12" };
	static const char *positives[] = { "主动揽责" };

	load_appraisal_model__init(&r->model);
	for (int i = 0; i < ASPECTS; i++) {
		r->aspect_list[i] = &r->aspects[i];
		appraisal_aspect__init(&r->aspects[i]);
		r->aspects[i].aspect_id = r->aspects[i].title = aspect_ids[i];
		r->aspects[i].weight_percent = 20;
	}
	for (int i = 0; i < INDICATORS; i++) {
		AppraisalIndicator *one = r->indicator_list[i] = &r->indicators[i];
		appraisal_indicator__init(one);
		one->indicator_id = one->title = ids[i];
		one->capability = ids[i];
		one->aspect_id = i < 9 ? aspect_ids[i / 3] : aspect_ids[3 + (i - 9) / 2];
		one->weight_percent = i >= 9 ? 50 : i % 3 ? 30 : 40;
		one->n_positives = 1;
		one->positives = positives;
		for (int k = 0; k < 2; k++) {
			r->negative_list[i][k] = &r->negatives[i][k];
			appraisal_negative__init(&r->negatives[i][k]);
			r->negatives[i][k].statement_id = k ? "n2" : "n1";
			r->negatives[i][k].text = "推诿扯皮";
		}
		one->n_negatives = i ? 1 : 2;
		one->negatives = r->negative_list[i];
	}
	r->model.title = "测评模型";
	r->model.n_aspects = ASPECTS;
	r->model.aspects = r->aspect_list;
	r->model.n_indicators = INDICATORS;
	r->model.indicators = r->indicator_list;
	return &r->model;
}

static inline void load(const LoadAppraisalModel *model)
{
	WHEN(LoadAppraisalModel, .title = model->title, .n_aspects = model->n_aspects, .aspects = model->aspects,
	     .n_indicators = model->n_indicators, .indicators = model->indicators);
}

static inline void as_head(void)
{
	ACTOR("org.head", CITY);
	ACCOUNT("head");
}

static inline void as_office(void)
{
	ACTOR("org.assessment", CITY);
	ACCOUNT("office");
}

/* The model is in force; its id. */
static inline const char *model_in_force(void)
{
	static struct model_room room;
	static char model_id[65];

	as_office();
	load(thirteen(&room));
	ACCEPTED();
	snprintf(model_id, sizeof model_id, "%s", world_answer("model_id"));
	as_head();
	WHEN(ApproveAppraisalModel, .model_id = model_id, .document = "批准1号");
	ACCEPTED();
	as_office();
	return model_id;
}

static inline void draft_appraisal(const char *model_id, const char *cadre_id)
{
	static struct form_room room;
	const char *cadre_ids[] = { cadre_id };
	PollForm *form = small_form(&room);

	WHEN(DraftAppraisal, .model_id = model_id, .title = "行为特征测评", .n_options = form->n_options, .options = form->options,
	     .n_cadre_ids = 1, .cadre_ids = cadre_ids, .n_classes = form->n_classes, .classes = form->classes,
	     .opens_on = "2026-03-10", .closes_on = "2026-03-12");
}

/* Everything the box tells of h1: each indicator with that score, `ticked` of 30 ballots on the first statement of i3. Class A has 10
 * ballots and a weight of 40, B 20 and 60. */
struct told {
	const char *poll_id;
	int64_t score;
	uint32_t ticked_a, ticked_b, ballots_a, ballots_b;
	const char *hidden;         /* an item whose score and ticks may not be shown */
	const char *low;            /* an item with a score of 40.00 */
};

static inline void tell_item(const struct told *t, const char *item_id, bool ticks)
{
	TallyGroup groups[2], *list[] = { &groups[0], &groups[1] };
	bool hidden = t->hidden && strcmp(t->hidden, item_id) == 0, low = t->low && strcmp(t->low, item_id) == 0;

	for (int i = 0; i < 2; i++) {
		tally_group__init(&groups[i]);
		groups[i].weight_percent = i ? 60 : 40;
		groups[i].ballots = i ? t->ballots_b : t->ballots_a;
		groups[i].ticked = !ticks || hidden ? 0 : i ? t->ticked_b : t->ticked_a;
		groups[i].ticked_hidden = hidden;
		groups[i].mean_hidden = hidden;
	}
	GIVEN(ItemTallied, .poll_id = t->poll_id, .target_id = "h1", .item_id = item_id, .n_groups = 2, .groups = list,
	      .score_hidden = hidden, .score = hidden ? 0 : low ? 4000 : t->score);
}

static inline void told(const struct told *t)
{
	char id[16];

	for (int i = 0; i < INDICATORS; i++) {
		snprintf(id, sizeof id, "i%d", i);
		tell_item(t, id, false);
		snprintf(id, sizeof id, "i%d.n1", i);
		tell_item(t, id, i == 3);
	}
	tell_item(t, "i0.n2", false);
	GIVEN(PollTallied, .poll_id = t->poll_id, .valid = true, .ballots = t->ballots_a + t->ballots_b);
}

/* Voted and closed; the box has told nothing yet. */
static inline const char *appraisal_closed(void)
{
	static char poll_id[65];
	char id[3] = "v0";

	city("2026-03-02");
	draft_appraisal(model_in_force(), "h1");
	ACCEPTED();
	snprintf(poll_id, sizeof poll_id, "%s", world_answer("poll_id"));
	for (int i = 0; i < 6; i++) {
		id[1] = (char)('0' + i);
		cadre(id, "u2", false, false);
		voter(poll_id, id, i < 2 ? "A" : "B");
		ACCEPTED();
	}
	WHEN(PublishPoll, .poll_id = poll_id);
	ACTOR("ballot.issuer", CITY);
	register_keys(poll_id, 1, 2);
	ACCEPTED();
	TODAY("2026-03-13");
	as_office();
	return poll_id;
}

static inline void release(const char *poll_id)
{
	as_head();
	WHEN(ReleasePoll, .poll_id = poll_id);
	ACCEPTED();
	as_office();
}

#endif
