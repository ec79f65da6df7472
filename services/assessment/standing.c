#include "assessment/standing.h"

#include <string.h>

#include "assessment/quarter.h"

/* Kinds with a rule of their own; every other measure leaves the grade alone. */
static const struct {
	MeasureKind kind;
	const char *rule, *words;
} special[] = {
	{ MEASURE_KIND_POST_ADJUSTED, "ASSESS.SPECIAL.POST_ADJUSTED", "调整职务" },
	{ MEASURE_KIND_ORDERED_RESIGNATION, "ASSESS.SPECIAL.ORDERED_RESIGNATION", "责令辞职" },
	{ MEASURE_KIND_REMOVAL, "ASSESS.SPECIAL.REMOVAL", "免职" },
	{ MEASURE_KIND_DEMOTION, "ASSESS.SPECIAL.DEMOTION", "降职" },
	{ MEASURE_KIND_GOV_WARNING, "ASSESS.SPECIAL.GOV_WARNING", "政务警告" },
	{ MEASURE_KIND_GOV_DEMERIT, "ASSESS.SPECIAL.GOV_DEMERIT", "政务记过" },
	{ MEASURE_KIND_GOV_MAJOR_DEMERIT, "ASSESS.SPECIAL.GOV_MAJOR_DEMERIT", "政务记大过" },
	{ MEASURE_KIND_GOV_DOWNGRADE, "ASSESS.SPECIAL.GOV_DOWNGRADE", "政务降级" },
	{ MEASURE_KIND_GOV_DISMISSAL_FROM_POST, "ASSESS.SPECIAL.GOV_DISMISSAL_FROM_POST", "政务撤职" },
	{ MEASURE_KIND_PARTY_WARNING, "ASSESS.SPECIAL.PARTY_WARNING", "党内警告" },
	{ MEASURE_KIND_PARTY_SERIOUS_WARNING, "ASSESS.SPECIAL.PARTY_SERIOUS_WARNING", "党内严重警告" },
	{ MEASURE_KIND_PARTY_REMOVAL, "ASSESS.SPECIAL.PARTY_REMOVAL", "撤销党内职务" },
	{ MEASURE_KIND_PARTY_PROBATION, "ASSESS.SPECIAL.PARTY_PROBATION", "留党察看" },
	{ MEASURE_KIND_PARTY_EXPULSION, "ASSESS.SPECIAL.PARTY_EXPULSION", "开除党籍" },
};
#define SPECIAL_COUNT (sizeof special / sizeof special[0])

static const struct {
	const char *word;
	GradeStanding standing;
} words_of_rules[] = {
	{ "NOT_EXCELLENT", GRADE_STANDING_NOT_EXCELLENT },
	{ "COMMENT_ONLY", GRADE_STANDING_COMMENT_ONLY },
	{ "NO_GRADE", GRADE_STANDING_NO_GRADE },
	{ "INCOMPETENT", GRADE_STANDING_INCOMPETENT },
};

static size_t special_of(MeasureKind kind)
{
	size_t i = 0;

	while (i < SPECIAL_COUNT && special[i].kind != kind)
		i++;
	return i;
}

/* The n-th word of a rule like "INCOMPETENT,NO_GRADE": the year of the measure is the first. */
static GradeStanding word_number(const char *rule, uint32_t n)
{
	while (n-- > 0) {
		rule = strchr(rule, ',');
		if (!rule)
			return GRADE_STANDING_ELIGIBLE;
		rule++;
	}
	for (size_t i = 0; i < sizeof words_of_rules / sizeof words_of_rules[0]; i++) {
		size_t size = strlen(words_of_rules[i].word);
		if (strncmp(rule, words_of_rules[i].word, size) == 0 && (rule[size] == ',' || rule[size] == '\0'))
			return words_of_rules[i].standing;
	}
	return GRADE_STANDING_ELIGIBLE;
}

static struct standing by_measures(struct decision *d, const char *cadre_id, uint32_t year)
{
	struct standing heaviest = { GRADE_STANDING_ELIGIBLE, "" };
	struct row_scan scan = grade_measure_scan_1(d->state, cadre_id);
	const GradeMeasureRow *measure;

	while ((measure = grade_measure_next(&scan))) {
		size_t i = special_of(measure->kind);
		uint32_t since = quarter_year(measure->effective_on);
		if (i == SPECIAL_COUNT || since > year)
			continue;
		GradeStanding standing = word_number(policy_text(d, special[i].rule), year - since);
		if (standing > heaviest.standing)
			heaviest = (struct standing){ standing, decision_format(d, "%s（%s）", special[i].words, measure->effective_on) };
	}
	return heaviest;
}

static struct standing by_circumstance(AssessmentCircumstance circumstance)
{
	switch (circumstance) {
	case ASSESSMENT_CIRCUMSTANCE_PROBATION:            return (struct standing){ GRADE_STANDING_COMMENT_ONLY, "试用期" };
	case ASSESSMENT_CIRCUMSTANCE_LEAVE_OVER_HALF_YEAR: return (struct standing){ GRADE_STANDING_NO_GRADE, "病事假超过半年" };
	case ASSESSMENT_CIRCUMSTANCE_SANCTION_PERIOD:      return (struct standing){ GRADE_STANDING_NO_GRADE, "处分期间" };
	case ASSESSMENT_CIRCUMSTANCE_REFUSES:              return (struct standing){ GRADE_STANDING_INCOMPETENT, "无正当理由不参加考核" };
	case ASSESSMENT_CIRCUMSTANCE_ASSESSED_ELSEWHERE:   return (struct standing){ GRADE_STANDING_ELSEWHERE, "由接收单位考核" };
	default:                                           return (struct standing){ GRADE_STANDING_ELIGIBLE, "" };
	}
}

struct standing standing_of(struct decision *d, const char *cadre_id, uint32_t year, AssessmentCircumstance circumstance)
{
	struct standing measures = by_measures(d, cadre_id, year), stated = by_circumstance(circumstance);

	return stated.standing > measures.standing ? stated : measures;
}

static bool bar_of_ground(const struct state *s, const char *cadre_id, BarGround ground, const char *iso_day)
{
	struct row_scan scan = bar_scan_1(s, cadre_id);
	const BarRow *bar;

	while ((bar = bar_next(&scan)))
		if (bar->ground == ground && strcmp(bar->from_on, iso_day) <= 0 &&
		    (bar->until_on[0] == '\0' || strcmp(bar->until_on, iso_day) >= 0))
			return true;
	return false;
}

bool standing_case_open(const struct state *s, const char *cadre_id, const char *iso_day)
{
	return bar_of_ground(s, cadre_id, BAR_GROUND_OPEN_CASE, iso_day);
}

bool standing_inside_influence(const struct state *s, const char *cadre_id, const char *iso_day)
{
	return bar_of_ground(s, cadre_id, BAR_GROUND_MEASURE, iso_day);
}

void standing_note_measure(struct tables *t, const char *cadre_id, const char *measure_id, MeasureKind kind, const char *effective_on)
{
	if (special_of(kind) == SPECIAL_COUNT || effective_on[0] == '\0')
		return;
	grade_measure_put(t, &(GradeMeasureRow){
		.cadre_id = cadre_id,
		.measure_id = measure_id,
		.kind = kind,
		.effective_on = effective_on,
	});
}
