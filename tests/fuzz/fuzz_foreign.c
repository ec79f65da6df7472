/* Records of a peer's stream into a gateway, which adopts every one: any bytes as an envelope, and well made envelopes of
 * every event with any payload. Whatever was taken in folds again from the journal; nothing ends the process. */
#include "contract.h"
#include "folder.h"
#include "journal/journal.h"
#include "rows.h"
#include "runtime/fold.h"
#include "runtime/pipeline_impl.h"
#include "store/store.h"
#include "wire/wire.h"
#include "workflows.h"

#define RECORDS_MAX 12
#define MAP_BYTES (64u << 20)
#define NAME_LONG 700

static struct journal *journal;
static struct store *store;
static char long_name[NAME_LONG + 1];

static int64_t wall_ms(void *context)
{
	(void)context;
	return 1772413200000; /* 2026-03-02 */
}

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	char directory[300], journal_directory[300];
	enum store_trust trust;
	struct fault f = { 0 };

	(void)argc;
	(void)argv;
	fuzz_folder_make();
	memset(long_name, 'n', NAME_LONG);
	(void)snprintf(directory, sizeof directory, "%s/store", fuzz_folder);
	(void)snprintf(journal_directory, sizeof journal_directory, "%s/journal", fuzz_folder);
	struct store_options store_options = { .directory = directory, .tables = gateway_service.store_tables,
					       .table_count = (unsigned)gateway_service.store_table_count,
					       .map_bytes = MAP_BYTES };
	struct journal_options journal_options = { .engine = "file", .directory = journal_directory };

	PROPERTY(store_open(&store, &store_options, &trust, &f) == ERR_NONE);
	PROPERTY(journal_open(&journal, &journal_options, &f) == ERR_NONE);
	return 0;
}

/* ---- records of a peer */

static const char *some_name(struct input *in, struct arena *arena)
{
	static const char *const names[] = { "", "c1", "u1", "150400", "150404", "welfare", "training", long_name };
	uint8_t which = take_byte(in);

	if (which & 0x80)
		return text_in(arena, take_span(in, which & 0x3f));
	return names[which % 8];
}

static struct span some_envelope(struct input *in, uint64_t sequence, struct arena *arena)
{
	Envelope e = ENVELOPE__INIT;
	Actor actor = ACTOR__INIT;
	uint8_t how = take_byte(in);
	struct span payload;

	e.type = contract_events[take_number(in, 2) % contract_event_count].type->name;
	e.site = some_name(in, arena);
	e.service = some_name(in, arena);
	e.subject = some_name(in, arena);
	e.sequence = how & 1 ? take_number(in, 8) : sequence;
	e.occurred_at_ms = how & 2 ? (int64_t)take_number(in, 8) : wall_ms(NULL);
	if (how & 4) {
		actor.account = some_name(in, arena);
		actor.region = some_name(in, arena);
		e.actor = &actor;
	}
	payload = take_span(in, take_byte(in));
	e.payload = (ProtobufCBinaryData){ payload.size, (uint8_t *)(uintptr_t)payload.data };
	struct span packed = wire_pack(&e.base, arena);

	/* only what the wire lets pass comes this far in earnest; a bad name is another input's business */
	return packed.data ? packed : (struct span){ 0 };
}

static struct span some_payload(struct input *in, uint8_t how, uint64_t sequence, struct arena *arena)
{
	struct span envelope = how & 1 ? take_span(in, take_byte(in)) : some_envelope(in, sequence, arena);
	uint8_t *adopted;

	if (!(how & 2))
		return envelope;
	adopted = arena_alloc(arena, RECORD_HEADER_SIZE + envelope.size); /* of the peer's own upstream */
	PROPERTY(adopted);
	if (envelope.size > 0)
		memcpy(adopted + RECORD_HEADER_SIZE, envelope.data, envelope.size);
	uint8_t cut = take_byte(in); /* now and then more than the whole header is missing */

	return cut % 4 ? span_of(adopted, RECORD_HEADER_SIZE + envelope.size)
		       : span_of(adopted + RECORD_HEADER_SIZE - cut / 4, cut / 4 + envelope.size);
}

/* As the follower hands it on: hashes and chain are right, payload and kind are the peer's. */
static bool take_in(struct pipeline *p, struct input *in, uint64_t sequence, struct arena *arena)
{
	uint8_t how = take_byte(in), header[RECORD_HEADER_SIZE];
	struct record r = { .header = { .sequence = sequence, .epoch = 1, .data_class = how >> 5,
					.kind = how & 2 ? RECORD_ADOPTED : how & 4 ? RECORD_MARKER : RECORD_EVENT } };

	r.withheld = how & 8;
	r.payload = some_payload(in, how, sequence, arena);
	r.header.payload_size = (uint32_t)r.payload.size;
	journal_sha256(r.payload, r.header.payload_hash);
	if (r.withheld)
		r.payload = (struct span){ 0 };
	record_header_encode(&r.header, header);
	return pipeline_foreign(p, "150404", how & 16 ? "gateway" : "welfare", &r, header);
}

/* ---- */

static void folds_again(struct pipeline *p)
{
	struct arena arena;
	struct store_txn *txn;
	struct fault f = { 0 };

	store_abort(p->txn);
	p->txn = NULL;
	PROPERTY(store_begin(store, true, &txn, &f) == ERR_NONE);
	arena_init(&arena, PIPELINE_ARENA_BYTES_MAX);
	struct tables t = { .state = { .txn = txn, .arena = &arena }, .txn = txn };

	for (size_t i = 0; i < p->record_count; i++) {
		PROPERTY(p->records[i].payload.size <= RECORD_PAYLOAD_MAX && p->records[i].meta.size <= RECORD_META_MAX);
		PROPERTY(fold_record(&gateway_service, &t, &p->records[i], &f) == ERR_NONE);
	}
	store_abort(txn);
	arena_fini(&arena);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	struct arena *arena = fuzz_arena((size_t)64 << 20);
	struct pipeline_options options = { .service = &gateway_service, .site = "150400", .journal = journal, .store = store,
					    .wall_ms = wall_ms };
	struct pipeline *p = pipeline_new(&options);

	for (uint64_t n = 1; n <= RECORDS_MAX && in.left > 0; n++)
		if (!take_in(p, &in, n, arena))
			break; /* the stream is blocked */
	if (p->txn)
		folds_again(p);
	pipeline_free(p);
	return 0;
}
