#include "assessment/replay_kinds.h"

const struct replay_kind replay_kinds[] = {
	{ "scores", "年度考核得分，编号为方案", { { "ScoresTold", "ComputeScores", "scheme_id" } } },
	{ "grades", "班子等次，编号为方案", { { "TeamGradesFinal", "FinalizeTeamGrades", "scheme_id" } } },
	{ "inspection", "季度督查，编号为督查", { { "InspectionRanked", "RankInspection", "inspection_id" },
					   { "InspectionPublished", "PublishInspection", "inspection_id" } } },
	{ "list", "专项清单，编号为清单", { { "ListFrozen", "FreezeList", "list_id" } } },
};
const size_t replay_kind_count = sizeof replay_kinds / sizeof *replay_kinds;
