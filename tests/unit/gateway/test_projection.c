/* The read models: timelines, to-dos, bars, where a matter belongs, and what must leave no trace. */
#include "journal/journal.h"
#include "projection/lists.h"
#include "projection_lib.h"
#include "roster/bars.h"
#include "runtime/pipeline.h"

/* ---- timelines ------------------------------------------------------------------------------------ */

/* The n-th line of a cadre's timeline, oldest first; NULL past the last. */
static const TimelineRow *line_of(const char *cadre_id, unsigned n)
{
	struct row_scan scan = timeline_scan_1(world_state(), cadre_id);
	const TimelineRow *row;

	while ((row = timeline_next(&scan)) && n > 0)
		n--;
	return row;
}

static unsigned lines_of(const char *cadre_id)
{
	unsigned count = 0;

	while (line_of(cadre_id, count))
		count++;
	return count;
}

TEST(a_timeline_holds_what_concerns_the_person_in_order)
{
	prefecture("2026-03-02");
	CHECK_INT(lines_of("c1"), 1);
	CHECK_TEXT(line_of("c1", 0)->type, "CadreRegistered");
	TODAY("2026-03-03");
	GIVEN(TalkHeld, .talk_id = "t1", .cadre_id = "c1", .held_on = "2026-03-01");
	GIVEN(TalkHeld, .talk_id = "t2", .cadre_id = "c2", .held_on = "2026-03-01");
	TODAY("2026-03-04");
	GIVEN(AwardGranted, .award_id = "w1", .cadre_id = "c1", .granted_on = "2026-03-04");
	CHECK_INT(lines_of("c1"), 3);
	CHECK_TEXT(line_of("c1", 1)->type, "TalkHeld");
	CHECK_TEXT(line_of("c1", 1)->zh, "谈心谈话");
	CHECK_TEXT(line_of("c1", 1)->on_day, "2026-03-03"); /* when it was recorded */
	CHECK_TEXT(line_of("c1", 1)->event_id, "150400/welfare/1");
	CHECK_TEXT(line_of("c1", 2)->type, "AwardGranted");
	CHECK(line_of("c1", 1)->sequence < line_of("c1", 2)->sequence);
}

TEST(one_person_has_one_timeline_whatever_his_ids_were)
{
	prefecture("2026-03-02");
	GIVEN(TalkHeld, .talk_id = "t1", .cadre_id = "c1", .held_on = "2026-03-01");
	GIVEN(TalkHeld, .talk_id = "t2", .cadre_id = "c2", .held_on = "2026-03-01");
	GIVEN(CadreMerged, .cadre_id = "c1", .alias_id = "c2", .merged_on = "2026-03-02");
	CHECK_INT(lines_of("c2"), 0);
	CHECK_INT(lines_of("c1"), 5); /* two registrations, two talks, the merge */
	CHECK(line_of("c1", 2)->sequence < line_of("c1", 3)->sequence);
	GIVEN(TalkHeld, .talk_id = "t3", .cadre_id = "c2", .held_on = "2026-03-02");
	CHECK_INT(lines_of("c1"), 6);
	CHECK_INT(lines_of("c2"), 0);
	CHECK_TEXT(cadre_find(world_state(), "c2")->unit_id, "");
}

TEST(what_is_about_a_unit_or_a_matter_is_on_nobodys_timeline)
{
	prefecture("2026-03-02");
	GIVEN(InspectionPublished, .inspection_id = "q1", .published_on = "2026-03-02");
	GIVEN(PostEstablished, .post_id = "p1", .unit_id = "u-02-1", .level = POST_LEVEL_SECTION_HEAD, .count = 1);
	CHECK_INT(lines_of("q1"), 0);
	CHECK_INT(lines_of("u-02-1"), 0);
	CHECK_INT(lines_of("c1"), 1);
}

TEST(an_event_that_overtook_its_person_is_not_lost)
{
	prefecture("2026-03-02");
	GIVEN(TalkHeld, .talk_id = "t1", .cadre_id = "c9", .held_on = "2026-03-01"); /* personnel's stream lags behind */
	person("c9", "u-04-1", "150404");
	CHECK_INT(lines_of("c9"), 2);
	CHECK_TEXT(line_of("c9", 0)->type, "TalkHeld");
}

TEST(what_is_only_presumed_is_marked)
{
	prefecture("2026-03-02");
	GIVEN(BarImposed, .bar_id = "b1", .cadre_id = "c1", .ground = BAR_GROUND_OPEN_REPORT, .from_on = "2026-03-02",
	      .until_on = "2026-06-02", .provisional = true);
	GIVEN(BarLifted, .bar_id = "b1", .cadre_id = "c1", .ground = BAR_GROUND_OPEN_REPORT, .lifted_on = "2026-03-03",
	      .provisional = true);
	GIVEN(BarImposed, .bar_id = "b2", .cadre_id = "c1", .ground = BAR_GROUND_MEASURE, .from_on = "2026-03-02",
	      .until_on = "2026-09-02");
	CHECK(line_of("c1", 1)->provisional);
	CHECK(line_of("c1", 2)->provisional);
	CHECK(!line_of("c1", 3)->provisional);
	CHECK(!line_of("c1", 0)->provisional);
}

/* ---- bars and people ------------------------------------------------------------------------------ */

TEST(bars_stand_until_they_are_lifted)
{
	prefecture("2026-03-02");
	GIVEN(BarImposed, .bar_id = "b1", .cadre_id = "c1", .ground = BAR_GROUND_MEASURE, .from_on = "2026-03-02",
	      .until_on = "2026-09-02");
	CHECK(bar_in_force(world_state(), "c1", "2026-03-02") != NULL);
	CHECK(bar_in_force(world_state(), "c1", "2026-09-02") != NULL);
	CHECK(!bar_in_force(world_state(), "c1", "2026-03-01"));
	CHECK(!bar_in_force(world_state(), "c1", "2026-09-03"));
	CHECK(!bar_in_force(world_state(), "c2", "2026-03-02"));
	GIVEN(BarLifted, .bar_id = "b1", .cadre_id = "c1", .ground = BAR_GROUND_MEASURE, .lifted_on = "2026-05-01");
	CHECK(!bar_in_force(world_state(), "c1", "2026-05-02"));
}

TEST(people_and_units_are_as_personnel_last_said)
{
	prefecture("2026-03-02");
	GIVEN(CadreRevised, .cadre_id = "c1", .now = &(CadreRegistered){ .cadre_id = "c1", .name = "改样名", .unit_id = "u-04-1",
									  .level = POST_LEVEL_COUNTY_DEPUTY, .authority = "150400" });
	unit("u-04-1", "样例旗新局", UNIT_KIND_COUNTY_DEPARTMENT, "150404");
	CHECK_TEXT(cadre_find(world_state(), "c1")->name, "改样名");
	CHECK_TEXT(cadre_find(world_state(), "c1")->authority, "150400");
	CHECK_TEXT(unit_find(world_state(), "u-04-1")->name, "样例旗新局");
}

/* ---- to-dos --------------------------------------------------------------------------------------- */

TEST(an_event_opens_a_to_do_and_another_closes_it)
{
	prefecture("2026-03-02");
	GIVEN(TalkDue, .talk_id = "t1", .cadre_id = "c3", .talk_by = "2026-03-10");
	const TodoRow *row = todo_find(world_state(), "talk", "t1");

	CHECK(row != NULL);
	if (!row)
		return;
	CHECK_TEXT(row->due_on, "2026-03-10");
	CHECK_TEXT(row->role, "org.cadre");
	CHECK_TEXT(row->subject, "c3");
	CHECK_TEXT(row->region, "150404");
	CHECK_TEXT(row->opened_on, "2026-03-02");
	CHECK_TEXT(row->event_id, "150400/welfare/1");
	GIVEN(TalkHeld, .talk_id = "t2", .cadre_id = "c3", .held_on = "2026-03-03");
	CHECK(todo_find(world_state(), "talk", "t1") != NULL); /* another talk's end */
	GIVEN(TalkHeld, .talk_id = "t1", .cadre_id = "c3", .held_on = "2026-03-03");
	CHECK(!todo_find(world_state(), "talk", "t1"));
}

TEST(one_event_closes_several)
{
	prefecture("2026-03-02");
	GIVEN(AppointmentInspectionStarted, .appointment_id = "a1", .cadre_id = "c1", .clear_by = "2026-03-16");
	GIVEN(AppointmentInspectionStarted, .appointment_id = "a2", .cadre_id = "c2", .clear_by = "2026-03-16");
	GIVEN(AppointmentPublicityStarted, .appointment_id = "a1", .cadre_id = "c1", .until_on = "2026-03-20");
	GIVEN(AppointmentAborted, .appointment_id = "a1", .cadre_id = "c1");
	CHECK(!todo_find(world_state(), "clearance", "a1"));
	CHECK(!todo_find(world_state(), "appointment_effect", "a1"));
	CHECK(todo_find(world_state(), "clearance", "a2") != NULL);
}

TEST(a_to_do_of_the_same_kind_is_replaced)
{
	prefecture("2026-03-02");
	GIVEN(CalledUp, .call_up_id = "cu1", .cadre_id = "c1", .start_by = "2026-05-01");
	TODAY("2026-03-05");
	GIVEN(CalledUp, .call_up_id = "cu1", .cadre_id = "c1", .start_by = "2026-06-01");
	CHECK_TEXT(todo_find(world_state(), "call_up_start", "cu1")->due_on, "2026-06-01");
	CHECK_TEXT(todo_find(world_state(), "call_up_start", "cu1")->opened_on, "2026-03-05");
	struct row_scan scan = todo_by_role(world_state(), "org.training");
	CHECK(todo_next(&scan) != NULL);
	CHECK(!todo_next(&scan)); /* the index has it once */
}

TEST(a_to_do_may_have_no_day)
{
	prefecture("2026-03-02");
	GIVEN(LetterDrafted, .letter_id = "l1", .matter_id = "m1");
	const TodoRow *row = todo_find(world_state(), "letter", "l1");

	CHECK(row != NULL);
	CHECK_TEXT(row ? row->due_on : NULL, "");
	CHECK_TEXT(row ? row->role : NULL, "org.deputy");
	CHECK_TEXT(row ? row->region : NULL, "150400"); /* a matter belongs where it happened */
}

/* ---- named lists ----------------------------------------------------------------------------------- */

static bool readable(const char *account, const char *role, const char *region, const char *today)
{
	const struct list_reader reader = { account, region, &role, 1 };

	return list_readable(world_state(), "l1", &reader, today);
}

TEST(a_list_is_read_by_its_owner_and_by_whom_he_grants_it)
{
	prefecture("2026-03-02");
	CHECK(!readable("owner", "org.cadre", "150400", "2026-03-02"));
	GIVEN(NamedListOpened, .named_list_id = "l1", .owner = "owner", .region = "150400");
	CHECK(readable("owner", "org.cadre", "150400", "2030-01-01"));
	CHECK(!readable("other", "org.cadre", "150400", "2026-03-02"));
	GIVEN(NamedListGranted, .named_list_id = "l1", .grantee = "account:other", .access = LIST_ACCESS_READ, .until_on = "2026-03-10");
	CHECK(readable("other", "org.cadre", "150400", "2026-03-10"));
	CHECK(!readable("other", "org.cadre", "150400", "2026-03-11"));
	GIVEN(NamedListGranted, .named_list_id = "l1", .grantee = "role:org.training@150402", .access = LIST_ACCESS_WRITE, .until_on = "2026-03-10");
	CHECK(readable("t", "org.training", "150402", "2026-03-02"));
	CHECK(!readable("t", "org.training", "150404", "2026-03-02"));
	CHECK(!readable("t", "org.cadre", "150402", "2026-03-02"));
	GIVEN(NamedListRevoked, .named_list_id = "l1", .grantee = "role:org.training@150402");
	CHECK(!readable("t", "org.training", "150402", "2026-03-02"));
}

/* ---- what leaves no trace ------------------------------------------------------------------------- */

enum { PERSONNEL = 3, CONFIDENTIAL = 4 }; /* data classes of options.proto */

/* A record of another daemon as it came by stream; `header` gets its bytes. */
static struct record foreign(uint64_t sequence, struct span payload, unsigned data_class,
			     uint8_t header[RECORD_HEADER_SIZE])
{
	struct record r = { .header = { .sequence = sequence, .epoch = 1, .kind = RECORD_EVENT,
					.data_class = (uint8_t)data_class, .payload_size = (uint32_t)payload.size },
			    .payload = payload };

	journal_sha256(payload, r.header.payload_hash);
	journal_sha256((struct span){ 0 }, r.header.meta_hash);
	record_header_encode(&r.header, header);
	return r;
}

static void take(const char *service, const struct record *r, const uint8_t *header)
{
	struct pipeline *p = world_pipeline();
	struct fault f = { 0 };

	CHECK(pipeline_foreign(p, "150400", service, r, header));
	CHECK_INT(pipeline_commit(p, &f), ERR_NONE);
}

static unsigned merged_count(void)
{
	struct row_scan scan = merged_scan(world_state());
	unsigned count = 0;

	while (merged_next(&scan))
		count++;
	return count;
}

TEST(a_withheld_event_counts_in_the_stream_and_leaves_no_trace)
{
	uint8_t header[RECORD_HEADER_SIZE];

	prefecture("2026-03-02");
	unsigned merged = merged_count();
	struct record r = foreign(1, (struct span){ 0 }, CONFIDENTIAL, header);
	r.withheld = true;
	take("accountability", &r, header);
	CHECK_INT(merged_count(), merged);
	CHECK_INT(lines_of("c1"), 1);
	CHECK_INT(pipeline_cursor_sequence(world_pipeline(), "150400", "accountability"), 1);
	r = foreign(1, (struct span){ 0 }, CONFIDENTIAL, header); /* again: nothing */
	r.withheld = true;
	take("accountability", &r, header);
	CHECK_INT(pipeline_cursor_sequence(world_pipeline(), "150400", "accountability"), 1);
}

TEST(an_event_of_a_later_contract_does_no_harm)
{
	uint8_t header[RECORD_HEADER_SIZE], body[] = { 0x0a, 0x02, 'c', '1' };
	struct arena arena;
	Envelope e;

	prefecture("2026-03-02");
	unsigned merged = merged_count();
	arena_init(&arena, 64u << 10);
	envelope__init(&e);
	e.site = "150400";
	e.service = "welfare";
	e.sequence = 1;
	e.type = "SomethingOfNextYear";
	e.subject = "c1";
	e.occurred_at_ms = 1772413200000;
	e.payload = (ProtobufCBinaryData){ sizeof body, body };
	struct record r = foreign(1, wire_pack(&e.base, &arena), PERSONNEL, header);
	take("welfare", &r, header);
	CHECK_INT(merged_count(), merged + 1); /* its place is known, its meaning is not */
	CHECK_INT(lines_of("c1"), 1);
	GIVEN(AwardGranted, .award_id = "w1", .cadre_id = "c1", .granted_on = "2026-03-04"); /* and it goes on */
	CHECK_INT(merged_count(), merged + 1);  /* sequence 1 of welfare was taken by the event above */
	arena_fini(&arena);
}

/* ---- peers that mean no good ------------------------------------------------------------------------ */

/* The stream stops there, and the daemon lives on. */
static void is_blocked(struct record *r, uint8_t header[RECORD_HEADER_SIZE])
{
	struct fault f = { 0 };

	record_header_encode(&r->header, header);
	CHECK(!pipeline_foreign(world_pipeline(), "150400", "welfare", r, header));
	CHECK_INT(pipeline_commit(world_pipeline(), &f), ERR_NONE);
	CHECK_INT(pipeline_cursor_sequence(world_pipeline(), "150400", "welfare"), 0);
}

TEST(an_adopted_record_without_a_whole_header_blocks_the_stream)
{
	uint8_t header[RECORD_HEADER_SIZE], short_one[RECORD_HEADER_SIZE - 1] = { 0x0a, 0x01, 'x' };

	prefecture("2026-03-02");
	struct record r = foreign(1, span_of(short_one, 3), PERSONNEL, header); /* decodes as an envelope */
	r.header.kind = RECORD_ADOPTED;
	is_blocked(&r, header);
	r = foreign(1, span_of(short_one, sizeof short_one), PERSONNEL, header);
	r.header.kind = RECORD_ADOPTED;
	is_blocked(&r, header);
	GIVEN(AwardGranted, .award_id = "w1", .cadre_id = "c1", .granted_on = "2026-03-04");
	CHECK_INT(pipeline_cursor_sequence(world_pipeline(), "150400", "welfare"), 1);
}

TEST(a_record_too_large_to_keep_with_its_header_blocks_the_stream)
{
	size_t most = RECORD_PAYLOAD_MAX - RECORD_HEADER_SIZE;
	uint8_t header[RECORD_HEADER_SIZE], *payload = calloc(1, most + 1);

	prefecture("2026-03-02");
	/* an envelope that is all filler: field 15, which the contract does not know */
	memcpy(payload, (uint8_t[]){ 0x7a, 0xff, 0xff, 0xff, 0x07 }, 5);
	size_t filler = most + 1 - 5;
	for (int i = 0; i < 4; i++)
		payload[1 + i] = (uint8_t)((filler >> (7 * i) & 0x7f) | (i < 3 ? 0x80 : 0));
	struct record r = foreign(1, span_of(payload, most + 1), PERSONNEL, header);
	is_blocked(&r, header);
	payload[1]--; /* one byte less fits */
	r = foreign(1, span_of(payload, most), PERSONNEL, header);
	take("welfare", &r, header);
	CHECK_INT(pipeline_cursor_sequence(world_pipeline(), "150400", "welfare"), 1);
	free(payload);
}

TEST(an_event_with_the_longest_of_names_has_its_place)
{
	char name[3000];
	uint8_t header[RECORD_HEADER_SIZE];
	struct arena arena;
	Envelope e;

	memset(name, 'n', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	prefecture("2026-03-02");
	unsigned merged = merged_count();
	arena_init(&arena, 1u << 20);
	envelope__init(&e);
	e.site = e.service = e.subject = name;
	e.type = "TalkDue";
	e.sequence = 1;
	TalkDue body;
	talk_due__init(&body);
	body.talk_id = body.cadre_id = name;
	struct span packed = wire_pack(&body.base, &arena);
	e.payload = (ProtobufCBinaryData){ packed.size, arena_copy(&arena, packed.data, packed.size) };
	struct record r = foreign(1, wire_pack(&e.base, &arena), PERSONNEL, header);
	take("welfare", &r, header);
	CHECK_INT(merged_count(), merged + 1);
	name[0] = 'm'; /* another one, as long and the same to its end */
	r = foreign(2, wire_pack(&e.base, &arena), PERSONNEL, header);
	take("welfare", &r, header);
	CHECK_INT(merged_count(), merged + 2);
	arena_fini(&arena);
}

TEST(the_same_event_twice_is_one)
{
	prefecture("2026-03-02");
	GIVEN(TalkHeld, .talk_id = "t1", .cadre_id = "c1", .held_on = "2026-03-01");
	CHECK_INT(value_of("M17"), 1);
	unsigned merged = merged_count();
	struct arena arena;
	uint8_t header[RECORD_HEADER_SIZE];
	Envelope e;

	arena_init(&arena, 64u << 10);
	envelope__init(&e);
	e.site = "150400";
	e.service = "welfare";
	e.sequence = 1;
	e.type = "TalkHeld";
	struct record r = foreign(1, wire_pack(&e.base, &arena), PERSONNEL, header);
	take("welfare", &r, header);
	CHECK_INT(merged_count(), merged);
	CHECK_INT(value_of("M17"), 1);
	arena_fini(&arena);
}

/* ---- where a matter belongs ----------------------------------------------------------------------- */

/* The given events have no actor: an envelope with one, about a matter of a county. */
TEST(a_matter_belongs_to_the_region_that_began_it)
{
	static const struct { uint64_t sequence; const char *type, *region; } steps[] = {
		{ 1, "ReportRegistered", "150404" }, { 2, "ReportConcluded", "150400" },
	};

	prefecture("2026-03-02");
	for (size_t i = 0; i < 2; i++) {
		uint8_t header[RECORD_HEADER_SIZE];
		struct arena arena;
		Actor actor;
		Envelope e;

		arena_init(&arena, 64u << 10);
		actor__init(&actor);
		actor.region = steps[i].region;
		envelope__init(&e);
		e.site = "150400";
		e.service = "accountability";
		e.sequence = steps[i].sequence;
		e.type = steps[i].type;
		e.subject = "r1";
		e.actor = &actor;
		e.occurred_at_ms = 1772413200000;
		uint8_t body[] = { 0x0a, 0x02, 'r', '1' }; /* field 1: the report's id */
		e.payload = (ProtobufCBinaryData){ sizeof body, body };
		struct record r = foreign(steps[i].sequence, wire_pack(&e.base, &arena), PERSONNEL, header);
		take("accountability", &r, header);
		arena_fini(&arena);
	}
	const SubjectRow *subject = subject_find(world_state(), "r1");
	CHECK_TEXT(subject ? subject->region : NULL, "150404");
	const TodoRow *row = todo_find(world_state(), "report_feedback", "r1");
	CHECK_TEXT(row ? row->region : NULL, "150404");
}

TEST(accounts_are_the_gateways_own_and_on_no_list)
{
	static const char *const roles[] = { "org.head" };

	prefecture("2026-03-02");
	ACTOR("security_admin", "150400");
	WHEN(OpenAccount, .account = "c1", .display_name = "张三", .password_hash = "$argon2id$v=19$m=65536,t=2,p=1$AAAA$BBBB",
	     .region = "150400", .n_roles = 1, .roles = (const char **)(uintptr_t)roles);
	ACCEPTED();
	CHECK(!subject_find(world_state(), "c1"));
	CHECK(!subject_find(world_state(), "u-02-1"));
}

TEST_MAIN()
