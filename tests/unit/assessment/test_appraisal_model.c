/* The model of a behaviour appraisal is data, and the rule says how much of it. */
#include "appraisal_lib.h"

static struct model_room r;

TEST(five_aspects_and_thirteen_indicators_are_a_model)
{
	city("2026-03-02");
	as_office();
	load(thirteen(&r));
	ACCEPTED();
	CHECK_INT(EMITTED(AppraisalModelLoaded)->version, 1);
	load(thirteen(&r));
	ACCEPTED();
	CHECK_INT(EMITTED(AppraisalModelLoaded)->version, 2);
}

TEST(another_count_is_refused)
{
	city("2026-03-02");
	as_office();
	thirteen(&r)->n_indicators = 12;
	load(&r.model);
	REFUSED(REFUSAL_APPRAISAL_INDICATORS);
	AT_FIELD("indicators");
	thirteen(&r)->n_aspects = 4;
	load(&r.model);
	REFUSED(REFUSAL_APPRAISAL_ASPECTS);
	POLICY("APPRAISAL.INDICATORS", "12", "number");
	thirteen(&r)->n_indicators = 12;
	r.indicators[11].weight_percent = 100;      /* a4 has one left */
	load(&r.model);
	ACCEPTED();
}

TEST(weights_add_up_in_the_whole_and_in_every_aspect)
{
	city("2026-03-02");
	as_office();
	thirteen(&r);
	r.aspects[4].weight_percent = 21;
	load(&r.model);
	REFUSED(REFUSAL_APPRAISAL_WEIGHTS);
	thirteen(&r);
	r.indicators[4].weight_percent = 31;
	load(&r.model);
	REFUSED(REFUSAL_APPRAISAL_WEIGHTS);
	CHECK_TEXT(world_violation(0), "APPRAISAL_WEIGHTS 2 aspects");
}

TEST(every_aspect_has_an_indicator_and_every_indicator_an_aspect)
{
	city("2026-03-02");
	as_office();
	thirteen(&r);
	r.indicators[11].aspect_id = r.indicators[12].aspect_id = "a3";
	load(&r.model);
	REFUSED(REFUSAL_APPRAISAL_WEIGHTS);
	CHECK_TEXT(world_violation(1), "APPRAISAL_ASPECT_EMPTY 5 aspects");
	thirteen(&r);
	r.indicators[7].aspect_id = "a9";
	load(&r.model);
	REFUSED(REFUSAL_APPRAISAL_ASPECT_UNKNOWN);
}

TEST(no_two_items_of_the_form_have_one_id)
{
	city("2026-03-02");
	as_office();
	thirteen(&r);
	r.indicators[5].indicator_id = "i4";
	load(&r.model);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	CHECK_TEXT(world_violation(0), "VALUE_DUPLICATE 6 indicators");
	thirteen(&r);
	r.negatives[0][1].statement_id = "n1";
	load(&r.model);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
	thirteen(&r);
	r.indicators[5].indicator_id = "i0.n1";     /* a statement of i0 is called so */
	load(&r.model);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
}

TEST(both_sides_are_stated_and_fit_a_ballot)
{
	static AppraisalNegative more[INDICATORS][6], *more_list[INDICATORS][6];
	static const char *const ids[] = { "s1", "s2", "s3", "s4", "s5", "s6" };

	city("2026-03-02");
	as_office();
	thirteen(&r);
	r.indicators[3].n_negatives = 0;
	load(&r.model);
	REFUSED(REFUSAL_FIELD_REQUIRED);
	thirteen(&r);
	r.indicators[3].n_positives = 0;
	load(&r.model);
	REFUSED(REFUSAL_FIELD_REQUIRED);
	thirteen(&r);
	for (int i = 0; i < INDICATORS; i++) {
		for (int k = 0; k < 6; k++) {
			more_list[i][k] = &more[i][k];
			appraisal_negative__init(&more[i][k]);
			more[i][k].statement_id = ids[k];
			more[i][k].text = "推诿";
		}
		r.indicators[i].n_negatives = i == 0 ? 3 : 2;
		r.indicators[i].negatives = more_list[i];
	}
	load(&r.model);                             /* 13 + 27: the longest ballot */
	ACCEPTED();
	r.indicators[1].n_negatives = 3;
	load(&r.model);
	REFUSED(REFUSAL_APPRAISAL_FORM_LONG);
}

TEST(another_person_approves_and_the_version_before_is_replaced)
{
	city("2026-03-02");
	as_office();
	load(thirteen(&r));
	const char *first = "", *second;
	char ids[2][65];
	snprintf(ids[0], sizeof ids[0], "%s", world_answer("model_id"));
	first = ids[0];
	ACTOR("org.head", CITY);
	ACCOUNT("office");
	WHEN(ApproveAppraisalModel, .model_id = first, .document = "1号");
	REFUSED(REFUSAL_APPRAISAL_MODEL_OWN);
	ACTOR("org.head", "150404");
	WHEN(ApproveAppraisalModel, .model_id = first, .document = "1号");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	as_head();
	WHEN(ApproveAppraisalModel, .model_id = first, .document = "1号");
	ACCEPTED();
	WHEN(ApproveAppraisalModel, .model_id = first, .document = "1号");
	REFUSED(REFUSAL_APPRAISAL_MODEL_APPROVED);
	as_office();
	load(thirteen(&r));
	snprintf(ids[1], sizeof ids[1], "%s", world_answer("model_id"));
	second = ids[1];
	as_head();
	WHEN(ApproveAppraisalModel, .model_id = second, .document = "2号");
	ACCEPTED();
	CHECK_TEXT(EMITTED(AppraisalModelApproved)->replaces, first);
	CHECK_INT(appraisal_model_find(world_state(), first)->state, APPRAISAL_MODEL_STATE_REPLACED);
	WHEN(ApproveAppraisalModel, .model_id = "none", .document = "2号");
	REFUSED(REFUSAL_APPRAISAL_MODEL_UNKNOWN);
}
TEST_MAIN()
