#include "sources.h"

#include <string.h>

#include "assessment/bounds.h"
#include "assessment/quarter.h"

bool under_review(const struct state *s, const char *cadre_id, const char *iso_day)
{
	struct row_scan scan = bar_scan_1(s, cadre_id);
	const BarRow *bar;

	while ((bar = bar_next(&scan)))
		if (bar->provisional && strcmp(bar->from_on, iso_day) <= 0 && strcmp(bar->until_on, iso_day) >= 0)
			return true;
	return false;
}

bool origin_is_open(const struct state *s, const char *cadre_id, const char *origin)
{
	struct row_scan scan = bar_scan_1(s, cadre_id);
	const BarRow *bar;

	while (origin[0] && (bar = bar_next(&scan)))
		if (bar->provisional && strcmp(bar->origin, origin) == 0)
			return true;
	return false;
}

struct piece {
	SourceKind kind;
	const char *origin;   /* "": a fact of its own */
	bool negative;
};
struct pieces {
	struct piece items[EVIDENCE_SCANNED_MAX];
	size_t count;
};

static void add(struct pieces *p, SourceKind kind, const char *origin, bool negative)
{
	if (p->count < EVIDENCE_SCANNED_MAX && kind < SOURCE_KINDS)
		p->items[p->count++] = (struct piece){ .kind = kind, .origin = origin, .negative = negative };
}

/* A year's grade is given early in the next. */
bool grade_counts(const GradeOfYear *grade, const char *from_on)
{
	return grade->year + 1 >= quarter_year(from_on) && grade->grade != ANNUAL_GRADE_UNGRADED;
}

bool evidence_counts(const struct state *s, const EvidenceRow *row, const char *from_on)
{
	return strcmp(row->observed_on, from_on) >= 0 && !origin_is_open(s, row->cadre_id, row->origin);
}

static void add_grades(struct pieces *p, const CadreRow *cadre, const char *from_on)
{
	for (size_t i = 0; i < cadre->n_grades; i++) {
		AnnualGrade grade = cadre->grades[i]->grade;
		bool low = grade == ANNUAL_GRADE_BASICALLY_COMPETENT || grade == ANNUAL_GRADE_INCOMPETENT;
		if (grade_counts(cadre->grades[i], from_on))
			add(p, SOURCE_KIND_ANNUAL_GRADE, "", low);
	}
}

static bool shared(const struct pieces *p, const struct piece *one)
{
	for (size_t i = 0; one->origin[0] && i < p->count; i++)
		if (p->items[i].kind != one->kind && strcmp(p->items[i].origin, one->origin) == 0)
			return true;
	return false;
}

static bool taken(const struct pieces *p, const bool *used, const char *origin)
{
	for (size_t i = 0; i < p->count; i++)
		if (used[i] && strcmp(p->items[i].origin, origin) == 0)
			return true;
	return false;
}

/* A kind counts by a fact only it tells; failing that, by a shared fact no other kind has counted by. */
static uint32_t independent_kinds(const struct pieces *p, bool negative_only)
{
	bool counted[SOURCE_KINDS] = { false };
	bool used[EVIDENCE_SCANNED_MAX] = { false };
	uint32_t kinds = 0;

	for (int pass = 0; pass < 2; pass++)
		for (size_t i = 0; i < p->count; i++) {
			const struct piece *one = &p->items[i];
			bool fits = pass == 0 ? !shared(p, one) : !taken(p, used, one->origin);
			if (counted[one->kind] || !fits || (negative_only && !one->negative))
				continue;
			counted[one->kind] = true;
			used[i] = pass == 1;
			kinds++;
		}
	return kinds;
}

static uint32_t kinds_seen(const struct pieces *p)
{
	uint32_t seen = 0;

	for (size_t i = 0; i < p->count; i++)
		seen |= 1u << p->items[i].kind;
	return seen;
}

struct sources sources_count(const struct state *s, const CadreRow *cadre, const char *from_on)
{
	struct row_scan scan = evidence_scan_1(s, cadre->cadre_id);
	struct pieces p = { .count = 0 };
	const EvidenceRow *row;

	add_grades(&p, cadre, from_on);
	while ((row = evidence_next(&scan)))
		if (evidence_counts(s, row, from_on))
			add(&p, row->source, row->origin, row->bearing == EVIDENCE_BEARING_NEGATIVE);
	return (struct sources){
		.kinds = independent_kinds(&p, false),
		.negative_kinds = independent_kinds(&p, true),
		.seen = kinds_seen(&p),
	};
}
