#include "ballot/mixing.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>

#include "ballot/bounds.h"
#include "ballot/examples.h"
#include "ballot/judge.h"
#include "ballot/secrecy.h"
#include "base/hex.h"
#include "base/require.h"
#include "runtime/decision_run.h"
#include "wire/wire.h"
#include "workflows.h"

#define MIXING_ARENA_BYTES (256u << 20)
#define MIXING_CHECK_MS 2000           /* what a full disk refused is tried again */
#define MIXING_SALT_SIZE 32
#define MIXING_ID_MAX 65

struct waiting_ballot {
	char poll_id[MIXING_ID_MAX];
	char token_hash[LEAF_TEXT];
	char leaf[LEAF_TEXT];
	size_t class_number;           /* in the form */
	uint8_t *packed;               /* Ballot */
	size_t size;
	bool ready;                    /* enough others wait with it; looked at anew each turn */
	bool sent;                     /* part of the command that is on its way */
};
struct mixing {
	struct server *server;
	struct loop_timer *timer;
	struct waiting_ballot waiting[BALLOT_WAITING_MAX];
	size_t count;
	bool under_way;                /* one command at a time */
	bool may_compact;
	uint64_t written;
	struct arena arena;
};

static void random_bytes(void *out, size_t size)
{
	REQUIRE(getrandom(out, size, 0) == (ssize_t)size);
}

/* Uniform below `limit`. */
static size_t random_below(size_t limit)
{
	uint64_t value, top = UINT64_MAX - UINT64_MAX % limit;

	do
		random_bytes(&value, sizeof value);
	while (value >= top);
	return (size_t)(value % limit);
}

static void random_hex(char out[2 * MIXING_SALT_SIZE + 1])
{
	uint8_t bytes[MIXING_SALT_SIZE];

	random_bytes(bytes, sizeof bytes);
	hex_encode(bytes, sizeof bytes, out);
}

/* ---- commands of the box --------------------------------------------------------------------------- */

static void forget(struct waiting_ballot *w)
{
	explicit_bzero(w->packed, w->size);
	free(w->packed);
	explicit_bzero(w, sizeof *w);
}

/* Accepted: they are final. Refused for want of room: they wait on. Refused otherwise: whoever offers them again hears why. */
static void on_answer(void *context, const void *ticket, struct span packed)
{
	struct mixing *m = context;
	struct arena arena;
	size_t kept = 0;
	unsigned status;

	(void)ticket;
	arena_init(&arena, 1u << 20);
	const Reply *reply = (const Reply *)wire_unpack(&Reply_type, packed, 1u << 20, false, &arena, NULL);
	status = reply ? reply->status : 500;
	if (status != 200)
		log_error(server_log(m->server), "the box was refused: %s", reply ? reply->code : "no answer");
	arena_fini(&arena);
	m->under_way = false;
	for (size_t i = 0; i < m->count; i++) {
		struct waiting_ballot *w = &m->waiting[i];
		m->written += w->sent && status == 200;
		if (w->sent && status != 503 && status != 507) {
			forget(w);
			continue;
		}
		w->sent = false;
		m->waiting[kept++] = *w;
	}
	m->count = kept;
}

static void submit(struct mixing *m, const char *type, const ProtobufCMessage *cmd)
{
	struct answer_to to = { .deliver = on_answer, .context = m };
	const char *roles[] = { "ballot.box" };
	char key[2 * MIXING_SALT_SIZE + 1];
	struct span body = wire_pack(cmd, &m->arena);
	Request request;
	Actor actor;

	REQUIRE(body.data);
	random_hex(key);
	actor__init(&actor);
	actor.account = "ballot.box";
	actor.n_roles = 1;
	actor.roles = roles;
	request__init(&request);
	request.type = type;
	request.body = (ProtobufCBinaryData){ body.size, arena_copy(&m->arena, body.data, body.size) };
	request.actor = &actor;
	request.idempotency_key = key;
	m->under_way = true;
	server_command(m->server, &request, body.size, &to);
}

/* Fisher and Yates, over all that wait: neither the order within a batch nor, where more wait than a batch takes, the choice
 * tells who came first. */
static void shuffle(struct mixing *m)
{
	for (size_t i = m->count; i > 1; i--) {
		size_t at = random_below(i);
		struct waiting_ballot swapped = m->waiting[at];
		m->waiting[at] = m->waiting[i - 1];
		m->waiting[i - 1] = swapped;
	}
}

static void submit_batch(struct mixing *m, const char *poll_id)
{
	Ballot **ballots = arena_alloc(&m->arena, BALLOT_BATCH_MAX * sizeof *ballots);
	RecordBallots cmd;
	size_t bytes = 0;

	REQUIRE(ballots);
	record_ballots__init(&cmd);
	shuffle(m);
	for (size_t i = 0; i < m->count && cmd.n_ballots < BALLOT_BATCH_MAX; i++) {
		struct waiting_ballot *w = &m->waiting[i];
		if (!w->ready || strcmp(w->poll_id, poll_id) != 0 || bytes + w->size > BALLOT_BATCH_BYTES_MAX)
			continue;
		ballots[cmd.n_ballots] = (Ballot *)wire_unpack_own(&Ballot_type, span_of(w->packed, w->size), &m->arena);
		REQUIRE(ballots[cmd.n_ballots]);
		cmd.n_ballots++;
		bytes += w->size;
		w->sent = true;
	}
	cmd.poll_id = poll_id;
	cmd.ballots = ballots;
	submit(m, "RecordBallots", &cmd.base);
}

/* ---- what is due ----------------------------------------------------------------------------------- */

enum step { STEP_NONE, STEP_WRITE, STEP_LIST, STEP_CLOSE, STEP_SEAL };

/* Nothing waits any more; slips and examples may. */
static enum step step_at_close(const BoxRow *box)
{
	if (box->form->paper && !box->slips_entered)
		return STEP_NONE;
	if (examples_to_list(box))
		return STEP_LIST;
	return examples_settled(box) ? STEP_CLOSE : STEP_NONE;
}

/* Marks the ballots of a box that may be written, and says how many. While people vote a class waits until there are as many of
 * it as may be shown of a count: who reads the journal must not find the one ballot of a small class in a batch. */
static size_t mark_ready(struct mixing *m, const BoxRow *box)
{
	size_t least = box->state == BOX_STATE_CLOSING ? 1 : box->thresholds->cell_min, of[BALLOT_CLASSES_MAX] = { 0 }, ready = 0;

	for (size_t i = 0; i < m->count; i++)
		if (strcmp(m->waiting[i].poll_id, box->poll_id) == 0)
			of[m->waiting[i].class_number]++;
	for (size_t i = 0; i < m->count; i++) {
		struct waiting_ballot *w = &m->waiting[i];
		if (strcmp(w->poll_id, box->poll_id) != 0)
			continue;
		w->ready = of[w->class_number] >= least;
		ready += w->ready;
	}
	return ready;
}

/* So many wait that the batches of the policy must not be waited for, or the next voter is turned away. */
static bool is_pressed(const struct mixing *m)
{
	return m->count >= BALLOT_WAITING_MAX / 4 * 3;
}

static enum step step_of(struct mixing *m, const BoxRow *box)
{
	size_t ready = mark_ready(m, box);

	switch (box->state) {
	case BOX_STATE_OPEN:    return ready && (ready >= box->thresholds->mix_min || is_pressed(m)) ? STEP_WRITE : STEP_NONE;
	case BOX_STATE_CLOSING: return ready ? STEP_WRITE : step_at_close(box);
	case BOX_STATE_TALLIED: return STEP_SEAL;
	default:                return STEP_NONE;
	}
}

/* The first box with something to be done. */
static enum step find_due(struct mixing *m, const struct state *s, char poll_id[MIXING_ID_MAX])
{
	static const BoxState states[] = { BOX_STATE_CLOSING, BOX_STATE_OPEN, BOX_STATE_TALLIED };
	enum step step = STEP_NONE;

	for (size_t i = 0; i < sizeof states / sizeof *states && step == STEP_NONE; i++) {
		struct row_scan scan = box_by_state(s, states[i]);
		const BoxRow *box;
		while (step == STEP_NONE && (box = box_next(&scan))) {
			step = step_of(m, box);
			snprintf(poll_id, MIXING_ID_MAX, "%s", box->poll_id);
		}
	}
	return step;
}

static void close_box(struct mixing *m, const char *poll_id)
{
	CloseBox cmd;

	close_box__init(&cmd);
	cmd.poll_id = poll_id;
	submit(m, "CloseBox", &cmd.base);
}

static void list_examples(struct mixing *m, const char *poll_id)
{
	ListExamples cmd;

	list_examples__init(&cmd);
	cmd.poll_id = poll_id;
	submit(m, "ListExamples", &cmd.base);
}

/* The rows are empty already; now the pages they stood in, and the copies of these. Again later when it cannot be now. */
static void seal_box(struct mixing *m, const char *poll_id)
{
	struct fault f = { 0 };
	SealBox cmd;

	if (!m->may_compact)
		return;
	m->may_compact = false;
	if (server_compact(m->server, &f) != ERR_NONE) {
		log_warn(server_log(m->server), "the box is not sealed yet: %s", f.text);
		return;
	}
	seal_box__init(&cmd);
	cmd.poll_id = poll_id;
	submit(m, "SealBox", &cmd.base);
}

static void turn(struct mixing *m)
{
	char poll_id[MIXING_ID_MAX];
	struct server_view view;
	struct fault f = { 0 };
	enum step step;

	if (m->under_way)
		return;
	arena_reset(&m->arena);
	if (server_read(m->server, &m->arena, &view, &f) != ERR_NONE)
		return;
	step = find_due(m, view.state, poll_id);
	server_read_end(&view);
	if (step == STEP_WRITE)
		submit_batch(m, poll_id);
	else if (step == STEP_LIST)
		list_examples(m, poll_id);
	else if (step == STEP_CLOSE)
		close_box(m, poll_id);
	else if (step == STEP_SEAL)
		seal_box(m, poll_id);
}

void mixing_committed(struct server *s, uint64_t sequence)
{
	struct mixing *m = server_context(s);

	(void)sequence;
	if (m)
		turn(m);
}

/* The store is replaced on a turn of its own, never within a commit. */
static void on_timer(void *context)
{
	struct mixing *m = context;

	m->may_compact = true;
	turn(m);
	m->may_compact = false;
}

/* ---- a ballot is offered --------------------------------------------------------------------------- */

static Reply *receipt(struct arena *arena, BallotStanding standing, const char *leaf)
{
	BallotReceipt out;

	ballot_receipt__init(&out);
	out.standing = standing;
	out.leaf = leaf;
	return server_reply(arena, &out.base);
}

static struct waiting_ballot *find_waiting(struct mixing *m, const char *poll_id, const char *token_hash)
{
	for (size_t i = 0; i < m->count; i++)
		if (strcmp(m->waiting[i].token_hash, token_hash) == 0 && strcmp(m->waiting[i].poll_id, poll_id) == 0)
			return &m->waiting[i];
	return NULL;
}

static bool same_as_waiting(const struct waiting_ballot *w, const CastBallot *cast, struct arena *arena)
{
	const Ballot *ballot = (const Ballot *)wire_unpack_own(&Ballot_type, span_of(w->packed, w->size), arena);
	char leaf[LEAF_TEXT];

	REQUIRE(ballot);
	leaf_of(ballot->salt, w->token_hash, cast->class_id, cast->n_marks, cast->marks, leaf);
	return strcmp(leaf, w->leaf) == 0;
}

static size_t class_number(const BoxRow *box, const char *class_id)
{
	size_t i = 0;

	while (i < box->form->n_classes && strcmp(box->form->classes[i]->class_id, class_id) != 0)
		i++;
	REQUIRE(i < box->form->n_classes && i < BALLOT_CLASSES_MAX); /* its token was verified with the key of the class */
	return i;
}

static Reply *queue(struct mixing *m, const BoxRow *box, const CastBallot *cast, const char *token_hash, struct arena *arena)
{
	struct waiting_ballot *w = find_waiting(m, cast->poll_id, token_hash);
	char salt[2 * MIXING_SALT_SIZE + 1];
	Ballot ballot;

	if (w)
		return same_as_waiting(w, cast, arena) ? receipt(arena, BALLOT_STANDING_QUEUED, "")
						       : reply_refusal(arena, REFUSAL_BALLOT_TOKEN_USED, NULL);
	if (m->count == BALLOT_WAITING_MAX)
		return reply_refusal(arena, REFUSAL_BALLOT_BOX_FULL, NULL);
	w = &m->waiting[m->count];
	random_hex(salt);
	ballot__init(&ballot);
	ballot.token_hash = token_hash;
	ballot.class_id = cast->class_id;
	ballot.n_marks = cast->n_marks;
	ballot.marks = cast->marks;
	ballot.salt = salt;
	ballot.token = cast->token;
	ballot.signature = cast->signature;
	struct span packed = wire_pack(&ballot.base, arena);
	w->packed = malloc(packed.size);
	if (!packed.data || !w->packed)
		return reply_refusal(arena, REFUSAL_BALLOT_BOX_FULL, NULL);
	memcpy(w->packed, packed.data, packed.size);
	w->size = packed.size;
	w->sent = w->ready = false;
	w->class_number = class_number(box, cast->class_id);
	snprintf(w->poll_id, sizeof w->poll_id, "%s", cast->poll_id);
	snprintf(w->token_hash, sizeof w->token_hash, "%s", token_hash);
	leaf_of(salt, token_hash, cast->class_id, cast->n_marks, cast->marks, w->leaf);
	m->count++;
	return receipt(arena, BALLOT_STANDING_QUEUED, "");
}

/* A ballot that stands is told so however late it is offered again; what is new comes in time or not at all. */
static Reply *offered(struct mixing *m, const struct state *s, const CastBallot *cast, struct arena *arena)
{
	const BoxRow *box = box_find(s, cast->poll_id);
	struct offer offer = { .poll_id = cast->poll_id, .class_id = cast->class_id,
			       .token = span_of(cast->token.data, cast->token.len),
			       .signature = span_of(cast->signature.data, cast->signature.len),
			       .count = cast->n_marks, .marks = cast->marks };
	struct judgement judged;
	enum refusal r, state;

	if (!box)
		return reply_refusal(arena, REFUSAL_BALLOT_POLL_UNKNOWN, NULL);
	r = judge(s, box, &offer, &judged);
	if (r == REFUSAL_NONE && judged.standing)
		return receipt(arena, BALLOT_STANDING_FINAL, judged.standing->leaf);
	state = judge_state(box, find_waiting(m, cast->poll_id, judged.token_hash) != NULL);
	if (state != REFUSAL_NONE)
		return reply_refusal(arena, state, NULL);
	return r == REFUSAL_NONE ? queue(m, box, cast, judged.token_hash, arena) : reply_refusal(arena, r, NULL);
}

Reply *mixing_request(struct server *s, const Request *request, struct arena *arena)
{
	struct mixing *m = server_context(s);
	const CastBallot *cast;
	struct server_view view;
	struct fault f = { 0 };
	Reply *reply;

	if (strcmp(request->type, "CastBallot") != 0)
		return NULL;
	cast = (const CastBallot *)wire_unpack(&CastBallot_type, span_of(request->body.data, request->body.len), 1u << 20, true,
					       arena, NULL);
	if (!cast)
		return reply_refusal(arena, REFUSAL_BODY_MALFORMED, NULL);
	if (!m || server_read(s, arena, &view, &f) != ERR_NONE)
		return reply_refusal(arena, REFUSAL_BUSY, NULL);
	reply = offered(m, view.state, cast, arena);
	server_read_end(&view);
	turn(m);
	return reply;
}

/* ---- start and stop -------------------------------------------------------------------------------- */

enum err mixing_start(struct server *s, struct fault *f)
{
	enum err e = secrecy_check(server_service(s), f);
	struct mixing *m;

	if (e != ERR_NONE)
		return e;
	m = calloc(1, sizeof *m);
	REQUIRE(m);
	m->server = s;
	arena_init(&m->arena, MIXING_ARENA_BYTES);
	m->timer = loop_timer_new(server_loop(s), on_timer, m);
	loop_timer_set(m->timer, MIXING_CHECK_MS, MIXING_CHECK_MS);
	server_set_context(s, m);
	return ERR_NONE;
}

/* What waits is given up: who cast it offers it again, as after a kill. */
void mixing_stop(struct server *s)
{
	struct mixing *m = server_context(s);

	server_set_context(s, NULL);
	loop_timer_free(m->timer);
	for (size_t i = 0; i < m->count; i++)
		forget(&m->waiting[i]);
	arena_fini(&m->arena);
	free(m);
}

void mixing_figures(struct server *s, StatusReply *r, struct arena *arena)
{
	const struct mixing *m = server_context(s);

	/* never how many wait: a count that moves with every ballot would date it */
	server_add_figure(r, arena, "ballots_written_total", m ? m->written : 0);
}
