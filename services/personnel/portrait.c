#include "portrait.h"

#include <string.h>

#include "base/date.h"
#include "base/require.h"
#include "rules.h"

enum refusal team_of(const struct state *s, const char *unit_id, struct team *out)
{
	struct row_scan scan = cadre_file_by_unit_id(s, unit_id);
	const CadreFileRow *row;

	out->unit_id = unit_id;
	out->count = 0;
	while ((row = cadre_file_next(&scan))) {
		if (!row->file->team_head && !row->file->team_member)
			continue;
		if (out->count == TEAM_MEMBERS_MAX)
			return REFUSAL_PORTRAIT_TEAM_LARGE;
		out->members[out->count++] = row;
	}
	return out->count ? REFUSAL_NONE : REFUSAL_PORTRAIT_TEAM_EMPTY;
}

PortraitFlag *portrait_flag(struct portrait *p, PortraitFlagKind kind, const char *rule_id, int64_t value, int64_t threshold,
			    const char *unit)
{
	PortraitFlag *flag = &p->flags[p->count];

	REQUIRE(p->count < PORTRAIT_FLAGS_MAX);
	portrait_flag__init(flag);
	flag->kind = kind;
	flag->rule_id = rule_id;
	flag->value = value;
	flag->threshold = threshold;
	flag->unit = unit;
	flag->cadre_ids = arena_alloc(p->d->arena, TEAM_MEMBERS_MAX * sizeof *flag->cadre_ids);
	REQUIRE(flag->cadre_ids);
	p->list[p->count++] = flag;
	return flag;
}

void portrait_name(PortraitFlag *flag, const char *cadre_id)
{
	for (size_t i = 0; i < flag->n_cadre_ids; i++)
		if (strcmp(flag->cadre_ids[i], cadre_id) == 0)
			return;
	REQUIRE(flag->n_cadre_ids < TEAM_MEMBERS_MAX);
	flag->cadre_ids[flag->n_cadre_ids++] = cadre_id;
}

/* ---- ages ---------------------------------------------------------------------------------------------- */

/* Full years from one day to another; -1 when the first is no day. */
static int64_t years_between(const char *from_on, const char *to_on)
{
	struct civil from, to;

	if (day_of_iso(from_on) == DAY_NONE)
		return -1;
	from = civil_of_day(day_of_iso(from_on));
	to = civil_of_day(day_of_iso(to_on));
	return to.year - from.year - (to.month < from.month || (to.month == from.month && to.day < from.day));
}

/* PORTRAIT.AGE_MEAN_MAX: the mean of full years, in tenths, half up. Who has no birth date does not count. */
static void flag_age_mean(struct portrait *p)
{
	int64_t sum = 0, people = 0, mean, max = 10 * policy_number(p->d, "PORTRAIT.AGE_MEAN_MAX");

	for (size_t i = 0; i < p->team->count; i++) {
		int64_t age = years_between(p->team->members[i]->file->born_on, p->d->today);
		sum += age > 0 ? age : 0;
		people += age > 0;
	}
	mean = people ? (sum * 20 + people) / (2 * people) : 0;
	if (mean > max)
		portrait_flag(p, PORTRAIT_FLAG_KIND_AGE_MEAN, "PORTRAIT.AGE_MEAN_MAX", mean, max, "0.1 year")->note =
			people < (int64_t)p->team->count ? "部分成员没有出生日期，未计入" : "";
}

/* PORTRAIT.YOUNG_MIN members of PORTRAIT.YOUNG_AGE years or less. */
static void flag_young(struct portrait *p)
{
	int64_t young = 0, limit = policy_number(p->d, "PORTRAIT.YOUNG_AGE"), min = policy_number(p->d, "PORTRAIT.YOUNG_MIN");

	for (size_t i = 0; i < p->team->count; i++) {
		int64_t age = years_between(p->team->members[i]->file->born_on, p->d->today);
		young += age > 0 && age <= limit;
	}
	if (young < min)
		portrait_flag(p, PORTRAIT_FLAG_KIND_YOUNG_FEW, "PORTRAIT.YOUNG_MIN", young, min, "people")->note =
			decision_format(p->d, "%lld岁及以下", (long long)limit);
}

/* ---- posts --------------------------------------------------------------------------------------------- */

static void flag_vacancies(struct portrait *p)
{
	struct row_scan scan = post_by_unit_id(p->d->state, p->team->unit_id);
	int64_t vacant = 0, max = policy_number(p->d, "PORTRAIT.VACANCIES_MAX");
	const PostRow *post;

	while ((post = post_next(&scan)))
		if (!post->abolished && (post->team_head || post->team_member))
			vacant += (int64_t)post->count - rules_post_holders(p->d->state, post->post_id);
	if (vacant > max)
		portrait_flag(p, PORTRAIT_FLAG_KIND_VACANCY, "PORTRAIT.VACANCIES_MAX", vacant, max, "posts");
}

/* Since when he holds the post: recorded here once he has changed posts here; before that the day he reached the level bounds it. */
static const char *post_since(const CadreFileRow *member, bool *estimated)
{
	*estimated = member->n_former == 0 && member->file->level_since[0];
	return *estimated ? member->file->level_since : member->post_since;
}

static void flag_tenure(struct portrait *p)
{
	int64_t max = policy_number(p->d, "PORTRAIT.TENURE_YEARS_MAX");
	PortraitFlag *flag = NULL;

	for (size_t i = 0; i < p->team->count; i++) {
		bool estimated;
		int64_t years = years_between(post_since(p->team->members[i], &estimated), p->d->today);
		if (years < max)
			continue;
		if (!flag)
			flag = portrait_flag(p, PORTRAIT_FLAG_KIND_TENURE_LONG, "PORTRAIT.TENURE_YEARS_MAX", years, max, "years");
		flag->value = years > flag->value ? years : flag->value;
		flag->note = estimated ? "部分成员按任现职务层次时间估算" : flag->note;
		portrait_name(flag, p->team->members[i]->cadre_id);
	}
}

/* ---- places among the last ----------------------------------------------------------------------------- */

/* Years in a row, ending with the newest graded one, in which the team was last of its group. */
static int64_t last_years(const struct state *s, const char *unit_id, uint32_t *newest)
{
	struct row_scan scan = team_place_scan_1(s, unit_id);
	const TeamPlaceRow *place;
	int64_t years = 0;
	uint32_t before = 0;

	while ((place = team_place_next(&scan))) { /* by year, rising */
		years = !place->last ? 0 : place->year == before + 1 ? years + 1 : 1;
		before = place->year;
	}
	*newest = before;
	return years;
}

static void flag_last_place(struct portrait *p)
{
	uint32_t newest;
	int64_t years = last_years(p->d->state, p->team->unit_id, &newest), max = policy_number(p->d, "PORTRAIT.LAST_YEARS");

	if (years >= max)
		portrait_flag(p, PORTRAIT_FLAG_KIND_LAST_PLACE, "PORTRAIT.LAST_YEARS", years, max, "years")->note =
			decision_format(p->d, "至%u年度", newest);
}

void portrait_draw(struct decision *d, const struct team *team, struct portrait *out)
{
	out->d = d;
	out->team = team;
	out->count = 0;
	flag_age_mean(out);
	flag_young(out);
	flag_vacancies(out);
	flag_tenure(out);
	flag_last_place(out);
	portrait_kin(out);
}
