/* What personnel does with those recognised at a front is noted with the recognition. */
#include "frontline_lib.h"

static const char *on_track(const char *cadre_id, RecognitionTrack track)
{
	const char *id = recommend_from("u1", declared(), cadre_id);

	verify(id, true);
	recognise(id, track ? RECOGNITION_OUTCOME_PROMOTE_TRACK : RECOGNITION_OUTCOME_NOTE, track);
	return id;
}

static void appointed_as(AppointmentKind kind, const char *on)
{
	GIVEN(Appointed, .appointment_id = "ap1", .cadre_id = "c", .kind = kind, .effective_on = on, .was_first_secretary = true,
	      .township_leadership = true);
}

TEST(an_appointment_is_noted_by_its_kind)
{
	static const struct {
		AppointmentKind kind;
		FrontlineUse use;
	} cases[] = {
		{ APPOINTMENT_KIND_PROMOTION, FRONTLINE_USE_PROMOTED },
		{ APPOINTMENT_KIND_TRANSFER_IN, FRONTLINE_USE_TRANSFERRED_IN },
		{ APPOINTMENT_KIND_FURTHER_USE, FRONTLINE_USE_FURTHER_USED },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		fieldwork("2026-03-02");
		const char *id = on_track("c", RECOGNITION_TRACK_PROMOTION);
		appointed_as(cases[i].kind, "2026-03-02");
		CHECK_INT(EMITTED(FrontlineUsed)->use, cases[i].use);
		CHECK(EMITTED(FrontlineUsed)->first_secretary);
		CHECK_TEXT(EMITTED(FrontlineUsed)->origin, "ap1");
		CHECK_INT(recommendation_find(world_state(), id)->use, cases[i].use);
	}
}

TEST(a_rank_is_noted_as_a_rank)
{
	fieldwork("2026-03-02");
	on_track("c", RECOGNITION_TRACK_RANK);
	GIVEN(RankPromoted, .rank_case_id = "r1", .cadre_id = "c", .effective_on = "2026-03-02");
	CHECK_INT(EMITTED(FrontlineUsed)->use, FRONTLINE_USE_RANK_PROMOTED);
	CHECK(!EMITTED(FrontlineUsed)->first_secretary);
}

TEST(lateral_moves_earlier_ones_and_others_are_no_use)
{
	fieldwork("2026-03-02");
	on_track("c", RECOGNITION_TRACK_PROMOTION);
	appointed_as(APPOINTMENT_KIND_LATERAL, "2026-03-02");
	CHECK_INT(EMITTED_COUNT(FrontlineUsed), 0);
	appointed_as(APPOINTMENT_KIND_RESETTLEMENT, "2026-03-02");
	CHECK_INT(EMITTED_COUNT(FrontlineUsed), 0);
	appointed_as(APPOINTMENT_KIND_PROMOTION, "2026-03-01");     /* the day before the recognition */
	CHECK_INT(EMITTED_COUNT(FrontlineUsed), 0);
	GIVEN(RankPromoted, .rank_case_id = "r1", .cadre_id = "peer", .effective_on = "2026-03-02");
	CHECK_INT(EMITTED_COUNT(FrontlineUsed), 0);
}

TEST(a_note_is_no_track)
{
	fieldwork("2026-03-02");
	on_track("c", RECOGNITION_TRACK_UNSPECIFIED);
	appointed_as(APPOINTMENT_KIND_PROMOTION, "2026-03-02");
	CHECK_INT(EMITTED_COUNT(FrontlineUsed), 0);
}

TEST(one_recognition_is_used_once)
{
	fieldwork("2026-03-02");
	on_track("c", RECOGNITION_TRACK_PROMOTION);
	appointed_as(APPOINTMENT_KIND_PROMOTION, "2026-03-02");
	CHECK_INT(EMITTED_COUNT(FrontlineUsed), 1);
	GIVEN(RankPromoted, .rank_case_id = "r1", .cadre_id = "c", .effective_on = "2026-03-02");
	CHECK_INT(EMITTED_COUNT(FrontlineUsed), 0);
}

TEST_MAIN()
