/* The fields of CadreRegistered as data: what a revision compares, what a roster's columns fill. */
#ifndef DANDANG_PERSONNEL_CADRE_FIELDS_H
#define DANDANG_PERSONNEL_CADRE_FIELDS_H

#include <stdbool.h>
#include <stddef.h>

#include "base/arena.h"
#include "contract.h"

#define CADRE_FIELD_MAP(X)                                                          \
	X(CADRE_ID, cadre_id, TEXT, "人员编码")                                     \
	X(NAME, name, TEXT, "姓名")                                                 \
	X(ID_NUMBER, id_number, TEXT, "身份证号")                                   \
	X(SEX, sex, ENUM, "性别")                                                   \
	X(BORN_ON, born_on, TEXT, "出生日期")                                       \
	X(ETHNICITY, ethnicity, TEXT, "民族")                                       \
	X(UNIT_ID, unit_id, TEXT, "单位编码")                                       \
	X(POST_ID, post_id, TEXT, "岗位编码")                                       \
	X(POST_TITLE, post_title, TEXT, "职务")                                     \
	X(LEVEL, level, ENUM, "职务层次")                                           \
	X(LEVEL_SINCE, level_since, TEXT, "任职时间")                               \
	X(RANK, rank, ENUM, "职级")                                                 \
	X(RANK_SINCE, rank_since, TEXT, "任职级时间")                               \
	X(AUTHORITY, authority, TEXT, "管理权限")                                   \
	X(PARTY_JOINED_ON, party_joined_on, TEXT, "入党时间")                       \
	X(WORK_STARTED_ON, work_started_on, TEXT, "参加工作时间")                   \
	X(YOUNG, young, FLAG, "优秀年轻干部")                                       \
	X(FIRST_SECRETARY, first_secretary, FLAG, "驻村第一书记")                   \
	X(EXCHANGE, exchange, FLAG, "易地交流")                                     \
	X(HOME_REGION, home_region, TEXT, "家庭所在地")                             \
	X(GRASSROOTS_YEARS, grassroots_years, TEXT, "基层工作年限")                 \
	X(TEAM_HEAD, team_head, FLAG, "班子主要负责人")                             \
	X(TEAM_MEMBER, team_member, FLAG, "班子成员")                               \
	X(GRADES, grades, GRADES, "近三年考核结果")

#define X(symbol, member, kind, zh) CADRE_FIELD_##symbol,
enum cadre_field { CADRE_FIELD_MAP(X) CADRE_FIELD_COUNT };
#undef X

enum cadre_field_kind { CADRE_FIELD_TEXT, CADRE_FIELD_ENUM, CADRE_FIELD_FLAG, CADRE_FIELD_GRADES_KIND };

const char *cadre_field_name(enum cadre_field field);   /* as in the contract, e.g. "post_title" */
const char *cadre_field_zh(enum cadre_field field);
bool cadre_field_same(enum cadre_field field, const CadreRegistered *a, const CadreRegistered *b);
/* Takes over one field; grades are merged by year, the newer file's winning. */
void cadre_field_take(enum cadre_field field, CadreRegistered *to, const CadreRegistered *from, struct arena *arena);
/* What stands in the field, for people: "县处级正职", "是", "2024:优秀;2025:称职". */
const char *cadre_field_show(enum cadre_field field, const CadreRegistered *c, struct arena *arena);

/* The label of an enum value ("乡科级正职") or "" when it has none. */
const char *level_label(PostLevel level);
const char *rank_label(Rank rank);
const char *grade_label(AnnualGrade grade);
const char *unit_kind_label(UnitKind kind);

#endif
