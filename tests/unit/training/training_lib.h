/* What the tests of training share: some people, and a class at any step of its life. */
#ifndef DANDANG_TESTS_TRAINING_LIB_H
#define DANDANG_TESTS_TRAINING_LIB_H

#include "given.h"
#include "workflows.h"

WORLD(training_service)

#define IDS(...) .n_cadre_ids = sizeof((const char *[]){ __VA_ARGS__ }) / sizeof(const char *), \
		 .cadre_ids = (const char *[]){ __VA_ARGS__ }

static inline void cadre(const char *id)
{
	GIVEN(CadreRegistered, .cadre_id = id, .name = id, .unit_id = "u1", .authority = "150400",
	      .level = POST_LEVEL_SECTION_HEAD, .young = true);
}

/* A world with the units u1 and u2, the cadres c1..c4 of u1 and c9 of a county. */
static inline void people(const char *today)
{
	OPEN(today);
	GIVEN(UnitRegistered, .unit_id = "u1", .name = "一局", .region = "150400");
	GIVEN(UnitRegistered, .unit_id = "u2", .name = "二局", .region = "150400");
	cadre("c1");
	cadre("c2");
	cadre("c3");
	cadre("c4");
	GIVEN(CadreRegistered, .cadre_id = "c9", .name = "c9", .unit_id = "u2", .authority = "150404",
	      .level = POST_LEVEL_SECTION_DEPUTY);
}

static inline void barred(const char *cadre_id)
{
	GIVEN(BarImposed, .bar_id = "b1", .cadre_id = cadre_id, .ground = BAR_GROUND_MEASURE, .from_on = "2026-01-01",
	      .until_on = "2026-12-31");
}

struct sample_class {
	ClassKind kind;
	const char *from_on;
	const char *to_on;
	uint32_t hours;
	uint32_t seats;
	bool on_job;
};

static inline const char *class_drafted(struct sample_class c)
{
	WHEN(DraftClass, .plan = &(ClassPlan){ .title = "专题班", .kind = c.kind ? c.kind : CLASS_KIND_THEORY,
					       .venue = VENUE_KIND_PARTY_SCHOOL, .starts_on = c.from_on,
					       .ends_on = c.to_on, .hours = c.hours ? c.hours : 14,
					       .seats = c.seats ? c.seats : 50, .off_job = !c.on_job });
	ACCEPTED();
	return world_answer("class_id");
}

static inline const char *class_published(struct sample_class c)
{
	const char *id = class_drafted(c);

	WHEN(SubmitClass, .class_id = id);
	ACCEPTED();
	ACCOUNT("head");
	WHEN(ApproveClass, .class_id = id);
	ACCEPTED();
	ACCOUNT("officer");
	return id;
}

static inline void enrolled(const char *class_id, const char *cadre_id)
{
	WHEN(Nominate, .class_id = class_id, IDS(cadre_id));
	ACCEPTED();
	WHEN(ConfirmNominations, .class_id = class_id, IDS(cadre_id));
	ACCEPTED();
}

/* Enrolment closed, and the class started on its first day. */
static inline void started(const char *class_id, const char *first_day)
{
	WHEN(CloseEnrolment, .class_id = class_id);
	ACCEPTED();
	TODAY(first_day);
	WHEN(StartClass, .class_id = class_id);
	ACCEPTED();
}

static inline void attended(const char *class_id, const char *cadre_id, const char *from_on, const char *to_on,
			    uint32_t hours, uint32_t leave_hours)
{
	WHEN(RecordAttendance, .class_id = class_id, .from_on = from_on, .to_on = to_on, .n_rows = 1,
	     .rows = (AttendanceOf *[]){ &(AttendanceOf){ .cadre_id = cadre_id, .hours = hours, .leave_hours = leave_hours } });
}

static inline void result(const char *class_id, const char *cadre_id, bool passed)
{
	WHEN(RecordResults, .class_id = class_id, .n_rows = 1,
	     .rows = (ResultOf *[]){ &(ResultOf){ .cadre_id = cadre_id, .passed = passed, .score = 8000 } });
}

#endif
