/* One cadre and the people who handle his matters: officer (supervision), deputy, minister (head), principal (party
 * committee), each a person of his own. */
#ifndef TESTS_ACCOUNTABILITY_LIB_H
#define TESTS_ACCOUNTABILITY_LIB_H

#include "given.h"
#include "roster/bars.h"
#include "workflows.h"

#define CITY "150400"

WORLD(accountability_service)

static inline void as_officer(void)
{
	ACTOR_CADRE("org.supervision,org.cadre", CITY, "org", "officer");
}

static inline void as_deputy(void)
{
	ACTOR_CADRE("org.deputy", CITY, "org", "deputy");
}

static inline void as_head(void)
{
	ACTOR_CADRE("org.head", CITY, "org", "minister");
}

static inline void as_principal(void)
{
	ACTOR_CADRE("committee.principal", CITY, "committee", "principal");
}

static inline void as_himself(void)
{
	ACTOR_CADRE("cadre", CITY, "u1", "c1");
}

static inline void city(const char *day)
{
	OPEN(day);
	GIVEN(UnitRegistered, .unit_id = "u1", .name = "发改委", .region = CITY);
	GIVEN(CadreRegistered, .cadre_id = "c1", .unit_id = "u1", .authority = CITY, .team_head = true,
	      .level = POST_LEVEL_COUNTY_HEAD);
	GIVEN(CadreRegistered, .cadre_id = "c2", .unit_id = "u1", .authority = CITY, .level = POST_LEVEL_COUNTY_DEPUTY);
	GIVEN(CadreRegistered, .cadre_id = "county", .unit_id = "u9", .authority = "150404");
	as_officer();
}

/* Told and heard, by the officer. */
static inline void heard(const char *matter_id)
{
	as_officer();
	WHEN(NotifyParty, .matter_id = matter_id, .facts = "事实和依据");
	WHEN(HearParty, .matter_id = matter_id, .kind = HEARING_KIND_STATED, .statement = "有客观原因");
}

/* An admonition letter with all its signatures; returns its id. */
static inline const char *admonition_letter(const char *matter_id)
{
	as_officer();
	WHEN(DraftLetter, .matter_id = matter_id, .kind = LETTER_KIND_ADMONITION, .text = "对你进行诫勉");
	const char *id = world_answer("letter_id");
	as_deputy();
	WHEN(ReviewLetter, .letter_id = id);
	as_head();
	WHEN(ApproveLetter, .letter_id = id);
	as_principal();
	WHEN(EndorseLetter, .letter_id = id);
	return id;
}

static inline MeasureTalk *talk(const char *held_on, const char *talker, const char *recorder)
{
	static MeasureTalk t;

	measure_talk__init(&t);
	t.held_on = held_on;
	t.talker = talker;
	t.recorder = recorder;
	t.record = "谈话内容";
	return &t;
}

static inline void admonish(const char *matter_id, const char *letter_id, const char *on)
{
	as_head();
	WHEN(IssueMeasure, .matter_id = matter_id, .kind = MEASURE_KIND_ADMONITION, .letter_id = letter_id,
	     .talk = talk(on, "minister", "officer"), .unit_copy_to = "单位书记");
}

static inline MeetingRecord *meeting(const char *held_on, uint32_t members, uint32_t present, uint32_t in_favour)
{
	static MeetingRecord m;

	meeting_record__init(&m);
	m.body = "市委组织部部务会";
	m.held_on = held_on;
	m.members = members;
	m.present = present;
	m.in_favour = in_favour;
	m.minutes = "纪要1号";
	return &m;
}

static inline const BarRow *bar_on(const char *day)
{
	return bar_in_force(world_state(), "c1", day);
}

#endif
