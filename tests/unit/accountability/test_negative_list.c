/* The negative list: signed, in sequence, within its validity, about people who are here; acknowledged or returned, and linked. */
#include "accountability/negative.h"
#include "accountability_lib.h"
#include "base/hex.h"
#include "blind/blind_rsa.h"

#define BITS 3072u

static struct blind_secret *secret;
static struct blind_public *public;
static char modulus_hex[2 * BLIND_SIZE_MAX + 1];
static NegativeEntry pool[4], *entries[4];

static void make_key(void)
{
	uint8_t modulus[BLIND_SIZE_MAX];
	struct fault f = { 0 };

	if (secret)
		return;
	CHECK_INT(blind_secret_generate(BITS, &secret, &f), ERR_NONE);
	blind_secret_modulus(secret, modulus);
	hex_encode(modulus, blind_secret_size(secret), modulus_hex);
	CHECK_INT(blind_public_new(span_of(modulus, blind_secret_size(secret)), &public, &f), ERR_NONE);
}

static void sign(const ReceiveNegativeList *list, uint8_t out[BLIND_SIZE_MAX])
{
	char digest[NEGATIVE_DIGEST_SIZE];
	uint8_t blind[BLIND_SIZE_MAX];
	struct blinding blinding;
	struct fault f = { 0 };

	negative_digest(list, digest);
	CHECK_INT(blind_blind(public, BLIND_PSS_DETERMINISTIC, span_text(digest), &blinding, &f), ERR_NONE);
	CHECK_INT(blind_sign(secret, span_of(blinding.message, blinding.size), blind, &f), ERR_NONE);
	CHECK_INT(blind_finalize(public, BLIND_PSS_DETERMINISTIC, span_text(digest), span_of(blind, blinding.size),
				 span_of(blinding.inverse, blinding.size), out, &f), ERR_NONE);
}

static NegativeEntry *about(size_t i, const char *cadre_id, const char *name, const char *index)
{
	negative_entry__init(&pool[i]);
	pool[i].cadre_id = cadre_id;
	pool[i].name = name;
	pool[i].behavior = BEHAVIOR_KIND_INACTION;
	pool[i].evidence_index = index;
	entries[i] = &pool[i];
	return &pool[i];
}

/* A message about c1 as the commission would send it; tests change it before or after it is signed. */
static ReceiveNegativeList message(uint64_t sequence)
{
	ReceiveNegativeList list;

	receive_negative_list__init(&list);
	about(0, "c1", "林样担", "e1");
	list.message_id = sequence == 1 ? "m1" : sequence == 2 ? "m2" : "m3";
	list.sequence = sequence;
	list.issued_on = "2026-03-02";
	list.valid_until = "2026-12-31";
	list.n_entries = 1;
	list.entries = entries;
	return list;
}

static void commission(void)
{
	ACTOR_CADRE("discipline", CITY, "cdi", "machine");
}

static void town(void)
{
	make_key();
	city("2026-03-02");
	GIVEN(CadreRegistered, .cadre_id = "c1", .name = "林样担", .unit_id = "u1", .authority = CITY, .level = POST_LEVEL_COUNTY_HEAD);
	POLICY("NEGATIVE_LIST.KEY", modulus_hex, "text");
	commission();
}

static void send(ReceiveNegativeList list)
{
	static uint8_t signature[BLIND_SIZE_MAX];

	sign(&list, signature);
	list.signature = (ProtobufCBinaryData){ blind_public_size(public), signature };
	world_when("ReceiveNegativeList", &list);
}

static const char *entry_id(void)
{
	return EMITTED(NegativeEntryAwaited)->entry_id;
}

/* The one entry of an accepted message, copied: it outlives the step. */
static const char *received(void)
{
	static char id[64];

	town();
	send(message(1));
	ACCEPTED();
	snprintf(id, sizeof id, "%s", entry_id());
	return id;
}

TEST(a_signed_message_is_taken_in_and_matched)
{
	const char *id = received();
	CHECK_TEXT(EMITTED(NegativeEntryAwaited)->ack_by, "2026-03-05");
	CHECK(EMITTED(NegativeEntryAwaited)->matched);
	CHECK_INT(EMITTED(NegativeListReceived)->entries, 1);
	CHECK_INT(negative_entry_find(world_state(), id)->state, NEGATIVE_ENTRY_STATE_MATCHED);
	CHECK_INT(EMITTED_COUNT(ResponseProposed), 0);
}

TEST(without_a_registered_key_nothing_is_taken_in)
{
	make_key();
	city("2026-03-02");
	commission();
	send(message(1));
	REFUSED(REFUSAL_NEGATIVE_KEY_MISSING);
}

TEST(a_message_changed_after_it_was_signed_is_refused)
{
	uint8_t signature[BLIND_SIZE_MAX];

	town();
	ReceiveNegativeList list = message(1);
	sign(&list, signature);
	list.signature = (ProtobufCBinaryData){ blind_public_size(public), signature };
	pool[0].behavior = BEHAVIOR_KIND_RECKLESS_ACTION;
	world_when("ReceiveNegativeList", &list);
	REFUSED(REFUSAL_NEGATIVE_SIGNATURE);
	pool[0].behavior = BEHAVIOR_KIND_INACTION;
	list.sequence = 2;
	world_when("ReceiveNegativeList", &list);
	REFUSED(REFUSAL_NEGATIVE_SIGNATURE);
	list.sequence = 1;
	signature[7] ^= 1;
	world_when("ReceiveNegativeList", &list);
	REFUSED(REFUSAL_NEGATIVE_SIGNATURE);
	list.signature.len--;
	world_when("ReceiveNegativeList", &list);
	REFUSED(REFUSAL_NEGATIVE_SIGNATURE);
}

TEST(a_key_that_is_none_verifies_nothing)
{
	town();
	POLICY("NEGATIVE_LIST.KEY", "abc", "text");
	send(message(1));
	REFUSED(REFUSAL_NEGATIVE_SIGNATURE);
	POLICY("NEGATIVE_LIST.KEY", "00", "text");
	send(message(1));
	REFUSED(REFUSAL_NEGATIVE_SIGNATURE);
}

TEST(a_message_counts_once_and_in_its_order)
{
	town();
	send(message(2));
	ACCEPTED();
	send(message(2));
	REFUSED(REFUSAL_NEGATIVE_REPLAY);
	AT_FIELD("message_id");
	send(message(1));
	REFUSED(REFUSAL_NEGATIVE_REPLAY);
	AT_FIELD("sequence");
	send(message(3));
	ACCEPTED();
}

TEST(a_message_past_its_validity_or_of_tomorrow_is_refused)
{
	town();
	ReceiveNegativeList list = message(1);
	list.valid_until = "2026-03-01";
	send(list);
	REFUSED(REFUSAL_NEGATIVE_EXPIRED);
	list.valid_until = "2026-03-02";
	list.issued_on = "2026-03-03";
	send(list);
	REFUSED(REFUSAL_DATE_FUTURE);
	list.issued_on = "2026-03-02";
	send(list);
	ACCEPTED();
}

TEST(unknown_and_foreign_people_are_refused_with_their_row)
{
	town();
	ReceiveNegativeList list = message(1);
	about(1, "ghost", "无此人", "e2");
	about(2, "county", "县样长", "e3");
	about(3, "c2", "乙", "e1");
	list.n_entries = 4;
	send(list);
	REFUSED(REFUSAL_NEGATIVE_PERSON_UNKNOWN);
	CHECK_TEXT(world_violation(0), "NEGATIVE_PERSON_UNKNOWN 2 entries");
	CHECK_TEXT(world_violation(1), "OUTSIDE_AUTHORITY 3 entries");
	CHECK_TEXT(world_violation(2), "VALUE_DUPLICATE 4 entries");
	about(0, "c1", "林\t担", "e1");
	list.n_entries = 1;
	send(list);
	REFUSED(REFUSAL_FIELD_MALFORMED);
}

TEST(a_name_that_differs_can_only_be_returned)
{
	town();
	ReceiveNegativeList list = message(1);
	about(0, "c1", "林样", "e1");
	send(list);
	ACCEPTED();
	CHECK(!EMITTED(NegativeEntryAwaited)->matched);
	char id[64];
	snprintf(id, sizeof id, "%s", entry_id());
	as_officer();
	WHEN(AcknowledgeNegativeEntry, .entry_id = id);
	REFUSED(REFUSAL_NEGATIVE_MISMATCH);
	WHEN(ReturnNegativeEntry, .entry_id = id, .reason = "姓名不符");
	ACCEPTED();
	CHECK_INT(negative_entry_find(world_state(), id)->state, NEGATIVE_ENTRY_STATE_RETURNED);
	WHEN(ReturnNegativeEntry, .entry_id = id, .reason = "姓名不符");
	REFUSED(REFUSAL_STATE_WRONG);
	TODAY("2026-03-20");
	CHECK_INT(EMITTED_COUNT(NegativeAckOverdue), 0);
}

TEST(acknowledged_it_proposes_a_response_and_is_linked_to_it)
{
	const char *id = received();
	as_officer();
	WHEN(AcknowledgeNegativeEntry, .entry_id = id);
	ACCEPTED();
	CHECK_TEXT(EMITTED(NegativeEntryAcknowledged)->cadre_id, "c1");
	CHECK_INT(EMITTED(ResponseProposed)->cause, RESPONSE_CAUSE_NEGATIVE_LIST);
	CHECK_TEXT(EMITTED(ResponseProposed)->origin, id);
	char response[64];
	snprintf(response, sizeof response, "%s", EMITTED(ResponseProposed)->response_id);
	WHEN(LinkNegativeEntry, .entry_id = id, .response_id = response);
	REFUSED(REFUSAL_STATE_WRONG);                          /* proposed is not opened */
	WHEN(OpenResponse, .response_id = response, .cadre_id = "c1", .cause = RESPONSE_CAUSE_NEGATIVE_LIST, .origin = id,
	     .finding = "不作为", .behavior = BEHAVIOR_KIND_INACTION);
	WHEN(LinkNegativeEntry, .entry_id = id, .response_id = "x");
	REFUSED(REFUSAL_RESPONSE_UNKNOWN);
	WHEN(LinkNegativeEntry, .entry_id = id, .response_id = response);
	ACCEPTED();
	CHECK_INT(negative_entry_find(world_state(), id)->state, NEGATIVE_ENTRY_STATE_LINKED);
}

TEST(an_entry_within_its_validity_is_known_when_the_commission_is_asked)
{
	received();
	GIVEN(ClearanceRequested, .appointment_id = "a1", .cadre_id = "c1", .requested_on = "2026-03-02", .reply_by = "2026-03-16",
	      .request_id = "q1", .authority = CITY);
	CHECK_INT(EMITTED(IntegrityMatched)->n_matters, 1);
	CHECK_INT(EMITTED(IntegrityMatched)->matters[0]->kind, KNOWN_MATTER_KIND_NEGATIVE_LIST);
	TODAY("2027-01-01");
	GIVEN(ClearanceRequested, .appointment_id = "a1", .cadre_id = "c1", .requested_on = "2027-01-01", .reply_by = "2027-01-16",
	      .request_id = "q2", .authority = CITY);
	CHECK_INT(EMITTED(IntegrityMatched)->n_matters, 0);
}

TEST(it_is_not_linked_to_somebody_elses_response)
{
	const char *id = received();
	as_officer();
	WHEN(AcknowledgeNegativeEntry, .entry_id = id);
	WHEN(OpenResponse, .cadre_id = "c2", .cause = RESPONSE_CAUSE_LIST_TAIL, .finding = "x", .behavior = BEHAVIOR_KIND_INACTION);
	WHEN(LinkNegativeEntry, .entry_id = id, .response_id = world_answer("response_id"));
	REFUSED(REFUSAL_NEGATIVE_RESPONSE_DIFFERS);
}

TEST(three_working_days_to_acknowledge)
{
	const char *id = received();
	TODAY("2026-03-05");
	CHECK_INT(EMITTED_COUNT(NegativeAckOverdue), 0);
	TODAY("2026-03-06");
	CHECK_TEXT(EMITTED(NegativeAckOverdue)->entry_id, id);
	CHECK(negative_entry_find(world_state(), id)->overdue);
	as_officer();
	WHEN(AcknowledgeNegativeEntry, .entry_id = id);
	CHECK(EMITTED(NegativeEntryAcknowledged)->late);
}

TEST(past_its_validity_it_is_not_acknowledged_any_more)
{
	const char *id = received();
	TODAY("2027-01-01");
	as_officer();
	WHEN(AcknowledgeNegativeEntry, .entry_id = id);
	REFUSED(REFUSAL_NEGATIVE_EXPIRED);
	WHEN(AcknowledgeNegativeEntry, .entry_id = "x");
	REFUSED(REFUSAL_NEGATIVE_ENTRY_UNKNOWN);
}
TEST_MAIN()
