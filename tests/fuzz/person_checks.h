/* What holds for everybody read from a roster or a form. */
#ifndef DANDANG_TESTS_FUZZ_PERSON_CHECKS_H
#define DANDANG_TESTS_FUZZ_PERSON_CHECKS_H

#include "base/date.h"
#include "contract.h"
#include "fuzz.h"
#include "import/person.h"
#include "wire/wire.h"

#define TODAY "2026-03-02"

/* NULL when the arena cannot even hold the report. */
static inline struct import_report *fresh_report(struct arena *arena)
{
	struct import_report *report = arena_alloc(arena, sizeof *report);

	if (report)
		report->arena = arena;
	return report;
}

static inline void is_form_text(const char *text, size_t bytes_max)
{
	PROPERTY(text && strlen(text) <= bytes_max && wire_utf8_valid(span_text(text), NULL));
	for (const char *c = text; *c; c++)
		PROPERTY((unsigned char)*c >= 0x20 || *c == '\t' || *c == '\n');
}

static inline void refused_plainly(enum refusal refusal, const char *culprit)
{
	const struct refusal_row *row = refusal_row(refusal);

	PROPERTY(row && row->zh && row->zh[0]);
	PROPERTY(!culprit || wire_utf8_valid(span_text(culprit), NULL));
}

static inline void is_day_or_nothing(const char *iso)
{
	PROPERTY(!iso[0] || day_of_iso(iso) != DAY_NONE || strncmp(iso, "18", 2) == 0);
}

/* Every error names its place; and who is not refused is within the rules of the event he becomes. */
static inline void people_are_sound(const struct import_report *report, const struct people *people)
{
	PROPERTY(report->kept <= IMPORT_ERRORS_MAX && report->kept <= report->total);
	for (size_t i = 0; i < report->kept; i++) {
		PROPERTY(report->items[i].code != REFUSAL_NONE && report->items[i].column && report->items[i].value);
		PROPERTY(wire_utf8_valid(span_text(report->items[i].value), NULL));
	}
	for (size_t i = 0; i < people->count; i++) {
		const struct person *p = &people->items[i];
		struct wire_result result;
		CadreRegistered stated = p->stated;

		if (p->bad)
			continue;
		PROPERTY(stated.name[0] && strlen(stated.id_number) == 18);
		is_day_or_nothing(stated.born_on);
		is_day_or_nothing(stated.level_since);
		is_day_or_nothing(stated.rank_since);
		is_day_or_nothing(stated.party_joined_on);
		is_day_or_nothing(stated.work_started_on);
		if (!stated.cadre_id[0])
			stated.cadre_id = "c-1";
		if (!stated.unit_id[0])
			stated.unit_id = "u-1";
		if (!wire_check(&CadreRegistered_type, &stated.base, report->arena, &result)) {
			fprintf(stderr, "%s: problem %d\n", result.items[0].path, result.items[0].problem);
			PROPERTY(false && "a person who was let in is within the contract");
		}
	}
}

#endif
