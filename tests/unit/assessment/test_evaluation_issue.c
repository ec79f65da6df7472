/* One token a person, whatever is asked and however often. */
#include "evaluation_lib.h"

static ProtobufCBinaryData blinded(uint8_t fill)
{
	static uint8_t room[BLIND_BITS_MIN / 8];

	memset(room, fill, sizeof room);
	return (ProtobufCBinaryData){ sizeof room, room };
}

static void ask(const char *poll_id, const char *cadre_id, uint8_t fill)
{
	ACTOR_CADRE("cadre", CITY, "u2", cadre_id);
	WHEN(IssueBallotToken, .poll_id = poll_id, .blinded = blinded(fill));
}

TEST(a_voter_gets_one_token_of_his_class)
{
	const char *poll_id = ready();

	ask(poll_id, "v0", 7);
	ACCEPTED();
	CHECK_TEXT(world_answer("class_id"), "A");
	CHECK_TEXT(EMITTED(BallotTokenIssued)->cadre_id, "v0");
	CHECK_INT(EMITTED(BallotTokenIssued)->blinded_digest.len, 32);
	ask(poll_id, "v5", 7);
	ACCEPTED();
	CHECK_TEXT(world_answer("class_id"), "B");
	CHECK_INT(poll_find(world_state(), poll_id)->issued, 2);
}

TEST(the_same_number_is_no_second_token_and_another_is_refused)
{
	const char *poll_id = ready();

	ask(poll_id, "v0", 7);
	ask(poll_id, "v0", 7);
	ACCEPTED();
	CHECK_INT(world_events(), 0);
	CHECK_INT(poll_find(world_state(), poll_id)->issued, 1);
	ask(poll_id, "v0", 8);
	REFUSED(REFUSAL_POLL_TOKEN_ISSUED);
}

TEST(who_is_not_on_the_roll_gets_none)
{
	const char *poll_id = ready();

	ask(poll_id, "i1", 7);
	REFUSED(REFUSAL_POLL_NOT_ON_ROLL);
	ask(poll_id, "", 7);
	REFUSED(REFUSAL_POLL_NOT_ON_ROLL);
	ask("poll-none", "v0", 7);
	REFUSED(REFUSAL_POLL_UNKNOWN);
}

TEST(a_number_that_does_not_fit_the_key_is_refused)
{
	const char *poll_id = ready();
	ProtobufCBinaryData number = blinded(7);

	ACTOR_CADRE("cadre", CITY, "u2", "v0");
	number.len--;
	WHEN(IssueBallotToken, .poll_id = poll_id, .blinded = number);
	REFUSED(REFUSAL_POLL_BLINDED_MALFORMED);
	ask(poll_id, "v0", 0xff);                       /* above the modulus */
	REFUSED(REFUSAL_POLL_BLINDED_MALFORMED);
	ask(poll_id, "v0", 0xf1);                       /* the modulus itself */
	REFUSED(REFUSAL_POLL_BLINDED_MALFORMED);
}

TEST(tokens_are_given_from_the_keys_to_the_close)
{
	const char *poll_id = with_roll();

	ask(poll_id, "v0", 7);
	REFUSED(REFUSAL_STATE_WRONG);
	ACTOR("org.head", CITY);
	WHEN(PublishPoll, .poll_id = poll_id);
	ask(poll_id, "v0", 7);
	REFUSED(REFUSAL_POLL_KEYS_MISSING);
	ACTOR("ballot.issuer", CITY);
	register_keys(poll_id, 1, 2);
	ask(poll_id, "v0", 7);
	ACCEPTED();
	TODAY("2026-03-10");
	ask(poll_id, "v1", 7);
	ACCEPTED();
	TODAY("2026-03-13");
	ask(poll_id, "v2", 7);
	REFUSED(REFUSAL_POLL_VOTING_OVER);
}

static const char *ready_with_paper(void)
{
	static struct form_room room;
	static char poll_id[65];

	city("2026-03-02");
	for (int i = 0; i < 6; i++) {
		char id[] = { 'v', (char)('0' + i), 0 };
		cadre(id, "u2", false, false);
	}
	small_form(&room)->paper = true;
	snprintf(poll_id, sizeof poll_id, "%s", drafted(&room.form));
	for (int i = 0; i < 6; i++) {
		char id[] = { 'v', (char)('0' + i), 0 };
		voter(poll_id, id, i < 2 ? "A" : "B");
	}
	WHEN(PublishPoll, .poll_id = poll_id);
	ACTOR("ballot.issuer", CITY);
	register_keys(poll_id, 1, 2);
	ACCEPTED();
	ACTOR("org.assessment", CITY);
	return poll_id;
}

TEST(a_slip_or_a_token_never_both)
{
	const char *poll_id = ready_with_paper();

	WHEN(HandOutPaperBallot, .poll_id = poll_id, .cadre_id = "v0");
	ACCEPTED();
	CHECK_INT(poll_find(world_state(), poll_id)->slips, 1);
	WHEN(HandOutPaperBallot, .poll_id = poll_id, .cadre_id = "v0");
	REFUSED(REFUSAL_POLL_SLIP_GIVEN);
	WHEN(HandOutPaperBallot, .poll_id = poll_id, .cadre_id = "i1");
	REFUSED(REFUSAL_POLL_NOT_ON_ROLL);
	ask(poll_id, "v0", 7);
	REFUSED(REFUSAL_POLL_SLIP_GIVEN);
	ask(poll_id, "v1", 7);
	ACCEPTED();
	ACTOR("org.assessment", CITY);
	WHEN(HandOutPaperBallot, .poll_id = poll_id, .cadre_id = "v1");
	REFUSED(REFUSAL_POLL_TOKEN_ISSUED);
	ACTOR("org.assessment", "150404");
	WHEN(HandOutPaperBallot, .poll_id = poll_id, .cadre_id = "v2");
	REFUSED(REFUSAL_OUTSIDE_AUTHORITY);
}

TEST(where_nobody_votes_on_paper_there_are_no_slips)
{
	const char *poll_id = ready();

	ACTOR("org.assessment", CITY);
	WHEN(HandOutPaperBallot, .poll_id = poll_id, .cadre_id = "v0");
	REFUSED(REFUSAL_POLL_NO_PAPER);
}

TEST_MAIN()
