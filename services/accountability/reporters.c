#include "reporters.h"

#include <string.h>

#include "accountability/bounds.h"
#include "base/require.h"
#include "workflows.h"

/* Length of a blank or separating dot at `at`: ASCII blank, '-', '.', U+3000, U+00A0, U+00B7, U+2022, U+200B; 0 for others. */
static size_t blank_size(const char *at)
{
	static const char *const blanks[] = { " ", "\t", "\n", "\r", "-", ".", "\u3000", "\u00a0", "\u00b7", "\u2022",
					      "\u200b" };

	for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++)
		if (strncmp(at, blanks[i], strlen(blanks[i])) == 0)
			return strlen(blanks[i]);
	return 0;
}

static const char *squeezed(struct decision *d, const char *text)
{
	char *out = arena_alloc(d->arena, strlen(text) + 1);
	size_t size = 0;

	REQUIRE(out);
	while (*text) {
		size_t blank = blank_size(text);
		if (blank == 0)
			out[size++] = *text++;
		text += blank;
	}
	return out; /* arena memory comes zeroed */
}

bool text_holds(struct decision *d, const char *text, const char *needle)
{
	const char *word = squeezed(d, needle);

	return word[0] && strstr(squeezed(d, text), word) != NULL;
}

bool text_names_reporter(struct decision *d, const char *cadre_id, const char *text)
{
	struct row_scan scan = report_by_cadre_id(d->state, cadre_id);
	const ReportRow *report;

	for (int i = 0; i < REPORTS_SCANNED_MAX && (report = report_next(&scan)); i++) {
		const ReporterRow *reporter = reporter_find(d->state, report->report_id);
		if (reporter && (text_holds(d, text, reporter->name) || text_holds(d, text, reporter->contact)))
			return true;
	}
	return false;
}

bool text_holds_one_of(struct decision *d, const char *text, const char *words)
{
	const char *separator = "、";

	while (*words) {
		const char *end = strstr(words, separator);
		size_t size = end ? (size_t)(end - words) : strlen(words);
		if (size && text_holds(d, text, decision_format(d, "%.*s", (int)size, words)))
			return true;
		words = end ? end + strlen(separator) : words + size;
	}
	return false;
}
