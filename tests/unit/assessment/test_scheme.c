/* A scheme is refused until it is sound: weights, groups, rules with row and column, sources, legal bases. */
#include "scheme_lib.h"

static unsigned count_groups(const char *id)
{
	struct row_scan scan = scheme_group_scan_1(world_state(), id);
	unsigned count = 0;

	while (scheme_group_next(&scan))
		count++;
	return count;
}

TEST(a_sound_scheme_is_drafted_and_written_again)
{
	counties("2026-01-05");
	struct draft *f = a_draft();
	const char *id = drafted(f);
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(SchemeGroupSet), 2);
	CHECK_INT(EMITTED_COUNT(SchemeIndicatorSet), 5);
	CHECK_INT(scheme(id)->state, SCHEME_STATE_DRAFT);
	CHECK_TEXT(scheme(id)->effective_from, "2026-01-01");
	CHECK_TEXT(scheme_unit_find(world_state(), id, "c5")->group_id, "b");

	f->scheme_id = id;                       /* again with one group: the other is gone */
	f->group_count = 1;
	f->indicator_list[2] = f->indicator_list[4];
	f->indicator_count = 4;
	CHECK_TEXT(drafted(f), id);
	ACCEPTED();
	CHECK_INT(count_groups(id), 1);
	CHECK(scheme_unit_find(world_state(), id, "c5") == NULL);
	CHECK(scheme_indicator_find(world_state(), id, "prj") == NULL);
}

TEST(one_scheme_a_year_and_kind)
{
	counties("2026-01-05");
	struct draft *f = a_draft();
	drafted(f);
	drafted(f);
	REFUSED(REFUSAL_SCHEME_STANDS);
	f->year = 2027;
	drafted(f);
	ACCEPTED();
	f->scheme_id = "scheme-nowhere";
	drafted(f);
	REFUSED(REFUSAL_SCHEME_UNKNOWN);
}

TEST(components_add_up_and_inspections_weigh_what_is_laid_down)
{
	counties("2026-01-05");
	struct draft *f = a_draft();
	f->weights[0].weight_percent = 41;
	drafted(f);
	REFUSED(REFUSAL_COMPONENT_WEIGHTS);
	f->weights[0].weight_percent = 45;
	f->weights[3].weight_percent = 15;
	drafted(f);
	REFUSED(REFUSAL_INSPECTION_WEIGHT);
	POLICY("TEAM.WEIGHT.INSPECTION", "15", "percent");
	drafted(f);
	ACCEPTED();
	f = a_draft();
	f->year = 2028;
	f->weights[1].component = SCORE_COMPONENT_LEADER;
	drafted(f);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
}

TEST(groups_are_large_enough_of_one_kind_and_apart)
{
	counties("2026-01-05");
	struct draft *f = a_draft();
	f->groups[0].n_unit_ids = 2;
	drafted(f);
	REFUSED(REFUSAL_GROUP_SMALL);
	f = a_draft();
	f->second[0] = "c1";
	drafted(f);
	REFUSED(REFUSAL_UNIT_TWICE);
	f = a_draft();
	f->first[2] = "fgw";
	drafted(f);
	REFUSED(REFUSAL_UNIT_KIND_MIXED);
	f->first[2] = "nowhere";
	drafted(f);
	REFUSED(REFUSAL_UNIT_UNKNOWN);
	county("x1", "110101");
	f->first[2] = "x1";
	drafted(f);
	REFUSED(REFUSAL_UNIT_OUTSIDE);
	CHECK_TEXT(world_violation(0), "UNIT_OUTSIDE 1 groups.unit_ids");
}

TEST(weights_of_indicators_add_up_in_every_group)
{
	counties("2026-01-05");
	struct draft *f = a_draft();
	f->indicators[2].weight_percent = 39;    /* group b's own */
	drafted(f);
	REFUSED(REFUSAL_INDICATOR_WEIGHTS);
	f = a_draft();
	f->indicator_count = 4;                  /* nothing measures the leaders' evaluation */
	drafted(f);
	REFUSED(REFUSAL_INDICATOR_WEIGHTS);
	f = a_draft();
	f->indicators[1].group_id = "nowhere";
	drafted(f);
	REFUSED(REFUSAL_GROUP_UNKNOWN);
	f = a_draft();
	f->indicators[4].component = SCORE_COMPONENT_INSPECTION;
	drafted(f);
	REFUSED(REFUSAL_INDICATOR_COMPONENT);
	f = a_draft();
	f->indicators[4].indicator_id = "year";
	drafted(f);
	REFUSED(REFUSAL_VALUE_DUPLICATE);
}

TEST(a_rule_with_gap_or_overlap_is_refused_with_row_and_column)
{
	counties("2026-01-05");
	struct draft *f = a_draft();
	f->bands[1].to = 19;
	drafted(f);
	REFUSED(REFUSAL_RULE_GAP);
	CHECK_TEXT(world_violation(0), "RULE_GAP 2 indicators.bands[3]");
	f->bands[1].to = 21;
	drafted(f);
	REFUSED(REFUSAL_RULE_OVERLAP);
	CHECK_TEXT(world_violation(0), "RULE_OVERLAP 2 indicators.bands[3]");
	f->bands[1].to = 10;                     /* empty */
	drafted(f);
	REFUSED(REFUSAL_RULE_OVERLAP);
	f->indicators[1].n_bands = 0;
	drafted(f);
	REFUSED(REFUSAL_RULE_BANDS_MISSING);
}

TEST(a_rule_has_its_own_parameters_and_no_others)
{
	counties("2026-01-05");
	struct draft *f = a_draft();
	f->indicators[0].target = 0;
	drafted(f);
	REFUSED(REFUSAL_RULE_TARGET);
	f = a_draft();
	f->indicators[2].points_each = 0;
	drafted(f);
	REFUSED(REFUSAL_RULE_POINTS_EACH);
	f = a_draft();
	f->indicators[3].target = 5;
	drafted(f);
	REFUSED(REFUSAL_RULE_FOREIGN_FIELD);
	AT_FIELD("indicators.target");
}

TEST(an_indicator_needs_a_source_and_an_owner)
{
	counties("2026-01-05");
	struct draft *f = a_draft();
	f->indicators[0].source = "";
	drafted(f);
	REFUSED(REFUSAL_INDICATOR_SOURCE);
	AT_FIELD("indicators.source");
	f->indicators[0].source = "统计";
	f->indicators[0].data_owner = "";
	drafted(f);
	REFUSED(REFUSAL_INDICATOR_SOURCE);
	AT_FIELD("indicators.data_owner");
	f->indicators[0].data_owner = "nowhere";
	drafted(f);
	REFUSED(REFUSAL_UNIT_UNKNOWN);
}

TEST(a_veto_needs_a_legal_base)
{
	counties("2026-01-05");
	struct draft *f = a_draft();
	f->vetoes[0].legal_base = "";
	drafted(f);
	REFUSED(REFUSAL_VETO_BASE);
	CHECK_TEXT(world_violation(0), "VETO_BASE 1 vetoes.legal_base");
}

TEST(all_faults_are_told_at_once)
{
	counties("2026-01-05");
	struct draft *f = a_draft();
	f->weights[0].weight_percent = 41;
	f->vetoes[0].legal_base = "";
	f->indicators[0].source = "";
	drafted(f);
	CHECK_TEXT(world_violation(0), "COMPONENT_WEIGHTS 0 components");
	CHECK_TEXT(world_violation(1), "INDICATOR_SOURCE 1 indicators.source");
	CHECK_TEXT(world_violation(2), "VETO_BASE 1 vetoes.legal_base");
	CHECK_TEXT(world_violation(3), "");
}

TEST(a_draft_is_of_its_own_authority)
{
	counties("2026-01-05");
	struct draft *f = a_draft();
	f->scheme_id = drafted(f);
	ACTOR("org.assessment", "150404");
	drafted(f);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
	WHEN(ConsultScheme, .scheme_id = f->scheme_id);
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}
TEST_MAIN()
