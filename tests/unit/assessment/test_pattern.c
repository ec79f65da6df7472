/* Looks at the result of a year, fed from the rows: planted patterns are named, where there is nothing or too little nothing is, and a
 * person reviews with words. What the detectors themselves can see is tested in test_score_rotation and its neighbours. */
#include <math.h>

#include "grading_lib.h"
#include "score_worlds.h"

#define TEAMS 8

static const char *const teams[TEAMS] = { "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7" };
static const char *members[TEAMS] = { "t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7" };

/* ---- a city of one group, year after year ---------------------------------------------------------------------- */

static const char *scheme_of(uint32_t year)
{
	static const char *const ids[] = { "s2021", "s2022", "s2023", "s2024", "s2025", "s2026" };

	return ids[year - 2021];
}

static void city_on(const char *day)
{
	OPEN(day);
	for (int i = 0; i < TEAMS; i++)
		GIVEN(UnitRegistered, .unit_id = teams[i], .name = teams[i], .region = CITY, .kind = UNIT_KIND_COUNTY);
	ACTOR("org.head", CITY);
}

static void city(void)
{
	city_on("2026-12-30");
}

static void a_scheme(uint32_t year)
{
	ComponentWeight weight, *weights[] = { &weight };
	Indicator lead;
	PeerGroup group;

	component_weight__init(&weight);
	weight.component = SCORE_COMPONENT_LEADER;
	weight.weight_percent = 100;
	peer_group__init(&group);
	group.group_id = "g";
	group.name = "组";
	group.n_unit_ids = TEAMS;
	group.unit_ids = members;
	indicator__init(&lead);
	lead.indicator_id = "lead";
	lead.name = "领导评价";
	lead.component = SCORE_COMPONENT_LEADER;
	lead.weight_percent = 100;
	GIVEN(SchemeDrafted, .scheme_id = scheme_of(year), .year = year, .unit_kind = UNIT_KIND_COUNTY, .authority = CITY, .n_components = 1,
	      .components = weights, .version = 1);
	GIVEN(SchemeGroupSet, .scheme_id = scheme_of(year), .group = &group);
	GIVEN(SchemeIndicatorSet, .scheme_id = scheme_of(year), .indicator = &lead);
	GIVEN(SchemeFrozen, .scheme_id = scheme_of(year), .year = year, .unit_kind = UNIT_KIND_COUNTY, .version = 1, .frozen_on = "2021-01-01",
	      .effective_from = "2021-01-01");
	GIVEN(ScoringOpened, .scheme_id = scheme_of(year), .year = year, .unit_kind = UNIT_KIND_COUNTY, .submit_by = "2027-01-30", .units = TEAMS);
}

/* Totals by team; ranks do not matter here, only that there are some. */
static void scored(uint32_t year, const int64_t *totals)
{
	for (uint32_t i = 0; i < TEAMS; i++)
		GIVEN(UnitScored, .scheme_id = scheme_of(year), .unit_id = teams[i], .group_id = "g", .state = PART_STATE_SCORED, .total = totals[i],
		      .rank = i + 1, .group_size = TEAMS);
}

static void proposed(uint32_t year, uint32_t first, uint32_t second)
{
	ProposedGrade grades[TEAMS], *list[TEAMS];

	for (uint32_t i = 0; i < TEAMS; i++) {
		list[i] = &grades[i];
		proposed_grade__init(list[i]);
		grades[i].unit_id = teams[i];
		grades[i].grade = i == first || i == second ? TEAM_GRADE_EXCELLENT : TEAM_GRADE_GOOD;
	}
	GIVEN(TeamGradesProposed, .scheme_id = scheme_of(year), .year = year, .n_grades = TEAMS, .grades = list);
}

static const int64_t apart[TEAMS] = { 9500, 9000, 8600, 8200, 7700, 7300, 6900, 6500 };

/* A year long over. */
static void past(uint32_t year, uint32_t first, uint32_t second, const int64_t *totals)
{
	a_scheme(year);
	scored(year, totals);
	proposed(year, first, second);
	for (uint32_t i = 0; i < TEAMS; i++)
		GIVEN(TeamGraded, .scheme_id = scheme_of(year), .unit_id = teams[i], .year = year,
		      .grade = i == first || i == second ? TEAM_GRADE_EXCELLENT : TEAM_GRADE_GOOD);
	GIVEN(TeamGradesFinal, .scheme_id = scheme_of(year), .year = year, .units = TEAMS, .excellent = 2, .final_on = "2025-01-01");
}

/* The year that becomes final now. */
static void finalize(uint32_t first, uint32_t second, const int64_t *totals)
{
	scored(2026, totals);
	proposed(2026, first, second);
	GIVEN(TeamGradesDecided, .scheme_id = "s2026", .held_on = "2026-12-30", .members = 9, .present = 9, .in_favour = 9, .minutes = "纪要");
	GIVEN(TeamGradesNotified, .scheme_id = "s2026", .objection_until = "2026-12-30", .units = TEAMS);
	GIVEN(GradeObjectionPeriodEnded, .scheme_id = "s2026");
	WHEN(FinalizeTeamGrades, .scheme_id = "s2026");
	ACCEPTED();
}

static const Pattern *looked(PatternKind kind, const char *group_id, bool rated)
{
	for (unsigned i = 0; i < EMITTED_COUNT(PatternLookedFor); i++) {
		const Pattern *p = EMITTED_AT(PatternLookedFor, i)->pattern;
		if (p->kind == kind && strcmp(p->group_id, group_id) == 0 && rated == (p->nominal_rate[0] != '\0'))
			return p;
	}
	return NULL;
}

/* ---- rotation ------------------------------------------------------------------------------------------------------ */

TEST(four_years_in_turn_are_named_with_rule_figure_and_limits)
{
	city();
	for (uint32_t y = 0; y < 3; y++)
		past(2023 + y, 2 * y, 2 * y + 1, apart);
	a_scheme(2026);
	finalize(6, 7, apart);
	const Pattern *p = looked(PATTERN_KIND_ROTATION, "g", true);
	CHECK_INT(p->statement, PATTERN_STATEMENT_NAMED);
	CHECK_TEXT(p->statistic, "0.004100");          /* 28 x 15 x 6 x 1 of 28^4 */
	CHECK_TEXT(p->threshold, "0.010000");
	CHECK_TEXT(p->nominal_rate, "0.010000");
	CHECK_TEXT(p->rule, "PATTERN.ROTATION.ALPHA");
	CHECK(strstr(p->limits, "四年") != NULL);
	CHECK_INT(p->n_unit_ids, TEAMS);
	/* one group says nothing about a city */
	CHECK_INT(looked(PATTERN_KIND_ROTATION, "", true)->statement, PATTERN_STATEMENT_NOT_STATED);
	CHECK_INT(EMITTED_COUNT(PatternReviewOpened), 1);
	/* grades and what is linked to them are what they were */
	CHECK_INT(EMITTED_COUNT(TeamGraded), TEAMS);
	CHECK_INT(EMITTED(TeamGradesFinal)->excellent, 2);
}

TEST(merit_that_lasts_and_three_years_are_not_rotation)
{
	city();
	for (uint32_t y = 0; y < 3; y++)
		past(2023 + y, 0, 1, apart);
	a_scheme(2026);
	finalize(0, 1, apart);
	CHECK_INT(looked(PATTERN_KIND_ROTATION, "g", true)->statement, PATTERN_STATEMENT_NOT_NAMED);

	city();
	past(2024, 0, 1, apart);
	past(2025, 2, 3, apart);
	a_scheme(2026);
	finalize(4, 5, apart);
	CHECK_INT(looked(PATTERN_KIND_ROTATION, "g", true)->statement, PATTERN_STATEMENT_NOT_STATED);
	CHECK_TEXT(looked(PATTERN_KIND_ROTATION, "g", true)->statistic, "");
	CHECK_INT(EMITTED_COUNT(PatternReviewOpened), 0);
}

TEST(a_year_not_graded_ends_the_record)
{
	city();
	past(2022, 0, 1, apart);
	past(2023, 2, 3, apart);
	past(2025, 4, 5, apart);       /* 2024 is missing */
	a_scheme(2026);
	finalize(6, 7, apart);
	CHECK_INT(looked(PATTERN_KIND_ROTATION, "g", true)->statement, PATTERN_STATEMENT_NOT_STATED);
}

TEST(a_rotating_city_is_named_by_its_groups)
{
	city();
	POLICY("PATTERN.ROTATION.GROUPS_MIN", "1", "number");
	for (uint32_t y = 0; y < 3; y++)
		past(2023 + y, 2 * y, 2 * y + 1, apart);
	a_scheme(2026);
	finalize(6, 7, apart);
	const Pattern *p = looked(PATTERN_KIND_ROTATION, "", true);
	CHECK_INT(p->statement, PATTERN_STATEMENT_NAMED);
	CHECK_INT(p->n_group_ids, 1);
	CHECK_TEXT(p->group_ids[0], "g");
}

/* Eight people in every unit with grades of 2022 to 2025, two of them excellent a year: in turn, or as they are drawn. */
static void graded_people(bool in_turn)
{
	world_seed = 11;
	for (int u = 0; u < TEAMS; u++) {
		uint32_t first[4], second[4];
		for (uint32_t y = 0; y < 4; y++) {
			first[y] = in_turn ? 2 * y : below(8);
			second[y] = in_turn ? 2 * y + 1 : (first[y] + 1 + below(7)) % 8;
		}
		for (uint32_t i = 0; i < 8; i++) {
			GradeOfYear grades[4], *list[4];
			char id[16];
			for (uint32_t y = 0; y < 4; y++) {
				list[y] = &grades[y];
				grade_of_year__init(list[y]);
				grades[y].year = 2022 + y;
				grades[y].grade = i == first[y] || i == second[y] ? ANNUAL_GRADE_EXCELLENT : ANNUAL_GRADE_COMPETENT;
			}
			snprintf(id, sizeof id, "p%d-%u", u, i);
			GIVEN(CadreRegistered, .cadre_id = id, .unit_id = teams[u], .authority = CITY, .n_grades = 4, .grades = list);
		}
	}
}

static const Pattern *looked_at_people(void)
{
	const Pattern *found = NULL;

	for (unsigned i = 0; i < EMITTED_COUNT(PatternLookedFor); i++)
		if (strstr(EMITTED_AT(PatternLookedFor, i)->pattern->measure, "个人年度考核"))
			found = EMITTED_AT(PatternLookedFor, i)->pattern;
	return found;
}

TEST(people_who_are_excellent_in_turn_are_named_by_their_units)
{
	city();
	POLICY("PATTERN.ROTATION.GROUPS_MIN", "8", "number");
	graded_people(true);
	a_scheme(2026);
	finalize(0, 1, apart);
	CHECK_INT(looked_at_people()->statement, PATTERN_STATEMENT_NAMED);
	CHECK_INT(looked_at_people()->n_unit_ids, TEAMS);
	CHECK_INT(looked_at_people()->n_group_ids, 0);

	city();
	POLICY("PATTERN.ROTATION.GROUPS_MIN", "8", "number");
	graded_people(false);
	a_scheme(2026);
	finalize(0, 1, apart);
	CHECK_INT(looked_at_people()->statement, PATTERN_STATEMENT_NOT_NAMED);

	city();
	POLICY("PATTERN.ROTATION.GROUPS_MIN", "9", "number");
	graded_people(true);
	a_scheme(2026);
	finalize(0, 1, apart);
	CHECK_INT(looked_at_people()->statement, PATTERN_STATEMENT_NOT_STATED);
}

/* One unit of so many people, the first eight of them excellent two by two. */
static PatternStatement said_of_a_unit_of(uint32_t count)
{
	GradeOfYear grades[4], *list[4];
	char id[16];

	city();
	POLICY("PATTERN.ROTATION.GROUPS_MIN", "1", "number");
	for (uint32_t i = 0; i < count; i++) {
		for (uint32_t y = 0; y < 4; y++) {
			list[y] = &grades[y];
			grade_of_year__init(list[y]);
			grades[y].year = 2022 + y;
			grades[y].grade = i / 2 == y ? ANNUAL_GRADE_EXCELLENT : ANNUAL_GRADE_COMPETENT;
		}
		snprintf(id, sizeof id, "p%u", i);
		GIVEN(CadreRegistered, .cadre_id = id, .unit_id = "t0", .authority = CITY, .n_grades = 4, .grades = list);
	}
	a_scheme(2026);
	finalize(0, 1, apart);
	return looked_at_people()->statement;
}

TEST(nothing_is_stated_about_more_people_than_the_detector_takes)
{
	CHECK_INT(said_of_a_unit_of(512), PATTERN_STATEMENT_NOT_NAMED);   /* among so many nobody wins twice by chance alone */
	CHECK_INT(said_of_a_unit_of(513), PATTERN_STATEMENT_NOT_STATED);
}

/* ---- compression ------------------------------------------------------------------------------------------------------ */

TEST(totals_that_tell_nobody_apart_are_named_as_are_those_that_closed_in)
{
	const int64_t close[TEAMS] = { 8050, 8040, 8030, 8020, 8010, 8000, 7990, 7980 };

	city();
	past(2025, 0, 1, apart);
	a_scheme(2026);
	finalize(0, 1, close);
	CHECK_INT(looked(PATTERN_KIND_COMPRESSION, "g", false)->statement, PATTERN_STATEMENT_NAMED);
	CHECK_TEXT(looked(PATTERN_KIND_COMPRESSION, "g", false)->statistic, "1.000000");
	CHECK_INT(looked(PATTERN_KIND_COMPRESSION, "g", true)->statement, PATTERN_STATEMENT_NAMED);     /* 8 of 8 closer: 1 / 256 */
	CHECK_INT(EMITTED_COUNT(PatternReviewOpened), 2);

	city();
	past(2025, 0, 1, apart);
	a_scheme(2026);
	finalize(0, 1, apart);
	CHECK_INT(looked(PATTERN_KIND_COMPRESSION, "g", false)->statement, PATTERN_STATEMENT_NOT_NAMED);
	CHECK_INT(looked(PATTERN_KIND_COMPRESSION, "g", true)->statement, PATTERN_STATEMENT_NOT_NAMED);
}

/* Before the rules of the packs: only what grades themselves need is there. */
TEST(a_look_whose_rules_are_not_loaded_is_not_made_and_holds_up_no_grade)
{
	static const char *const links[] = { "MEMBERS", "STAFF", "BONUS" }, *const tiers[] = { "EXCELLENT", "GOOD_UPPER", "GOOD_LOWER" };
	char rule[64];

	city_on("2018-12-20");
	for (int l = 0; l < 3; l++)
		for (int t = 0; t < 3; t++) {
			snprintf(rule, sizeof rule, "TEAM.LINK.%s.%s", links[l], tiers[t]);
			POLICY(rule, "10", "percent");
		}
	POLICY("PATTERN.LENIENCY.SPREAD", "300", "number");
	a_scheme(2026);
	finalize(0, 1, apart);
	CHECK_INT(EMITTED_COUNT(TeamGraded), TEAMS);
	CHECK_INT(EMITTED_COUNT(PatternLookedFor), 1);
	CHECK_INT(EMITTED(PatternLookedFor)->pattern->kind, PATTERN_KIND_LENIENCY);
}

TEST(fewer_teams_than_the_rule_asks_for_are_not_judged)
{
	const char *id = notified();   /* two groups of three */

	TODAY("2026-12-31");
	WHEN(FinalizeTeamGrades, .scheme_id = id);
	CHECK_INT(EMITTED_COUNT(PatternLookedFor), 2 + 2 + 2 * 2 + 2 + 1);
	for (unsigned i = 0; i < EMITTED_COUNT(PatternLookedFor); i++)
		CHECK_INT(EMITTED_AT(PatternLookedFor, i)->pattern->statement, PATTERN_STATEMENT_NOT_STATED);
	CHECK_INT(EMITTED_COUNT(PatternReviewOpened), 0);
}

/* ---- marks ----------------------------------------------------------------------------------------------------------------- */

/* One leader's marks; a team marked 0 is left out. */
static void marked(const char *leader_id, const int64_t *points)
{
	LeaderRating ratings[TEAMS], *list[TEAMS];
	size_t count = 0;

	for (int i = 0; i < TEAMS; i++) {
		if (points[i] == 0)
			continue;
		list[count] = &ratings[count];
		leader_rating__init(list[count]);
		ratings[count].unit_id = teams[i];
		ratings[count++].points = points[i];
	}
	GIVEN(LeaderEvaluated, .scheme_id = "s2026", .indicator_id = "lead", .group_id = "g", .leader_id = leader_id, .n_ratings = count, .ratings = list);
}

/* A leader of every team, who does not mark his own. `high`: what the pair t0, t1 adds for each other; `lenient`: what l2 adds for all. */
static void panel(int64_t high, int64_t lenient)
{
	char leader_id[8];

	world_seed = 7;
	for (int from = 0; from < TEAMS; from++) {
		int64_t points[TEAMS];
		snprintf(leader_id, sizeof leader_id, "l%d", from);
		GIVEN(CadreRegistered, .cadre_id = leader_id, .unit_id = teams[from], .authority = CITY);
		for (int to = 0; to < TEAMS; to++) {
			bool pair = from + to == 1;
			points[to] = from == to ? 0 : 7000 + 100 * to + (int64_t)(50 * normal()) + (pair ? high : 0) + (from == 2 ? lenient : 0);
		}
		marked(leader_id, points);
	}
}

TEST(a_pair_that_marks_each_other_high_is_named)
{
	city();
	a_scheme(2026);
	panel(1500, 0);
	finalize(0, 1, apart);
	const Pattern *p = looked(PATTERN_KIND_RECIPROCAL, "g", true);
	CHECK_INT(p->statement, PATTERN_STATEMENT_NAMED);
	CHECK_INT(p->n_unit_ids, 2);
	CHECK_TEXT(p->unit_ids[0], "t0");
	CHECK_TEXT(p->unit_ids[1], "t1");

	city();
	a_scheme(2026);
	panel(0, 0);
	finalize(0, 1, apart);
	CHECK_INT(looked(PATTERN_KIND_RECIPROCAL, "g", true)->statement, PATTERN_STATEMENT_NOT_NAMED);
	CHECK_INT(looked(PATTERN_KIND_LENIENCY, "", false)->statement, PATTERN_STATEMENT_NOT_NAMED);
	CHECK_INT(EMITTED_COUNT(PatternReviewOpened), 0);
}

TEST(a_lenient_rater_is_named_beside_scores_that_stay)
{
	city();
	a_scheme(2026);
	panel(0, 2000);
	finalize(0, 1, apart);
	const Pattern *p = looked(PATTERN_KIND_LENIENCY, "", false);
	CHECK_INT(p->statement, PATTERN_STATEMENT_NAMED);
	CHECK_TEXT(p->rater_id, "l2");
	CHECK_TEXT(p->threshold, "3.000000");
	CHECK(strtod(p->statistic, NULL) > 6 && strtod(p->statistic, NULL) < 8);      /* one of eight 20 points apart: 7.07 */
	CHECK_INT(unit_score_find(world_state(), "s2026", "t3")->total, apart[3]);
}

/* ---- review ------------------------------------------------------------------------------------------------------------------ */

TEST(a_person_reviews_with_words_and_nothing_else_changes)
{
	city();
	for (uint32_t y = 0; y < 3; y++)
		past(2023 + y, 2 * y, 2 * y + 1, apart);
	a_scheme(2026);
	finalize(6, 7, apart);
	const char *id = NULL, *other = NULL;
	char named[80], not_named[80];
	for (unsigned i = 0; i < EMITTED_COUNT(PatternLookedFor); i++) {
		const PatternLookedFor *e = EMITTED_AT(PatternLookedFor, i);
		if (e->pattern->statement == PATTERN_STATEMENT_NAMED)
			id = e->pattern_id;
		else
			other = e->pattern_id;
	}
	snprintf(named, sizeof named, "%s", id);
	snprintf(not_named, sizeof not_named, "%s", other);
	CHECK_TEXT(EMITTED(PatternReviewOpened)->pattern_id, named);
	WHEN(ReviewPattern, .pattern_id = named, .verdict = PATTERN_VERDICT_EXPLAINED, .words = "");
	REFUSED(REFUSAL_FIELD_REQUIRED);
	WHEN(ReviewPattern, .pattern_id = not_named, .verdict = PATTERN_VERDICT_EXPLAINED, .words = "x");
	REFUSED(REFUSAL_PATTERN_NOT_NAMED);
	WHEN(ReviewPattern, .pattern_id = "nothing", .verdict = PATTERN_VERDICT_EXPLAINED, .words = "x");
	REFUSED(REFUSAL_PATTERN_UNKNOWN);
	ACTOR("org.head", "150402");
	WHEN(ReviewPattern, .pattern_id = named, .verdict = PATTERN_VERDICT_EXPLAINED, .words = "x");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	ACTOR("org.head", CITY);
	WHEN(ReviewPattern, .pattern_id = named, .verdict = PATTERN_VERDICT_LOOK_INTO, .words = "请考核办了解");
	ACCEPTED();
	CHECK_INT(world_events(), 2);
	CHECK_TEXT(EMITTED(PatternReviewClosed)->pattern_id, named);
	CHECK_TEXT(pattern_find(world_state(), named)->words, "请考核办了解");
	CHECK_TEXT(pattern_find(world_state(), named)->reviewed_on, "2026-12-30");
	CHECK_INT(team_grade_find(world_state(), "s2026", "t6")->grade, TEAM_GRADE_EXCELLENT);
	WHEN(ReviewPattern, .pattern_id = named, .verdict = PATTERN_VERDICT_EXPLAINED, .words = "x");
	REFUSED(REFUSAL_PATTERN_REVIEWED);
}

TEST_MAIN()
