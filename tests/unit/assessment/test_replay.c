/* A published ranking again from the journal: the same hash, and every byte of every row; a journal in which one hundredth or one
 * rule is another is seen, with the row. */
#include "grading_lib.h"
#include "replay_lib.h"

static bool one_hundredth_of_a_bonus(ProtobufCMessage *body)
{
	((AdjustmentRecorded *)(void *)body)->points++;
	return true;
}

static bool one_hundredth_of_a_value(ProtobufCMessage *body)
{
	((IndicatorScored *)(void *)body)->points--;
	return true;
}

static bool one_hundredth_of_a_total(ProtobufCMessage *body)
{
	((UnitScored *)(void *)body)->total++;
	return true;
}

static bool another_rule(ProtobufCMessage *body)
{
	PolicySet *set = (PolicySet *)(void *)body;

	if (strcmp(set->row->rule_id, "SCHEME.GROUP_MIN") != 0)
		return false;
	set->row->value = "4";
	return true;
}

static const char *told_with_a_bonus(void)
{
	const char *id = filled();

	WHEN(RecordAdjustment, .scheme_id = id, .unit_id = "c2", .kind = ADJUSTMENT_KIND_BONUS, .points = 100, .reason = "获奖", .document = "文1");
	WHEN(ComputeScores, .scheme_id = id);
	ACCEPTED();
	return id;
}

static void seen(const char *type, change_body *change, const char *id, const char *words)
{
	struct journal *journal = changed(type, change);

	CHECK_INT(replay(journal, kind_of("scores"), 0, id), ERR_NONE);
	CHECK(!result.equal);
	if (!strstr(result.difference, words))
		CHECK_TEXT(result.difference, words);
	journal_close(journal);
	clean();
}

/* ---- tests -------------------------------------------------------------------------------------------------- */

TEST(the_scores_come_out_again_with_the_hash_that_was_told)
{
	const char *id = told_with_a_bonus();

	CHECK_INT(replay(journal_of_world(), kind_of("scores"), 0, id), ERR_NONE);
	CHECK(result.equal && result.events == 7);
	CHECK_TEXT(result.difference, "");
	CHECK_TEXT(result.published, scoring_find(world_state(), id)->hash);
	CHECK_TEXT(result.recomputed, result.published);
	/* and again after later decisions, and from a journal chained anew */
	TODAY("2026-12-20");
	WHEN(ConfirmScores, .scheme_id = id);
	ACCEPTED();
	struct journal *journal = changed("UnitScored", no_change);
	CHECK_INT(replay(journal, kind_of("scores"), 0, id), ERR_NONE);
	CHECK(result.equal);
	journal_close(journal);
	clean();
}

TEST(one_hundredth_in_what_it_rests_on_is_seen_with_the_row)
{
	const char *id = told_with_a_bonus();

	seen("AdjustmentRecorded", one_hundredth_of_a_bonus, id, "UnitScored of c2: published {\"total\":8540}, recomputed {\"total\":8541}");
	CHECK(strcmp(result.published, result.recomputed) != 0);
	/* a hundredth that rounding takes away again stands in the derivation still */
	seen("IndicatorScored", one_hundredth_of_a_value, id, "UnitScored of c1");
}

TEST(one_hundredth_in_what_was_published_is_seen_with_the_row)
{
	const char *id = told_with_a_bonus();

	seen("UnitScored", one_hundredth_of_a_total, id, "UnitScored of c1: published {\"total\":9501}, recomputed {\"total\":9500}");
}

TEST(another_version_of_a_rule_is_seen_with_the_row)
{
	const char *id = told_with_a_bonus();

	seen("PolicySet", another_rule, id, "UnitScored of c1: published {\"first\":true}, recomputed {}");
}

/* The command itself, on a data folder whose daemon does not run. */
static int command(const char *kind, const char *id)
{
	const char *data = path_in_folder("data"), *work = path_in_folder("");
	char *argv[] = { (char *)(uintptr_t)kind, (char *)(uintptr_t)id, "--data", (char *)(uintptr_t)data, "--work", (char *)(uintptr_t)work, NULL };

	return replay_main(world_under_test, replay_kinds, replay_kind_count, 6, argv);
}

TEST(the_command_says_equal_or_different_by_its_exit_status)
{
	char *alone[] = { "scores", NULL };
	const char *id = told_with_a_bonus();

	journal_close(changed("UnitScored", no_change));
	CHECK_INT(command("scores", id), 0);
	CHECK_INT(command("scores", "nothing"), 3);
	CHECK_INT(command("grades", id), 3);
	CHECK_INT(command("stories", id), 2);
	CHECK_INT(replay_main(world_under_test, replay_kinds, replay_kind_count, 1, alone), 2);
	clean();
	journal_close(changed("AdjustmentRecorded", one_hundredth_of_a_bonus));
	CHECK_INT(command("scores", id), 1);
	clean();
	CHECK_INT(command("scores", id), 3);   /* no such folder */
	clean();
}

TEST(a_correction_is_replayed_as_the_last_result)
{
	const char *id = told_with_a_bonus();
	char first[65];

	snprintf(first, sizeof first, "%s", scoring_find(world_state(), id)->hash);
	ACTOR_CADRE("unit.head", "150403", "c2", "");
	WHEN(ObjectToIndicator, .scheme_id = id, .indicator_id = "gdp", .reason = "少计");
	ACCEPTED();
	const char *objection = world_answer("objection_id");
	office();
	WHEN(DecideIndicatorObjection, .objection_id = objection, .upheld = true, .value = 950, .reason = "属实");
	ACCEPTED();
	WHEN(ComputeScores, .scheme_id = id);
	ACCEPTED();
	CHECK_INT(replay(journal_of_world(), kind_of("scores"), 0, id), ERR_NONE);
	CHECK(result.equal && strcmp(result.published, first) != 0);
	CHECK_TEXT(result.published, scoring_find(world_state(), id)->hash);
	clean();
}

TEST(final_grades_come_out_again)
{
	const char *id = notified();

	TODAY("2026-12-31");
	WHEN(FinalizeTeamGrades, .scheme_id = id);
	ACCEPTED();
	CHECK_INT(replay(journal_of_world(), kind_of("grades"), 0, id), ERR_NONE);
	CHECK(result.equal && strlen(result.published) == 64);
	clean();
}

TEST(what_was_never_published_is_not_found)
{
	CHECK_INT(replay(journal_of_world(), kind_of("scores"), 0, "nothing"), ERR_NOT_FOUND);
	clean();
}

TEST_MAIN()
