#include "known.h"

#include <string.h>

#include "accountability/sanction.h"
#include "accountability/warning.h"

static void add(struct known *k, KnownMatterKind kind, const char *matter_id, const char *since_on, const char *until_on)
{
	KnownMatter *one = &k->items[k->count];

	if (k->count == KNOWN_MATTERS_MAX)
		return;
	known_matter__init(one);
	one->kind = kind;
	one->matter_id = matter_id;
	one->since_on = since_on;
	one->until_on = until_on;
	k->list[k->count++] = one;
}

static void add_reports(const struct state *s, const char *cadre_id, struct known *k)
{
	struct row_scan scan = report_by_cadre_id(s, cadre_id);
	const ReportRow *report;

	while ((report = report_next(&scan)))
		if (report->state == REPORT_STATE_REGISTERED || report->state == REPORT_STATE_CONCLUDED)
			add(k, KNOWN_MATTER_KIND_REPORT, report->report_id, report->received_on, "");
}

static void add_warnings(const struct state *s, const char *cadre_id, struct known *k)
{
	struct row_scan scan = warning_by_cadre_id(s, cadre_id);
	const WarningRow *warning;

	while ((warning = warning_next(&scan)))
		if (warning_is_open(warning))
			add(k, KNOWN_MATTER_KIND_WARNING, warning->warning_id, warning->raised_on, "");
}

static void add_responses(const struct state *s, const char *cadre_id, struct known *k)
{
	struct row_scan scan = response_by_cadre_id(s, cadre_id);
	const ResponseRow *response;

	while ((response = response_next(&scan)))
		if (response->state >= RESPONSE_STATE_OPEN && response->state <= RESPONSE_STATE_TRACK)
			add(k, KNOWN_MATTER_KIND_RESPONSE, response->response_id, response->issued_on, "");
}

static void add_adjustments(const struct state *s, const char *cadre_id, struct known *k)
{
	struct row_scan scan = adjustment_by_cadre_id(s, cadre_id);
	const AdjustmentRow *adjustment;

	while ((adjustment = adjustment_next(&scan)))
		if (adjustment->state >= ADJUSTMENT_STATE_VERIFY && adjustment->state <= ADJUSTMENT_STATE_TALKED)
			add(k, KNOWN_MATTER_KIND_ADJUSTMENT, adjustment->adjustment_id, "", "");
}

static void add_sanctions(const struct state *s, const char *cadre_id, struct known *k)
{
	struct row_scan scan = sanction_by_cadre_id(s, cadre_id);
	const SanctionRow *sanction;

	while ((sanction = sanction_next(&scan)))
		if (sanction_runs(sanction))
			add(k, KNOWN_MATTER_KIND_SANCTION, sanction->sanction_id, sanction->effective_on, sanction->influence_until);
}

/* Clues without an outcome, and those the commission has taken over. */
static void add_clues(const struct state *s, const char *cadre_id, struct known *k)
{
	struct row_scan scan = clue_by_cadre_id(s, cadre_id);
	const ClueRow *clue;

	while ((clue = clue_next(&scan)))
		if (clue->state < CLUE_STATE_OUTCOME || clue->outcome == BLOCK_OUTCOME_KIND_INVESTIGATION)
			add(k, KNOWN_MATTER_KIND_CLUE, clue->clue_id, clue->recorded_on, "");
}

static void add_negative_entries(const struct state *s, const char *cadre_id, const char *today, struct known *k)
{
	struct row_scan scan = negative_entry_by_cadre_id(s, cadre_id);
	const NegativeEntryRow *entry;

	while ((entry = negative_entry_next(&scan)))
		if (entry->state != NEGATIVE_ENTRY_STATE_RETURNED && strcmp(entry->valid_until, today) >= 0)
			add(k, KNOWN_MATTER_KIND_NEGATIVE_LIST, entry->entry_id, entry->issued_on, entry->valid_until);
}

void known_matters(const struct state *s, const char *cadre_id, const char *today, struct known *out)
{
	out->count = 0;
	add_reports(s, cadre_id, out);
	add_warnings(s, cadre_id, out);
	add_responses(s, cadre_id, out);
	add_adjustments(s, cadre_id, out);
	add_sanctions(s, cadre_id, out);
	add_clues(s, cadre_id, out);
	add_negative_entries(s, cadre_id, today, out);
}
