/* An epidemic with u1 at the front, and what its party organisation says about c. */
#ifndef TESTS_FRONTLINE_LIB_H
#define TESTS_FRONTLINE_LIB_H

#include "fieldwork_lib.h"

static inline const char *declared(void)
{
	WHEN(DeclareFrontlineEvent, .title = "三月疫情", .kind = FRONTLINE_EVENT_KIND_EPIDEMIC, .domain = FRONTLINE_DOMAIN_EPIDEMIC,
	     .starts_on = "2026-03-01", .n_unit_ids = 2, .unit_ids = (const char *[]){ "u1", "u11" }, .document = "通知1号");
	return world_answer("frontline_id");
}

static inline const char *recommend_from(const char *unit_id, const char *frontline_id, const char *cadre_id)
{
	ACTOR_CADRE("unit.party", CITY, unit_id, "");
	ACCOUNT("party.1");
	WHEN(RecommendFromFrontline, .frontline_id = frontline_id, .cadre_id = cadre_id, .deed = LONG_TEXT, ONE_EVIDENCE);
	officer("cadre.1");
	return world_answer("recommendation_id");
}

static inline const char *recommended(void)
{
	return recommend_from("u1", declared(), "c");
}

static inline void verify(const char *id, bool borne_out)
{
	WHEN(VerifyFrontlineDeed, .recommendation_id = id, OBSERVERS(verifier_ids), .borne_out = borne_out, .finding = "走访核实",
	     ONE_EVIDENCE);
}

static inline const char *verified(void)
{
	const char *id = recommended();

	verify(id, true);
	return id;
}

static inline void recognise(const char *id, RecognitionOutcome outcome, RecognitionTrack track)
{
	officer("head.1");
	WHEN(RecogniseFrontline, .recommendation_id = id, .outcome = outcome, .track = track, .summary = "疫情一线表现突出",
	     .document = outcome == RECOGNITION_OUTCOME_TIMELY_REWARD ? "奖励1号" : "");
	officer("cadre.1");
}

#endif
