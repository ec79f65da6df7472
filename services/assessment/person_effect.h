/* A person's annual grade takes effect (W3.8): the event everything else follows, and what the law attaches to it. Pure. */
#ifndef DANDANG_ASSESSMENT_PERSON_EFFECT_H
#define DANDANG_ASSESSMENT_PERSON_EFFECT_H

#include "assessment/person.h"
#include "workflows.h"

/* Emits PersonGraded and one GradeEffectProposed per matter somebody now has to see to. */
void person_grade(struct decision *d, const struct person *p, AnnualGrade grade, const char *document, bool corrects);
/* Nobody proposed excellent stands inside an influence period or has an open case today. */
enum refusal person_excellent_may_stay(struct decision *d, const PersonRoundRow *round);

#endif
