/* Chinese labels of the code lists, as the contract gives them. */
#include "cadre_fields.h"

const char *level_label(PostLevel level)
{
	switch (level) {
	case POST_LEVEL_BUREAU_HEAD: return "厅局级正职";
	case POST_LEVEL_BUREAU_DEPUTY: return "厅局级副职";
	case POST_LEVEL_COUNTY_HEAD: return "县处级正职";
	case POST_LEVEL_COUNTY_DEPUTY: return "县处级副职";
	case POST_LEVEL_SECTION_HEAD: return "乡科级正职";
	case POST_LEVEL_SECTION_DEPUTY: return "乡科级副职";
	case POST_LEVEL_STAFF: return "科员及以下";
	default: return "";
	}
}

const char *rank_label(Rank rank)
{
	static const char *const labels[] = {
		[RANK_INSPECTOR_1] = "一级巡视员",	[RANK_INSPECTOR_2] = "二级巡视员",
		[RANK_CONSULTANT_1] = "一级调研员",	[RANK_CONSULTANT_2] = "二级调研员",
		[RANK_CONSULTANT_3] = "三级调研员",	[RANK_CONSULTANT_4] = "四级调研员",
		[RANK_CHIEF_CLERK_1] = "一级主任科员",	[RANK_CHIEF_CLERK_2] = "二级主任科员",
		[RANK_CHIEF_CLERK_3] = "三级主任科员",	[RANK_CHIEF_CLERK_4] = "四级主任科员",
		[RANK_CLERK_1] = "一级科员",		[RANK_CLERK_2] = "二级科员",
	};
	size_t index = (size_t)rank;

	return index < sizeof labels / sizeof labels[0] && labels[index] ? labels[index] : "";
}

const char *grade_label(AnnualGrade grade)
{
	switch (grade) {
	case ANNUAL_GRADE_EXCELLENT: return "优秀";
	case ANNUAL_GRADE_COMPETENT: return "称职";
	case ANNUAL_GRADE_BASICALLY_COMPETENT: return "基本称职";
	case ANNUAL_GRADE_INCOMPETENT: return "不称职";
	case ANNUAL_GRADE_UNGRADED: return "不定等次";
	default: return "";
	}
}

const char *unit_kind_label(UnitKind kind)
{
	switch (kind) {
	case UNIT_KIND_COUNTY: return "旗县区";
	case UNIT_KIND_CITY_DEPARTMENT: return "市直机关";
	case UNIT_KIND_COUNTY_DEPARTMENT: return "旗县区直机关";
	case UNIT_KIND_TOWNSHIP: return "苏木乡镇街道";
	case UNIT_KIND_INSTITUTION: return "企事业单位";
	default: return "";
	}
}
