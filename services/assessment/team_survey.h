/* What the workflow files of the evaluation after an election share. */
#ifndef DANDANG_ASSESSMENT_TEAM_SURVEY_H
#define DANDANG_ASSESSMENT_TEAM_SURVEY_H

#include "rows.h"
#include "runtime/decision.h"

/* The survey for an officer to work on: `r` refuses an unknown one, one of another authority, and a member of that team. */
const TeamSurveyRow *team_survey_of(struct decision *d, const char *survey_id, enum refusal *r);

#endif
