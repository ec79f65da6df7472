/* Rows as they are stored: value and checksum; and the rows of the store's own table. */
#include "store/store_impl.h"

#include <string.h>

/* The value is laid into the page LMDB reserves for it, so that no copy of it is made on the way. */
int store_row_put(MDB_txn *mdb, MDB_dbi table, uint32_t seed, struct span key, struct span value)
{
	MDB_val k = store_val(key), v = { .mv_size = value.size + STORE_CHECKSUM_SIZE };
	uint32_t checksum = store_row_checksum(seed, key, value);
	int code = mdb_put(mdb, table, &k, &v, MDB_RESERVE);
	uint8_t *to = v.mv_data;

	if (code != MDB_SUCCESS)
		return code;
	if (value.size > 0)
		memcpy(to, value.data, value.size);
	put_u32be(to + value.size, checksum);
	return MDB_SUCCESS;
}

uint32_t store_table_seed(const char *name)
{
	return crc32c_extend(0, name, strlen(name));
}

static uint32_t own_seed(void)
{
	return store_table_seed(STORE_OWN_TABLE);
}

int store_own_get(MDB_txn *mdb, MDB_dbi own, const char *name, struct span *value)
{
	struct span key = span_text(name);
	MDB_val k = store_val(key), v;
	int code = mdb_get(mdb, own, &k, &v);

	*value = span_of(NULL, 0);
	if (code != MDB_SUCCESS)
		return code;
	return store_row_open(own_seed(), key, v, value) ? MDB_SUCCESS : MDB_CORRUPTED;
}

int store_own_put(MDB_txn *mdb, MDB_dbi own, const char *name, struct span value)
{
	return store_row_put(mdb, own, own_seed(), span_text(name), value);
}

int store_own_position(MDB_txn *mdb, MDB_dbi own, struct store_position *position)
{
	struct span value;
	int code = store_own_get(mdb, own, STORE_OWN_POSITION, &value);

	*position = (struct store_position){ 0 };
	if (code == MDB_NOTFOUND)
		return MDB_SUCCESS;
	if (code == MDB_SUCCESS && value.size != STORE_POSITION_SIZE)
		code = MDB_CORRUPTED;
	if (code == MDB_SUCCESS)
		*position = store_position_decode(value.data);
	return code;
}

void store_position_encode(const struct store_position *position, uint8_t out[STORE_POSITION_SIZE])
{
	put_u64be(out, position->sequence);
	memcpy(out + 8, position->journal, STORE_JOURNAL_ID_SIZE);
	memcpy(out + 8 + STORE_JOURNAL_ID_SIZE, position->hash, STORE_HASH_SIZE);
}

struct store_position store_position_decode(const uint8_t in[STORE_POSITION_SIZE])
{
	struct store_position position = { .sequence = get_u64be(in) };

	memcpy(position.journal, in + 8, STORE_JOURNAL_ID_SIZE);
	memcpy(position.hash, in + 8 + STORE_JOURNAL_ID_SIZE, STORE_HASH_SIZE);
	return position;
}
