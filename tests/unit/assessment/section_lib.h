/* Section cadres of eight departments and five townships that have to do with each other. Department d<n> has section cadre s<n> and
 * evaluators e<n>a and e<n>b; township t<n> has evaluator w<n>. */
#ifndef TESTS_SECTION_LIB_H
#define TESTS_SECTION_LIB_H

#include "given.h"
#include "workflows.h"

#define CITY "150400"
#define DEPARTMENTS 8
#define TOWNSHIPS 6

WORLD(assessment_service)

static char evaluation_id[65];

static inline const char *name_of(const char *format, int n)
{
	static char rooms[16][16];
	static size_t used;
	char *room = rooms[used++ % 16];

	snprintf(room, sizeof rooms[0], format, n);
	return room;
}

static inline void member(const char *id, const char *unit_id, PostLevel level)
{
	GIVEN(CadreRegistered, .cadre_id = id, .name = id, .unit_id = unit_id, .authority = CITY, .level = level);
}

static inline void office(void)
{
	ACTOR("org.assessment,org.cadre,org.head", CITY);
	ACCOUNT("office");
}

static inline void departments(void)
{
	OPEN("2026-03-02");
	for (int i = 1; i <= DEPARTMENTS; i++) {
		const char *unit_id = name_of("d%d", i);
		GIVEN(UnitRegistered, .unit_id = unit_id, .name = unit_id, .kind = UNIT_KIND_CITY_DEPARTMENT, .region = CITY);
		member(name_of("s%d", i), unit_id, POST_LEVEL_SECTION_HEAD);
		member(name_of("e%da", i), unit_id, POST_LEVEL_STAFF);
		member(name_of("e%db", i), unit_id, POST_LEVEL_STAFF);
	}
	for (int i = 1; i <= TOWNSHIPS; i++) {
		const char *unit_id = name_of("t%d", i);
		GIVEN(UnitRegistered, .unit_id = unit_id, .name = unit_id, .kind = UNIT_KIND_TOWNSHIP, .region = CITY);
		member(name_of("w%d", i), unit_id, POST_LEVEL_SECTION_HEAD);
	}
	office();
}

static inline void open_of(const char *const *cadre_ids, size_t count)
{
	WHEN(OpenSectionEvaluation, .year = 2025, .title = "环节干部考评", .n_cadre_ids = count, .cadre_ids = (const char **)cadre_ids);
	snprintf(evaluation_id, sizeof evaluation_id, "%s", world_answer("evaluation_id"));
}

static inline void relate(const char *cadre_id, const char *evaluator_id)
{
	WorkRelationEntry one, *list[] = { &one };

	work_relation_entry__init(&one);
	one.cadre_id = cadre_id;
	one.evaluator_id = evaluator_id;
	one.relation = WORK_RELATION_PROJECT;
	one.reason = "重点项目联合专班";
	WHEN(RecordWorkRelations, .evaluation_id = evaluation_id, .n_relations = 1, .relations = list);
}

/* s<n> is known to the first evaluators of every other department, and to so many townships. */
static inline void relate_all(int n, int townships)
{
	for (int i = 1; i <= DEPARTMENTS; i++)
		if (i != n) {
			relate(name_of("s%d", n), name_of("e%da", i));
			ACCEPTED();
		}
	for (int i = 1; i <= townships; i++) {
		relate(name_of("s%d", n), name_of("w%d", i));
		ACCEPTED();
	}
}

static inline void begin(void)
{
	office();
	WHEN(BeginSectionEvaluation, .evaluation_id = evaluation_id, .closes_on = "2026-03-20");
}

static inline void evaluate(const char *evaluator_id, const char *cadre_id, int64_t points)
{
	ACTOR_CADRE("cadre", CITY, "", evaluator_id);
	WHEN(EvaluateSectionCadre, .evaluation_id = evaluation_id, .cadre_id = cadre_id, .points = points);
}

static inline void does_not_know(const char *evaluator_id, const char *cadre_id)
{
	ACTOR_CADRE("cadre", CITY, "", evaluator_id);
	WHEN(EvaluateSectionCadre, .evaluation_id = evaluation_id, .cadre_id = cadre_id, .unknown = true);
}

/* One subject, s1, open to seven departments and so many townships. */
static inline void one_open(int townships)
{
	departments();
	open_of((const char *[]){ "s1" }, 1);
	relate_all(1, townships);
	begin();
	ACCEPTED();
}

/* Everybody on the list of s1 gave 80.00, the townships 90.00; closed. */
static inline void one_closed(int townships)
{
	one_open(townships);
	for (int i = 2; i <= DEPARTMENTS; i++)
		evaluate(name_of("e%da", i), "s1", 8000);
	for (int i = 1; i <= townships; i++)
		evaluate(name_of("w%d", i), "s1", 9000);
	TODAY("2026-03-21");
	office();
}

static inline void performance(const char *unit_id, int64_t points)
{
	WHEN(RecordSectionPerformance, .evaluation_id = evaluation_id, .unit_id = unit_id, .points = points, .document = "绩效1号");
}

static inline void adjust(AdjustmentKind kind, int64_t points, const char *document)
{
	WHEN(AdjustSectionScore, .evaluation_id = evaluation_id, .cadre_id = "s1", .kind = kind, .points = points, .reason = "事由",
	     .document = document);
}

static inline void compute(void)
{
	WHEN(ComputeSectionResults, .evaluation_id = evaluation_id);
}

#endif
