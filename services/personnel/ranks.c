#include "ranks.h"

#include <string.h>

#include "base/date.h"
#include "quota.h"

const struct rank_path *rank_path_to(Rank rank)
{
	static const struct rank_path paths[] = {
		[RANK_INSPECTOR_1] = { RANK_INSPECTOR_2, POST_LEVEL_BUREAU_DEPUTY, "RANK.TENURE.INSPECTOR_1" },
		[RANK_INSPECTOR_2] = { RANK_CONSULTANT_1, POST_LEVEL_UNSPECIFIED, "RANK.TENURE.INSPECTOR_2" },
		[RANK_CONSULTANT_1] = { RANK_CONSULTANT_2, POST_LEVEL_COUNTY_HEAD, "RANK.TENURE.CONSULTANT_1" },
		[RANK_CONSULTANT_2] = { RANK_CONSULTANT_3, POST_LEVEL_UNSPECIFIED, "RANK.TENURE.CONSULTANT_2" },
		[RANK_CONSULTANT_3] = { RANK_CONSULTANT_4, POST_LEVEL_COUNTY_DEPUTY, "RANK.TENURE.CONSULTANT_3" },
		[RANK_CONSULTANT_4] = { RANK_CHIEF_CLERK_1, POST_LEVEL_UNSPECIFIED, "RANK.TENURE.CONSULTANT_4" },
		[RANK_CHIEF_CLERK_1] = { RANK_CHIEF_CLERK_2, POST_LEVEL_SECTION_HEAD, "RANK.TENURE.CHIEF_CLERK_1" },
		[RANK_CHIEF_CLERK_2] = { RANK_CHIEF_CLERK_3, POST_LEVEL_UNSPECIFIED, "RANK.TENURE.CHIEF_CLERK_2" },
		[RANK_CHIEF_CLERK_3] = { RANK_CHIEF_CLERK_4, POST_LEVEL_SECTION_DEPUTY, "RANK.TENURE.CHIEF_CLERK_3" },
		[RANK_CHIEF_CLERK_4] = { RANK_CLERK_1, POST_LEVEL_UNSPECIFIED, "RANK.TENURE.CHIEF_CLERK_4" },
		[RANK_CLERK_1] = { RANK_CLERK_2, POST_LEVEL_UNSPECIFIED, "RANK.TENURE.CLERK_1" },
	};
	size_t index = (size_t)rank;

	return index < sizeof paths / sizeof paths[0] && paths[index].rule_years ? &paths[index] : NULL;
}

static bool holds_level(const CadreRegistered *cadre, PostLevel level)
{
	return level != POST_LEVEL_UNSPECIFIED && cadre->level != POST_LEVEL_UNSPECIFIED && cadre->level <= level;
}

static struct tenure earlier(struct tenure a, struct tenure b)
{
	if (a.eligible_day == DAY_NONE)
		return b;
	return b.eligible_day == DAY_NONE || a.eligible_day <= b.eligible_day ? a : b;
}

struct rank_eligibility rank_eligibility(struct decision *d, const CadreRegistered *cadre, Rank rank)
{
	const struct rank_path *path = rank_path_to(rank);
	struct rank_eligibility e = { .tenure = { .eligible_day = DAY_NONE } };

	if (!path || (cadre->rank != RANK_UNSPECIFIED && cadre->rank <= rank))
		return e;
	if (cadre->rank == path->from) {
		e.leads = true;
		e.tenure = rules_tenure(d, cadre, cadre->rank_since, path->rule_years, true);
	}
	if (holds_level(cadre, path->level)) {
		e.leads = true;
		e.tenure = earlier(e.tenure, rules_tenure(d, cadre, cadre->level_since, path->rule_years, true));
	}
	return e;
}

enum refusal rank_begin(struct decision *d, const char *rank_case_id, struct rank_step *step)
{
	const CadreFileRow *file;

	step->row = rank_case_find(d->state, rank_case_id);
	if (!step->row)
		return decision_refuse(d, REFUSAL_RANK_CASE_UNKNOWN, "rank_case_id", rank_case_id);
	file = cadre_file_find(d->state, step->row->cadre_id);
	if (!file)
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "cadre_id", step->row->cadre_id);
	step->cadre = file->file;
	return rules_handler(d, step->cadre, "");
}

const char *rank_case_state_label(RankCaseState state)
{
	switch (state) {
	case RANK_CASE_STATE_NAMED: return "资格审查";
	case RANK_CASE_STATE_PROCEDURE_DONE: return "推荐考察";
	case RANK_CASE_STATE_POOL_REQUESTED: return "申请统筹职数";
	case RANK_CASE_STATE_POOL_DENIED: return "统筹职数未批准";
	case RANK_CASE_STATE_QUOTA_SECURED: return "职数落实";
	case RANK_CASE_STATE_DECIDED: return "集体决定";
	case RANK_CASE_STATE_PUBLICITY: return "公示";
	case RANK_CASE_STATE_PUBLICITY_OVER: return "公示期满";
	case RANK_CASE_STATE_EFFECTIVE: return "已晋升";
	case RANK_CASE_STATE_ABORTED: return "终止";
	default: return "";
	}
}

enum refusal rank_conditions(struct decision *d, const CadreRegistered *cadre, const char *unit_id, Rank rank,
			     struct rank_eligibility *eligibility)
{
	enum refusal refusal;

	if (strcmp(cadre->unit_id, unit_id) != 0)
		return decision_refuse(d, REFUSAL_RANK_OF_ANOTHER_UNIT, "cadre_id", cadre->unit_id);
	*eligibility = rank_eligibility(d, cadre, rank);
	if (!eligibility->leads)
		return decision_refuse(d, REFUSAL_RANK_NOT_NEXT, "cadre_id", rank_label(cadre->rank));
	refusal = rules_block(d, cadre, APPOINTMENT_KIND_UNSPECIFIED);
	if (refusal != REFUSAL_NONE)
		return refusal;
	if (eligibility->tenure.incompetent)
		return decision_refuse(d, REFUSAL_RANK_GRADE_IN_WINDOW, "cadre_id", "");
	if (eligibility->tenure.eligible_day == DAY_NONE || eligibility->tenure.eligible_day > day_of_iso(d->today))
		return decision_refuse(d, REFUSAL_TENURE_SHORT, "cadre_id",
				       rules_iso(d, eligibility->tenure.eligible_day));
	return REFUSAL_NONE;
}

bool rank_recognised(const struct state *s, const char *cadre_id)
{
	struct row_scan scan = recognition_scan_1(s, cadre_id);

	return recognition_next(&scan) != NULL;
}

void rank_abort(struct decision *d, const RankCaseRow *row, const char *reason)
{
	const PoolGrantRow *grant = row->grant_id[0] ? pool_grant_find(d->state, row->pool_id, row->grant_id) : NULL;

	emit_rank_case_aborted(d, &(RankCaseAborted){
		.rank_case_id = row->rank_case_id,
		.cadre_id = row->cadre_id,
		.reason = reason,
		.step = rank_case_state_label(row->state),
	});
	if (grant && grant->returned_on[0] == '\0')
		quota_emit_return(d, grant, POOL_RETURN_REASON_ABORTED);
}
