#include "assessment/quota_people.h"

#include "assessment/person.h"
#include "assessment/standing.h"

static void count(struct decision *d, const CadreRow *cadre, GradeStanding standing, struct quota_people *out)
{
	bool barred = standing_inside_influence(d->state, cadre->cadre_id, d->today);
	bool head = cadre->team_head;
	bool candidate = !barred && standing == GRADE_STANDING_ELIGIBLE && !standing_case_open(d->state, cadre->cadre_id, d->today);

	if (standing == GRADE_STANDING_ELSEWHERE)
		return;
	out->should_attend++;
	out->barred += barred;
	out->candidates += candidate;
	out->heads += head;
	out->head_candidates += head && candidate;
}

static void count_round(struct decision *d, const PersonRoundRow *round, struct quota_people *out)
{
	struct row_scan scan = person_assessment_scan_1(d->state, round->round_id);
	const PersonAssessmentRow *row;

	while ((row = person_assessment_next(&scan))) {
		const CadreRow *cadre = cadre_find(d->state, row->cadre_id);
		if (cadre)
			count(d, cadre, row->standing, out);
	}
}

static void count_roster(struct decision *d, const char *unit_id, uint32_t year, PersonTrack track, const char *authority,
			 struct quota_people *out)
{
	struct row_scan scan = cadre_by_unit_id(d->state, unit_id);
	const CadreRow *cadre;

	while ((cadre = cadre_next(&scan)))
		if (person_belongs(cadre, track, authority))
			count(d, cadre, standing_of(d, cadre->cadre_id, year, ASSESSMENT_CIRCUMSTANCE_UNSPECIFIED).standing, out);
}

void quota_people_of(struct decision *d, const char *unit_id, uint32_t year, PersonTrack track, const char *authority, struct quota_people *out)
{
	struct row_scan scan = person_round_by_unit_id_year(d->state, unit_id, year);
	const PersonRoundRow *round;

	*out = (struct quota_people){ 0 };
	while ((round = person_round_next(&scan)))
		if (round->track == track) {
			count_round(d, round, out);
			return;
		}
	count_roster(d, unit_id, year, track, authority, out);
}
