/* A what-if on its way; for its own files only. */
#ifndef DANDANG_ASSESSMENT_WHAT_IF_IMPL_H
#define DANDANG_ASSESSMENT_WHAT_IF_IMPL_H

#include "assessment/score_table.h"
#include "assessment/tiers.h"

/* The rules one side is reckoned with. */
struct what_if_rules {
	TierLink links[TEAM_TIERS];   /* by tier, best first */
	int64_t bonus_base;           /* fen a person */
};

struct what_if {
	struct decision *d;
	const AskWhatIf *ask;
	struct scoring_case c;
	SchemeRow scheme;             /* with the components asked for */
	WhatIfRow rows[SCHEME_UNITS_MAX];
	size_t count;
	struct what_if_rules before, after;
};

/* The links in force and the ones asked for. */
enum refusal what_if_rules_read(struct what_if *w);
/* Persons, seats and money of every row, before and after, by the tiers that stand there. */
enum refusal what_if_links(struct what_if *w);

#endif
