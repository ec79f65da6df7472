/* An appraisal by a model: its form, profiles from released aggregates, what follows from them. */
#include "appraisal_lib.h"
#include "assessment/profile.h"

static const IndicatorProfile *indicator(const AppraisalProfiled *e, int at)
{
	return e->indicators[at];
}

TEST(the_form_comes_from_the_model)
{
	city("2026-03-02");
	draft_appraisal(model_in_force(), "h1");
	ACCEPTED();
	const PollForm *form = EMITTED(PollDrafted)->form;
	CHECK_INT(form->n_items, 27);
	CHECK_TEXT(form->items[0]->item_id, "i0");
	CHECK(!form->items[0]->negative);
	CHECK_TEXT(form->items[2]->item_id, "i0.n2");
	CHECK(form->items[2]->negative);
	CHECK(form->examples_reviewed);
	CHECK_TEXT(form->targets[0]->target_id, "h1");
	CHECK_TEXT(EMITTED(AppraisalDrafted)->poll_id, world_answer("poll_id"));
}

TEST(only_a_model_in_force_is_used_and_only_on_people_one_manages)
{
	static struct model_room r;

	city("2026-03-02");
	as_office();
	load(thirteen(&r));
	draft_appraisal(world_answer("model_id"), "h1");
	REFUSED(REFUSAL_APPRAISAL_MODEL_STATE);
	draft_appraisal("none", "h1");
	REFUSED(REFUSAL_APPRAISAL_MODEL_UNKNOWN);
	const char *model_id = model_in_force();
	draft_appraisal(model_id, "nobody");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	GIVEN(CadreRegistered, .cadre_id = "far", .unit_id = "u9", .authority = "150404");
	draft_appraisal(model_id, "far");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	CHECK_TEXT(world_violation(0), "OUTSIDE_AUTHORITY 1 cadre_ids");
}

TEST(a_profile_is_positive_less_its_share_of_negative)
{
	const char *id = appraisal_closed();

	/* 4 of 10 at weight 40 and 5 of 20 at weight 60: 31.00; of it 30 percent are 9.30 */
	told(&(struct told){ .poll_id = id, .score = 9000, .ballots_a = 10, .ballots_b = 20, .ticked_a = 4, .ticked_b = 5 });
	release(id);
	WHEN(ProfileAppraisal, .poll_id = id);
	ACCEPTED();
	const AppraisalProfiled *e = EMITTED(AppraisalProfiled);
	CHECK_TEXT(e->cadre_id, "h1");
	CHECK_INT(e->ballots, 30);
	CHECK_INT(indicator(e, 3)->positive, 9000);
	CHECK_INT(indicator(e, 3)->negative, 3100);
	CHECK_INT(indicator(e, 3)->deduction, 930);
	CHECK_INT(indicator(e, 3)->net, 8070);
	CHECK_INT(indicator(e, 4)->net, 9000);
	CHECK_INT(e->aspects[1]->net, 8628);              /* 40 % of 80.70, 60 % of 90.00 */
	CHECK_INT(e->total, 8926);                        /* 89.256 */
	CHECK(!EMITTED(WeaknessIdentified));
	CHECK_INT(EMITTED(AppraisalTalkProposed)->n_reasons, 1);
	CHECK_INT(EMITTED(AppraisalTalkProposed)->reasons[0], APPRAISAL_REASON_NEGATIVE);
	CHECK_INT(EMITTED(AppraisalConcluded)->talks, 1);
	CHECK_INT(appraisal_profile_find(world_state(), "h1", id)->total, 8926);
	WHEN(ProfileAppraisal, .poll_id = id);
	REFUSED(REFUSAL_APPRAISAL_PROFILED);
}

TEST(what_may_not_be_shown_shares_out_its_weight)
{
	const char *id = appraisal_closed();

	told(&(struct told){ .poll_id = id, .score = 8000, .ballots_a = 10, .ballots_b = 20, .hidden = "i3", .low = "i4" });
	release(id);
	WHEN(ProfileAppraisal, .poll_id = id);
	ACCEPTED();
	const AppraisalProfiled *e = EMITTED(AppraisalProfiled);
	CHECK(indicator(e, 3)->withheld);
	CHECK_INT(indicator(e, 3)->net, 0);
	CHECK_INT(e->aspects[1]->net, 6000);              /* 40.00 and 80.00, half each */
	CHECK_INT(e->total, 7600);
	CHECK(indicator(e, 4)->gap);
	CHECK(!indicator(e, 3)->gap);                     /* not known is not low */
	CHECK_INT(EMITTED(WeaknessIdentified)->n_capabilities, 1);
	CHECK_TEXT(EMITTED(WeaknessIdentified)->capabilities[0], "i4");
	CHECK_INT(EMITTED(AppraisalTalkProposed)->reasons[0], APPRAISAL_REASON_LOW_ASPECT);
}

TEST(hidden_ticks_are_none_and_are_said_to_be_hidden)
{
	const char *id = appraisal_closed();

	told(&(struct told){ .poll_id = id, .score = 8000, .ballots_a = 10, .ballots_b = 20, .hidden = "i3.n1", .ticked_a = 3 });
	release(id);
	WHEN(ProfileAppraisal, .poll_id = id);
	const AppraisalProfiled *e = EMITTED(AppraisalProfiled);
	CHECK(indicator(e, 3)->negative_withheld);
	CHECK_INT(indicator(e, 3)->net, 8000);
	CHECK(!indicator(e, 4)->negative_withheld);
	CHECK(!EMITTED(AppraisalTalkProposed));
}

TEST(a_net_is_never_below_zero_and_everything_low_is_said)
{
	const char *id = appraisal_closed();

	POLICY("APPRAISAL.NEGATIVE_PERCENT", "100", "percent");
	told(&(struct told){ .poll_id = id, .score = 5000, .ballots_a = 10, .ballots_b = 20, .ticked_a = 10, .ticked_b = 20 });
	release(id);
	WHEN(ProfileAppraisal, .poll_id = id);
	const AppraisalProfiled *e = EMITTED(AppraisalProfiled);
	CHECK_INT(indicator(e, 3)->negative, 10000);
	CHECK_INT(indicator(e, 3)->net, 0);
	CHECK_INT(EMITTED(WeaknessIdentified)->n_capabilities, INDICATORS);
	CHECK_INT(EMITTED(AppraisalTalkProposed)->n_reasons, 3);
}

TEST(no_profile_before_the_release_of_a_valid_evaluation)
{
	const char *id = appraisal_closed();

	WHEN(ProfileAppraisal, .poll_id = "none");
	REFUSED(REFUSAL_APPRAISAL_UNKNOWN);
	told(&(struct told){ .poll_id = id, .score = 8000, .ballots_a = 10, .ballots_b = 20 });
	WHEN(ProfileAppraisal, .poll_id = id);
	REFUSED(REFUSAL_APPRAISAL_NOT_RELEASED);
	release(id);
	ACTOR("org.assessment", "150404");
	WHEN(ProfileAppraisal, .poll_id = id);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST(an_evaluation_too_few_came_to_gives_none)
{
	const char *id = appraisal_closed();

	GIVEN(PollTallied, .poll_id = id, .valid = false, .ballots = 3);
	release(id);
	WHEN(ProfileAppraisal, .poll_id = id);
	REFUSED(REFUSAL_APPRAISAL_INVALID);
}

TEST(a_profile_takes_enough_ballots_and_the_floor_stands)
{
	const char *id = appraisal_closed();

	told(&(struct told){ .poll_id = id, .score = 8000, .ballots_a = 2, .ballots_b = 5 });
	release(id);
	WHEN(ProfileAppraisal, .poll_id = id);
	REFUSED(REFUSAL_APPRAISAL_BALLOTS_FEW);
	POLICY("APPRAISAL.BALLOTS_MIN", "7", "number");
	WHEN(ProfileAppraisal, .poll_id = id);
	ACCEPTED();
	id = appraisal_closed();
	POLICY("APPRAISAL.BALLOTS_MIN", "1", "number");
	told(&(struct told){ .poll_id = id, .score = 8000, .ballots_a = 2, .ballots_b = 2 });
	release(id);
	WHEN(ProfileAppraisal, .poll_id = id);
	REFUSED(REFUSAL_APPRAISAL_BALLOTS_FEW);
}

TEST(tallies_of_other_evaluations_are_not_kept)
{
	city("2026-03-02");
	GIVEN(ItemTallied, .poll_id = "p9", .target_id = "h1", .item_id = "i0");
	CHECK(!appraisal_tally_find(world_state(), "p9", "h1", "i0"));
}

TEST(shares_are_exact_to_the_one_rounding)
{
	struct ticks thirds[] = { { 1, 3, 50 }, { 2, 3, 50 } }, none[1] = { { 0 } };
	struct ticks most[6];

	CHECK_INT(ticks_share(thirds, 2), 5000);
	CHECK_INT(ticks_share(thirds, 1), 3333);
	CHECK_INT(ticks_share(thirds + 1, 1), 6667);
	CHECK_INT(ticks_share(none, 1), 0);
	CHECK_INT(ticks_share(none, 0), 0);
	thirds[0].ticked = 7;                             /* more statements than one, ticked by the same voters */
	CHECK_INT(ticks_share(thirds, 1), 10000);
	for (int i = 0; i < 6; i++)
		most[i] = (struct ticks){ 99999, 100000, 16 };
	CHECK_INT(ticks_share(most, 6), 10000);           /* 9999.9 */
	for (int i = 0; i < 6; i++)
		most[i].ticked = 27u * 100000u;
	CHECK_INT(ticks_share(most, 6), 10000);
}
TEST_MAIN()
