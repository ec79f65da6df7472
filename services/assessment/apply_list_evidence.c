/* What counting evidence before a freeze changes. */
#include "base/require.h"
#include "workflows.h"

static void counted(struct tables *t, const char *list_id, bool is_short, const char *check_after)
{
	const SpecialListRow *old = special_list_find(tables_state(t), list_id);

	REQUIRE(old);
	SpecialListRow row = *old;
	row.evidence_short = is_short;
	special_list_put(t, &row);
	due_set(t, DUE_LIST_EVIDENCE, list_id, check_after);
}

void apply_evidence_counted(struct tables *t, const EvidenceCounted *e, const struct event *ev)
{
	(void)ev;
	for (size_t i = 0; i < e->n_people; i++) {
		const EvidenceCount *one = e->people[i];
		evidence_count_put(t, &(EvidenceCountRow){
			.list_id = e->list_id,
			.cadre_id = one->cadre_id,
			.missing = one->missing,
			.sources = one->sources,
			.n_have = one->n_have,
			.have = one->have,
			.n_without = one->n_without,
			.without = one->without,
			.counted_on = e->counted_on,
		});
	}
}

void apply_evidence_short(struct tables *t, const EvidenceShort *e, const struct event *ev)
{
	(void)ev;
	counted(t, e->list_id, true, e->check_after);
}

void apply_evidence_enough(struct tables *t, const EvidenceEnough *e, const struct event *ev)
{
	(void)ev;
	counted(t, e->list_id, false, e->check_after);
}
