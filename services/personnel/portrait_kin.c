/* What a team's portrait takes from the appointment forms, where they are on file: native places and names of relatives. A name is a
 * hint, not a finding: people share names, and the flag says so. */
#include <string.h>

#include "portrait.h"

#define NATIVE_PLACE_TAG "JiGuan" /* 籍贯 of the form */

static const char *native_place(const struct state *s, const char *cadre_id)
{
	const CadreFormRow *form = cadre_form_find(s, cadre_id);

	for (size_t i = 0; form && i < form->n_fields; i++)
		if (strcmp(form->fields[i]->tag, NATIVE_PLACE_TAG) == 0)
			return form->fields[i]->value;
	return "";
}

static size_t count_from(const struct portrait *p, const char *place)
{
	size_t count = 0;

	for (size_t i = 0; i < p->team->count; i++)
		count += strcmp(native_place(p->d->state, p->team->members[i]->cadre_id), place) == 0;
	return count;
}

/* PORTRAIT.NATIVE_PLACE_MAX: the place most of them come from; the first by their ids where two are equal. */
static void flag_native_place(struct portrait *p)
{
	int64_t max = policy_number(p->d, "PORTRAIT.NATIVE_PLACE_MAX");
	const char *most = "";
	size_t most_count = 0;
	PortraitFlag *flag;

	for (size_t i = 0; i < p->team->count; i++) {
		const char *place = native_place(p->d->state, p->team->members[i]->cadre_id);
		size_t count = place[0] ? count_from(p, place) : 0;
		if (count > most_count) {
			most_count = count;
			most = place;
		}
	}
	if ((int64_t)most_count <= max)
		return;
	flag = portrait_flag(p, PORTRAIT_FLAG_KIND_NATIVE_PLACE, "PORTRAIT.NATIVE_PLACE_MAX", (int64_t)most_count, max, "people");
	flag->note = most;
	for (size_t i = 0; i < p->team->count; i++)
		if (strcmp(native_place(p->d->state, p->team->members[i]->cadre_id), most) == 0)
			portrait_name(flag, p->team->members[i]->cadre_id);
}

/* Somebody of this member's family bears the other member's name. */
static bool names_member(const CadreFormRow *form, const CadreFileRow *other)
{
	for (size_t i = 0; form && i < form->n_family; i++)
		if (other->file->name[0] && strcmp(form->family[i]->name, other->file->name) == 0)
			return true;
	return false;
}

/* PORTRAIT.RELATIVES_MAX: pairs of members, one of whom is named in the other's family. */
static void flag_relatives(struct portrait *p)
{
	int64_t pairs = 0, max = policy_number(p->d, "PORTRAIT.RELATIVES_MAX");
	const struct team *team = p->team;
	const char *related[TEAM_MEMBERS_MAX];
	size_t count = 0;
	PortraitFlag *flag;

	for (size_t i = 0; i < team->count; i++)
		for (size_t j = 0; j < i; j++) {
			const CadreFormRow *mine = cadre_form_find(p->d->state, team->members[i]->cadre_id);
			const CadreFormRow *his = cadre_form_find(p->d->state, team->members[j]->cadre_id);
			if (!names_member(mine, team->members[j]) && !names_member(his, team->members[i]))
				continue;
			pairs++;
			if (count + 2 <= TEAM_MEMBERS_MAX) {
				related[count++] = team->members[j]->cadre_id;
				related[count++] = team->members[i]->cadre_id;
			}
		}
	if (pairs <= max)
		return;
	flag = portrait_flag(p, PORTRAIT_FLAG_KIND_RELATIVES, "PORTRAIT.RELATIVES_MAX", pairs, max, "pairs");
	flag->note = "按任免审批表家庭成员姓名比对，可能重名，须核实";
	for (size_t i = 0; i < count; i++)
		portrait_name(flag, related[i]);
}

void portrait_kin(struct portrait *p)
{
	flag_native_place(p);
	flag_relatives(p);
}
