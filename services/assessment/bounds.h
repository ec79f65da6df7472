/* Limits of this service; the contract states the same numbers as items_max. */
#ifndef DANDANG_ASSESSMENT_LIMITS_H
#define DANDANG_ASSESSMENT_LIMITS_H

#define INSPECTION_UNITS_MAX 400
#define INSPECTION_ITEMS_MAX 30
#define RECTIFICATION_STEPS_MAX 60  /* told by the unit about one rectification */
#define FINDING_PERSONS_MAX 20      /* linked to one finding */
#define QUARTERS_OF_YEAR 4
#define SCHEME_UNITS_MAX 400       /* of all groups together */
#define SCHEME_INDICATORS_MAX 400
#define SCHEME_GROUPS_MAX 40
#define COMPONENT_INDICATORS_MAX 60 /* of one component for one group; the nodes of a score fit an event */
#define INDICATOR_EVIDENCE_MAX 20   /* files of one indicator and unit */
#define ADJUSTMENTS_MAX 50          /* of one unit in one year */
#define LIST_ENTRIES_MAX 5000
#define LIST_DRAFT_MAX 500
#define LIST_SCOPE_COUNTED_MAX 5000 /* people whose evidence is counted at once before a freeze */
#define EVIDENCE_COUNTS_PORTION 200 /* of them in one event */
#define OWN_EVIDENCE_MAX 100        /* pieces shown on the person's own page */
#define POLL_CLASSES_MAX 6
#define POLL_CELL_FLOOR 5   /* whatever the rule says, smaller counts are not shown */
#define POLL_ITEMS_MAX 40
#define POLL_TARGETS_MAX 30
#define APPRAISAL_ASPECTS_MAX 20
#define APPRAISAL_INDICATORS_MAX 40
#define SHOULDERING_AUTHORS_MAX 20
#define SECTION_SUBJECTS_MAX 300
#define SECTION_UNITS_MAX 60          /* whose people evaluate those of others */
#define EVIDENCE_SCANNED_MAX 500 /* pieces of one person looked at when sources are counted */
#define SPECIAL_TALK_ANSWERS_MAX 30  /* three sets of at most ten answers */
#define OBSERVERS_MAX 20           /* of one observation, inspection or survey */
#define TEAM_DIMENSIONS 6
#define TEAM_MEMBERS_MAX 100 /* of one team */
#define PERSON_ROUND_MAX 500 /* people of one unit graded together; the contract states it as items_max */
#define QUOTA_YEAR_UNITS_MAX 2000 /* of one authority and track */
#define BONUS_PROPOSAL_MAX 5000 /* people of one proposal; a decision holds as many events */
#define REGULAR_KNOWN_MAX 20 /* facts of a quarter shown beside a self report */
#define GRADE_YEARS_MAX 64     /* of one person, looked at for effects and rotation */

#endif
