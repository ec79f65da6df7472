/* Conditions that appointments and rank promotions share. Pure; each function is one rule or one list of rules. */
#ifndef DANDANG_PERSONNEL_RULES_H
#define DANDANG_PERSONNEL_RULES_H

#include <stdbool.h>

#include "tenure.h"
#include "workflows.h"

/* PROMO.BLOCK: who may not be promoted, transferred in, put to further use or raised in rank today: a bar in force; a last
 * annual grade of 基本称职 or below; an observation period that did not end well enough for `kind` (RANK promotions pass
 * APPOINTMENT_KIND_UNSPECIFIED). */
enum refusal rules_block(struct decision *d, const CadreRegistered *cadre, AppointmentKind kind);
/* Whether PROMO.BLOCK applies to this kind: moves at the same or a lower level are open to a barred cadre. */
bool rules_upward(AppointmentKind kind);

/* A collective decision: counts that add up, quorum, majority of those who should attend, not in the future, nobody in his
 * own matter, and not recorded by the account that moved the matter. */
enum refusal rules_vote(struct decision *d, const AppointmentVote *vote, const char *cadre_id, const char *moved_by);

/* A publicity period of at least what `rule_id` says, begun neither before `not_before` nor after today. `from` and `until`
 * are filled on success. */
enum refusal rules_publicity(struct decision *d, const char *rule_id, const char *starts_on, const char *ends_on,
			     const char *not_before, const char **from, const char **until);

/* Who may handle a matter about this cadre: the organ that manages him or `authority` (the organ that manages the post he
 * is to hold), never himself. */
enum refusal rules_handler(struct decision *d, const CadreRegistered *cadre, const char *authority);

/* Tenure under `rule_years` counted from iso_start; months_per_excellent as in tenure.h. */
struct tenure rules_tenure(struct decision *d, const CadreRegistered *cadre, const char *iso_start,
			   const char *rule_years, bool shortened);
/* Whole years from one day to another; -1 where there is no such day or the second comes first. */
int rules_full_years(const char *from_iso, const char *to_iso);
const char *rules_iso(struct decision *d, int32_t day);

/* The newest position on a special list in force today when it is at the head, else NULL: who fell back in a newer list
 * cannot rest on an older one. */
const ListPositionRow *rules_list_head(const struct state *s, const char *cadre_id, const char *today);
/* The open appointment of the cadre, or NULL. */
const AppointmentRow *rules_open_appointment(const struct state *s, const char *cadre_id);
bool rules_appointment_open(AppointmentState state);
bool rules_rank_case_open(RankCaseState state);

/* Free places of a post. A holder who is himself being moved elsewhere does not count; before_decision counts those from
 * the motion on, else only those decided. Others decided for the post do count; `except` names the appointment asking. */
int64_t rules_post_vacancies(const struct state *s, const PostRow *post, const char *except, bool before_decision);
/* People who hold the post at this moment. */
int64_t rules_post_holders(const struct state *s, const char *post_id);

/* Appointments decided for the post and not yet in effect, but for `except`. */
int64_t rules_post_claims(const struct state *s, const char *post_id, const char *except);

/* Writes the code of the region that manages posts of this level in this unit: county level and above the city. */
const char *rules_post_authority(struct decision *d, const UnitFileRow *unit, PostLevel level);

#endif
