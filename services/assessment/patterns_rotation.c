/* 轮流坐庄: excellent teams of a peer group over the years, and excellent persons of a unit. */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/patterns_impl.h"
#include "base/require.h"
#include "roster/people.h"
#include "score/detect_rotation.h"

#define YEARS_LOOKED_BACK 20
#define LIMITS "至少四年；单个分组或单位证据力弱，须看全部；轮换有间断时检出力未经测定；持续优秀不会被当作轮流"

/* Of a group its teams, of a unit its people; newest year first while it is being read. */
struct record {
	size_t members, years, total;
	uint32_t counts[YEARS_LOOKED_BACK];
	uint32_t winners[YEARS_LOOKED_BACK * ROTATION_MEMBERS_MAX];
};

/* `count` winners stand behind those there are. False: a year without any ends the record. */
static bool end_year(struct record *record, uint32_t count)
{
	if (count == 0)
		return false;
	record->counts[record->years++] = count;
	record->total += count;
	return true;
}

/* The excellent teams of a group in one year. False: some of its teams have no grade of that year, or none was excellent. */
static bool add_year_of_group(struct look *look, struct record *record, const PeerGroup *group, uint32_t year)
{
	const SchemeRow *scheme = look_scheme_of(look, year);
	uint32_t count = 0;

	for (size_t i = 0; scheme && i < group->n_unit_ids; i++) {
		const TeamGradeRow *grade = team_grade_find(look->d->state, scheme->scheme_id, group->unit_ids[i]);
		if (!grade || (!grade->final && year != look->scheme->year))
			return false;
		if (grade->grade == TEAM_GRADE_EXCELLENT)
			record->winners[record->total + count++] = (uint32_t)i;
	}
	return end_year(record, count);
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

static struct rotation_window window_of(struct look *look, const struct record *record)
{
	uint32_t counts[YEARS_LOOKED_BACK] = { 0 }, *winners = arena_alloc(look->d->arena, (record->total + 1) * sizeof *winners);
	struct rotation_window window = { .statement = ROTATION_FEW_YEARS };

	REQUIRE(winners);
	turn(record, counts, winners);
	struct rotation_team team = { .members = (uint32_t)record->members, .years = record->years, .winner_counts = counts, .winners = winners };
	if (record->years)
		rotation_window(&team, record->years - 1, &window);
	return window;
}

static struct rotation_window window_of_group(struct look *look, struct record *record, const PeerGroup *group)
{
	*record = (struct record){ .members = group->n_unit_ids };
	while (record->years < YEARS_LOOKED_BACK && add_year_of_group(look, record, group, look->scheme->year - (uint32_t)record->years))
		;
	return window_of(look, record);
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

/* All of them together: `ids` are the groups or units of the windows. */
static void say_city(struct look *look, const char *measure, const struct rotation_window *windows, const char *const *ids, size_t count,
		     bool of_groups)
{
	double *work = arena_alloc(look->d->arena, (count + 1) * sizeof *work), rate = look_rate(look, "PATTERN.ROTATION.ALPHA");
	const char **named = arena_alloc(look->d->arena, (count + 1) * sizeof *named);
	Pattern p = look_begin(PATTERN_KIND_ROTATION, measure);
	struct rotation_city city;
	size_t names = 0;

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
			named[names++] = ids[i];
	p.group_ids = p.unit_ids = named;
	*(of_groups ? &p.n_group_ids : &p.n_unit_ids) = names;
	look_end(look, &p);
}

/* ---- persons of a unit ------------------------------------------------------------------------------- */

#define PEOPLE_READ (ROTATION_MEMBERS_MAX + 1)   /* one more than the detector takes: about so many nothing is stated */

/* The people of a unit with an annual grade of that year. */
static size_t people_of(struct look *look, const char *unit_id, uint32_t year, const CadreRow **people)
{
	struct row_scan scan = cadre_by_unit_id(look->d->state, unit_id);
	const CadreRow *cadre;
	size_t count = 0;

	while (count < PEOPLE_READ && (cadre = cadre_next(&scan)))
		if (cadre_grade_of(cadre, year) != ANNUAL_GRADE_UNSPECIFIED)
			people[count++] = cadre;
	return count;
}

/* False: somebody has no grade of that year, or nobody was excellent. */
static bool add_year_of_people(struct record *record, const CadreRow *const *people, uint32_t year)
{
	uint32_t count = 0;

	for (size_t i = 0; i < record->members; i++) {
		AnnualGrade grade = cadre_grade_of(people[i], year);
		if (grade == ANNUAL_GRADE_UNSPECIFIED)
			return false;
		if (grade == ANNUAL_GRADE_EXCELLENT)
			record->winners[record->total + count++] = (uint32_t)i;
	}
	return end_year(record, count);
}

/* Persons are graded after their teams: the record ends with the year before when this one is not there yet. */
static struct rotation_window window_of_unit(struct look *look, struct record *record, const char *unit_id)
{
	const CadreRow **people = arena_alloc(look->d->arena, PEOPLE_READ * sizeof *people);
	uint32_t last = look->scheme->year;

	REQUIRE(people);
	*record = (struct record){ .members = people_of(look, unit_id, last, people) };
	if (record->members == 0)
		record->members = people_of(look, unit_id, --last, people);
	if (record->members == 0 || record->members > ROTATION_MEMBERS_MAX)
		return (struct rotation_window){ .statement = ROTATION_NO_TEAM };
	while (record->years < YEARS_LOOKED_BACK && add_year_of_people(record, people, last - (uint32_t)record->years))
		;
	return window_of(look, record);
}

static void look_at_units(struct look *look, struct record *record)
{
	struct rotation_window *windows = arena_alloc(look->d->arena, SCHEME_UNITS_MAX * sizeof *windows);
	struct row_scan scan = scheme_unit_scan_1(look->d->state, look->scheme->scheme_id);
	const char *ids[SCHEME_UNITS_MAX];
	const SchemeUnitRow *unit;
	size_t count = 0;

	REQUIRE(windows);
	while ((unit = scheme_unit_next(&scan))) {
		REQUIRE(count < SCHEME_UNITS_MAX);
		ids[count] = unit->unit_id;
		windows[count++] = window_of_unit(look, record, unit->unit_id);
	}
	say_city(look, "全部单位中个人年度考核优秀从不重复的单位数：同样多或更多的概率", windows, ids, count, false);
}

static void look_at_groups(struct look *look, struct record *record)
{
	struct row_scan scan = scheme_group_scan_1(look->d->state, look->scheme->scheme_id);
	struct rotation_window windows[SCHEME_GROUPS_MAX];
	const char *ids[SCHEME_GROUPS_MAX];
	const SchemeGroupRow *row;
	size_t count = 0;

	while ((row = scheme_group_next(&scan))) {
		REQUIRE(count < SCHEME_GROUPS_MAX);
		ids[count] = row->group_id;
		windows[count] = window_of_group(look, record, row->group);
		say_group(look, row->group, &windows[count++]);
	}
	say_city(look, "全部分组中优秀班子从不重复的组数：同样多或更多的概率", windows, ids, count, true);
}

void look_for_rotation(struct look *look)
{
	struct record *record = arena_alloc(look->d->arena, sizeof *record);

	REQUIRE(record);
	look_at_groups(look, record);
	look_at_units(look, record);
}
