/* 轮流坐庄: excellent teams of a peer group over the years. */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/patterns_impl.h"
#include "base/require.h"
#include "score/detect_rotation.h"

#define YEARS_LOOKED_BACK 20
#define LIMITS "至少四年；单个分组证据力弱，须看全市各组；轮换有间断时检出力未经测定；持续优秀不会被当作轮流"

/* The record of a group, newest year first while it is being read. */
struct record {
	const PeerGroup *group;
	size_t years, total;
	uint32_t counts[YEARS_LOOKED_BACK];
	uint32_t winners[YEARS_LOOKED_BACK * SCHEME_UNITS_MAX];
};

/* The excellent teams of a group in one year. False: some of its teams have no grade of that year, or none was excellent. */
static bool add_year(struct look *look, struct record *record, uint32_t year)
{
	const SchemeRow *scheme = look_scheme_of(look, year);
	uint32_t count = 0;

	for (size_t i = 0; scheme && i < record->group->n_unit_ids; i++) {
		const TeamGradeRow *grade = team_grade_find(look->d->state, scheme->scheme_id, record->group->unit_ids[i]);
		if (!grade || (!grade->final && year != look->scheme->year))
			return false;
		if (grade->grade == TEAM_GRADE_EXCELLENT)
			record->winners[record->total + count++] = (uint32_t)i;
	}
	if (count == 0)
		return false;
	record->counts[record->years++] = count;
	record->total += count;
	return true;
}

/* Oldest year first, as the detector reads. */
static void turn(const struct record *record, uint32_t *counts, uint32_t *winners)
{
	size_t end = record->total;

	for (size_t y = 0, done = 0; y < record->years; y++) {
		counts[record->years - 1 - y] = record->counts[y];
		end -= record->counts[y];
		memcpy(winners + end, record->winners + done, record->counts[y] * sizeof *winners);
		done += record->counts[y];
	}
}

static struct rotation_window window_of(struct look *look, const PeerGroup *group)
{
	struct record *record = arena_alloc(look->d->arena, sizeof *record);
	uint32_t counts[YEARS_LOOKED_BACK] = { 0 };
	struct rotation_window window;

	REQUIRE(record);
	record->group = group;
	while (record->years < YEARS_LOOKED_BACK && add_year(look, record, look->scheme->year - (uint32_t)record->years))
		;
	uint32_t *winners = arena_alloc(look->d->arena, (record->total + 1) * sizeof *winners);
	REQUIRE(winners);
	turn(record, counts, winners);
	struct rotation_team team = { .members = (uint32_t)group->n_unit_ids, .years = record->years, .winner_counts = counts, .winners = winners };
	if (record->years == 0)
		return (struct rotation_window){ .statement = ROTATION_FEW_YEARS };
	rotation_window(&team, record->years - 1, &window);
	return window;
}

static bool at_maximum(const struct rotation_window *window)
{
	return window->statement == ROTATION_STATED && window->distinct == window->maximum;
}

static void say_group(struct look *look, const PeerGroup *group, const struct rotation_window *window)
{
	double rate = look_rate(look, "PATTERN.ROTATION.ALPHA");
	Pattern p = look_begin(PATTERN_KIND_ROTATION, "组内各年优秀班子互不重复的程度：同样多或更多互不相同的概率（逐年均匀抽取）");

	p.group_id = group->group_id;
	p.rule = "PATTERN.ROTATION.ALPHA";
	p.limits = LIMITS;
	p.threshold = p.nominal_rate = look_decimal(look, rate);
	if (window->statement == ROTATION_STATED) {
		p.statistic = look_decimal(look, window->chance);
		p.statement = at_maximum(window) && window->chance <= rate ? PATTERN_STATEMENT_NAMED : PATTERN_STATEMENT_NOT_NAMED;
	}
	if (p.statement == PATTERN_STATEMENT_NAMED) {
		p.n_unit_ids = group->n_unit_ids;
		p.unit_ids = group->unit_ids;
	}
	look_end(look, &p);
}

static void say_city(struct look *look, const struct rotation_window *windows, const PeerGroup *const *groups, size_t count)
{
	double *work = arena_alloc(look->d->arena, (count + 1) * sizeof *work), rate = look_rate(look, "PATTERN.ROTATION.ALPHA");
	Pattern p = look_begin(PATTERN_KIND_ROTATION, "全部分组中优秀班子从不重复的组数：同样多或更多的概率");
	const char **named = arena_alloc(look->d->arena, (count + 1) * sizeof *named);
	struct rotation_city city;

	REQUIRE(work && named);
	rotation_city(windows, count, work, &city);
	p.rule = "PATTERN.ROTATION.ALPHA、PATTERN.ROTATION.GROUPS_MIN";
	p.limits = LIMITS;
	p.threshold = p.nominal_rate = look_decimal(look, rate);
	if ((int64_t)city.teams >= policy_number(look->d, "PATTERN.ROTATION.GROUPS_MIN")) {
		p.statistic = look_decimal(look, city.p_value);
		p.statement = city.p_value <= rate ? PATTERN_STATEMENT_NAMED : PATTERN_STATEMENT_NOT_NAMED;
	}
	for (size_t i = 0; i < count && p.statement == PATTERN_STATEMENT_NAMED; i++)
		if (at_maximum(&windows[i]))
			named[p.n_group_ids++] = groups[i]->group_id;
	p.group_ids = named;
	look_end(look, &p);
}

void look_for_rotation(struct look *look)
{
	struct row_scan scan = scheme_group_scan_1(look->d->state, look->scheme->scheme_id);
	struct rotation_window windows[SCHEME_GROUPS_MAX];
	const PeerGroup *groups[SCHEME_GROUPS_MAX];
	const SchemeGroupRow *row;
	size_t count = 0;

	while ((row = scheme_group_next(&scan))) {
		REQUIRE(count < SCHEME_GROUPS_MAX);
		groups[count] = row->group;
		windows[count] = window_of(look, row->group);
		say_group(look, row->group, &windows[count++]);
	}
	say_city(look, windows, groups, count);
}
