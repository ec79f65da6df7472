/* One hash over the whole state: two stores with the same tables and rows have the same one, in
 * whatever order they were filled and whatever their files look like. Every part is preceded by its
 * length, so that no two states run together. */
#include "base/bytes.h"
#include "base/require.h"
#include "digest/digest.h"
#include "store/store_impl.h"

_Static_assert(SHA256_SIZE == STORE_DIGEST_SIZE, "the digest is one SHA-256");

static void add_part(struct sha256 *h, struct span part)
{
	uint8_t size[8];

	put_u64be(size, part.size);
	sha256_add(h, size, sizeof size);
	if (part.size > 0)
		sha256_add(h, part.data, part.size);
}

static void add_table(struct sha256 *h, const struct store_txn *txn, unsigned table)
{
	struct store_cursor *c;
	struct span key, value;
	uint8_t count[8];

	add_part(h, span_text(txn->store->names[table]));
	put_u64be(count, store_count(txn, table));
	sha256_add(h, count, sizeof count);
	if (store_cursor_open(txn, table, span_of(NULL, 0), span_of(NULL, 0), &c) != ERR_NONE)
		return;
	while (store_cursor_next(c, &key, &value)) {
		add_part(h, key);
		add_part(h, value);
	}
	store_cursor_close(c);
}

void store_digest(const struct store_txn *txn, uint8_t out[STORE_DIGEST_SIZE])
{
	struct sha256 h;

	sha256_init(&h);
	for (unsigned i = 0; i < txn->store->table_count; i++)
		add_table(&h, txn, txn->store->by_name[i]);
	sha256_end(&h, out);
}
