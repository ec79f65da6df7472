/* Units, posts and people the workflow tests start from: a city department u1, a township t1, an institution s1. */
#ifndef DANDANG_TESTS_PERSONNEL_FIXTURE_H
#define DANDANG_TESTS_PERSONNEL_FIXTURE_H

#include "given.h"
#include "workflows.h"

#pragma GCC diagnostic ignored "-Wunused-function"
#pragma GCC diagnostic ignored "-Woverride-init" /* a test names only what differs from the ordinary case */

WORLD(personnel_service)

#define CITY "150400"
#define COUNTY "150404"
#define OFFICERS "org.cadre,org.head,org.civil_servant,org.supervision"

static void unit(const char *id, UnitKind kind, const char *region)
{
	GIVEN(UnitRegistered, .unit_id = id, .name = id, .kind = kind, .region = region);
}

static void post(const char *id, const char *unit_id, PostLevel level, uint32_t count)
{
	const char *authority = strcmp(unit_id, "t1") == 0 ? COUNTY : CITY;

	GIVEN(PostEstablished, .post_id = id, .unit_id = unit_id, .title = id, .level = level, .count = count,
	      .authority = authority, .team_member = true);
}

static GradeOfYear *grade(unsigned year, AnnualGrade g)
{
	static GradeOfYear pool[64];
	static size_t used;
	GradeOfYear *one = &pool[used++ % 64];

	grade_of_year__init(one);
	one->year = year;
	one->grade = g;
	return one;
}

static GradeOfYear *competent[1];          /* 称职 in 2025 */
static AppointmentQualification *QUALIFIED; /* meets every condition */

/* Somebody who has been long enough everywhere, graded 称职 in 2025. More fields follow as designated initialisers. */
#define CADRE(id, unit, lev, ...)                                                                                     \
	GIVEN(CadreRegistered, .cadre_id = id, .name = id, .id_number = "id-" id, .unit_id = unit, .authority = CITY,   \
	      .level = lev, .level_since = "2018-01-01", .work_started_on = "2005-07-01", .post_title = "x",             \
	      .n_grades = 1, .grades = competent, __VA_ARGS__)
#define GRADED(g) .n_grades = 1, .grades = (GradeOfYear *[]){ grade(2025, g) }

static AppointmentQualification *qualified(EducationLevel education, unsigned grassroots, unsigned posts, bool fit)
{
	static AppointmentQualification pool[16];
	static size_t used;
	AppointmentQualification *q = &pool[used++ % 16];

	appointment_qualification__init(q);
	q->education = education;
	q->grassroots_years = grassroots;
	q->posts_at_level = posts;
	q->fit = fit;
	return q;
}

static AppointmentVote *vote(const char *met_on, unsigned expected, unsigned present, unsigned in_favour)
{
	static AppointmentVote v;

	appointment_vote__init(&v);
	v.body = "部务会";
	v.met_on = met_on;
	v.expected = expected;
	v.present = present;
	v.in_favour = in_favour;
	v.against = present - in_favour;
	return &v;
}

static ClearanceItem *clearance(ClearanceKind kind, bool clear, const char *on)
{
	static ClearanceItem pool[8];
	static size_t used;
	ClearanceItem *one = &pool[used++ % 8];

	clearance_item__init(one);
	one->kind = kind;
	one->clear = clear;
	one->document = "文";
	one->obtained_on = on;
	return one;
}

/* The three clearances that are entered by hand. */
static void three_clear(const char *appointment_id, const char *on)
{
	ClearanceItem *items[] = { clearance(CLEARANCE_KIND_ARCHIVE, true, on),
				   clearance(CLEARANCE_KIND_PERSONAL_MATTERS, true, on), clearance(CLEARANCE_KIND_LEADS, true, on) };

	WHEN(RecordClearances, .appointment_id = appointment_id, .n_items = 3, .items = items);
}

/* The discipline commission answers the question last asked. */
static void opinion(const char *appointment_id, IntegrityOpinion said, const char *on)
{
	const AppointmentRow *row = appointment_find(world_state(), appointment_id);

	if (row && row->integrity_request[0])
		GIVEN(IntegrityOpinionGiven, .request_id = row->integrity_request, .cadre_id = row->cadre_id,
		      .appointment_id = appointment_id, .opinion = said, .document = "纪函", .answered_on = on);
}

/* All four, as of that day. */
static void all_clear(const char *appointment_id, const char *on)
{
	WHEN(RequestIntegrityOpinion, .appointment_id = appointment_id); /* refused where the first question is still open */
	opinion(appointment_id, INTEGRITY_OPINION_NO_OBJECTION, on);
	three_clear(appointment_id, on);
}

/* Monday, 2 March 2026; c1 is a section deputy of u1, p1 the one post of a section head there, vacant. */
static void ordinary_day(void)
{
	OPEN("2026-03-02");
	ACTOR(OFFICERS, CITY);
	competent[0] = grade(2025, ANNUAL_GRADE_COMPETENT);
	QUALIFIED = qualified(EDUCATION_LEVEL_BACHELOR, 3, 2, true);
	unit("u1", UNIT_KIND_CITY_DEPARTMENT, CITY);
	unit("t1", UNIT_KIND_TOWNSHIP, COUNTY);
	unit("s1", UNIT_KIND_INSTITUTION, CITY);
	post("p1", "u1", POST_LEVEL_SECTION_HEAD, 1);
	CADRE("c1", "u1", POST_LEVEL_SECTION_DEPUTY, .rank = RANK_CHIEF_CLERK_3, .rank_since = "2022-01-01");
	CADRE("c2", "u1", POST_LEVEL_SECTION_HEAD, .rank = RANK_CHIEF_CLERK_2, .rank_since = "2022-01-01");
	CADRE("c3", "u1", POST_LEVEL_STAFF, .rank = RANK_CLERK_1, .rank_since = "2022-01-01");
}

/* An appointment of c1 to p1, moved by the account "given". */
static void moved(AppointmentKind kind)
{
	ordinary_day();
	GIVEN(AppointmentMoved, .appointment_id = "a1", .cadre_id = "c1", .kind = kind, .ground = APPOINTMENT_GROUND_ORDINARY,
	      .unit_id = "u1", .post_id = "p1", .post_title = "p1", .level = POST_LEVEL_SECTION_HEAD, .from_unit_id = "u1",
	      .from_level = POST_LEVEL_SECTION_DEPUTY, .moved_on = "2026-03-02", .authority = CITY);
}

static void recommended(void)
{
	moved(APPOINTMENT_KIND_PROMOTION);
	WHEN(RecordRecommendation, .appointment_id = "a1", .held_on = "2026-03-02", .expected = 30, .present = 30, .in_favour = 25);
}

static void inspecting(void)
{
	const char *inspectors[] = { "c2", "c3" };

	recommended();
	WHEN(StartAppointmentInspection, .appointment_id = "a1", .notice_on = "2026-03-02", .n_inspectors = 2,
	     .inspectors = inspectors);
}

static void inspected(void)
{
	inspecting();
	all_clear("a1", "2026-03-02");
	WHEN(ConcludeAppointmentInspection, .appointment_id = "a1", .suitable = true, .summary = "好");
}

static void decided(void)
{
	inspected();
	WHEN(DecideAppointment, .appointment_id = "a1", .vote = vote("2026-03-02", 9, 9, 9));
}

/* Publicity runs from 2 to 9 March; the 10th is the first day after it. */
static void publicity_over(void)
{
	decided();
	WHEN(StartAppointmentPublicity, .appointment_id = "a1");
	TODAY("2026-03-10");
}

static AppointmentState state_of(const char *id)
{
	const AppointmentRow *row = appointment_find(world_state(), id);

	return row ? row->state : APPOINTMENT_STATE_UNSPECIFIED;
}

#endif
