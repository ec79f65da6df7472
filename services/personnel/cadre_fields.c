#include "cadre_fields.h"

#include <string.h>

#include "base/require.h"

struct field_facts {
	const char *name;
	const char *zh;
	enum cadre_field_kind kind;
	size_t offset;
};

#define KIND_TEXT CADRE_FIELD_TEXT
#define KIND_ENUM CADRE_FIELD_ENUM
#define KIND_FLAG CADRE_FIELD_FLAG
#define KIND_GRADES CADRE_FIELD_GRADES_KIND
#define X(symbol, member, kind, zh) \
	[CADRE_FIELD_##symbol] = { #member, zh, KIND_##kind, offsetof(CadreRegistered, member) },
static const struct field_facts facts[CADRE_FIELD_COUNT] = { CADRE_FIELD_MAP(X) };
#undef X

_Static_assert(sizeof(Sex) == sizeof(int) && sizeof(PostLevel) == sizeof(int) && sizeof(Rank) == sizeof(int),
	       "enums of the contract are read as int");

static const void *member_of(const CadreRegistered *c, enum cadre_field field)
{
	return (const char *)c + facts[field].offset;
}

static const char *text_of(const CadreRegistered *c, enum cadre_field field)
{
	const char *text;

	memcpy(&text, member_of(c, field), sizeof text);
	return text ? text : "";
}

static int number_of(const CadreRegistered *c, enum cadre_field field)
{
	int number;

	memcpy(&number, member_of(c, field), sizeof number);
	return number;
}

const char *cadre_field_name(enum cadre_field field)
{
	REQUIRE(field < CADRE_FIELD_COUNT);
	return facts[field].name;
}

const char *cadre_field_zh(enum cadre_field field)
{
	REQUIRE(field < CADRE_FIELD_COUNT);
	return facts[field].zh;
}

static bool same_grades(const CadreRegistered *a, const CadreRegistered *b)
{
	if (a->n_grades != b->n_grades)
		return false;
	for (size_t i = 0; i < a->n_grades; i++) {
		bool found = false;
		for (size_t j = 0; j < b->n_grades && !found; j++)
			found = a->grades[i]->year == b->grades[j]->year && a->grades[i]->grade == b->grades[j]->grade;
		if (!found)
			return false;
	}
	return true;
}

bool cadre_field_same(enum cadre_field field, const CadreRegistered *a, const CadreRegistered *b)
{
	REQUIRE(field < CADRE_FIELD_COUNT);
	switch (facts[field].kind) {
	case CADRE_FIELD_TEXT:
		return strcmp(text_of(a, field), text_of(b, field)) == 0;
	case CADRE_FIELD_ENUM:
	case CADRE_FIELD_FLAG:
		return number_of(a, field) == number_of(b, field);
	case CADRE_FIELD_GRADES_KIND:
		break;
	}
	return same_grades(a, b);
}

static void put_grade(GradeOfYear **grades, size_t *count, GradeOfYear *grade)
{
	for (size_t i = 0; i < *count; i++)
		if (grades[i]->year == grade->year) {
			grades[i] = grade;
			return;
		}
	grades[(*count)++] = grade;
}

static void merge_grades(CadreRegistered *to, const CadreRegistered *from, struct arena *arena)
{
	size_t count = 0;
	GradeOfYear **merged = arena_alloc(arena, (to->n_grades + from->n_grades + 1) * sizeof *merged);

	if (!merged)
		return;
	for (size_t i = 0; i < to->n_grades; i++)
		put_grade(merged, &count, to->grades[i]);
	for (size_t i = 0; i < from->n_grades; i++)
		put_grade(merged, &count, from->grades[i]);
	for (size_t i = 1; i < count; i++) /* by year, so that the same years make the same bytes */
		for (size_t j = i; j > 0 && merged[j - 1]->year > merged[j]->year; j--) {
			GradeOfYear *swapped = merged[j];
			merged[j] = merged[j - 1];
			merged[j - 1] = swapped;
		}
	to->grades = merged;
	to->n_grades = count;
}

void cadre_field_take(enum cadre_field field, CadreRegistered *to, const CadreRegistered *from, struct arena *arena)
{
	REQUIRE(field < CADRE_FIELD_COUNT);
	char *target = (char *)to + facts[field].offset;

	if (facts[field].kind == CADRE_FIELD_GRADES_KIND)
		merge_grades(to, from, arena);
	else if (facts[field].kind == CADRE_FIELD_TEXT)
		memcpy(target, member_of(from, field), sizeof(const char *));
	else
		memcpy(target, member_of(from, field), sizeof(int));
}

static const char *show_grades(const CadreRegistered *c, struct arena *arena)
{
	const char *text = "";

	for (size_t i = 0; text && i < c->n_grades; i++)
		text = arena_format(arena, "%s%s%u:%s", text, i ? ";" : "", c->grades[i]->year,
				    grade_label(c->grades[i]->grade));
	return text ? text : "";
}

const char *cadre_field_show(enum cadre_field field, const CadreRegistered *c, struct arena *arena)
{
	REQUIRE(field < CADRE_FIELD_COUNT);
	switch (facts[field].kind) {
	case CADRE_FIELD_TEXT:
		return text_of(c, field);
	case CADRE_FIELD_FLAG:
		return number_of(c, field) ? "是" : "否";
	case CADRE_FIELD_GRADES_KIND:
		return show_grades(c, arena);
	case CADRE_FIELD_ENUM:
		break;
	}
	if (field == CADRE_FIELD_LEVEL)
		return level_label(c->level);
	if (field == CADRE_FIELD_RANK)
		return rank_label(c->rank);
	return c->sex == SEX_MALE ? "男" : c->sex == SEX_FEMALE ? "女" : "";
}
