/* The verdict on one damage, in a child: opens as a daemon does at its start and compares everything with the truth. */
#include "damage.h"

#include <stdio.h>
#include <string.h>

/* Every record read is the right one, up to the end or to damage that is named. */
static enum outcome read_journal(const struct journal *journal, const struct truth *truth, char text[256])
{
	struct journal_reader *reader;
	struct record record;
	uint8_t hash[JOURNAL_HASH_SIZE];
	struct fault f = { 0 };
	uint64_t sequence = 0;
	enum err e = journal_reader_open(&reader, journal, 1, &f);

	if (e != ERR_NONE)
		return e == ERR_CORRUPT ? SEEN : MISSED;
	while ((e = journal_reader_next(reader, &record, &f)) == ERR_NONE) {
		record_digest(&record, hash);
		if (++sequence > truth->records || memcmp(hash, truth->record_hashes[sequence - 1], sizeof hash) != 0) {
			snprintf(text, 256, "record %llu is another", (unsigned long long)sequence);
			e = ERR_INVALID;
			break;
		}
	}
	journal_reader_close(reader);
	if (e == ERR_NOT_FOUND && sequence == truth->records)
		return HEALED;
	if (e == ERR_CORRUPT)
		return SEEN;
	if (e != ERR_INVALID)
		snprintf(text, 256, "the journal was read up to %llu: %.200s", (unsigned long long)sequence, f.text);
	return MISSED;
}

/* What the journal's readers see, reading it again in the background sees as well. */
static bool scrub_sees(const struct journal *journal)
{
	uint64_t next = 1;
	bool seen = false;

	do
		seen = journal_scrub(journal, next, &next, NULL) == ERR_CORRUPT || seen;
	while (next > 1);
	return seen;
}

static enum outcome compare(const struct opened *opened, const struct truth *truth, char text[256])
{
	uint8_t digest[STORE_DIGEST_SIZE];
	struct store_txn *txn;
	struct fault f = { 0 };

	if (journal_tail(opened->journal).sequence != truth->records) {
		snprintf(text, 256, "opened with a journal up to %llu",
			 (unsigned long long)journal_tail(opened->journal).sequence);
		return MISSED;
	}
	if (store_begin(opened->store, false, &txn, &f) != ERR_NONE)
		return MISSED;
	store_digest(txn, digest);
	uint64_t sequence = store_sequence(txn);
	if (store_commit(txn, &f) != ERR_NONE || sequence != truth->records ||
	    memcmp(digest, truth->digest, sizeof digest) != 0) {
		snprintf(text, 256, "opened with another state at %llu: %.180s", (unsigned long long)sequence, f.text);
		return MISSED;
	}
	enum outcome o = read_journal(opened->journal, truth, text);
	if (o != MISSED && scrub_sees(opened->journal) != (o == SEEN)) {
		snprintf(text, 256, "readers and scrubbing differ");
		return MISSED;
	}
	return o;
}

enum outcome judge(const char *data, const struct truth *truth, char text[256])
{
	struct opening o = base_opening(data);
	struct opened opened;
	struct fault f = { 0 };
	enum err e = state_open(&o, &opened, &f);

	if (e == ERR_NONE)
		return compare(&opened, truth, text);
	snprintf(text, 256, "%s", f.text);
	return (e == ERR_CORRUPT || e == ERR_LOST) && f.text[0] ? REFUSED : MISSED;
}

/* ---- under a running store --------------------------------------------------------------------------- */

/* Looks every row up, and beside every key one that is not there. HEALED: all were right. */
static enum outcome read_rows(struct store *store, const struct truth *truth, char text[256])
{
	enum outcome outcome = HEALED;

	for (size_t i = 0; i < truth->row_count; i++) {
		const struct truth_row *row = &truth->rows[i];
		uint8_t beside[STORE_KEY_MAX + 1];
		struct store_txn *txn;
		struct span value;
		if (store_begin(store, false, &txn, NULL) != ERR_NONE)
			return ENDED;
		bool found = store_get(txn, row->table, row->key, &value);
		bool right = found && span_equal(value, row->value);
		memcpy(beside, row->key.data, row->key.size);
		beside[row->key.size] = 0;
		bool extra = row->key.size < STORE_KEY_MAX &&
			     store_get(txn, row->table, span_of(beside, row->key.size + 1), &value);
		if (store_commit(txn, NULL) != ERR_NONE) {
			outcome = outcome == HEALED ? ENDED : outcome;
		} else if (!right || extra) {
			snprintf(text, 256, "row %zu of table %u reads %s", i, row->table,
				 extra ? "beside its place" : found ? "otherwise" : "as missing");
			outcome = LATE;
		}
	}
	return outcome;
}

static enum outcome walk_table(struct store *store, const struct truth *truth, unsigned table, size_t *at, char text[256])
{
	struct store_txn *txn;
	struct store_cursor *cursor;
	struct span key, value;
	bool right = true;

	if (store_begin(store, false, &txn, NULL) != ERR_NONE)
		return ENDED;
	if (store_cursor_open(txn, table, (struct span){ 0 }, (struct span){ 0 }, &cursor) == ERR_NONE) {
		while (store_cursor_next(cursor, &key, &value)) {
			const struct truth_row *row = *at < truth->row_count ? &truth->rows[*at] : NULL;
			right = right && row && row->table == table && span_equal(key, row->key) && span_equal(value, row->value);
			++*at;
		}
		store_cursor_close(cursor);
	}
	right = right && (*at == truth->row_count || truth->rows[*at].table > table);
	if (store_commit(txn, NULL) != ERR_NONE)
		return ENDED;
	if (!right)
		snprintf(text, 256, "table %u walks otherwise, at row %zu", table, *at);
	return right ? HEALED : MISSED;
}

static enum outcome walk_tables(struct store *store, const struct service *service, const struct truth *truth, char text[256])
{
	size_t at = 0;

	for (unsigned table = 0; table < service->store_table_count; table++) {
		enum outcome o = walk_table(store, truth, table, &at, text);
		if (o != HEALED)
			return o;
	}
	return HEALED;
}

enum outcome judge_live(const char *data, const struct truth *truth, struct chance *c, char text[256])
{
	struct opening o = base_opening(data);
	struct opened opened;
	char why[256] = "";

	if (state_open(&o, &opened, NULL) != ERR_NONE) {
		snprintf(text, 256, "not opened");
		return MISSED;
	}
	damage_live(data, c, text);
	enum outcome rows = read_rows(opened.store, truth, why);
	enum outcome walk = walk_tables(opened.store, o.service, truth, why);
	bool checked = store_check(opened.store, NULL) == ERR_NONE;
	if (why[0])
		snprintf(text + strlen(text), 256 - strlen(text), "; %s", why);
	if (walk == MISSED || (rows == LATE && checked))
		return MISSED;
	return rows == LATE ? LATE : walk == ENDED || rows == ENDED || !checked ? ENDED : HEALED;
}
