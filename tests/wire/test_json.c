#include "raw.h"

#include "wire/base64.h"

struct read {
	struct arena arena;
	struct wire_result result;
	ProtobufCMessage *message;
};

static void read_json(struct read *r, const struct wire_type *type, struct span json)
{
	arena_init(&r->arena, TEST_ARENA_BYTES);
	r->result.count = 99;
	r->message = wire_from_json(type, json, &r->arena, &r->result);
	CHECK((r->message != NULL) == (r->result.count == 0));
}

/* The first problem with this text and its path, "" when there is none. */
static enum wire_problem json_problem(const struct wire_type *type, const char *json,
				      const char *path)
{
	struct read r;
	enum wire_problem problem = WIRE_OK;

	read_json(&r, type, span_text(json));
	if (r.result.count) {
		problem = r.result.items[0].problem;
		CHECK_TEXT(r.result.items[0].path, path);
	}
	arena_fini(&r.arena);
	return problem;
}

/* Reads the text and writes it again. */
static void same_again(const struct wire_type *type, const char *json)
{
	struct read r;

	read_json(&r, type, span_text(json));
	CHECK(r.message != NULL);
	if (r.message)
		CHECK_TEXT((const char *)wire_to_json(type, r.message, false, &r.arena).data, json);
	for (size_t i = 0; i < r.result.count; i++)
		printf("# %d %s\n", r.result.items[i].problem, r.result.items[i].path);
	arena_fini(&r.arena);
}

TEST(round_trips)
{
	same_again(&Actor_type, "{}");
	same_again(&Actor_type, "{\"account\":\"zhang\",\"roles\":[\"org.head\",\"班子\"]}");
	same_again(&AdvanceClock_type, "{\"to_ms\":99999999999999}");
	same_again(&SetPolicy_type,
		   "{\"rows\":[{\"rule_id\":\"R.1\",\"value\":\"5\",\"unit\":\"wd\","
		   "\"effective_from\":\"2024-01-01\",\"source\":\"条例\"},{\"rule_id\":\"R.2\","
		   "\"value\":\"6\",\"unit\":\"d\",\"effective_from\":\"2024-01-01\",\"source\":"
		   "\"s\"}]}");
	same_again(&Appointed_type,
		   "{\"cadre_id\":\"c\",\"kind\":\"PROMOTION\",\"level\":\"COUNTY_HEAD\","
		   "\"was_first_secretary\":true}");
	same_again(&OpenSpecialList_type,
		   "{\"scope\":\"s\",\"title\":\"t\",\"levels\":[\"COUNTY_HEAD\",\"STAFF\"],"
		   "\"evidence_from\":\"2024-01-01\"}");
	same_again(&StreamMessage_type, "{\"reset\":{\"reason\":\"FORK\",\"text\":\"x\"}}");
	same_again(&QueryReply_type, "{\"rows\":[\"AAEC\",\"\",\"/w==\"],\"next\":\"YWI=\"}");
	same_again(&ParkEvent_type, "{\"site\":\"s\",\"service\":\"t\",\"sequence\":"
				    "9223372036854775807,\"reason\":\"a\\tb\\nc\\\"\\\\\"}");
}

TEST(empty_fields_are_shown_when_asked_for)
{
	struct arena arena;
	GradeOfYear grade;
	UnitRegistered unit;
	Envelope envelope;
	Query query;

	arena_init(&arena, TEST_ARENA_BYTES);
	grade_of_year__init(&grade);
	CHECK_TEXT((const char *)wire_to_json(&GradeOfYear_type, &grade.base, true, &arena).data,
		   "{\"year\":0,\"grade\":\"UNSPECIFIED\"}");
	CHECK_TEXT((const char *)wire_to_json(&GradeOfYear_type, &grade.base, false, &arena).data,
		   "{}");
	unit_registered__init(&unit);
	CHECK(strstr(
		(const char *)wire_to_json(&UnitRegistered_type, &unit.base, true, &arena).data,
		"\"name\":\"\","));
	envelope__init(&envelope);
	CHECK(strstr((const char *)wire_to_json(&Envelope_type, &envelope.base, true, &arena).data,
		     "\"actor\":null,"));
	query__init(&query);
	CHECK(strstr((const char *)wire_to_json(&Query_type, &query.base, true, &arena).data,
		     "\"key\":[],"));
	arena_fini(&arena);
}

TEST(numbers_outside_the_usual_are_written_whole)
{
	struct arena arena;
	ClockAdvanced clock;
	EventParked parked;
	GradeOfYear grade;

	arena_init(&arena, TEST_ARENA_BYTES);
	clock_advanced__init(&clock);
	clock.to_ms = INT64_MIN;
	CHECK_TEXT((const char *)wire_to_json(&ClockAdvanced_type, &clock.base, false, &arena).data,
		   "{\"to_ms\":-9223372036854775808}");
	event_parked__init(&parked);
	parked.sequence = UINT64_MAX;
	CHECK_TEXT((const char *)wire_to_json(&EventParked_type, &parked.base, false, &arena).data,
		   "{\"sequence\":18446744073709551615}");
	grade_of_year__init(&grade);
	grade.grade = (AnnualGrade)77; /* of a later contract */
	grade.year = UINT32_MAX;
	CHECK_TEXT((const char *)wire_to_json(&GradeOfYear_type, &grade.base, false, &arena).data,
		   "{\"year\":4294967295,\"grade\":77}");
	arena_fini(&arena);
}

TEST(strings_are_escaped)
{
	struct arena arena;
	Actor actor;

	arena_init(&arena, TEST_ARENA_BYTES);
	actor__init(&actor);
	actor.account = "\"\\/\b\x1f\x7f"
			"担\xff"
			"当";
	CHECK_TEXT((const char *)wire_to_json(&Actor_type, &actor.base, false, &arena).data,
		   "{\"account\":\"\\\"\\\\/\\u0008\\u001f\\u007f担\xef\xbf\xbd当\"}");
	arena_fini(&arena);
}

/* What stands for one byte of a text in JSON, told one byte at a time. */
static void spell(char *out, uint8_t byte)
{
	if (byte == '"' || byte == '\\')
		snprintf(out, 8, "\\%c", byte);
	else if (byte == '\n' || byte == '\t')
		snprintf(out, 8, "\\%c", byte == '\n' ? 'n' : 't');
	else if (byte < 0x20 || byte == 0x7f)
		snprintf(out, 8, "\\u%04x", byte);
	else
		snprintf(out, 8, "%s", byte < 0x80 ? (char[]){ (char)byte, 0 } : "\xef\xbf\xbd");
}

/* The writer takes eight bytes at a time: none of them is missed, none is taken for another. */
TEST(every_byte_is_written_alike_wherever_it_stands)
{
	static const char *const around[] = { "aaaaaaaaaaaaaaaaaaa", "担当担当担当担", "~~~~~~~ ~~~~~~~!~~~" };
	struct arena arena;
	Actor actor;

	arena_init(&arena, TEST_ARENA_BYTES);
	actor__init(&actor);
	for (size_t k = 0; k < sizeof around / sizeof around[0]; k++)
		for (size_t at = 0; at <= strlen(around[k]); at += k == 1 ? 3 : 1)
			for (unsigned byte = 1; byte < 256; byte++) {
				char text[64], want[96], spelled[8];

				spell(spelled, (uint8_t)byte);
				snprintf(text, sizeof text, "%.*s%c%s", (int)at, around[k], (int)byte, around[k] + at);
				snprintf(want, sizeof want, "{\"account\":\"%.*s%s%s\"}", (int)at, around[k], spelled,
					 around[k] + at);
				actor.account = text;
				arena_reset(&arena);
				CHECK_TEXT((const char *)wire_to_json(&Actor_type, &actor.base, false, &arena).data, want);
			}
	arena_fini(&arena);
}

TEST(numbers_are_written_to_their_ends)
{
	static const struct {
		int64_t number;
		const char *text;
	} cases[] = { { 1, "1" }, { -1, "-1" }, { 10, "10" }, { 999, "999" }, { INT64_MAX, "9223372036854775807" },
		      { INT64_MIN, "-9223372036854775808" } };
	struct arena arena;
	AdvanceClock clock;

	arena_init(&arena, TEST_ARENA_BYTES);
	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		advance_clock__init(&clock);
		clock.to_ms = cases[i].number;
		char *want = arena_format(&arena, "{\"to_ms\":%s}", cases[i].text);
		CHECK_TEXT((const char *)wire_to_json(&AdvanceClock_type, &clock.base, false, &arena).data, want);
	}
	arena_fini(&arena);
}

TEST(what_does_not_fit_the_arena_is_not_half_written)
{
	char text[5000];
	struct arena arena;
	Actor actor;

	memset(text, 'a', sizeof text);
	text[sizeof text - 1] = '\0';
	actor__init(&actor);
	actor.account = text;
	arena_init(&arena, 4096);
	CHECK(wire_to_json(&Actor_type, &actor.base, false, &arena).data == NULL);
	arena_fini(&arena);
}

TEST(text_that_is_no_object_is_malformed)
{
	static const char *const bad[] = { "",
					   " ",
					   "{",
					   "nonsense",
					   "{}x",
					   "{\"account\":}",
					   "{'account':\"a\"}",
					   "{\"account\":\"a\",}",
					   "{\"account\":\"\\u0000\"}",
					   "{\"\\u0000\":1}",
					   "{\"account\":\"\\ud800\"}",
					   "{\"account\":\"a\nb\"}" };

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		CHECK_INT(json_problem(&Actor_type, bad[i], ""), WIRE_MALFORMED);
	CHECK_INT(json_problem(&Actor_type, "[]", ""), WIRE_BAD_FORMAT);
	CHECK_INT(json_problem(&Actor_type, "{\"account\":\"\xff\"}", ""), WIRE_NOT_UTF8);
	struct read r;

	read_json(&r, &Actor_type, span_of("{}\0", 3));
	CHECK_INT(r.result.items[0].problem, WIRE_MALFORMED);
	arena_fini(&r.arena);
}

TEST(keys_may_not_stand_twice)
{
	CHECK_INT(json_problem(&Actor_type, "{\"account\":\"a\",\"account\":\"b\"}", ""),
		  WIRE_MALFORMED);
	CHECK_INT(json_problem(&Actor_type, "{\"account\":\"a\",\"\\u0061ccount\":\"b\"}", ""),
		  WIRE_MALFORMED);
}

TEST(unknown_fields_are_refused_with_their_path)
{
	CHECK_INT(json_problem(&Actor_type, "{\"acount\":\"a\"}", "acount"), WIRE_UNKNOWN_FIELD);
	CHECK_INT(json_problem(&SetPolicy_type, "{\"rows\":[{},{\"ruleId\":1}]}", "rows[1].ruleId"),
		  WIRE_UNKNOWN_FIELD);
	CHECK_INT(json_problem(&Actor_type,
			       "{\"aaaaaaaaaabbbbbbbbbbccccccccccddddddddddeeeeeeeeeeffffffffffgggg"
			       "g\":\"a\"}",
			       ""),
		  WIRE_UNKNOWN_FIELD);
}

TEST(null_is_absent)
{
	CHECK_INT(json_problem(&Actor_type, "{\"account\":null,\"roles\":null}", ""), WIRE_OK);
	CHECK_INT(json_problem(&AdvanceClock_type, "{\"to_ms\":null}", "to_ms"), WIRE_REQUIRED);
	CHECK_INT(json_problem(&Actor_type, "{\"roles\":[null]}", "roles[0]"), WIRE_BAD_FORMAT);
}

TEST(wrong_types_are_refused)
{
	CHECK_INT(json_problem(&Actor_type, "{\"account\":1}", "account"), WIRE_BAD_FORMAT);
	CHECK_INT(json_problem(&Actor_type, "{\"roles\":\"a\"}", "roles"), WIRE_BAD_FORMAT);
	CHECK_INT(json_problem(&Actor_type, "{\"roles\":[[\"a\"]]}", "roles[0]"), WIRE_BAD_FORMAT);
	CHECK_INT(json_problem(&AdvanceClock_type, "{\"to_ms\":\"1\"}", "to_ms"), WIRE_BAD_FORMAT);
	CHECK_INT(json_problem(&AdvanceClock_type, "{\"to_ms\":1.0}", "to_ms"), WIRE_BAD_FORMAT);
	CHECK_INT(json_problem(&AdvanceClock_type, "{\"to_ms\":1e3}", "to_ms"), WIRE_BAD_FORMAT);
	CHECK_INT(json_problem(&AdvanceClock_type, "{\"to_ms\":true}", "to_ms"), WIRE_BAD_FORMAT);
	CHECK_INT(json_problem(&Appointed_type, "{\"exchange\":1}", "exchange"), WIRE_BAD_FORMAT);
	CHECK_INT(json_problem(&SetPolicy_type, "{\"rows\":[1]}", "rows[0]"), WIRE_BAD_FORMAT);
	CHECK_INT(json_problem(&CadreRevised_type, "{\"now\":[]}", "now"), WIRE_BAD_FORMAT);
	CHECK_INT(json_problem(&QueryReply_type, "{\"next\":\"A\"}", "next"), WIRE_BAD_FORMAT);
}

TEST(numbers_keep_to_their_width)
{
	CHECK_INT(json_problem(&GradeOfYear_type, "{\"year\":4294967295}", ""), WIRE_OK);
	CHECK_INT(json_problem(&GradeOfYear_type, "{\"year\":4294967296}", "year"),
		  WIRE_OUT_OF_RANGE);
	CHECK_INT(json_problem(&GradeOfYear_type, "{\"year\":-1}", "year"), WIRE_OUT_OF_RANGE);
	CHECK_INT(json_problem(&EventParked_type, "{\"sequence\":-1}", "sequence"),
		  WIRE_OUT_OF_RANGE);
	CHECK_INT(json_problem(&EventParked_type, "{\"sequence\":9223372036854775808}", ""),
		  WIRE_OUT_OF_RANGE);
	CHECK_INT(json_problem(&ClockAdvanced_type, "{\"to_ms\":-9223372036854775808}", ""),
		  WIRE_OK);
	CHECK_INT(json_problem(&ClockAdvanced_type, "{\"to_ms\":-9223372036854775809}", ""),
		  WIRE_OUT_OF_RANGE);
	CHECK_INT(json_problem(&ClockAdvanced_type, "{\"to_ms\":1e999}", ""), WIRE_OUT_OF_RANGE);
}

TEST(enums_go_by_their_short_name)
{
	CHECK_INT(json_problem(&Appointed_type, "{\"kind\":\"PROMOTION\"}", ""), WIRE_OK);
	CHECK_INT(json_problem(&Appointed_type, "{\"kind\":\"promotion\"}", "kind"),
		  WIRE_UNKNOWN_ENUM);
	CHECK_INT(json_problem(&Appointed_type, "{\"kind\":\"APPOINTMENT_KIND_PROMOTION\"}",
			       "kind"),
		  WIRE_UNKNOWN_ENUM);
	CHECK_INT(json_problem(&Appointed_type, "{\"kind\":1}", "kind"), WIRE_BAD_FORMAT);
}

TEST(only_one_of_a_choice_may_be_given)
{
	CHECK_INT(json_problem(&StreamMessage_type, "{\"hello\":{}}", ""), WIRE_OK);
	CHECK_INT(json_problem(&StreamMessage_type, "{\"hello\":{},\"tail\":{}}", "tail"),
		  WIRE_BAD_FORMAT);
}

TEST(the_rules_of_the_contract_hold)
{
	CHECK_INT(json_problem(&AdvanceClock_type, "{\"to_ms\":0}", "to_ms"), WIRE_REQUIRED);
	CHECK_INT(json_problem(&SetCalendar_type,
			       "{\"year\":2026,\"notice\":\"n\",\"holidays\":[\"2026-02-30\"]}",
			       "holidays[0]"),
		  WIRE_BAD_FORMAT);
	CHECK_INT(json_problem(&SetCalendar_type, "{\"year\":2026,\"notice\":\"a\\u0001b\"}",
			       "notice"),
		  WIRE_BAD_FORMAT);
}

TEST(every_wrong_field_is_listed)
{
	struct read r;

	read_json(&r, &Appointed_type,
		  span_text("{\"kind\":\"X\",\"level\":5,\"foo\":1,\"exchange\":true}"));
	CHECK_INT(r.result.count, 3);
	CHECK_TEXT(r.result.items[0].value, "X");
	CHECK_TEXT(r.result.items[2].path, "foo");
	arena_fini(&r.arena);
}

/* "[[[...]]]" as the value of a field, `depth` deep with the object around it. */
static enum wire_problem depth_problem(size_t depth)
{
	char json[64] = "{\"roles\":";
	size_t at = strlen(json);
	struct read r;

	for (size_t i = 1; i < depth; i++)
		json[at++] = '[';
	for (size_t i = 1; i < depth; i++)
		json[at++] = ']';
	json[at++] = '}';
	read_json(&r, &Actor_type, span_of(json, at));
	enum wire_problem problem = r.result.items[0].problem;

	arena_fini(&r.arena);
	return problem;
}

TEST(json_nests_up_to_a_limit)
{
	CHECK_INT(depth_problem(WIRE_JSON_DEPTH_MAX),
		  WIRE_BAD_FORMAT); /* deep enough to be read, of the wrong type */
	CHECK_INT(depth_problem(WIRE_JSON_DEPTH_MAX + 1), WIRE_TOO_DEEP);
	CHECK_INT(json_problem(&Actor_type, "{\"account\":\"[[[[[[[[[[[[[[[[[[[[[[[\\\"[[[[\"}",
			       ""),
		  WIRE_OK);
}

/* {"roles":["","",...]} with `count` items: as many values as commas and brackets. */
static enum wire_problem count_problem(size_t count)
{
	char *json = malloc(16 + 3 * count);
	size_t at = (size_t)sprintf(json, "{\"rows\":[");
	struct read r;

	for (size_t i = 0; i < count; i++) {
		memcpy(json + at, i ? ",\"\"" : "\"\"", 3);
		at += i ? 3 : 2;
	}
	memcpy(json + at, "]}", 2);
	read_json(&r, &QueryReply_type, span_of(json, at + 2));
	enum wire_problem problem = r.result.count ? r.result.items[0].problem : WIRE_OK;

	arena_fini(&r.arena);
	free(json);
	return problem;
}

TEST(json_values_are_counted)
{
	CHECK_INT(count_problem(WIRE_ITEMS_DEFAULT), WIRE_OK);
	CHECK_INT(count_problem(WIRE_FIELDS_MAX - 1),
		  WIRE_TOO_MANY); /* read, then too long for the list */
	CHECK_INT(count_problem(WIRE_FIELDS_MAX), WIRE_TOO_MANY_FIELDS);
}

TEST(base64_is_read_strictly)
{
	static const struct {
		const char *text;
		int size;
	} cases[] = {
		{ "", 0 },          { "AA==", 1 },  { "AAA=", 2 },  { "AAAA", 3 },
		{ "AAAAAA==", 4 },  { "A", -1 },    { "AA", -1 },   { "AA=A", -1 },
		{ "====", -1 },     { "A===", -1 }, { "AB==", -1 }, { "AAB=", -1 },
		{ "AA==AAAA", -1 }, { "AA-_", -1 }, { "AA A", -1 }, { "////", 3 },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		uint8_t out[16];
		size_t size = 0;
		bool good = base64_decode(span_text(cases[i].text), out, &size);
		CHECK_INT(good ? (int)size : -1, cases[i].size);
	}
}

TEST_MAIN()
