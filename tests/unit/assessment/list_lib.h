/* A special list with one person for head, middle and tail. */
#ifndef TESTS_LIST_LIB_H
#define TESTS_LIST_LIB_H

#include "assessment_lib.h"

static inline void evidence(const char *cadre_id, SourceKind source, EvidenceBearing bearing, const char *origin)
{
	WHEN(RecordEvidence, .cadre_id = cadre_id, .source = source, .bearing = bearing, .summary = "事实",
	     .observed_on = "2026-03-01", .origin = origin);
}

static inline ListEntry *entry(const char *cadre_id, uint32_t rank, ListTier tier)
{
	static ListEntry pool[16];
	static size_t used;
	ListEntry *e = &pool[used++ % 16];

	list_entry__init(e);
	e->cadre_id = cadre_id;
	e->rank = rank;
	e->tier = tier;
	e->head = tier == LIST_TIER_OUTSTANDING;
	e->tail = tier == LIST_TIER_POOR;
	e->reason = "综合研判";
	e->ground = e->tail ? CALL_UP_GROUND_HINT_WEAK_PUSH : CALL_UP_GROUND_HINT_UNSPECIFIED;
	e->behavior = e->tail ? BEHAVIOR_KIND_SLOW_ACTION : BEHAVIOR_KIND_UNSPECIFIED;
	return e;
}

static inline void draft(const char *list_id, ListEntry *one)
{
	WHEN(DraftListEntries, .list_id = list_id, .n_entries = 1, .entries = &one);
}

static inline const char *list_opened(void)
{
	city("2026-04-01");
	cadre("a", "u1", false, true);
	cadre("b", "u2", false, true);
	cadre("c", "u3", false, true);
	WHEN(OpenSpecialList, .scope = "county-level", .title = "上半年", .evidence_from = "2026-01-01");
	return world_answer("list_id");
}

/* Three independent sources, two of them against him. */
static inline void against(const char *cadre_id)
{
	evidence(cadre_id, SOURCE_KIND_OBSERVATION, EVIDENCE_BEARING_NEGATIVE, "o1");
	evidence(cadre_id, SOURCE_KIND_SPECIAL_TALK, EVIDENCE_BEARING_NEGATIVE, "o2");
	evidence(cadre_id, SOURCE_KIND_POST_TERM, EVIDENCE_BEARING_NEUTRAL, "o3");
}

static inline const char *list_drafted(void)
{
	const char *id = list_opened();

	against("c");
	draft(id, entry("a", 1, LIST_TIER_OUTSTANDING));
	draft(id, entry("b", 2, LIST_TIER_GOOD));
	draft(id, entry("c", 3, LIST_TIER_POOR));
	return id;
}

static inline void inform(const char *list_id, const char *cadre_id)
{
	WHEN(InformTail, .list_id = list_id, .n_cadre_ids = 1, .cadre_ids = &cadre_id, .facts = "事实和依据");
}

static inline void judge(const char *list_id, uint32_t members, uint32_t present, uint32_t in_favour)
{
	Dissent dissent, *list[] = { &dissent, &dissent, &dissent };

	dissent__init(&dissent);
	dissent.member = "某某";
	dissent.opinion = "排序偏低";
	WHEN(RecordJudgement, .list_id = list_id, .held_on = "2026-04-01", .members = members, .present = present,
	     .in_favour = in_favour, .n_dissents = present > in_favour ? present - in_favour : 0, .dissents = list,
	     .minutes = "纪要3号");
}

static inline const char *list_heard(void)
{
	const char *id = list_drafted();

	inform(id, "c");
	WHEN(RecordRebuttal, .list_id = id, .cadre_id = "c", .statement = "有客观原因");
	return id;
}

static inline const char *list_frozen(void)
{
	const char *id = list_heard();

	judge(id, 9, 9, 9);
	WHEN(FreezeList, .list_id = id);
	return id;
}

#endif
