/* The field rules of the contract, each at its limit and just past it. Commands of
 * proto/platform.proto serve as examples; where they have no such rule, one is made up here. */
#include "raw.h"

struct checked {
	struct arena arena;
	struct wire_result result;
	bool good;
};

static void check(struct checked *c, const struct wire_type *type, const void *message)
{
	arena_init(&c->arena, TEST_ARENA_BYTES);
	const ProtobufCMessage *copy = wire_clone_shallow(type->descriptor, message, &c->arena);

	c->good = wire_check(type, copy, &c->arena, &c->result);
	CHECK(c->good == (c->result.count == 0));
}

/* The first problem, WIRE_OK when there is none. */
static enum wire_problem rule_problem(const struct wire_type *type, const void *message)
{
	struct checked c;

	check(&c, type, message);
	enum wire_problem problem = c.result.count ? c.result.items[0].problem : WIRE_OK;

	arena_fini(&c.arena);
	return problem;
}

static ParkEvent good_park(void)
{
	return (ParkEvent){
		.site = "150400", .service = "training", .sequence = 7, .reason = "poison"
	};
}

static PolicyRow good_row(void)
{
	return (PolicyRow){
		.rule_id = "R.1",
		.value = "5",
		.unit = "wd",
		.effective_from = "2024-02-29",
		.source = "条例",
	};
}

static enum wire_problem row_problem(PolicyRow row)
{
	PolicyRow *rows[] = { &row };

	return rule_problem(&SetPolicy_type, &(SetPolicy){ .n_rows = 1, .rows = rows });
}

TEST(a_good_message_passes)
{
	ParkEvent park = good_park();

	CHECK_INT(rule_problem(&ParkEvent_type, &park), WIRE_OK);
	CHECK_INT(row_problem(good_row()), WIRE_OK);
}

TEST(required_fields_may_not_be_empty)
{
	ParkEvent park = good_park();

	park.reason = "";
	CHECK_INT(rule_problem(&ParkEvent_type, &park), WIRE_REQUIRED);
	park = good_park();
	park.sequence = 0;
	CHECK_INT(rule_problem(&ParkEvent_type, &park), WIRE_REQUIRED);
	CHECK_INT(rule_problem(&SetPolicy_type, &(SetPolicy){ 0 }), WIRE_REQUIRED);
	CHECK_INT(rule_problem(&AdvanceClock_type, &(AdvanceClock){ 0 }), WIRE_REQUIRED);
}

TEST(texts_are_counted_in_characters)
{
	char text[3 * 17 + 1] = "";
	PolicyRow row = good_row(); /* unit: 16 characters */

	for (int i = 0; i < 16; i++)
		memcpy(text + 3 * i, "\xe6\x97\xa5", 4); /* 日 */
	row.unit = text;
	CHECK_INT(row_problem(row), WIRE_OK);
	memcpy(text + 3 * 16, "\xe6\x97\xa5", 4);
	CHECK_INT(row_problem(row), WIRE_TOO_LONG);
}

TEST(texts_without_a_limit_have_the_usual_one)
{
	char text[WIRE_CHARS_DEFAULT + 2];
	Actor actor = { .account = text };

	memset(text, 'a', sizeof text);
	text[WIRE_CHARS_DEFAULT] = '\0';
	CHECK_INT(rule_problem(&Actor_type, &actor), WIRE_OK);
	text[WIRE_CHARS_DEFAULT] = 'a';
	text[WIRE_CHARS_DEFAULT + 1] = '\0';
	CHECK_INT(rule_problem(&Actor_type, &actor), WIRE_TOO_LONG);
}

TEST(control_characters_are_no_text)
{
	static const struct {
		const char *text;
		bool good;
	} cases[] = {
		{ "a\tb\nc", true },   { "a\rb", false },    { "\x01", false },
		{ "a\x1f", false },    { "\x7f", false },    { "\xc2\x80", false },
		{ "\xc2\x9f", false }, { "\xc2\xa0", true }, { "~ ", true },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		ParkEvent park = good_park();
		park.reason = (char *)(uintptr_t)cases[i].text;
		CHECK_INT(rule_problem(&ParkEvent_type, &park),
			  cases[i].good ? WIRE_OK : WIRE_BAD_FORMAT);
	}
}

TEST(built_messages_are_checked_for_utf8_too)
{
	ParkEvent park = good_park();

	park.reason = "\xff";
	CHECK_INT(rule_problem(&ParkEvent_type, &park), WIRE_NOT_UTF8);
}

TEST(days_are_real_ones)
{
	static const char *const bad[] = { "2023-02-29", "2024-2-29", "2024-02-30",  "2024-13-01",
					   "20240229",   "today",     "2024-02-29 ", "0000-01-01" };
	PolicyRow row = good_row();

	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
		row.effective_from = bad[i];
		CHECK_INT(row_problem(row), WIRE_BAD_FORMAT);
	}
	row.effective_from = "2024-12-31";
	CHECK_INT(row_problem(row), WIRE_OK);
	row.effective_to = "x"; /* not required, but given */
	CHECK_INT(row_problem(row), WIRE_BAD_FORMAT);
}

TEST(ids_are_printable_ascii_up_to_64)
{
	char text[66];
	PolicyRow row = good_row();

	memset(text, '!', sizeof text);
	text[64] = '\0';
	row.rule_id = text;
	CHECK_INT(row_problem(row), WIRE_OK);
	text[5] = '~';
	CHECK_INT(row_problem(row), WIRE_OK);
	text[5] = ' ';
	CHECK_INT(row_problem(row), WIRE_BAD_FORMAT);
	memset(text, 'a', sizeof text);
	text[65] = '\0';
	CHECK(row_problem(row) != WIRE_OK);
	row.rule_id = "担当";
	CHECK_INT(row_problem(row), WIRE_BAD_FORMAT);
}

/* A type like another with one rule changed. */
static struct wire_type with_rule(const struct wire_type *type, struct wire_rule *rules,
				  unsigned position, struct wire_rule rule)
{
	struct wire_type changed = *type;

	memcpy(rules, type->rules, type->descriptor->n_fields * sizeof *rules);
	rules[position] = rule;
	changed.rules = rules;
	return changed;
}

TEST(ids_have_their_own_limit)
{
	struct wire_rule rules[5];
	struct wire_type type =
		with_rule(&Actor_type, rules, 0,
			  (struct wire_rule){ .chars_max = 500, .format = WIRE_ID });
	char text[66];

	memset(text, 'a', sizeof text);
	text[64] = '\0';
	CHECK_INT(rule_problem(&type, &(Actor){ .account = text }), WIRE_OK);
	text[64] = 'a';
	text[65] = '\0';
	CHECK_INT(rule_problem(&type, &(Actor){ .account = text }), WIRE_BAD_FORMAT);
}

TEST(quarters_and_years)
{
	static const struct {
		enum wire_format format;
		const char *text;
		bool good;
	} cases[] = {
		{ WIRE_QUARTER, "2026Q1", true },   { WIRE_QUARTER, "2026Q4", true },
		{ WIRE_QUARTER, "2026Q0", false },  { WIRE_QUARTER, "2026Q5", false },
		{ WIRE_QUARTER, "2026q1", false },  { WIRE_QUARTER, "26Q1", false },
		{ WIRE_QUARTER, "2026Q11", false }, { WIRE_YEAR, "2026", true },
		{ WIRE_YEAR, "202", false },        { WIRE_YEAR, "20260", false },
		{ WIRE_YEAR, "20x6", false },
	};

	for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
		struct wire_rule rules[5];
		struct wire_type type =
			with_rule(&Actor_type, rules, 0,
				  (struct wire_rule){ .chars_max = 20, .format = cases[i].format });
		Actor actor = { .account = (char *)(uintptr_t)cases[i].text };
		CHECK_INT(rule_problem(&type, &actor), cases[i].good ? WIRE_OK : WIRE_BAD_FORMAT);
	}
}

TEST(numbers_keep_their_bounds)
{
	SetCalendar calendar = { .year = 1990, .notice = "国办发明电" };

	CHECK_INT(rule_problem(&SetCalendar_type, &calendar), WIRE_OK);
	calendar.year = 1989;
	CHECK_INT(rule_problem(&SetCalendar_type, &calendar), WIRE_OUT_OF_RANGE);
	calendar.year = 2200;
	CHECK_INT(rule_problem(&SetCalendar_type, &calendar), WIRE_OK);
	calendar.year = 2201;
	CHECK_INT(rule_problem(&SetCalendar_type, &calendar), WIRE_OUT_OF_RANGE);
	CHECK_INT(rule_problem(&AdvanceClock_type, &(AdvanceClock){ .to_ms = 99999999999999 }),
		  WIRE_OK);
	CHECK_INT(rule_problem(&AdvanceClock_type, &(AdvanceClock){ .to_ms = 100000000000000 }),
		  WIRE_OUT_OF_RANGE);
	CHECK_INT(rule_problem(&AdvanceClock_type, &(AdvanceClock){ .to_ms = -1 }),
		  WIRE_OUT_OF_RANGE);
}

TEST(unsigned_numbers_past_the_signed_ones)
{
	struct wire_rule rules[4];
	struct wire_type type = with_rule(&ParkEvent_type, rules, 2,
					  (struct wire_rule){ .min = 1, .max = INT64_MAX });
	ParkEvent park = good_park();

	park.sequence = INT64_MAX;
	CHECK_INT(rule_problem(&type, &park), WIRE_OK);
	park.sequence = (uint64_t)INT64_MAX + 1;
	CHECK_INT(rule_problem(&type, &park), WIRE_OUT_OF_RANGE);
	CHECK_INT(rule_problem(&ParkEvent_type, &park), WIRE_OK); /* no bounds there */
}

TEST(lists_have_a_greatest_length)
{
	const char *days[61];
	SetCalendar calendar = { .year = 2026, .notice = "n", .holidays = (void *)days };

	for (size_t i = 0; i < 61; i++)
		days[i] = "2026-01-01";
	calendar.n_holidays = 60;
	CHECK_INT(rule_problem(&SetCalendar_type, &calendar), WIRE_OK);
	calendar.n_holidays = 61;
	CHECK_INT(rule_problem(&SetCalendar_type, &calendar), WIRE_TOO_MANY);
}

TEST(lists_without_a_limit_have_the_usual_one)
{
	const char *roles[WIRE_ITEMS_DEFAULT + 1];
	Actor actor = { .account = "a", .roles = (void *)roles };

	for (size_t i = 0; i < WIRE_ITEMS_DEFAULT + 1; i++)
		roles[i] = "r";
	actor.n_roles = WIRE_ITEMS_DEFAULT;
	CHECK_INT(rule_problem(&Actor_type, &actor), WIRE_OK);
	actor.n_roles = WIRE_ITEMS_DEFAULT + 1;
	CHECK_INT(rule_problem(&Actor_type, &actor), WIRE_TOO_MANY);
}

TEST(bytes_have_a_limit_where_one_is_given)
{
	struct wire_rule rules[7];
	struct wire_type type =
		with_rule(&Query_type, rules, 4, (struct wire_rule){ .chars_max = 3 });
	uint8_t bytes[4] = { 0 };

	CHECK_INT(rule_problem(&type, &(Query){ .after = { 3, bytes } }), WIRE_OK);
	CHECK_INT(rule_problem(&type, &(Query){ .after = { 4, bytes } }), WIRE_TOO_LONG);
}

TEST(enums_must_have_a_known_value)
{
	BarImposed bar = { .bar_id = "b", .cadre_id = "c", .ground = BAR_GROUND_WARNING };

	CHECK_INT(rule_problem(&BarImposed_type, &bar), WIRE_OK);
	bar.ground = (BarGround)99;
	CHECK_INT(rule_problem(&BarImposed_type, &bar), WIRE_UNKNOWN_ENUM);
	struct raw r = { 0 };

	raw_number(&r, 3, 99); /* an event of a later contract is kept as it is */
	CHECK_INT(problem_of(&BarImposed_type, &r, false), WIRE_OK);
	raw_number(&r, 3, 99);
	CHECK_INT(problem_of(&BarImposed_type, &r, true), WIRE_UNKNOWN_ENUM);
}

TEST(violations_name_the_place_and_show_the_value)
{
	PolicyRow good = good_row(), bad = good_row();
	PolicyRow *rows[] = { &good, &good, &bad };
	const char *days[] = { "2026-01-01", "2026-01-32" };
	struct checked c;

	bad.rule_id = "";
	bad.effective_from = "2023-02-29";
	check(&c, &SetPolicy_type, &(SetPolicy){ .n_rows = 3, .rows = rows });
	CHECK_INT(c.result.count, 2);
	CHECK_TEXT(c.result.items[0].path, "rows[2].rule_id");
	CHECK_INT(c.result.items[0].problem, WIRE_REQUIRED);
	CHECK_TEXT(c.result.items[1].path, "rows[2].effective_from");
	CHECK_TEXT(c.result.items[1].value, "2023-02-29");
	arena_fini(&c.arena);
	check(&c, &SetCalendar_type,
	      &(SetCalendar){
		      .year = 1, .notice = "n", .n_holidays = 2, .holidays = (void *)days });
	CHECK_INT(c.result.count, 2);
	CHECK_TEXT(c.result.items[0].path, "year");
	CHECK_TEXT(c.result.items[0].value, "1");
	CHECK_TEXT(c.result.items[1].path, "holidays[1]");
	arena_fini(&c.arena);
}

TEST(shown_values_are_cut_at_a_character)
{
	char text[3 * 30 + 1];
	struct checked c;
	ParkEvent park = good_park();

	for (int i = 0; i < 30; i++)
		memcpy(text + 3 * i, "\xe6\x97\xa5", 4);
	park.site = text; /* 16 characters */
	check(&c, &ParkEvent_type, &park);
	CHECK_INT(c.result.count, 1);
	CHECK_INT(strlen(c.result.items[0].value), 63);
	CHECK(wire_utf8_valid(span_text(c.result.items[0].value), NULL));
	arena_fini(&c.arena);
}

TEST(violations_stop_at_their_limit)
{
	PolicyRow bad = { .rule_id = "" };
	PolicyRow *rows[40];
	struct checked c;

	for (size_t i = 0; i < 40; i++)
		rows[i] = &bad;
	check(&c, &SetPolicy_type, &(SetPolicy){ .n_rows = 40, .rows = rows });
	CHECK(!c.good);
	CHECK_INT(c.result.count, WIRE_VIOLATIONS_MAX);
	arena_fini(&c.arena);
}

TEST(a_refused_field_has_the_name_people_call_it)
{
	CHECK(strcmp(wire_label(&SetPolicy_type, "rows"), "各行") == 0);
	CHECK(strcmp(wire_label(&SetPolicy_type, "rows[12].rule_id"), "规则编号") == 0);
	CHECK(strcmp(wire_label(&ParkEvent_type, "reason"), "理由") == 0);
	CHECK(strcmp(wire_label(&ParkEvent_type, "reason.of"), "") == 0);
	CHECK(strcmp(wire_label(&ParkEvent_type, "reaso"), "") == 0);
	CHECK(strcmp(wire_label(&ParkEvent_type, "[0].x"), "") == 0);
	CHECK(strcmp(wire_label(&ParkEvent_type, ""), "") == 0);
}

TEST(unpacking_with_rules_applies_them)
{
	struct raw r = { 0 };

	raw_number(&r, 1, 5);
	CHECK_INT(problem_of(&AdvanceClock_type, &r, true), WIRE_OK);
	CHECK_INT(problem_of(&AdvanceClock_type, &r, true), WIRE_REQUIRED); /* no bytes */
	CHECK_INT(problem_of(&AdvanceClock_type, &r, false), WIRE_OK);
}

TEST_MAIN()
