#include "roles.h"

#include <string.h>

static const struct role roles[] = {
	{ "org.head", "组织部部长", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "org.deputy", "组织部副部长", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "org.cadre", "干部科", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "org.training", "干部教育科", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "org.supervision", "干部监督科", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "org.assessment", "考核办", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "org.civil_servant", "公务员科", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "org.welfare", "关心关爱工作", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "org.finance", "财务", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "discipline", "纪委监委机关", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "committee.principal", "党委（党组）主要负责人", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "party_school", "党校", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "inspector", "督查人员", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "auditor", "业务查阅人员", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "unit.head", "单位主要负责人", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "unit.party", "单位党组织", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "unit.hr", "单位人事", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "unit.vetting", "联审单位经办人", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "unit.staff", "单位工作人员", ROLE_BUSINESS, ROLE_NEEDS_NOTHING },
	{ "cadre", "干部本人", ROLE_BUSINESS, ROLE_NEEDS_CADRE },
	{ "system_admin", "系统管理员", ROLE_ADMINISTRATOR, ROLE_NEEDS_NOTHING },
	{ "security_admin", "安全保密管理员", ROLE_ADMINISTRATOR, ROLE_NEEDS_NOTHING },
	{ "audit_admin", "安全审计员", ROLE_ADMINISTRATOR, ROLE_NEEDS_NOTHING },
};
#define ROLE_COUNT (sizeof(roles) / sizeof(roles[0]))

const struct role *role_at(size_t index)
{
	return index < ROLE_COUNT ? &roles[index] : NULL;
}

const struct role *role_find(const char *name)
{
	for (size_t i = 0; i < ROLE_COUNT; i++)
		if (strcmp(roles[i].name, name) == 0)
			return &roles[i];
	return NULL;
}

bool roles_compatible(const char *const *list, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		const struct role *role = role_find(list[i]);

		if (role && role->kind == ROLE_ADMINISTRATOR && count > 1)
			return false;
	}
	return true;
}
