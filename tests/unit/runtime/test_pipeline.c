/* The life of a command, a foreign event and a due moment, on a service made for this test: a command note_decide emits
 * TalkDue; CalledUp is adopted and answered by a TalkDue; a due moment emits TalkHeld. */
#include "given.h"
#include "runtime/pipeline.h"
#include "runtime/tables.h"

#define DUE_NOTE 1u

static struct event_row test_events[512];
static const struct wire_type *note_type;
static struct command_row test_commands[1];

static void put_text(struct decision *d, const char *event, const ProtobufCMessage *body);
void decision_emit(struct decision *d, const struct event_row *row, const ProtobufCMessage *body);

/* The command: a PolicyRow serves as its body; rule_id names the cadre, value what to do. */
static enum refusal note_decide(struct decision *d, const ProtobufCMessage *command)
{
	const PolicyRow *cmd = (const PolicyRow *)command;
	TalkDue e;

	if (strcmp(cmd->value, "refuse") == 0)
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "rule_id", cmd->rule_id);
	if (strcmp(cmd->value, "missing-rule") == 0)
		policy_number(d, "NO.SUCH.RULE");
	if (strcmp(cmd->value, "nothing") == 0)
		return REFUSAL_NONE;
	talk_due__init(&e);
	e.talk_id = decision_new_id(d, "talk");
	e.cadre_id = cmd->rule_id;
	e.talk_by = "2026-03-05";
	int count = strcmp(cmd->value, "many") == 0 ? DECISION_EVENTS_MAX + 1 : 1;
	for (int i = 0; i < count; i++)
		put_text(d, "TalkDue", &e.base);
	decision_answer(d, "talk_id", e.talk_id);
	return REFUSAL_NONE;
}

static const struct event_row *row_of(const char *type)
{
	for (size_t i = 0; i < contract_event_count; i++)
		if (strcmp(test_events[i].type->name, type) == 0)
			return &test_events[i];
	return NULL;
}

static void put_text(struct decision *d, const char *event, const ProtobufCMessage *body)
{
	decision_emit(d, row_of(event), body);
}

static void apply_talk_due(struct tables *t, const ProtobufCMessage *body, const struct event *e)
{
	(void)e;
	due_set(t, DUE_NOTE, ((const TalkDue *)body)->talk_id, ((const TalkDue *)body)->talk_by);
}

static void apply_nothing(struct tables *t, const ProtobufCMessage *body, const struct event *e)
{
	(void)t;
	(void)body;
	(void)e;
}

static void react_called_up(struct decision *d, const ProtobufCMessage *body, const struct event *e)
{
	TalkDue due;

	(void)e;
	talk_due__init(&due);
	due.talk_id = decision_new_id(d, "talk");
	due.cadre_id = ((const CalledUp *)body)->cadre_id;
	due.talk_by = "2026-03-05";
	if (strcmp(due.cadre_id, "quiet") != 0)
		put_text(d, "TalkDue", &due.base);
}

static void due_note(struct decision *d, const char *id)
{
	TalkHeld e;

	talk_held__init(&e);
	e.talk_id = id;
	e.held_on = d->today;
	put_text(d, "TalkHeld", &e.base);
}

static const struct due_row test_dues[] = { { DUE_NOTE, "note", due_note } };
static const char *const test_tables[] = { "rt.cursors", "rt.answers", "rt.answer_ages", "rt.due", "rt.due_by_id",
					   "rt.policy", "rt.calendar", "rt.clock", "rt.parked" };
static struct service test_service = {
	.name = "welfare",
	.commands = test_commands,
	.command_count = 1,
	.events = test_events,
	.store_tables = test_tables,
	.store_table_count = RUNTIME_TABLE_COUNT,
	.dues = test_dues,
	.due_count = 1,
	.layout = 7,
};

__attribute__((constructor)) static void build_service(void)
{
	static const char *const roles[] = { "org.cadre" };

	for (size_t i = 0; i < contract_event_count && i < 512; i++) {
		test_events[i] = contract_events[i];
		if (strcmp(test_events[i].type->name, "TalkDue") == 0)
			test_events[i].apply = apply_talk_due;
		if (strcmp(test_events[i].type->name, "CalledUp") == 0) {
			test_events[i].adopts = true;
			test_events[i].apply = apply_nothing;
			test_events[i].react = react_called_up;
		}
	}
	test_service.event_count = contract_event_count;
	note_type = contract_message_type("PolicyRow");
	test_commands[0] = (struct command_row){ .type = note_type, .service = "welfare", .path = "/note", .roles = roles,
						 .role_count = 1, .decide = note_decide };
}

WORLD(test_service)

#define NOTE(cadre, what)                                                                           \
	WHEN(PolicyRow, .rule_id = cadre, .value = what, .unit = "number", .effective_from = "2026-01-01", \
	     .source = "test")

TEST(an_accepted_command_records_its_event_and_answers_with_its_results)
{
	OPEN("2026-03-02");
	NOTE("c1", "ok");
	ACCEPTED();
	CHECK_INT(EMITTED_COUNT(TalkDue), 1);
	CHECK_TEXT(EMITTED(TalkDue)->cadre_id, "c1");
	CHECK_TEXT(world_answer("talk_id"), EMITTED(TalkDue)->talk_id);
}

TEST(the_same_key_is_answered_as_before_and_has_its_effect_once)
{
	OPEN("2026-03-02");
	NOTE("c1", "ok");
	char first[64];
	snprintf(first, sizeof first, "%s", world_answer("talk_id"));
	AGAIN();
	ACCEPTED();
	CHECK(world_replayed());
	CHECK_INT(world_events(), 0);
	CHECK_TEXT(world_answer("talk_id"), first);
}

TEST(a_refusal_records_nothing_and_names_the_field)
{
	OPEN("2026-03-02");
	NOTE("c1", "refuse");
	REFUSED(REFUSAL_CADRE_UNKNOWN);
	AT_FIELD("rule_id");
	CHECK_INT(world_events(), 0);
}

TEST(a_role_that_is_missing_is_refused)
{
	OPEN("2026-03-02");
	ACTOR("cadre", "150400");
	NOTE("c1", "ok");
	REFUSED(REFUSAL_ROLE_MISSING);
}

TEST(field_rules_are_checked_before_the_decision)
{
	OPEN("2026-03-02");
	WHEN(PolicyRow, .rule_id = "c1", .value = "ok", .unit = "number", .effective_from = "2026-02-30", .source = "test");
	REFUSED(REFUSAL_FIELD_MALFORMED);
	AT_FIELD("effective_from");
	WHEN(PolicyRow, .value = "ok", .unit = "number", .effective_from = "2026-02-28", .source = "test");
	REFUSED(REFUSAL_FIELD_REQUIRED);
	AT_FIELD("rule_id");
}

TEST(a_decision_that_needs_a_missing_rule_is_refused_with_its_id)
{
	OPEN("2026-03-02");
	NOTE("c1", "missing-rule");
	REFUSED(REFUSAL_POLICY_MISSING);
	CHECK_INT(world_events(), 0);
}

TEST(more_events_than_a_decision_may_have_are_refused_whole)
{
	OPEN("2026-03-02");
	NOTE("c1", "many");
	REFUSED(REFUSAL_DECISION_TOO_LARGE);
	CHECK_INT(world_events(), 0);
}

TEST(a_due_moment_fires_once_when_its_day_has_passed)
{
	OPEN("2026-03-02");
	NOTE("c1", "ok");
	TODAY("2026-03-05");
	CHECK_INT(EMITTED_COUNT(TalkHeld), 0);
	TODAY("2026-03-06");
	CHECK_INT(EMITTED_COUNT(TalkHeld), 1);
	CHECK_TEXT(EMITTED(TalkHeld)->held_on, "2026-03-06");
	TODAY("2026-03-07");
	CHECK_INT(EMITTED_COUNT(TalkHeld), 0);
}

TEST(a_due_moment_missed_by_a_long_jump_fires_at_its_own_day)
{
	OPEN("2026-03-02");
	NOTE("c1", "ok");
	TODAY("2026-06-30");
	CHECK_INT(EMITTED_COUNT(TalkHeld), 1);
	CHECK_TEXT(EMITTED(TalkHeld)->held_on, "2026-03-06");
}

TEST(a_foreign_event_is_answered_once)
{
	OPEN("2026-03-02");
	GIVEN(CalledUp, .call_up_id = "u1", .cadre_id = "c1");
	CHECK_INT(EMITTED_COUNT(TalkDue), 1);
	GIVEN(CalledUp, .call_up_id = "u2", .cadre_id = "quiet");
	CHECK_INT(EMITTED_COUNT(TalkDue), 0);
}

/* A record of training's stream whose payload is no envelope. */
static bool take_garbage(uint64_t sequence)
{
	struct record record = { .header = { .sequence = sequence, .epoch = 1, .kind = RECORD_EVENT, .payload_size = 3 },
				 .payload = span_of("\xff\xff\xff", 3) };
	uint8_t header[RECORD_HEADER_SIZE];
	struct fault f = { 0 };

	record_header_encode(&record.header, header);
	bool taken = pipeline_foreign(world_pipeline(), "150400", "training", &record, header);
	CHECK(pipeline_commit(world_pipeline(), &f) == ERR_NONE);
	return taken;
}

/* A read that asks for "not before this event" must not be let in while the event's batch is still open. */
TEST(an_event_counts_as_taken_in_only_once_a_reader_finds_it)
{
	struct record record = { .header = { .sequence = 1, .epoch = 1, .kind = RECORD_MARKER } };
	uint8_t header[RECORD_HEADER_SIZE];
	struct fault f = { 0 };

	OPEN("2026-03-02");
	record_header_encode(&record.header, header);
	CHECK(pipeline_foreign(world_pipeline(), "150400", "training", &record, header));
	CHECK_INT(pipeline_cursor_sequence(world_pipeline(), "150400", "training"), 0);
	CHECK(pipeline_commit(world_pipeline(), &f) == ERR_NONE);
	CHECK_INT(pipeline_cursor_sequence(world_pipeline(), "150400", "training"), 1);
}

TEST(a_poison_event_stops_its_stream_until_a_person_parks_it)
{
	OPEN("2026-03-02");
	CHECK(!take_garbage(1));
	CHECK_INT(pipeline_cursor_sequence(world_pipeline(), "150400", "training"), 0);
	GIVEN(BarImposed, .bar_id = "b1", .cadre_id = "c1"); /* another stream goes on */
	ACTOR("org.cadre", "150400");
	WHEN(ParkEvent, .site = "150400", .service = "training", .sequence = 1, .reason = "damaged at its source");
	REFUSED(REFUSAL_ROLE_MISSING);
	ACTOR("system_admin", "150400");
	WHEN(ParkEvent, .site = "150400", .service = "training", .sequence = 1);
	REFUSED(REFUSAL_FIELD_REQUIRED);
	AT_FIELD("reason");
	WHEN(ParkEvent, .site = "150400", .service = "training", .sequence = 2, .reason = "not that one");
	REFUSED(REFUSAL_STREAM_NOT_BLOCKED);
	WHEN(ParkEvent, .site = "150400", .service = "training", .sequence = 1, .reason = "damaged at its source");
	ACCEPTED();
	CHECK_TEXT(EMITTED(EventParked)->reason, "damaged at its source");
	CHECK_INT(pipeline_cursor_sequence(world_pipeline(), "150400", "training"), 1);
	WHEN(ParkEvent, .site = "150400", .service = "training", .sequence = 1, .reason = "again");
	REFUSED(REFUSAL_STREAM_NOT_BLOCKED);
}

TEST(the_clock_does_not_go_back)
{
	OPEN("2026-03-02");
	TODAY("2026-03-01");
	REFUSED(REFUSAL_CLOCK_BACKWARDS);
}
TEST_MAIN()
