/* Every figure of the report: what counts, what does not, when, where, and once or several times. */
#include "projection_lib.h"

/* ---- training ------------------------------------------------------------------------------------- */

static void completed(const char *class_id, const char *cadre_id, ClassKind kind, VenueKind venue, const char *on)
{
	GIVEN(TrainingCompleted, .class_id = class_id, .cadre_id = cadre_id, .kind = kind, .venue = venue, .completed_on = on,
	      .hours = 40);
}

TEST(people_at_the_party_school_are_counted_once_theory_by_person_and_class)
{
	prefecture("2026-06-01");
	completed("k1", "c1", CLASS_KIND_THEORY, VENUE_KIND_PARTY_SCHOOL, "2026-03-01");
	completed("k2", "c1", CLASS_KIND_THEORY, VENUE_KIND_PARTY_SCHOOL, "2026-04-01");
	completed("k2", "c2", CLASS_KIND_THEORY, VENUE_KIND_PARTY_SCHOOL, "2026-04-01");
	completed("k3", "c3", CLASS_KIND_THEORY, VENUE_KIND_ONLINE, "2026-04-01");
	CHECK_INT(value_of("M01"), 2);   /* c1 twice is one person; c3 was not at the school */
	CHECK_INT(value_of("M02"), 4);   /* wherever it was */
	CHECK_INT(counted("M01", "2026-01-01", "2027-01-01", "", "").rows, 3);
	CHECK_INT(value_of("M03"), 0);
	CHECK_INT(value_of("M04"), 0);
}

TEST(special_classes_are_counted_as_classes_and_as_person_times)
{
	prefecture("2026-06-01");
	completed("k1", "c1", CLASS_KIND_SPECIAL, VENUE_KIND_PARTY_SCHOOL, "2026-03-01");
	completed("k1", "c2", CLASS_KIND_SPECIAL, VENUE_KIND_PARTY_SCHOOL, "2026-03-01");
	completed("k2", "c1", CLASS_KIND_SPECIAL, VENUE_KIND_OTHER, "2026-04-01");
	CHECK_INT(value_of("M03"), 2);
	CHECK_INT(value_of("M04"), 3);
	CHECK_INT(value_of("M01"), 2);   /* a special class at the school is training at the school */
	CHECK_INT(value_of("M02"), 0);   /* but not theory */
}

static void dispatched(const char *id, const char *cadre_id, DispatchProgramme programme)
{
	GIVEN(Dispatched, .dispatch_id = id, .cadre_id = cadre_id, .programme = programme, .starts_on = "2026-05-01");
}

TEST(each_dispatch_programme_has_its_figure)
{
	prefecture("2026-06-01");
	dispatched("d1", "c1", DISPATCH_PROGRAMME_ASSIST);
	dispatched("d2", "c2", DISPATCH_PROGRAMME_CAPITAL);
	dispatched("d3", "c3", DISPATCH_PROGRAMME_CAPITAL);
	dispatched("d4", "c3", DISPATCH_PROGRAMME_INVESTMENT);
	dispatched("d5", "c3", DISPATCH_PROGRAMME_INVESTMENT);
	dispatched("d6", "c4", DISPATCH_PROGRAMME_UNSPECIFIED);
	CHECK_INT(value_of("M05"), 1);
	CHECK_INT(value_of("M06"), 2);
	CHECK_INT(value_of("M07"), 1);   /* c3 went twice */
}

TEST(call_ups_count_people_on_the_day_of_the_decision)
{
	prefecture("2026-06-01");
	GIVEN(CalledUp, .call_up_id = "cu1", .cadre_id = "c1", .start_by = "2027-01-10");
	GIVEN(CalledUp, .call_up_id = "cu2", .cadre_id = "c1", .start_by = "2027-01-10");
	GIVEN(CalledUp, .call_up_id = "cu3", .cadre_id = "c2", .start_by = "2027-01-10");
	CHECK_INT(value_of("W05"), 2);
	CHECK_INT(counted("W05", "2026-06-01", "2026-06-02", "", "").rows, 3);
	CHECK_INT(counted("W05", "2026-06-02", "2028-01-01", "", "").rows, 0);
}

/* ---- selection ------------------------------------------------------------------------------------ */

TEST(the_epidemic_mechanism_is_told_apart_by_kind)
{
	prefecture("2026-06-01");
	GIVEN(Appointed, .appointment_id = "a1", .cadre_id = "c1", .kind = APPOINTMENT_KIND_PROMOTION,
	      .ground = APPOINTMENT_GROUND_EPIDEMIC_MECHANISM, .effective_on = "2026-05-01");
	GIVEN(Appointed, .appointment_id = "a2", .cadre_id = "c2", .kind = APPOINTMENT_KIND_TRANSFER_IN,
	      .ground = APPOINTMENT_GROUND_EPIDEMIC_MECHANISM, .effective_on = "2026-05-01");
	GIVEN(Appointed, .appointment_id = "a3", .cadre_id = "c3", .kind = APPOINTMENT_KIND_FURTHER_USE,
	      .ground = APPOINTMENT_GROUND_EPIDEMIC_MECHANISM, .effective_on = "2026-05-01");
	GIVEN(Appointed, .appointment_id = "a4", .cadre_id = "c4", .kind = APPOINTMENT_KIND_FURTHER_USE,
	      .ground = APPOINTMENT_GROUND_EPIDEMIC_MECHANISM, .effective_on = "2026-05-01");
	CHECK_INT(value_of("M08"), 4);
	CHECK_INT(value_of("M08a"), 1);
	CHECK_INT(value_of("M08b"), 1);
	CHECK_INT(value_of("M08c"), 2);
	CHECK_INT(value_of("M09"), 0);   /* no domain was named */
	CHECK_INT(value_of("M14"), 0);
}

TEST(lateral_moves_and_resettlements_count_nowhere)
{
	static const char *const all[] = { "M08", "M08a", "M08b", "M08c", "M09", "M10", "M14" };
	static const AppointmentKind kinds[] = { APPOINTMENT_KIND_LATERAL, APPOINTMENT_KIND_RESETTLEMENT };

	prefecture("2026-06-01");
	for (size_t i = 0; i < 2; i++)
		for (size_t k = 0; k < 2; k++)
			GIVEN(Appointed, .appointment_id = "a1", .cadre_id = "c1", .kind = kinds[i],
			      .ground = k ? APPOINTMENT_GROUND_EPIDEMIC_MECHANISM : APPOINTMENT_GROUND_ASSESSMENT_RESULT,
			      .domain = FRONTLINE_DOMAIN_EPIDEMIC, .was_first_secretary = true, .township_leadership = true,
			      .effective_on = "2026-05-01");
	for (size_t i = 0; i < sizeof all / sizeof all[0]; i++)
		CHECK_INT(counted(all[i], "1900-01-01", "2200-01-01", "", "").rows, 0);
}

TEST(frontline_means_epidemic_and_rural_revitalisation)
{
	static const FrontlineDomain domains[] = { FRONTLINE_DOMAIN_EPIDEMIC, FRONTLINE_DOMAIN_RURAL, FRONTLINE_DOMAIN_INVESTMENT,
						   FRONTLINE_DOMAIN_PETITION, FRONTLINE_DOMAIN_NONE };
	static const char *const people[] = { "c1", "c2", "c3", "c4", "c5" };

	prefecture("2026-06-01");
	for (size_t i = 0; i < 5; i++)
		GIVEN(Appointed, .appointment_id = people[i], .cadre_id = people[i], .kind = APPOINTMENT_KIND_PROMOTION,
		      .ground = APPOINTMENT_GROUND_SPECIAL_LIST, .domain = domains[i], .effective_on = "2026-05-01");
	CHECK_INT(value_of("M09"), 2);
	CHECK_INT(value_of("M08"), 0);
}

TEST(a_first_secretary_counts_when_the_new_post_leads_a_township)
{
	prefecture("2026-06-01");
	GIVEN(Appointed, .appointment_id = "a1", .cadre_id = "c1", .kind = APPOINTMENT_KIND_PROMOTION,
	      .was_first_secretary = true, .township_leadership = true, .effective_on = "2026-05-01");
	GIVEN(Appointed, .appointment_id = "a2", .cadre_id = "c2", .kind = APPOINTMENT_KIND_PROMOTION,
	      .was_first_secretary = true, .effective_on = "2026-05-01");
	GIVEN(Appointed, .appointment_id = "a3", .cadre_id = "c3", .kind = APPOINTMENT_KIND_PROMOTION,
	      .township_leadership = true, .effective_on = "2026-05-01");
	CHECK_INT(value_of("M10"), 1);
}

TEST(results_of_the_assessment_promote)
{
	prefecture("2026-06-01");
	GIVEN(Appointed, .appointment_id = "a1", .cadre_id = "c1", .kind = APPOINTMENT_KIND_PROMOTION,
	      .ground = APPOINTMENT_GROUND_ASSESSMENT_RESULT, .effective_on = "2026-05-01");
	GIVEN(Appointed, .appointment_id = "a2", .cadre_id = "c1", .kind = APPOINTMENT_KIND_FURTHER_USE,
	      .ground = APPOINTMENT_GROUND_ASSESSMENT_RESULT, .effective_on = "2026-05-20");
	CHECK_INT(value_of("M14"), 1);
	CHECK_INT(counted("M14", "2026-01-01", "2027-01-01", "", "").rows, 2);
}

TEST(ranks_count_when_the_pool_gave_the_place)
{
	prefecture("2026-06-01");
	GIVEN(RankPromoted, .rank_case_id = "r1", .cadre_id = "c1", .rank = RANK_CONSULTANT_4, .quota_source = QUOTA_SOURCE_POOL,
	      .effective_on = "2026-05-01");
	GIVEN(RankPromoted, .rank_case_id = "r2", .cadre_id = "c2", .rank = RANK_CONSULTANT_4, .quota_source = QUOTA_SOURCE_UNIT,
	      .effective_on = "2026-05-01");
	CHECK_INT(value_of("M11"), 1);
}

TEST(adjustments_count_people)
{
	prefecture("2026-06-01");
	GIVEN(Adjusted, .adjustment_id = "j1", .cadre_id = "c1", .adjusted_on = "2026-05-01");
	GIVEN(Adjusted, .adjustment_id = "j2", .cadre_id = "c3", .adjusted_on = "2026-05-01");
	CHECK_INT(value_of("M12"), 2);
}

/* ---- assessment ----------------------------------------------------------------------------------- */

TEST(interviews_count_people_and_teams)
{
	prefecture("2026-06-01");
	GIVEN(Interviewed, .interview_id = "i1", .unit_id = "u-02-1", .cadre_id = "c1", .held_on = "2026-05-01");
	GIVEN(Interviewed, .interview_id = "i2", .unit_id = "u-02-1", .cadre_id = "c2", .held_on = "2026-05-01");
	GIVEN(Interviewed, .interview_id = "i3", .unit_id = "u-04-1", .cadre_id = "c3", .held_on = "2026-05-01");
	GIVEN(Interviewed, .interview_id = "i4", .unit_id = "u-04-1", .cadre_id = "c3", .held_on = "2026-05-20");
	CHECK_INT(value_of("M15"), 3);
	CHECK_INT(value_of("M15u"), 2);
}

TEST(a_published_inspection_counts_where_it_was_published)
{
	prefecture("2026-06-01");
	GIVEN(InspectionPublished, .inspection_id = "q1", .quarter = "2026Q1", .published_on = "2026-04-10",
	      .weight_percent = 25);
	GIVEN(InspectionPublished, .inspection_id = "q2", .quarter = "2026Q2", .published_on = "2026-05-31",
	      .weight_percent = 20);
	CHECK_INT(value_of("Q01"), 2);
	CHECK_INT(value_of("Q02"), 20); /* the weight of the latest */
	CHECK_INT(value_in("Q01", "150400"), 2);
	CHECK_INT(value_in("Q01", "150402"), 0);
}

TEST(the_weight_of_inspections_is_that_of_the_latest_one)
{
	prefecture("2026-06-01");
	GIVEN(InspectionPublished, .inspection_id = "q2", .quarter = "2026Q2", .published_on = "2026-05-31", .weight_percent = 20);
	GIVEN(InspectionPublished, .inspection_id = "q1", .quarter = "2026Q1", .published_on = "2026-04-10", .weight_percent = 15);
	CHECK_INT(value_of("Q02"), 20);   /* by day, not by arrival */
	CHECK_INT(counted("Q02", "2026-04-01", "2026-05-01", "", "").value, 15);
	CHECK_INT(counted("Q02", "2025-01-01", "2026-01-01", "", "").value, 0);
}

/* ---- accountability, care, recognition ------------------------------------------------------------ */

TEST(clearing_counts_people_and_cases)
{
	prefecture("2026-06-01");
	GIVEN(Cleared, .clearing_id = "l1", .cadre_id = "c1", .cleared_on = "2026-05-01", .report_id = "r1");
	GIVEN(Cleared, .clearing_id = "l2", .cadre_id = "c1", .cleared_on = "2026-05-01", .report_id = "r2");
	GIVEN(Cleared, .clearing_id = "l3", .cadre_id = "c2", .cleared_on = "2026-05-02", .report_id = "r1");
	CHECK_INT(value_of("M16"), 2);
	CHECK_INT(value_of("M16r"), 3);
}

TEST(talks_count_as_held_and_as_people_reached)
{
	prefecture("2026-06-01");
	GIVEN(TalkHeld, .talk_id = "t1", .cadre_id = "c1", .held_on = "2026-05-01");
	GIVEN(TalkHeld, .talk_id = "t2", .cadre_id = "c1", .held_on = "2026-05-01");
	GIVEN(TalkHeld, .talk_id = "t3", .cadre_id = "c2", .held_on = "2026-05-01");
	CHECK_INT(value_of("M17"), 3);
	CHECK_INT(value_of("M17p"), 2);
}

TEST(claims_and_awards_count_people)
{
	prefecture("2026-06-01");
	GIVEN(ClaimPaid, .claim_id = "x1", .cadre_id = "c5", .amount_fen = 100, .paid_on = "2026-05-01", .month = "2026-04");
	GIVEN(ClaimPaid, .claim_id = "x2", .cadre_id = "c5", .amount_fen = 100, .paid_on = "2026-05-01", .month = "2026-03");
	GIVEN(AwardGranted, .award_id = "w1", .cadre_id = "c4", .year = 2025, .granted_on = "2026-05-01");
	CHECK_INT(value_of("M18"), 1);
	CHECK_INT(value_of("M19"), 1);
}

TEST(warnings_measures_and_observations_count_people)
{
	prefecture("2026-06-01");
	GIVEN(WarningRaised, .warning_id = "w1", .cadre_id = "c1", .level = 1);
	GIVEN(WarningRaised, .warning_id = "w2", .cadre_id = "c1", .level = 2);
	GIVEN(MeasureIssued, .measure_id = "m1", .cadre_id = "c1", .kind = MEASURE_KIND_ADMONITION, .issued_on = "2026-05-01");
	GIVEN(MeasureIssued, .measure_id = "m2", .cadre_id = "c2", .kind = MEASURE_KIND_CRITICISM, .issued_on = "2026-05-01");
	GIVEN(ObservationEnrolled, .observation_id = "o1", .cadre_id = "c1", .enrolled_on = "2026-05-01");
	GIVEN(ObservationEnrolled, .observation_id = "o2", .cadre_id = "c2", .enrolled_on = "2026-05-01");
	GIVEN(ObservationConcluded, .observation_id = "o1", .cadre_id = "c1", .concluded_on = "2026-05-30");
	CHECK_INT(value_of("W01"), 1);
	CHECK_INT(value_of("W02"), 2);
	CHECK_INT(value_of("W03"), 2);
	CHECK_INT(value_of("W04"), 1);
}

/* ---- scope ---------------------------------------------------------------------------------------- */

TEST(a_period_takes_its_first_day_in_and_leaves_its_last_bound_out)
{
	prefecture("2026-06-01");
	GIVEN(TalkHeld, .talk_id = "t0", .cadre_id = "c1", .held_on = "2025-12-31");
	GIVEN(TalkHeld, .talk_id = "t1", .cadre_id = "c1", .held_on = "2026-01-01");
	GIVEN(TalkHeld, .talk_id = "t2", .cadre_id = "c1", .held_on = "2026-03-31");
	GIVEN(TalkHeld, .talk_id = "t3", .cadre_id = "c1", .held_on = "2026-04-01");
	CHECK_INT(counted("M17", "2026-01-01", "2026-04-01", "", "").value, 2);
	CHECK_INT(counted("M17", "2026-01-02", "2026-04-01", "", "").value, 1);
	CHECK_INT(counted("M17", "2026-01-01", "2026-04-02", "", "").value, 3);
	CHECK_INT(counted("M17", "2026-01-01", "2026-01-02", "", "").value, 1);
	CHECK_INT(counted("M17", "2025-12-31", "2026-01-01", "", "").value, 1);
	CHECK_INT(counted("M17", "1900-01-01", "2200-01-01", "", "").value, 4);
}

static void a_talk_with_everyone(void)
{
	static const char *const people[] = { "c1", "c2", "c3", "c4", "c5" };

	for (size_t i = 0; i < 5; i++)
		GIVEN(TalkHeld, .talk_id = people[i], .cadre_id = people[i], .held_on = "2026-05-01");
}

TEST(a_city_covers_its_counties_and_a_county_itself)
{
	prefecture("2026-06-01");
	a_talk_with_everyone();
	CHECK_INT(value_in("M17", ""), 5);
	CHECK_INT(value_in("M17", "150400"), 5);
	CHECK_INT(value_in("M17", "150402"), 2);
	CHECK_INT(value_in("M17", "150404"), 2);   /* c5 leads it, whoever manages him */
	CHECK_INT(value_in("M17", "150423"), 0);
	CHECK_INT(value_in("M17", "150500"), 0);   /* the city next door */
	CHECK_INT(value_in("M17", "150000"), 5);   /* the province */
	CHECK_INT(value_in("M17", "210000"), 0);
}

TEST(codes_nest_by_their_digits)
{
	CHECK(region_covers("", "150404"));
	CHECK(region_covers("", ""));
	CHECK(region_covers("150400", "150400"));
	CHECK(region_covers("150400", "150404"));
	CHECK(region_covers("150404", "150404"));
	CHECK(region_covers("150404", "150404101"));  /* a township's code is longer */
	CHECK(region_covers("000000", "150404"));     /* the nation */
	CHECK(!region_covers("150404", "150400"));    /* a county is not the city */
	CHECK(!region_covers("150404", "150402"));
	CHECK(!region_covers("150400", "150500"));
	CHECK(!region_covers("150400", ""));
	CHECK(!region_covers("000000", ""));
}

TEST(a_unit_counts_its_own_people)
{
	prefecture("2026-06-01");
	a_talk_with_everyone();
	CHECK_INT(counted("M17", "2026-01-01", "2027-01-01", "", "u-02-1").value, 2);
	CHECK_INT(counted("M17", "2026-01-01", "2027-01-01", "", "u-04").value, 1);
	CHECK_INT(counted("M17", "2026-01-01", "2027-01-01", "150404", "u-02-1").value, 0);
	CHECK_INT(counted("M17", "2026-01-01", "2027-01-01", "", "u-none").value, 0);
}

TEST(a_persons_place_is_that_of_the_time)
{
	prefecture("2026-06-01");
	GIVEN(TalkHeld, .talk_id = "t1", .cadre_id = "c1", .held_on = "2026-05-01");
	GIVEN(CadreRevised, .cadre_id = "c1", .now = &(CadreRegistered){ .cadre_id = "c1", .name = "c1", .unit_id = "u-04-1",
									  .authority = "150404" });
	GIVEN(TalkHeld, .talk_id = "t2", .cadre_id = "c1", .held_on = "2026-05-02");
	CHECK_INT(value_in("M17", "150402"), 1);
	CHECK_INT(value_in("M17", "150404"), 1);
	CHECK_INT(value_in("M17p", "150400"), 1);  /* the city sees one person */
	CHECK_INT(counted("M17", "2026-01-01", "2027-01-01", "", "u-02-1").value, 1);
	CHECK_INT(counted("M17", "2026-01-01", "2027-01-01", "", "u-04-1").value, 1);
}

/* ---- recognised at a front -------------------------------------------------------------------------- */

static void recognised(const char *cadre_id, RecognitionOutcome outcome)
{
	GIVEN(FrontlineRecognised, .recommendation_id = cadre_id, .cadre_id = cadre_id, .outcome = outcome,
	      .recognised_on = "2026-05-01");
}

static void used(const char *cadre_id, FrontlineUse use, bool first_secretary)
{
	GIVEN(FrontlineUsed, .recommendation_id = cadre_id, .cadre_id = cadre_id, .use = use, .first_secretary = first_secretary,
	      .used_on = "2026-05-02", .origin = "ap1");
}

TEST(recognitions_and_what_became_of_them_have_figures_of_their_own)
{
	prefecture("2026-06-01");
	recognised("c1", RECOGNITION_OUTCOME_PROMOTE_TRACK);
	recognised("c1", RECOGNITION_OUTCOME_PROMOTE_TRACK);
	recognised("c2", RECOGNITION_OUTCOME_TIMELY_REWARD);
	recognised("c3", RECOGNITION_OUTCOME_NOTE);
	used("c1", FRONTLINE_USE_PROMOTED, true);
	used("c2", FRONTLINE_USE_FURTHER_USED, false);
	used("c3", FRONTLINE_USE_RANK_PROMOTED, false);
	CHECK_INT(value_of("W06"), 3);
	CHECK_INT(value_of("W06a"), 1);
	CHECK_INT(value_of("W06b"), 1);
	CHECK_INT(value_of("W07"), 2);
	CHECK_INT(value_of("W07a"), 1);
	CHECK_INT(value_of("W07b"), 1);
	CHECK_INT(value_of("M08"), 0);   /* personnel's own events count there, and only there */
	CHECK_INT(value_of("M10"), 0);
	CHECK_INT(value_of("M11"), 0);
}

/* ---- the records behind --------------------------------------------------------------------------- */

TEST(every_figure_has_a_name_a_unit_and_a_formula_and_is_found_by_its_id)
{
	for (size_t i = 0; i < figure_total; i++) {
		CHECK(figures[i].zh[0] && figures[i].unit[0] && figures[i].formula[0] && figures[i].family[0]);
		CHECK(figure_find(figures[i].id) == &figures[i]); /* no id stands twice */
	}
	CHECK(!figure_find("M99"));
	CHECK(!figure_find(""));
}

TEST(records_come_by_day_and_a_scan_goes_on_behind_a_place)
{
	static const struct figure_scope scope = { .from = "2026-01-01", .to = "2026-04-01", .region = "", .unit_id = "" };
	static const char *const days[] = { "2026-03-01", "2026-02-01", "2026-02-01", "2026-04-01", "2026-01-01" };
	struct figure_place place = { .day = "" };
	char seen[4][16];
	size_t count = 0;

	prefecture("2026-06-01");
	for (size_t i = 0; i < 5; i++)
		GIVEN(TalkHeld, .talk_id = days[i], .cadre_id = "c1", .held_on = days[i]);
	for (;;) { /* one record a scan: each begins behind the one before */
		struct figure_scan scan;
		static char day[16];
		figure_scan_start(&scan, world_state(), figure_find("M17"), &scope, count ? &place : NULL);
		const FigureEntryRow *row = figure_scan_next(&scan);
		if (!row || count == 4) {
			CHECK(!row);
			figure_scan_end(&scan);
			break;
		}
		snprintf(seen[count++], sizeof seen[0], "%s", row->on_day);
		snprintf(day, sizeof day, "%s", row->on_day);
		place = (struct figure_place){ .day = day, .sequence = row->sequence };
		figure_scan_end(&scan);
	}
	CHECK_INT(count, 4);
	CHECK_TEXT(seen[0], "2026-01-01");
	CHECK_TEXT(seen[1], "2026-02-01");
	CHECK_TEXT(seen[2], "2026-02-01");
	CHECK_TEXT(seen[3], "2026-03-01");
}

TEST(a_record_names_the_event_the_person_and_the_place)
{
	prefecture("2026-06-01");
	GIVEN(Cleared, .clearing_id = "l1", .cadre_id = "c3", .cleared_on = "2026-05-01");
	static const struct figure_scope scope = { .from = "2026-01-01", .to = "2027-01-01", .region = "", .unit_id = "" };
	struct figure_scan scan;

	figure_scan_start(&scan, world_state(), figure_find("M16"), &scope, NULL);
	const FigureEntryRow *row = figure_scan_next(&scan);
	CHECK(row != NULL);
	if (row) {
		CHECK_TEXT(row->person_id, "c3");
		CHECK_TEXT(row->unit_id, "u-04-1");
		CHECK_TEXT(row->region, "150404");
		CHECK_TEXT(row->item_id, "l1");
		CHECK_TEXT(row->event_id, "150400/accountability/1");
		CHECK_TEXT(row->site, "150400");
	}
	figure_scan_end(&scan);
}

TEST(counting_many_records_keeps_nothing_of_them)
{
	static const struct figure_scope scope = { .from = "2026-01-01", .to = "2027-01-01", .region = "", .unit_id = "u-none" };
	struct arena arena;

	prefecture("2026-06-01");
	for (int i = 0; i < 600; i++)
		GIVEN(TalkHeld, .talk_id = i % 2 ? "t1" : "t2", .cadre_id = i % 3 ? "c1" : "c2", .held_on = "2026-05-01");
	CHECK_INT(value_of("M17"), 600);
	CHECK_INT(value_of("M17p"), 2);
	arena_init(&arena, 64u << 10); /* 600 unpacked rows need more */
	struct figure_value v = figure_count(world_state(), figure_find("M17p"), &scope, &arena);
	CHECK_INT(v.rows, 0);
	CHECK(!arena.overflowed);
	arena_fini(&arena);
}

TEST_MAIN()
