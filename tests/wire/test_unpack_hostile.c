/* Messages cut at every length and changed at random: the scan and the unpacking agree and nothing crashes. */
#include "raw.h"
#include "wire/wire_impl.h"

TEST(every_cut_of_a_good_message_is_safe)
{
	struct raw r = { 0 };

	raw_text(&r, 1, "site");
	raw_number(&r, 3, 300);
	raw_text(&r, 6,
		 "\x0a\x01"
		 "a");
	raw_bytes(&r, 13, "payload", 7);
	for (size_t size = 0; size <= r.size; size++) {
		struct raw cut = { 0 };
		for (size_t i = 0; i < size; i++)
			raw_byte(&cut, r.data[i]);
		enum wire_problem problem = problem_of(&Envelope_type, &cut, false);
		CHECK(problem == WIRE_OK || problem == WIRE_MALFORMED);
	}
	raw_free(&r);
}

/* A fixed sequence of numbers, so that a failure can be repeated. */
static uint32_t next_number(uint32_t *seed)
{
	*seed = *seed * 1664525u + 1013904223u;
	return *seed >> 8;
}

TEST(random_changes_never_pass_the_scan_and_fail_behind_it)
{
	uint32_t seed = 20231123;

	for (int round = 0; round < 20000; round++) {
		struct raw r = { 0 };
		raw_text(&r, 1, "site");
		raw_number(&r, 3, 300);
		raw_text(&r, 6,
			 "\x0a\x01"
			 "a\x2a\x01"
			 "b");
		raw_bytes(&r, 13, "payload", 7);
		for (int i = 0; i < 3; i++)
			r.data[next_number(&seed) % r.size] = (uint8_t)next_number(&seed);
		struct outcome o;
		outcome_of(&o, &Envelope_type, &r, false);
		struct wire_result scanned = { 0 };
		struct wire_report report = { &o.arena, &scanned };
		bool good = wire_scan(Envelope_type.descriptor, span_of(r.data, r.size), false,
				      &report);
		CHECK(good == (o.message != NULL));
		CHECK(!o.message || wire_pack(o.message, &o.arena).data != NULL);
		arena_fini(&o.arena);
		raw_free(&r);
	}
}

TEST_MAIN()
