/* Sources about cadre c of u1 by the first of April 2026: an inspection, a confirmed score, a filed observation, a document. */
#ifndef TESTS_SHOULDERING_LIB_H
#define TESTS_SHOULDERING_LIB_H

#include "fieldwork_lib.h"

static char observation_id[65];

static inline void inspected(const char *inspection_id, const char *unit_id, const char *published_on)
{
	InspectionGroupMember member, *members[] = { &member };

	inspection_group_member__init(&member);
	member.unit_id = unit_id;
	GIVEN(InspectionPlanned, .inspection_id = inspection_id, .quarter = "2026Q1", .n_units = 1, .units = members,
	      .publish_by = "2026-04-15");
	if (published_on[0])
		GIVEN(InspectionPublished, .inspection_id = inspection_id, .quarter = "2026Q1", .published_on = published_on);
}

static inline void sources_stand(void)
{
	fieldwork("2026-03-02");
	snprintf(observation_id, sizeof observation_id, "%s", observation_reviewed());
	officer("filer.1");
	WHEN(FileFieldObservation, .observation_id = observation_id);
	ACCEPTED();
	TODAY("2026-04-01");
	inspected("q1", "u1", "2026-03-31");
	GIVEN(ScoringOpened, .scheme_id = "s25", .year = 2025, .submit_by = "2026-05-01");
	GIVEN(UnitScored, .scheme_id = "s25", .unit_id = "u1", .total = 9000);
	GIVEN(ScoresConfirmed, .scheme_id = "s25", .confirmed_on = "2026-02-01");
	officer("cadre.1");
}

#define SOURCES_MAX 6
struct source_room {
	ShoulderingSource sources[SOURCES_MAX], *list[SOURCES_MAX];
	size_t count;
};

static inline void source(struct source_room *r, ShoulderingSourceKind kind, const char *reference, EvidenceBearing bearing)
{
	ShoulderingSource *one = r->list[r->count] = &r->sources[r->count];

	r->count++;
	shouldering_source__init(one);
	one->kind = kind;
	one->reference = reference;
	one->bearing = bearing;
	one->note = "说明";
}

static inline void merge(const struct source_room *r)
{
	WHEN(MergeShouldering, .cadre_id = "c", .from_on = "2026-01-01", .until_on = "2026-04-01", .n_sources = r->count,
	     .sources = (ShoulderingSource **)r->list);
}

/* The observation for him, a document with that bearing; its id. */
static inline const char *merged(EvidenceBearing document)
{
	static char id[65];
	struct source_room r = { .count = 0 };

	source(&r, SHOULDERING_SOURCE_KIND_OBSERVATION, observation_id, EVIDENCE_BEARING_POSITIVE);
	source(&r, SHOULDERING_SOURCE_KIND_ORGANISATION, "组函1号", document);
	merge(&r);
	ACCEPTED();
	snprintf(id, sizeof id, "%s", world_answer("evaluation_id"));
	return id;
}

static inline void typed(const char *id, ShoulderingType type, BehaviorKind behavior)
{
	WHEN(TypeShouldering, .evaluation_id = id, .type = type, .behavior = behavior);
}

static inline void reasoned(const char *id, const char *counter)
{
	WHEN(ReasonShouldering, .evaluation_id = id, .n_references = 2, .references = (const char *[]){ observation_id, "组函1号" },
	     .reason = "多次主动承担", .counter = counter, .summary = "敢于担当");
}

/* Reasoned against him, not told yet. */
static inline const char *against_him(void)
{
	sources_stand();
	const char *id = merged(EVIDENCE_BEARING_NEGATIVE);
	typed(id, SHOULDERING_TYPE_NOT_SHOULDERING, BEHAVIOR_KIND_SLOW_ACTION);
	reasoned(id, "观察中表现较好，但属个别");
	ACCEPTED();
	return id;
}

static inline void review(const char *id, const char *account, bool accepted)
{
	officer(account);
	WHEN(ReviewShouldering, .evaluation_id = id, .accepted = accepted, .note = "复核意见");
}

#endif
