/* A frozen special list and a quarterly ranking again from the journal. */
#include "list_lib.h"
#include "replay_lib.h"

static bool another_rank(ProtobufCMessage *body)
{
	((ListEntryDrafted *)(void *)body)->entry->rank--;     /* still the first of the list */
	return true;
}

static bool one_hundredth_of_a_score(ProtobufCMessage *body)
{
	((ItemScoresRecorded *)(void *)body)->scores[0]->score++;
	return true;
}

TEST(a_frozen_list_comes_out_again_place_by_place)
{
	const char *id = list_frozen();

	CHECK_INT(replay(journal_of_world(), kind_of("list"), 0, id), ERR_NONE);
	CHECK(result.equal && result.events > 1 && strlen(result.published) == 64);
	struct journal *journal = changed("ListEntryDrafted", another_rank);
	CHECK_INT(replay(journal, kind_of("list"), 0, id), ERR_NONE);
	CHECK(!result.equal && strstr(result.difference, "ListPlaced of") == result.difference);
	CHECK(strstr(result.difference, "rank") != NULL && strcmp(result.published, result.recomputed) != 0);
	journal_close(journal);
	clean();
}

TEST(the_ranks_of_a_quarter_come_out_again)
{
	const char *id = ranked("2026Q1");

	CHECK_INT(replay(journal_of_world(), kind_of("inspection"), 0, id), ERR_NONE);
	CHECK(result.equal);
	CHECK_INT(replay(journal_of_world(), kind_of("inspection"), 1, id), ERR_NOT_FOUND);   /* not published yet */
	struct journal *journal = changed("ItemScoresRecorded", one_hundredth_of_a_score);
	CHECK_INT(replay(journal, kind_of("inspection"), 0, id), ERR_NONE);
	CHECK(!result.equal && strstr(result.difference, "UnitRanked of") == result.difference);
	journal_close(journal);
	clean();
}

TEST_MAIN()
