/* A published ranking again from the journal: the same hash, and every byte of every row; a journal in which one hundredth or one
 * rule is another is seen, with the row. */
#include <ftw.h>

#include "assessment/replay_kinds.h"
#include "grading_lib.h"
#include "runtime/pipeline_impl.h"

#define MEMORY (256u << 20)
#define DECISION_RECORDS_MAX 512

static struct arena memory;
static struct replay_result result;
static char folder[64];

static int remove_one(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static void clean(void)
{
	if (folder[0])
		nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
	folder[0] = '\0';
}

static const char *path_in_folder(const char *name)
{
	if (!memory.cap_bytes)
		arena_init(&memory, MEMORY);
	if (!folder[0]) {
		snprintf(folder, sizeof folder, "/tmp/dandang-replay-test-XXXXXX");
		if (!mkdtemp(folder))
			abort();
	}
	return arena_format(&memory, "%s/%s", folder, name);
}

static const struct journal *journal_of_world(void)
{
	return world_pipeline()->o.journal;
}

static enum err replay(const struct journal *journal, size_t kind, size_t step, const char *id)
{
	struct fault f = { 0 };
	const char *work = path_in_folder("state");
	struct replay_options o = { .service = world_under_test, .journal = journal, .work = work, .step = &replay_kinds[kind].steps[step],
				    .id = id, .arena = &memory };

	return replay_decision(&o, &result, &f);
}

static size_t kind_of(const char *name)
{
	size_t i = 0;

	while (strcmp(replay_kinds[i].name, name) != 0)
		i++;
	return i;
}

/* ---- a journal in which something is another -------------------------------------------------------------- */

typedef bool change_body(ProtobufCMessage *body);   /* true: this was the one */

struct change {
	const char *type;
	change_body *change;
	bool done;
};

static struct span copied(struct span s)
{
	return span_of(arena_copy(&memory, s.data, s.size), s.size);
}

static void change_record(struct record *record, struct change *c)
{
	Envelope *e;
	ProtobufCMessage *body;

	record->meta = copied(record->meta);
	record->payload = copied(record->payload);
	if (record->header.kind != RECORD_EVENT || c->done)
		return;
	e = (Envelope *)(void *)wire_unpack_own(&Envelope_type, record->payload, &memory);
	if (strcmp(e->type, c->type) != 0)
		return;
	body = wire_unpack_own(contract_message_type(e->type), span_of(e->payload.data, e->payload.len), &memory);
	c->done = c->change(body);
	struct span packed = wire_pack(body, &memory);
	e->payload = (ProtobufCBinaryData){ packed.size, arena_copy(&memory, packed.data, packed.size) };
	record->payload = copied(wire_pack(&e->base, &memory));
}

/* The world's journal again, whole and chained anew, with one event changed. */
static struct journal *changed(const char *type, change_body *change)
{
	static struct record records[DECISION_RECORDS_MAX];
	struct change c = { .type = type, .change = change };
	struct journal_options jo = { .engine = "file", .directory = path_in_folder("journal"), .segment_bytes = 8u << 20 };
	struct journal_reader *reader;
	struct journal *out;
	struct fault f = { 0 };
	size_t count = 0;
	uint64_t next = 1;

	CHECK(journal_open(&out, &jo, &f) == ERR_NONE);
	CHECK(journal_reader_open(&reader, journal_of_world(), 1, &f) == ERR_NONE);
	while (journal_reader_next(reader, &records[count], &f) == ERR_NONE) {
		change_record(&records[count], &c);
		if (records[count++].header.flags & RECORD_MORE)
			continue;
		CHECK(journal_append(out, next, records, count, &f) == ERR_NONE);
		next += count;
		count = 0;
	}
	journal_reader_close(reader);
	CHECK(c.done);
	return out;
}

static bool no_change(ProtobufCMessage *body)
{
	(void)body;
	return true;
}

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
