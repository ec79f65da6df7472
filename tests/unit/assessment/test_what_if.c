/* What if: the official result comes out with the rules in force, other weights move teams, ratios and coefficients cost what they
 * cost, and nothing is written whatever is asked. */
#include "assessment/what_if.h"
#include "grading_lib.h"
#include "runtime/state.h"

#define MEMORY (64u << 20)

static struct arena memory;
static const Reply *reply;
static const WhatIf *answer;

static void ask_as(const char *region, const AskWhatIf *ask)
{
	Actor actor;

	if (!memory.cap_bytes)
		arena_init(&memory, MEMORY);
	arena_reset(&memory);
	actor__init(&actor);
	actor.region = region;
	reply = what_if_answer(world_state(), CITY, &actor, ask, &memory);
	answer = reply->status == 200 ? (const WhatIf *)wire_unpack(&WhatIf_type, span_of(reply->body.data, reply->body.len), 1u << 20, true,
								   &memory, NULL)
				      : NULL;
}

static AskWhatIf question(const char *id)
{
	AskWhatIf ask;

	ask_what_if__init(&ask);
	ask.scheme_id = id;
	return ask;
}

static void ask_plainly(const char *id)
{
	AskWhatIf ask = question(id);

	ask_as(CITY, &ask);
}

/* Weights of performance, year-end, leaders and inspections. */
static void ask_components(const char *id, const uint32_t *weights, size_t count)
{
	ComponentWeight parts[4], *list[4];
	AskWhatIf ask = question(id);

	for (size_t i = 0; i < count; i++) {
		list[i] = &parts[i];
		component_weight__init(list[i]);
		parts[i].component = (ScoreComponent)(i + 1);
		parts[i].weight_percent = weights[i];
	}
	ask.n_components = count;
	ask.components = list;
	ask_as(CITY, &ask);
}

static void ask_indicators(const char *id, const char *const *ids, const uint32_t *weights, size_t count)
{
	IndicatorWeight parts[4], *list[4];
	AskWhatIf ask = question(id);

	for (size_t i = 0; i < count; i++) {
		list[i] = &parts[i];
		indicator_weight__init(list[i]);
		parts[i].indicator_id = ids[i];
		parts[i].weight_percent = weights[i];
	}
	ask.n_indicators = count;
	ask.indicators = list;
	ask_as(CITY, &ask);
}

static void ask_tier(const char *id, TeamTier tier, uint32_t members, uint32_t staff, uint32_t bonus, int64_t base)
{
	TierLink link, *list[] = { &link };
	AskWhatIf ask = question(id);

	tier_link__init(&link);
	link.tier = tier;
	link.members_percent = members;
	link.staff_percent = staff;
	link.bonus_percent = bonus;
	ask.n_tiers = 1;
	ask.tiers = list;
	ask.bonus_base = base;
	ask_as(CITY, &ask);
}

static const WhatIfRow *row(const char *unit_id)
{
	for (size_t i = 0; i < answer->n_rows; i++)
		if (strcmp(answer->rows[i]->unit_id, unit_id) == 0)
			return answer->rows[i];
	return NULL;
}

static void refused(enum refusal code)
{
	CHECK_TEXT(reply->code, refusal_row(code)->symbol);
}

/* `members` of each team, of them one head, and as many other cadres. */
static void people(uint32_t members)
{
	char id[16];

	for (int u = 0; u < 6; u++)
		for (uint32_t i = u == 0; i < 2 * members; i++) {   /* l2 is one of c1's others */
			snprintf(id, sizeof id, "p%d-%u", u, i);
			GIVEN(CadreRegistered, .cadre_id = id, .unit_id = all_units[u], .authority = CITY, .team_head = i == members,
			      .team_member = i > members);
		}
}

TEST(with_the_rules_in_force_the_official_hash_comes_out)
{
	const char *id = notified();   /* c1 excellent, c2 good, c3 fair; c4 good under a veto, c5 good, c6 poor */

	people(10);
	ask_plainly(id);
	CHECK_TEXT(reply->code, "");
	CHECK(answer->official && answer->moved == 0 && answer->n_rows == 6);
	CHECK_TEXT(answer->hash, scoring_find(world_state(), id)->hash);
	CHECK_TEXT(answer->official_hash, answer->hash);
	CHECK(answer->n_against_rules == 0 && answer->excellent_before == answer->excellent_after);
	for (size_t i = 0; i < answer->n_rows; i++) {
		const WhatIfRow *r = answer->rows[i];
		CHECK(r->score_before == r->score_after && r->rank_before == r->rank_after && r->tier_before == r->tier_after && !r->moved);
		CHECK(r->rank_before == score_of(id, r->unit_id)->rank && r->score_before == score_of(id, r->unit_id)->total);
	}
	/* the weights of the scheme, said aloud, are no other question */
	ask_components(id, (uint32_t[]){ 40, 20, 20, 20 }, 4);
	CHECK(answer->official);
	ask_indicators(id, (const char *[]){ "gdp", "env" }, (uint32_t[]){ 60, 40 }, 2);
	CHECK(answer->official);
}

TEST(the_answer_comes_in_the_order_of_groups_and_places)
{
	ask_plainly(told());
	for (int i = 0; i < 6; i++)
		CHECK_TEXT(answer->rows[i]->unit_id, all_units[i]);
	CHECK(answer->official && answer->rows[0]->tier_before == TEAM_TIER_UNSPECIFIED && answer->bonus_before == 0);
}

TEST(other_weights_give_other_totals_ranks_and_another_hash)
{
	const char *id = filled();

	owner();                       /* c3 is far behind but for its year-end */
	data(id, "year", "c3", PART_STATE_SCORED, 10000);
	data(id, "year", "c1", PART_STATE_SCORED, 1000);
	office();
	WHEN(ComputeScores, .scheme_id = id);
	ACCEPTED();
	CHECK_INT(score_of(id, "c1")->rank, 2);
	ask_components(id, (uint32_t[]){ 10, 70, 10, 10 }, 4);
	/* c1: 100 x .1 + 10 x .7 + 90 x .1 + 95 x .1 = 35.50 */
	CHECK_INT(row("c1")->score_after, 3550);
	CHECK(row("c1")->rank_before == 2 && row("c1")->rank_after == 3 && row("c1")->moved);
	CHECK(row("c3")->rank_before == 3 && row("c3")->rank_after == 1 && row("c3")->moved);
	CHECK(!answer->official && strcmp(answer->hash, answer->official_hash) != 0);
	CHECK(answer->n_against_rules == 1);
	CHECK_TEXT(answer->against_rules[0], "TEAM.WEIGHT.INSPECTION");
	CHECK_INT(score_of(id, "c1")->rank, 2);    /* nothing moved in fact */
	/* without leaders and inspections */
	ask_components(id, (uint32_t[]){ 50, 50 }, 2);
	CHECK_INT(row("c1")->score_after, 5500);
}

TEST(weights_of_indicators_count_within_their_component)
{
	const char *id = told();

	/* c2: gdp 90.00, env 80.00 */
	ask_indicators(id, (const char *[]){ "gdp", "env", "prj" }, (uint32_t[]){ 10, 90, 90 }, 3);
	CHECK_INT(row("c2")->score_after - row("c2")->score_before, (8100 - 8600) * 40 / 100);
	/* only group a: its sum is still 100, group b's is not */
	ask_indicators(id, (const char *[]){ "gdp", "env" }, (uint32_t[]){ 10, 90 }, 2);
	refused(REFUSAL_INDICATOR_WEIGHTS);
}

TEST(bad_weights_are_refused_as_in_a_scheme)
{
	const char *id = told();

	ask_components(id, (uint32_t[]){ 40, 20, 20, 19 }, 4);
	refused(REFUSAL_COMPONENT_WEIGHTS);
	CHECK_TEXT(reply->violations[0]->value, "99%");
	ask_components(id, (uint32_t[]){ 40, 20, 20, 21 }, 4);
	refused(REFUSAL_COMPONENT_WEIGHTS);
	ask_indicators(id, (const char *[]){ "gdp" }, (uint32_t[]){ 61 }, 1);
	refused(REFUSAL_INDICATOR_WEIGHTS);
	ask_indicators(id, (const char *[]){ "nothing" }, (uint32_t[]){ 60 }, 1);
	refused(REFUSAL_INDICATOR_UNKNOWN);
	ask_indicators(id, (const char *[]){ "gdp", "gdp" }, (uint32_t[]){ 60, 60 }, 2);
	refused(REFUSAL_VALUE_DUPLICATE);
	CHECK_INT(reply->violations[0]->row, 2);
}

TEST(the_second_place_has_the_grade_of_the_second_place_and_a_veto_holds)
{
	const char *id = filled();

	owner();                       /* c4 falls behind c5 by its year-end alone */
	data(id, "year", "c4", PART_STATE_SCORED, 1000);
	office();
	WHEN(RecordVeto, .scheme_id = id, .unit_id = "c4", .veto_id = "safety", .document = "x");
	WHEN(ComputeScores, .scheme_id = id);
	TODAY("2026-12-20");
	WHEN(ConfirmScores, .scheme_id = id);
	propose(id, "ggfgep");
	ACCEPTED();
	ask_plainly(id);
	CHECK(row("c5")->rank_before == 1 && row("c5")->tier_before == TEAM_TIER_EXCELLENT && row("c3")->tier_before == TEAM_TIER_FAIR);
	CHECK(row("c4")->rank_before == 2 && row("c4")->tier_before == TEAM_TIER_GOOD_UPPER && row("c6")->tier_before == TEAM_TIER_POOR);
	ask_components(id, (uint32_t[]){ 79, 1, 10, 10 }, 4);
	CHECK(row("c4")->rank_after == 1 && row("c4")->grade_after == TEAM_GRADE_GOOD && row("c4")->tier_after == TEAM_TIER_GOOD_UPPER);
	CHECK(row("c5")->rank_after == 2 && row("c5")->grade_after == TEAM_GRADE_GOOD && row("c5")->moved);
	CHECK(row("c3")->tier_after == TEAM_TIER_FAIR && !row("c3")->moved && row("c6")->tier_after == TEAM_TIER_POOR);
	CHECK_INT(answer->moved, 2);
}

TEST(seats_and_fen_follow_the_tier)
{
	const char *id = notified();

	people(10);                    /* pooled below 10: each team by itself */
	ask_plainly(id);
	CHECK(row("c1")->members == 10 && row("c1")->staff == 10);
	CHECK(row("c1")->excellent_members_before == 3 && row("c1")->excellent_staff_before == 2);   /* 30 and 25 percent of 10 */
	CHECK(row("c3")->excellent_members_before == 1);     /* 10 percent of 9, the head not counted: the largest remainder */
	CHECK(row("c6")->excellent_members_before == 0);     /* 5 percent of 10 are none */
	CHECK_INT(row("c1")->bonus_before, 20 * INT64_C(1200000));
	CHECK_INT(row("c6")->bonus_before, 20 * INT64_C(600000));
	CHECK_INT(answer->bonus_before, 20 * INT64_C(10000) * (120 + 100 + 80 + 100 + 100 + 60));

	ask_tier(id, TEAM_TIER_EXCELLENT, 40, 25, 150, 0);
	CHECK(!answer->official && answer->moved == 0);
	CHECK_TEXT(answer->hash, answer->official_hash);
	CHECK(row("c1")->excellent_members_before == 3 && row("c1")->excellent_members_after == 4);
	CHECK_INT(answer->bonus_after - answer->bonus_before, 20 * INT64_C(300000));
	ask_tier(id, TEAM_TIER_EXCELLENT, 30, 25, 120, 1000001);
	/* 1200001.2, 800000.8 and 600000.6 fen each: 32 fen are left for the largest remainders */
	CHECK_INT(row("c1")->bonus_after, 20 * INT64_C(1200001));
	CHECK_INT(row("c3")->bonus_after, 20 * INT64_C(800001));
	CHECK_INT(row("c6")->bonus_after, 20 * INT64_C(600000) + 12);
	ask_tier(id, TEAM_TIER_FAIR, 26, 15, 80, 0);
	refused(REFUSAL_WHAT_IF_TIER_ORDER);
}

TEST(who_is_under_a_bar_takes_no_seat)
{
	const char *id = notified();

	people(10);
	for (int i = 10; i < 19; i++) {     /* the head and eight members */
		char cadre[16];
		snprintf(cadre, sizeof cadre, "p0-%d", i);
		GIVEN(BarImposed, .bar_id = "b1", .cadre_id = cadre, .from_on = "2026-06-01", .until_on = "2027-06-01");
	}
	ask_plainly(id);
	CHECK(row("c1")->members == 10 && row("c1")->excellent_members_before == 1);
}

TEST(small_teams_of_a_group_are_measured_together)
{
	const char *id = notified();

	people(3);                     /* 0.9, 0.75 and 0.2 seats; the group may have 1.95, which is one */
	ask_plainly(id);
	CHECK_INT(row("c1")->excellent_members_before + row("c2")->excellent_members_before + row("c3")->excellent_members_before, 1);
	CHECK_INT(row("c1")->excellent_members_before, 1);
}

TEST(there_must_be_a_result_and_it_must_be_the_askers)
{
	const char *id = filled();
	AskWhatIf ask = question(id);

	ask_plainly(id);
	refused(REFUSAL_WHAT_IF_NO_RESULT);
	ask_plainly("nothing");
	refused(REFUSAL_SCHEME_UNKNOWN);
	ask_as("150402", &ask);
	refused(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST(nothing_is_written)
{
	const char *id = told();
	uint8_t before[STORE_DIGEST_SIZE], after[STORE_DIGEST_SIZE];
	uint64_t sequence = store_sequence(world_state()->txn);

	store_digest(world_state()->txn, before);
	ask_components(id, (uint32_t[]){ 10, 70, 10, 10 }, 4);
	CHECK(answer != NULL && !answer->official);
	WHEN(ConfirmScores, .scheme_id = id);   /* refused: a step that changes nothing, so that the state is read anew */
	REFUSED(REFUSAL_OBJECTION_PERIOD_RUNS);
	store_digest(world_state()->txn, after);
	CHECK(memcmp(before, after, sizeof before) == 0);
	CHECK_INT(store_sequence(world_state()->txn), sequence);
}

TEST_MAIN()
