#include "sources.h"

#include <string.h>

#include "assessment/bounds.h"
#include "assessment/quarter.h"

#define SOURCE_KINDS 16

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

struct counted {
	const EvidenceRow *pieces[EVIDENCE_SCANNED_MAX];
	size_t count;
	bool kinds[SOURCE_KINDS];
	bool negative[SOURCE_KINDS];
};

/* The fact was already counted under another kind of source. */
static bool told_before(const struct counted *c, const EvidenceRow *piece)
{
	for (size_t i = 0; piece->origin[0] && i < c->count; i++)
		if (c->pieces[i]->source != piece->source && strcmp(c->pieces[i]->origin, piece->origin) == 0)
			return true;
	return false;
}

static void count_grades(struct counted *c, const CadreRow *cadre, const char *from_on)
{
	uint32_t from_year = quarter_year(from_on) - 1; /* a year's grade is given early in the next */

	for (size_t i = 0; i < cadre->n_grades; i++) {
		AnnualGrade grade = cadre->grades[i]->grade;
		if (cadre->grades[i]->year < from_year || grade == ANNUAL_GRADE_UNGRADED)
			continue;
		c->kinds[SOURCE_KIND_ANNUAL_GRADE] = true;
		if (grade == ANNUAL_GRADE_BASICALLY_COMPETENT || grade == ANNUAL_GRADE_INCOMPETENT)
			c->negative[SOURCE_KIND_ANNUAL_GRADE] = true;
	}
}

struct sources sources_count(const struct state *s, const CadreRow *cadre, const char *from_on)
{
	struct row_scan scan = evidence_scan_1(s, cadre->cadre_id);
	struct counted c = { .count = 0 };
	struct sources result = { 0 };
	const EvidenceRow *piece;

	count_grades(&c, cadre, from_on);
	while ((piece = evidence_next(&scan)) && c.count < EVIDENCE_SCANNED_MAX) {
		if (strcmp(piece->observed_on, from_on) < 0 || piece->source >= SOURCE_KINDS)
			continue;
		if (origin_is_open(s, cadre->cadre_id, piece->origin) || told_before(&c, piece))
			continue;
		c.pieces[c.count++] = piece;
		c.kinds[piece->source] = true;
		if (piece->bearing == EVIDENCE_BEARING_NEGATIVE)
			c.negative[piece->source] = true;
	}
	for (size_t i = 0; i < SOURCE_KINDS; i++) {
		result.kinds += c.kinds[i];
		result.negative_kinds += c.negative[i];
	}
	return result;
}
