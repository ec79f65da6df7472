/* Recognition in an emergency: declared, recommended, verified, recognised. */
#include "frontline_lib.h"

TEST(an_emergency_has_begun_and_names_its_units_once)
{
	fieldwork("2026-03-02");
	declared();
	ACCEPTED();
	WHEN(DeclareFrontlineEvent, .title = "x", .kind = FRONTLINE_EVENT_KIND_EPIDEMIC, .domain = FRONTLINE_DOMAIN_EPIDEMIC,
	     .starts_on = "2026-03-03", .n_unit_ids = 1, .unit_ids = (const char *[]){ "u1" }, .document = "1");
	REFUSED(REFUSAL_DATE_FUTURE);
	WHEN(DeclareFrontlineEvent, .title = "x", .kind = FRONTLINE_EVENT_KIND_EPIDEMIC, .domain = FRONTLINE_DOMAIN_EPIDEMIC,
	     .starts_on = "2026-03-02", .n_unit_ids = 2, .unit_ids = (const char *[]){ "u1", "none" }, .document = "1");
	REFUSED(REFUSAL_UNIT_UNKNOWN);
	CHECK_TEXT(world_violation(0), "UNIT_UNKNOWN 2 unit_ids");
	WHEN(DeclareFrontlineEvent, .title = "x", .kind = FRONTLINE_EVENT_KIND_EPIDEMIC, .domain = FRONTLINE_DOMAIN_EPIDEMIC,
	     .starts_on = "2026-03-02", .n_unit_ids = 2, .unit_ids = (const char *[]){ "u1", "u1" }, .document = "1");
	REFUSED(REFUSAL_VALUE_DUPLICATE);
}

TEST(only_a_unit_at_that_front_recommends)
{
	const char *front;

	fieldwork("2026-03-02");
	front = declared();
	recommend_from("u3", front, "c");
	REFUSED(REFUSAL_RECOMMENDER_NOT_AT_FRONT);
	recommend_from("", front, "c");
	REFUSED(REFUSAL_RECOMMENDER_NOT_AT_FRONT);
	recommend_from("u11", front, "c");
	ACCEPTED();
	recommend_from("u1", front, "c");
	REFUSED(REFUSAL_RECOMMENDED_ALREADY);
	recommend_from("u1", "none", "c");
	REFUSED(REFUSAL_FRONTLINE_UNKNOWN);
	recommend_from("u1", front, "nobody");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
}

TEST(nobody_recommends_himself_or_without_evidence_or_across_authority)
{
	const char *front;

	fieldwork("2026-03-02");
	front = declared();
	ACTOR_CADRE("unit.party", CITY, "u1", "c");
	WHEN(RecommendFromFrontline, .frontline_id = front, .cadre_id = "c", .deed = LONG_TEXT, ONE_EVIDENCE);
	REFUSED(REFUSAL_SELF_DEALING);
	WHEN(RecommendFromFrontline, .frontline_id = front, .cadre_id = "peer", .deed = LONG_TEXT);
	REFUSED(REFUSAL_FINDING_EVIDENCE_MISSING);
	GIVEN(CadreRegistered, .cadre_id = "county", .unit_id = "u1", .authority = "150404");
	WHEN(RecommendFromFrontline, .frontline_id = front, .cadre_id = "county", .deed = LONG_TEXT, ONE_EVIDENCE);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST(whoever_is_under_a_bar_is_neither_recommended_nor_recognised)
{
	const char *id;

	fieldwork("2026-03-02");
	GIVEN(BarImposed, .bar_id = "b1", .cadre_id = "c", .ground = BAR_GROUND_MEASURE, .from_on = "2026-01-01", .until_on = "2026-03-02");
	recommended();
	REFUSED(REFUSAL_CADRE_BARRED);
	TODAY("2026-03-03");
	id = recommended();
	ACCEPTED();
	verify(id, true);
	GIVEN(BarImposed, .bar_id = "b2", .cadre_id = "c", .ground = BAR_GROUND_MEASURE, .from_on = "2026-03-03", .until_on = "2026-09-02");
	recognise(id, RECOGNITION_OUTCOME_NOTE, RECOGNITION_TRACK_UNSPECIFIED);
	REFUSED(REFUSAL_CADRE_BARRED);
}

TEST(recommendations_come_in_until_sixty_days_after_the_end)
{
	const char *front;

	fieldwork("2026-03-02");
	front = declared();
	TODAY("2026-03-10");
	WHEN(EndFrontlineEvent, .frontline_id = front, .ended_on = "2026-03-09");
	CHECK_TEXT(EMITTED(FrontlineEventEnded)->recommend_until, "2026-05-08");
	WHEN(EndFrontlineEvent, .frontline_id = front, .ended_on = "2026-03-09");
	REFUSED(REFUSAL_FRONTLINE_ENDED);
	TODAY("2026-05-08");
	recommend_from("u1", front, "c");
	ACCEPTED();
	TODAY("2026-05-09");
	CHECK_TEXT(EMITTED(FrontlineEventClosed)->closed_on, "2026-05-09");
	recommend_from("u1", front, "peer");
	REFUSED(REFUSAL_RECOMMENDED_LATE);
}

TEST(an_emergency_ends_between_its_beginning_and_today)
{
	const char *front;

	fieldwork("2026-03-02");
	front = declared();
	WHEN(EndFrontlineEvent, .frontline_id = front, .ended_on = "2026-03-03");
	REFUSED(REFUSAL_DATE_FUTURE);
	WHEN(EndFrontlineEvent, .frontline_id = front, .ended_on = "2026-02-28");
	REFUSED(REFUSAL_DATE_ORDER);
	WHEN(EndFrontlineEvent, .frontline_id = "none", .ended_on = "2026-03-02");
	REFUSED(REFUSAL_FRONTLINE_UNKNOWN);
	ACTOR("org.head", "150404");
	WHEN(EndFrontlineEvent, .frontline_id = front, .ended_on = "2026-03-02");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST(two_strangers_verify_the_deed)
{
	const char *id;

	fieldwork("2026-03-02");
	id = recommend_from("u11", declared(), "c");
	CHECK_TEXT(EMITTED(FrontlineRecommended)->verify_by, "2026-03-16");
	WHEN(VerifyFrontlineDeed, .recommendation_id = id, .n_verifier_ids = 1, .verifier_ids = (const char *[]){ "o1" },
	     .borne_out = true, .finding = "x", ONE_EVIDENCE);
	REFUSED(REFUSAL_OBSERVERS_TOO_FEW);
	person_of("below2", "路样二", "u11", POST_LEVEL_STAFF, false, false);
	person_of("c", "林样担", "u1", POST_LEVEL_COUNTY_DEPUTY, false, false);   /* leads nothing: no recusal by that */
	WHEN(VerifyFrontlineDeed, .recommendation_id = id, .n_verifier_ids = 2, .verifier_ids = (const char *[]){ "o1", "below2" },
	     .borne_out = true, .finding = "x", ONE_EVIDENCE);
	REFUSED(REFUSAL_VERIFIER_RECOMMENDED);
	WHEN(VerifyFrontlineDeed, .recommendation_id = id, .n_verifier_ids = 2, .verifier_ids = (const char *[]){ "o1", "peer" },
	     .borne_out = true, .finding = "x", ONE_EVIDENCE);
	REFUSED(REFUSAL_OBSERVER_SAME_UNIT);
	WHEN(VerifyFrontlineDeed, .recommendation_id = id, OBSERVERS(verifier_ids), .borne_out = true, .finding = "x");
	REFUSED(REFUSAL_FINDING_EVIDENCE_MISSING);
	verify("none", true);
	REFUSED(REFUSAL_RECOMMENDATION_UNKNOWN);
	verify(id, true);
	ACCEPTED();
	CHECK_TEXT(EMITTED(FrontlineDeedVerified)->decide_by, "2026-03-16");
	verify(id, true);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(the_recommender_does_not_verify)
{
	const char *id;

	fieldwork("2026-03-02");
	id = recommended();
	officer("party.1");
	verify(id, true);
	REFUSED(REFUSAL_FINDING_REVIEW_OWN);
}

TEST(a_refuted_deed_ends_there_and_may_be_recommended_anew)
{
	const char *id, *front;

	fieldwork("2026-03-02");
	front = declared();
	id = recommend_from("u1", front, "c");
	verify(id, false);
	CHECK(EMITTED(FrontlineDeedRefuted) != NULL);
	recognise(id, RECOGNITION_OUTCOME_NOTE, RECOGNITION_TRACK_UNSPECIFIED);
	REFUSED(REFUSAL_STATE_WRONG);
	recommend_from("u1", front, "c");
	ACCEPTED();
	CHECK(recommendation_find(world_state(), world_answer("recommendation_id"))->same_text_as[0] != '\0');
}

TEST(the_outcome_names_its_track_or_document)
{
	const char *id;

	fieldwork("2026-03-02");
	id = verified();
	recognise(id, RECOGNITION_OUTCOME_PROMOTE_TRACK, RECOGNITION_TRACK_UNSPECIFIED);
	REFUSED(REFUSAL_TRACK_REQUIRED);
	recognise(id, RECOGNITION_OUTCOME_NOTE, RECOGNITION_TRACK_RANK);
	REFUSED(REFUSAL_TRACK_REQUIRED);
	officer("head.1");
	WHEN(RecogniseFrontline, .recommendation_id = id, .outcome = RECOGNITION_OUTCOME_TIMELY_REWARD, .summary = "x");
	REFUSED(REFUSAL_REWARD_DOCUMENT_MISSING);
	recognise(id, RECOGNITION_OUTCOME_TIMELY_REWARD, RECOGNITION_TRACK_UNSPECIFIED);
	ACCEPTED();
	recognise(id, RECOGNITION_OUTCOME_NOTE, RECOGNITION_TRACK_UNSPECIFIED);
	REFUSED(REFUSAL_STATE_WRONG);
}

TEST(whoever_verified_does_not_recognise)
{
	const char *id;

	fieldwork("2026-03-02");
	id = verified();
	officer("cadre.1");
	WHEN(RecogniseFrontline, .recommendation_id = id, .outcome = RECOGNITION_OUTCOME_NOTE, .summary = "x");
	REFUSED(REFUSAL_FINDING_REVIEW_OWN);
	ACTOR_CADRE("org.deputy", CITY, "u2", "o1");
	ACCOUNT("deputy.2");
	WHEN(RecogniseFrontline, .recommendation_id = id, .outcome = RECOGNITION_OUTCOME_NOTE, .summary = "x");
	REFUSED(REFUSAL_FINDING_REVIEW_OWN);
}

TEST(the_recognition_says_what_reports_tell_apart)
{
	struct row_scan scan;
	const EvidenceRow *piece;
	const char *id;

	fieldwork("2026-03-02");
	GIVEN(CadreRegistered, .cadre_id = "c", .unit_id = "u1", .authority = CITY, .first_secretary = true);
	id = verified();
	recognise(id, RECOGNITION_OUTCOME_PROMOTE_TRACK, RECOGNITION_TRACK_PROMOTION);
	CHECK_INT(EMITTED(FrontlineRecognised)->outcome, RECOGNITION_OUTCOME_PROMOTE_TRACK);
	CHECK_INT(EMITTED(FrontlineRecognised)->track, RECOGNITION_TRACK_PROMOTION);
	CHECK_INT(EMITTED(FrontlineRecognised)->domain, FRONTLINE_DOMAIN_EPIDEMIC);
	CHECK_INT(EMITTED(FrontlineRecognised)->kind, FRONTLINE_EVENT_KIND_EPIDEMIC);
	CHECK(EMITTED(FrontlineRecognised)->first_secretary);
	scan = evidence_scan_1(world_state(), "c");
	piece = evidence_next(&scan);
	CHECK_INT(piece->source, SOURCE_KIND_FRONTLINE);
	CHECK_INT(piece->bearing, EVIDENCE_BEARING_POSITIVE);
	CHECK_TEXT(piece->origin, id);
}

TEST(the_recognised_are_closed_with_the_emergency)
{
	const char *front, *done, *waiting;

	fieldwork("2026-03-02");
	front = declared();
	done = recommend_from("u1", front, "c");
	verify(done, true);
	recognise(done, RECOGNITION_OUTCOME_NOTE, RECOGNITION_TRACK_UNSPECIFIED);
	waiting = recommend_from("u1", front, "peer");
	verify(waiting, true);
	officer("head.1");
	WHEN(EndFrontlineEvent, .frontline_id = front, .ended_on = "2026-03-02");
	TODAY("2026-06-01");
	CHECK_INT(recommendation_find(world_state(), done)->state, RECOMMENDATION_STATE_CLOSED);
	CHECK_INT(recommendation_find(world_state(), waiting)->state, RECOMMENDATION_STATE_VERIFIED);
	recognise(waiting, RECOGNITION_OUTCOME_NOTE, RECOGNITION_TRACK_UNSPECIFIED);
	CHECK_INT(recommendation_find(world_state(), waiting)->state, RECOMMENDATION_STATE_CLOSED);
}

TEST(late_verification_and_decision_are_shown)
{
	const char *id;

	fieldwork("2026-03-02");
	id = recommended();
	TODAY("2026-03-16");
	CHECK_INT(EMITTED_COUNT(FrontlineOverdue), 0);
	TODAY("2026-03-17");
	CHECK_INT(EMITTED(FrontlineOverdue)->waiting_for, RECOMMENDATION_STATE_VERIFIED);
	verify(id, true);
	CHECK(!recommendation_find(world_state(), id)->overdue);
	TODAY("2026-03-31");
	CHECK_INT(EMITTED_COUNT(FrontlineOverdue), 0);
	TODAY("2026-04-01");
	CHECK_INT(EMITTED(FrontlineOverdue)->waiting_for, RECOMMENDATION_STATE_RECOGNISED);
}

TEST_MAIN()
