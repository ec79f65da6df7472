/* Early warning of missing evidence for the special list: row S3, W2.4 COLLECT.
 *
 *   list opened -> LIST.EVIDENCE_WARNING_WEEKS before the planned freeze, then every week: everybody in scope is counted
 *     somebody short of LIST.SOURCES_MIN independent sources -> the to-do stands; nobody, or frozen -> it is closed
 *
 * Counts who has how many sources and which kinds do not speak about him yet, while there is still time to go and look. It places
 * nobody and changes no evidence.
 *
 * In:  the moment by the due-table.
 * Out: EvidenceCounted (sealed, in portions), EvidenceShort, EvidenceEnough. */
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/list.h"
#include "assessment/sources.h"
#include "base/require.h"
#include "roster/people.h"
#include "workflows.h"

#define WEEK 7

/* Kinds that people gather for a list; the others come from the streams or not at all. */
static const SourceKind gathered[] = {
	SOURCE_KIND_OBSERVATION, SOURCE_KIND_SPECIAL_TALK, SOURCE_KIND_NO_POST_INSPECTION,
	SOURCE_KIND_POST_TERM,   SOURCE_KIND_INSPECTION,   SOURCE_KIND_ANNUAL_GRADE,
};
#define GATHERED (sizeof gathered / sizeof gathered[0])

struct counted {
	EvidenceCount one;
	SourceKind have[SOURCE_KINDS];
	SourceKind without[GATHERED];
};
/* One event's worth. */
struct portion {
	struct counted people[EVIDENCE_COUNTS_PORTION];
	EvidenceCount *list[EVIDENCE_COUNTS_PORTION];
	size_t count;
};
struct count {
	struct decision *d;
	const SpecialListRow *list;
	uint32_t sources_min;
	struct portion *portion;
	uint32_t people, short_of_sources;
	bool more;
};

const char *evidence_check_after(struct decision *d, const char *freeze_on)
{
	int weeks = (int)policy_number(d, "LIST.EVIDENCE_WARNING_WEEKS");
	const char *day = date_add_days(d, freeze_on, -WEEK * weeks - 1);

	return strcmp(day, d->today) < 0 ? d->today : day;
}

/* ---- counting ------------------------------------------------------------------------------------------ */

static void flush(struct count *c)
{
	if (c->portion->count == 0)
		return;
	emit_evidence_counted(c->d, &(EvidenceCounted){
		.list_id = c->list->list_id,
		.counted_on = c->d->today,
		.n_people = c->portion->count,
		.people = c->portion->list,
	});
	c->portion->count = 0;
}

static void name_kinds(struct counted *p, uint32_t kinds)
{
	for (unsigned kind = 1; kind < SOURCE_KINDS; kind++)
		if (kinds & (1u << kind))
			p->have[p->one.n_have++] = (SourceKind)kind;
	for (size_t i = 0; i < GATHERED; i++)
		if (!(kinds & (1u << gathered[i])))
			p->without[p->one.n_without++] = gathered[i];
}

static void count_person(struct count *c, const CadreRow *cadre)
{
	struct sources sources = sources_count(c->d->state, cadre, c->list->evidence_from);
	struct counted *p = &c->portion->people[c->portion->count];

	evidence_count__init(&p->one);
	p->one.cadre_id = cadre->cadre_id;
	p->one.sources = sources.kinds;
	p->one.missing = sources.kinds < c->sources_min ? c->sources_min - sources.kinds : 0;
	p->one.have = p->have;
	p->one.without = p->without;
	name_kinds(p, sources.seen);
	c->portion->list[c->portion->count++] = &p->one;
	c->people++;
	c->short_of_sources += p->one.missing > 0;
	if (c->portion->count == EVIDENCE_COUNTS_PORTION)
		flush(c);
}

static void count_scope(struct count *c)
{
	struct row_scan scan = cadre_scan(c->d->state);
	const CadreRow *cadre;

	while ((cadre = cadre_next(&scan))) {
		if (strcmp(cadre->authority, c->list->authority) != 0 || !list_covers(c->list, cadre))
			continue;
		if (c->people == LIST_SCOPE_COUNTED_MAX) {
			c->more = true;
			break;
		}
		count_person(c, cadre);
	}
	flush(c);
}

/* ---- telling ------------------------------------------------------------------------------------------- */

static void tell(const struct count *c, const char *check_after)
{
	if (c->short_of_sources > 0)
		emit_evidence_short(c->d, &(EvidenceShort){
			.list_id = c->list->list_id,
			.people = c->people,
			.short_of_sources = c->short_of_sources,
			.sources_min = c->sources_min,
			.freeze_on = c->list->freeze_on,
			.counted_on = c->d->today,
			.check_after = check_after,
			.more = c->more,
		});
	else
		emit_evidence_enough(c->d, &(EvidenceEnough){
			.list_id = c->list->list_id,
			.people = c->people,
			.counted_on = c->d->today,
			.check_after = check_after,
		});
}

void due_list_evidence(struct decision *d, const char *id)
{
	struct count c = { .d = d, .list = special_list_find(d->state, id) };
	const char *next = date_add_days(d, d->today, WEEK - 1);

	if (!c.list || c.list->state >= LIST_STATE_FROZEN)
		return;
	c.sources_min = (uint32_t)policy_number(d, "LIST.SOURCES_MIN");
	c.portion = arena_alloc(d->arena, sizeof *c.portion);
	REQUIRE(c.portion);
	c.portion->count = 0;
	count_scope(&c);
	tell(&c, strcmp(next, c.list->freeze_on) < 0 ? next : "");
}
