#include "own_place.h"

#include "assessment/bounds.h"
#include "assessment/sources.h"

struct pieces {
	OwnEvidence items[OWN_EVIDENCE_MAX];
	OwnEvidence *list[OWN_EVIDENCE_MAX];
	size_t count;
	bool more;
};

/* The next free piece, or NULL and the mark that there are more. */
static OwnEvidence *next_piece(struct pieces *p)
{
	OwnEvidence *one;

	if (p->count == OWN_EVIDENCE_MAX) {
		p->more = true;
		return NULL;
	}
	one = &p->items[p->count];
	own_evidence__init(one);
	p->list[p->count++] = one;
	return one;
}

static void add_grades(struct pieces *p, const CadreRow *cadre, const char *from_on)
{
	for (size_t i = 0; cadre && i < cadre->n_grades; i++) {
		OwnEvidence *one = grade_counts(cadre->grades[i], from_on) ? next_piece(p) : NULL;
		if (!one)
			continue;
		one->source = SOURCE_KIND_ANNUAL_GRADE;
		one->year = cadre->grades[i]->year;
		one->grade = cadre->grades[i]->grade;
	}
}

static void add_evidence(struct pieces *p, const struct state *s, const char *cadre_id, const char *from_on)
{
	struct row_scan scan = evidence_scan_1(s, cadre_id);
	const EvidenceRow *row;

	while ((row = evidence_next(&scan))) {
		OwnEvidence *one = evidence_counts(s, row, from_on) ? next_piece(p) : NULL;
		if (!one)
			continue;
		one->source = row->source;
		one->bearing = row->bearing;
		one->observed_on = row->observed_on;
		one->summary = row->summary;
		one->behavior = row->behavior;
	}
}

static OwnListPlaceRow page_of(const SpecialListRow *list, const ListEntryRow *entry, OwnPlaceState state)
{
	return (OwnListPlaceRow){
		.cadre_id = entry->cadre_id,
		.list_id = list->list_id,
		.state = state,
		.title = list->title,
		.version = list->version,
		.tier = entry->tier,
		.rank = entry->rank,
		.entries = list->entries,
		.head = entry->head,
		.tail = entry->tail,
		.reason = entry->reason,
		.sources = entry->sources,
		.behavior = entry->behavior,
		.rebuttal = entry->rebuttal,
		.rebut_by = entry->rebut_by,
		.frozen_on = list->frozen_on,
		.valid_until = list->valid_until,
	};
}

void own_place_write(struct tables *t, const char *list_id, const char *cadre_id, OwnPlaceState state)
{
	const struct state *s = tables_state(t);
	const SpecialListRow *list = special_list_find(s, list_id);
	const ListEntryRow *entry = list_entry_find(s, list_id, cadre_id);
	const OwnListPlaceRow *former = own_list_place_find(s, cadre_id, list_id);
	struct pieces pieces = { .count = 0 };
	OwnListPlaceRow page;

	if (!list || !entry)
		return;
	page = page_of(list, entry, state);
	add_grades(&pieces, cadre_find(s, cadre_id), list->evidence_from);
	add_evidence(&pieces, s, cadre_id, list->evidence_from);
	page.n_evidence = pieces.count;
	page.evidence = pieces.list;
	page.more = pieces.more;
	page.facts = former ? former->facts : "";
	own_list_place_put(t, &page);
}

void own_places_expire(struct tables *t, const char *list_id, const char *expired_on)
{
	const struct state *s = tables_state(t);
	struct row_scan scan = list_entry_scan_1(s, list_id);
	const ListEntryRow *entry;

	while ((entry = list_entry_next(&scan))) {
		const OwnListPlaceRow *old = own_list_place_find(s, entry->cadre_id, list_id);
		if (!old)
			continue;
		OwnListPlaceRow page = *old;
		page.state = OWN_PLACE_STATE_EXPIRED;
		page.expired_on = expired_on;
		own_list_place_put(t, &page);
	}
}
