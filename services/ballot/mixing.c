#include "ballot/mixing.h"

#include <stdlib.h>
#include <string.h>

#include "ballot/chance.h"
#include "ballot/examples.h"
#include "ballot/judge.h"
#include "ballot/keeping.h"
#include "ballot/offer.h"
#include "ballot/secrecy.h"
#include "base/require.h"
#include "runtime/decision_run.h"
#include "wire/wire.h"
#include "workflows.h"

#define MIXING_ARENA_BYTES (256u << 20)
#define MIXING_CHECK_MS 2000           /* what a full disk refused is tried again */

struct mixing {
	struct server *server;
	struct loop_timer *timer;
	struct keeping keeping;
	bool under_way;                /* one command at a time */
	bool may_compact;
	uint64_t written;
	uint64_t submitted;            /* ballots of the command under way */
	struct arena arena;
};

/* ---- commands of the box --------------------------------------------------------------------------- */

/* No room, or no answer: what was sent waits on. */
static void on_answer(void *context, const void *ticket, struct span packed)
{
	struct mixing *m = context;
	struct arena arena;
	unsigned status;

	(void)ticket;
	arena_init(&arena, 1u << 20);
	const Reply *reply = (const Reply *)wire_unpack(&Reply_type, packed, 1u << 20, false, &arena, NULL);
	status = reply ? reply->status : 500;
	if (status != 200)
		log_error(server_log(m->server), "the box was refused: %s", reply ? reply->code : "no answer");
	arena_fini(&arena);
	m->under_way = false;
	if (status == 200)
		m->written += m->submitted;
	m->submitted = 0;
	if (status >= 500)
		keeping_not_sent(&m->keeping);
	else
		keeping_sent(&m->keeping, status == 200);
}

static void submit(struct mixing *m, const char *type, const ProtobufCMessage *cmd)
{
	struct answer_to to = { .deliver = on_answer, .context = m };
	const char *roles[] = { "ballot.box" };
	struct span body = wire_pack(cmd, &m->arena);
	char key[CHANCE_HEX_TEXT];
	Request request;
	Actor actor;

	REQUIRE(body.data);
	chance_hex(key);
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

/* Of those that are ready, drawn by lot; one that was refused with others goes by itself. */
static void write_batch(struct mixing *m, const BoxRow *box)
{
	struct waiting *w = &m->keeping.waiting;
	Ballot **ballots = arena_alloc(&m->arena, BALLOT_BATCH_MAX * sizeof *ballots);
	RecordBallots cmd;
	size_t bytes = 0;
	bool alone = false;

	REQUIRE(ballots);
	record_ballots__init(&cmd);
	waiting_shuffle(w);
	for (size_t i = 0; i < w->count && cmd.n_ballots < BALLOT_BATCH_MAX && !alone; i++) {
		struct waiting_ballot *one = &w->items[i];
		if (!one->ready || strcmp(one->poll_id, box->poll_id) != 0 || bytes + one->size > BALLOT_BATCH_BYTES_MAX ||
		    (one->alone && cmd.n_ballots))
			continue;
		ballots[cmd.n_ballots] = (Ballot *)wire_unpack_own(&Ballot_type, span_of(one->packed, one->size), &m->arena);
		REQUIRE(ballots[cmd.n_ballots]);
		cmd.n_ballots++;
		bytes += one->size;
		one->sent = true;
		alone = one->alone;
	}
	m->submitted = cmd.n_ballots;
	cmd.poll_id = box->poll_id;
	cmd.ballots = ballots;
	submit(m, "RecordBallots", &cmd.base);
}

/* How many of a class came, down to a multiple of what may be shown of a count, unless all did: a number that moved with every ballot
 * would say when each came. 0: what was told is still true. */
static uint32_t came(const struct state *s, const BoxRow *box, const struct kept_box *kept, size_t class)
{
	const char *class_id = box->form->classes[class]->class_id;
	const TurnoutRow *turnout = turnout_find(s, box->poll_id, class_id);
	const PollClassSize *size = judge_class_size(box, class_id);
	uint32_t step = box->thresholds->cell_min, all;

	REQUIRE(turnout && size && step > 0);
	all = turnout->recorded + (uint32_t)kept->counts[class];
	if (all < size->should_attend)
		all = all / step * step;
	return all > turnout->ballots && all <= size->should_attend ? all : 0;
}

static bool may_count(const struct state *s, const BoxRow *box, const struct kept_box *kept)
{
	for (size_t i = 0; i < box->form->n_classes; i++)
		if (came(s, box, kept, i))
			return true;
	return false;
}

static void count_turnout(struct mixing *m, const struct state *s, const BoxRow *box, const struct kept_box *kept)
{
	ClassCount counts[BALLOT_CLASSES_MAX], *list[BALLOT_CLASSES_MAX];
	CountTurnout cmd;

	count_turnout__init(&cmd);
	for (size_t i = 0; i < box->form->n_classes; i++) {
		uint32_t all = came(s, box, kept, i);
		if (!all)
			continue;
		class_count__init(&counts[cmd.n_counts]);
		counts[cmd.n_counts].class_id = box->form->classes[i]->class_id;
		counts[cmd.n_counts].ballots = all;
		list[cmd.n_counts] = &counts[cmd.n_counts];
		cmd.n_counts++;
	}
	cmd.poll_id = box->poll_id;
	cmd.counts = list;
	submit(m, "CountTurnout", &cmd.base);
}

static void list_examples(struct mixing *m, const BoxRow *box)
{
	ListExamples cmd;

	list_examples__init(&cmd);
	cmd.poll_id = box->poll_id;
	submit(m, "ListExamples", &cmd.base);
}

static void close_box(struct mixing *m, const BoxRow *box)
{
	CloseBox cmd;

	close_box__init(&cmd);
	cmd.poll_id = box->poll_id;
	submit(m, "CloseBox", &cmd.base);
}

/* The rows are empty already; now the pages they stood in, the copies of these, and the urn. Again later when it cannot be now. */
static void seal_box(struct mixing *m, const char *poll_id)
{
	struct fault f = { 0 };
	SealBox cmd;

	if (!m->may_compact)
		return;
	m->may_compact = false;
	if (server_compact(m->server, &f) != ERR_NONE || keeping_destroy(&m->keeping, poll_id, &f) != ERR_NONE) {
		log_warn(server_log(m->server), "the box is not sealed yet: %s", f.text);
		return;
	}
	seal_box__init(&cmd);
	cmd.poll_id = poll_id;
	submit(m, "SealBox", &cmd.base);
}

/* ---- what is due ----------------------------------------------------------------------------------- */

enum step { STEP_NONE, STEP_COUNT, STEP_WRITE, STEP_LIST, STEP_CLOSE, STEP_SEAL };

/* Nothing waits any more; slips and examples may. */
static enum step step_at_close(const BoxRow *box)
{
	if (box->form->paper && !box->slips_entered)
		return STEP_NONE;
	if (examples_to_list(box))
		return STEP_LIST;
	return examples_settled(box) ? STEP_CLOSE : STEP_NONE;
}

/* Marks the ballots of a box that may be written, and says how many: at the close all, before it none of a class of which fewer wait
 * than may be shown of a count. */
static size_t mark_ready(struct mixing *m, const BoxRow *box, const struct kept_box *kept)
{
	size_t least = box->state == BOX_STATE_CLOSING ? 1 : box->thresholds->cell_min, ready = 0;

	for (size_t i = 0; i < m->keeping.waiting.count; i++) {
		struct waiting_ballot *one = &m->keeping.waiting.items[i];
		if (strcmp(one->poll_id, box->poll_id) != 0)
			continue;
		one->ready = kept->counts[one->class_number] >= least;
		ready += one->ready;
	}
	return ready;
}

/* So many wait, over all evaluations, that the close must not be waited for, or the next voter is turned away. */
static bool is_pressed(const struct mixing *m)
{
	return m->keeping.waiting.count >= BALLOT_WAITING_MAX / 4 * 3;
}

static enum step step_of(struct mixing *m, const struct state *s, const BoxRow *box, const struct kept_box *kept)
{
	switch (box->state) {
	case BOX_STATE_OPEN:    return is_pressed(m) && mark_ready(m, box, kept) ? STEP_WRITE : may_count(s, box, kept) ? STEP_COUNT : STEP_NONE;
	case BOX_STATE_CLOSING: return mark_ready(m, box, kept) ? STEP_WRITE : step_at_close(box);
	case BOX_STATE_TALLIED: return STEP_SEAL;
	default:                return STEP_NONE;
	}
}

/* NULL: no room for its urn now; nothing of it waits. */
static struct kept_box *kept_of(struct mixing *m, const struct state *s, const BoxRow *box)
{
	struct kept_box *kept = NULL;
	struct fault f = { 0 };

	if (box->state == BOX_STATE_TALLIED)
		return NULL;
	enum err e = keeping_box(&m->keeping, s, box, &kept, &f);
	if (e != ERR_NONE && e != ERR_FULL)
		server_fail(m->server, &f);
	if (e == ERR_FULL)
		log_warn(server_log(m->server), "no urn for %s: %s", box->poll_id, f.text);
	return kept;
}

static void take_step(struct mixing *m, enum step step, const struct state *s, const BoxRow *box, const struct kept_box *kept)
{
	switch (step) {
	case STEP_COUNT: count_turnout(m, s, box, kept); break;
	case STEP_WRITE: write_batch(m, box); break;
	case STEP_LIST:  list_examples(m, box); break;
	case STEP_CLOSE: close_box(m, box); break;
	default:         break;
	}
}

/* Of the first box with something to be done; one to be sealed is named in `sealed`, for no reader may look on while the store is
 * replaced. */
static void step_on(struct mixing *m, const struct state *s, char sealed[WAITING_ID_MAX])
{
	static const BoxState states[] = { BOX_STATE_CLOSING, BOX_STATE_OPEN, BOX_STATE_TALLIED };

	for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
		struct row_scan scan = box_by_state(s, states[i]);
		const BoxRow *box;
		while ((box = box_next(&scan))) {
			const struct kept_box *kept = kept_of(m, s, box);
			enum step step = kept || box->state == BOX_STATE_TALLIED ? step_of(m, s, box, kept) : STEP_NONE;
			if (step == STEP_SEAL)
				memcpy(sealed, box->poll_id, strlen(box->poll_id) + 1);
			else
				take_step(m, step, s, box, kept);
			if (step != STEP_NONE)
				return;
		}
	}
}

static void turn(struct mixing *m)
{
	char sealed[WAITING_ID_MAX] = "";
	struct server_view view;
	struct fault f = { 0 };

	if (m->under_way)
		return;
	arena_reset(&m->arena);
	if (server_read(m->server, &m->arena, &view, &f) != ERR_NONE)
		return;
	step_on(m, view.state, sealed);
	server_read_end(&view);
	if (sealed[0])
		seal_box(m, sealed);
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
	reply = offer_ballot(&m->keeping, view.state, cast, arena, &f);
	server_read_end(&view);
	if (!reply)
		server_fail(s, &f);
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
	e = keeping_init(&m->keeping, server_config(s)->data, server_log(s), f);
	if (e != ERR_NONE) {
		free(m);
		return e;
	}
	m->server = s;
	arena_init(&m->arena, MIXING_ARENA_BYTES);
	m->timer = loop_timer_new(server_loop(s), on_timer, m);
	loop_timer_set(m->timer, MIXING_CHECK_MS, MIXING_CHECK_MS);
	server_set_context(s, m);
	return ERR_NONE;
}

void mixing_stop(struct server *s)
{
	struct mixing *m = server_context(s);

	server_set_context(s, NULL);
	loop_timer_free(m->timer);
	keeping_fini(&m->keeping);
	arena_fini(&m->arena);
	free(m);
}

void mixing_figures(struct server *s, StatusReply *r, struct arena *arena)
{
	const struct mixing *m = server_context(s);

	/* never how many wait: a count that moves with every ballot would date it */
	server_add_figure(r, arena, "ballots_written_total", m ? m->written : 0);
}
