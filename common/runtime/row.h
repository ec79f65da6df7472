/* Rows: messages of services/<name>/state.proto stored packed, found by key or index. Generated accessors wrap these. */
#ifndef DANDANG_RUNTIME_ROW_H
#define DANDANG_RUNTIME_ROW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "runtime/tables.h"
#include "wire/wire.h"

#define ROW_KEY_FIELDS_MAX 4
#define ROW_INDEXES_MAX 6

/* A key is its fields in order: text ends with a 0 byte, integers and enums are 8 bytes big-endian. */
struct row_key {
	size_t count;
	unsigned fields[ROW_KEY_FIELDS_MAX];   /* positions in descriptor->fields */
};
struct row_table {
	const char *name;                       /* table name; index i lives in "<name>.<i>" (1-based) */
	const char *path;                       /* HTTP path below /api/v1 or NULL */
	const char *const *roles;
	size_t role_count;
	const struct wire_type *type;
	unsigned number;                        /* store table number; indexes follow it directly */
	struct row_key key;
	size_t index_count;
	struct row_key indexes[ROW_INDEXES_MAX];
	const char *zh;
};
/* One field of a key given by a caller. */
struct row_part {
	const char *text;      /* NULL: number */
	int64_t number;
};

const ProtobufCMessage *row_find(const struct state *s, const struct row_table *table, const struct row_part *parts,
				 size_t count);
void row_put(struct tables *t, const struct row_table *table, const ProtobufCMessage *row);
void row_delete(struct tables *t, const struct row_table *table, const struct row_part *parts, size_t count);

/* A scan over rows whose primary key (index 0) or index-th index begins with `parts`. Rows come unpacked in the state's
 * arena. Rows may be written while scanning (one put during the scan may or may not appear), so a transaction that writes
 * looks for each row anew; one that only reads takes them a page at a time. */
#define ROW_SCAN_PAGE 32
struct row_scan {
	const struct state *state;
	const struct row_table *table;
	unsigned index;
	uint8_t prefix[512];
	size_t prefix_size;
	uint8_t after[512];
	size_t after_size;
	size_t page_at, page_size;
	struct span page[ROW_SCAN_PAGE]; /* values; they last as long as the transaction */
	bool ended;              /* nothing behind the page */
};
struct row_scan row_scan_start(const struct state *s, const struct row_table *table, unsigned index,
			       const struct row_part *parts, size_t count);
const ProtobufCMessage *row_scan_next(struct row_scan *scan);

#endif
