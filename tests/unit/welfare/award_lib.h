/* A scheme and nominees at any step, for the two halves of W6.1. */
#ifndef DANDANG_TESTS_AWARD_LIB_H
#define DANDANG_TESTS_AWARD_LIB_H

#include "welfare_lib.h"

#define AWARDS(...) .n_award_ids = sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(const char *), \
		    .award_ids = (const char *[]){ __VA_ARGS__ }

static inline void set_scheme(bool excellent)
{
	WHEN(SetAwardScheme, .year = 2026, .title = "担当作为好干部", .document = "方案1号", .excellent_required = excellent,
	     .n_tiers = 2, .tiers = (AwardTier *[]){ &(AwardTier){ .name = "科级", .quota = 1 },
						     &(AwardTier){ .name = "县处级", .quota = 2 } },
	     .n_committee_ids = 2, .committee_ids = (const char *[]){ "h", "m" });
}

static inline const char *scheme(void)
{
	people("2026-03-02");
	set_scheme(false);
	ACCEPTED();
	return world_answer("scheme_id");
}

static inline void nominate(const char *scheme_id, const char *cadre_id, const char *tier)
{
	WHEN(NominateForAward, .scheme_id = scheme_id, .tier = tier, .n_rows = 1,
	     .rows = (AwardNomination *[]){ &(AwardNomination){ .cadre_id = cadre_id, .deed = "带队攻坚" } });
}

static inline void gate(const char *award_id, AwardGate which, bool passed)
{
	WHEN(PassAwardGate, .award_id = award_id, .gate = which, .passed = passed, .opinion = "o", .discipline_document = "纪1",
	     .personal_matters_document = "个1", .petition_document = "信1");
}

static inline const char *nominated(const char *scheme_id, const char *cadre_id, const char *tier)
{
	nominate(scheme_id, cadre_id, tier);
	ACCEPTED();
	return world_answer("award_id");
}

static inline void verified(const char *award_id)
{
	WHEN(VerifyAwardDeed, .award_id = award_id, .unit_id = "u4", .true_deed = true, .document = "核实1号");
}

static inline void scored(const char *scheme_id, const char *award_id)
{
	WHEN(CompareAwards, .scheme_id = scheme_id, .n_rows = 1,
	     .rows = (AwardScore *[]){ &(AwardScore){ .award_id = award_id, .score = 9000 } });
}

static inline const char *compared(const char *scheme_id, const char *cadre_id, const char *tier)
{
	const char *id = nominated(scheme_id, cadre_id, tier);

	gate(id, AWARD_GATE_POLITICAL, true);
	gate(id, AWARD_GATE_ABILITY, true);
	gate(id, AWARD_GATE_INTEGRITY, true);
	verified(id);
	scored(scheme_id, id);
	ACCEPTED();
	return id;
}

static inline AwardState award_state(const char *id)
{
	return award_find(world_state(), id)->state;
}

#endif
