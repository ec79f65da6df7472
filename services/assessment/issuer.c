#include "assessment/issuer.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "assessment/bounds.h"
#include "assessment/roll_secrecy.h"
#include "base/require.h"
#include "blind/blind_rsa.h"
#include "digest/digest.h"
#include "runtime/decision_run.h"
#include "workflows.h"

#define ISSUER_ARENA_BYTES (16u << 20)
#define KEY_PATH_MAX 512
#define KEY_ID_MAX 65

/* One poll whose keys are being made. Written by the worker while `running`, by nobody else. */
struct making {
	bool running;
	char poll_id[KEY_ID_MAX];
	char class_ids[POLL_CLASSES_MAX][KEY_ID_MAX];
	uint8_t moduli[POLL_CLASSES_MAX][BLIND_SIZE_MAX];
	size_t sizes[POLL_CLASSES_MAX];
	size_t count;
	enum err result;
	struct fault fault;
};
struct issuer {
	struct server *server;
	char directory[KEY_PATH_MAX / 2];
	struct making making;
	bool stopped;
	struct arena arena;
};

/* ---- the files ------------------------------------------------------------------------------------- */

/* Ids are printable ASCII without blanks; a slash in a class's name must not lead elsewhere. */
static void key_path(const char *directory, const char *poll_id, const char *class_id, char out[KEY_PATH_MAX])
{
	char name[2 * KEY_ID_MAX + 8];

	snprintf(name, sizeof name, "%.64s-%.64s.pem", poll_id, class_id);
	for (char *at = name; *at; at++)
		if (*at == '/')
			*at = '_';
	snprintf(out, KEY_PATH_MAX, "%s/%s", directory, name);
}

static enum err make_key(const char *path, struct blind_secret **out, struct fault *f)
{
	enum err e = blind_secret_load(path, out, f);

	if (e != ERR_NOT_FOUND)
		return e; /* it was made before a crash */
	e = blind_secret_generate(BLIND_BITS_MIN, out, f);
	if (e == ERR_NONE && (e = blind_secret_save(*out, path, f)) != ERR_NONE)
		blind_secret_free(*out);
	return e;
}

static void make_keys(void *context)
{
	struct issuer *issuer = context;
	struct making *m = &issuer->making;

	m->result = ERR_NONE;
	for (size_t i = 0; i < m->count && m->result == ERR_NONE; i++) {
		char path[KEY_PATH_MAX];
		struct blind_secret *secret;
		key_path(issuer->directory, m->poll_id, m->class_ids[i], path);
		m->result = make_key(path, &secret, &m->fault);
		if (m->result != ERR_NONE)
			return;
		m->sizes[i] = blind_secret_size(secret);
		blind_secret_modulus(secret, m->moduli[i]);
		blind_secret_free(secret);
	}
}

/* ---- registering ----------------------------------------------------------------------------------- */

static void on_registered(void *context, const void *ticket, struct span packed)
{
	struct issuer *issuer = context;
	struct arena arena;

	(void)ticket;
	arena_init(&arena, 1u << 20);
	const Reply *reply = (const Reply *)wire_unpack(&Reply_type, packed, 1u << 20, false, &arena, NULL);
	if (!reply || reply->status != 200)
		log_error(server_log(issuer->server), "ballot keys were not registered: %s", reply ? reply->code : "no answer");
	arena_fini(&arena);
}

static void register_keys(struct issuer *issuer)
{
	struct making *m = &issuer->making;
	struct answer_to to = { .deliver = on_registered, .context = issuer };
	PollKey keys[POLL_CLASSES_MAX], *list[POLL_CLASSES_MAX];
	const char *roles[] = { "ballot.issuer" };
	RegisterPollKeys cmd;
	Request request;
	Actor actor;

	register_poll_keys__init(&cmd);
	cmd.poll_id = m->poll_id;
	cmd.n_keys = m->count;
	cmd.keys = list;
	for (size_t i = 0; i < m->count; i++) {
		list[i] = &keys[i];
		poll_key__init(list[i]);
		list[i]->class_id = m->class_ids[i];
		list[i]->modulus = (ProtobufCBinaryData){ m->sizes[i], m->moduli[i] };
	}
	arena_reset(&issuer->arena);
	struct span body = wire_pack(&cmd.base, &issuer->arena);
	actor__init(&actor);
	actor.account = "ballot.issuer";
	actor.n_roles = 1;
	actor.roles = roles;
	request__init(&request);
	request.type = "RegisterPollKeys";
	request.body = (ProtobufCBinaryData){ body.size, arena_copy(&issuer->arena, body.data, body.size) };
	request.actor = &actor;
	request.idempotency_key = m->poll_id;
	server_command(issuer->server, &request, body.size, &to);
}

static void on_made(void *context)
{
	struct issuer *issuer = context;
	struct making *m = &issuer->making;

	m->running = false;
	if (issuer->stopped) {
		free(issuer);
		return;
	}
	if (m->result != ERR_NONE)
		log_error(server_log(issuer->server), "ballot keys of %s cannot be made: %s", m->poll_id, m->fault.text);
	else
		register_keys(issuer);
}

/* The first poll that waits for its keys; false: none, or it cannot be read now. */
static bool find_waiting(struct issuer *issuer)
{
	struct making *m = &issuer->making;
	struct server_view view;
	const PollRow *poll;
	struct fault f = { 0 };

	arena_reset(&issuer->arena);
	if (server_read(issuer->server, &issuer->arena, &view, &f) != ERR_NONE)
		return false;
	struct row_scan scan = poll_by_state(view.state, POLL_STATE_PUBLISHED);
	poll = poll_next(&scan);
	if (poll) {
		snprintf(m->poll_id, sizeof m->poll_id, "%s", poll->poll_id);
		m->count = poll->form->n_classes;
		REQUIRE(m->count <= POLL_CLASSES_MAX);
		for (size_t i = 0; i < m->count; i++)
			snprintf(m->class_ids[i], sizeof m->class_ids[i], "%s", poll->form->classes[i]->class_id);
	}
	server_read_end(&view);
	return poll != NULL;
}

void issuer_committed(struct server *s, uint64_t sequence)
{
	struct issuer *issuer = server_context(s);

	(void)sequence;
	if (!issuer || issuer->making.running || !find_waiting(issuer))
		return;
	issuer->making.running = true;
	loop_job(server_loop(s), make_keys, on_made, issuer);
}

enum err issuer_start(struct server *s, struct fault *f)
{
	enum err e = roll_secrecy_check(server_service(s), f);
	struct issuer *issuer;

	if (e != ERR_NONE)
		return e;
	issuer = calloc(1, sizeof *issuer);
	REQUIRE(issuer);
	issuer->server = s;
	arena_init(&issuer->arena, ISSUER_ARENA_BYTES);
	snprintf(issuer->directory, sizeof issuer->directory, "%.200s/assessment/ballot-keys", server_config(s)->data);
	if (mkdir(issuer->directory, 0700) != 0 && errno != EEXIST) {
		fault_set(f, ERR_IO, "make %s: %s", issuer->directory, strerror(errno));
		arena_fini(&issuer->arena);
		free(issuer);
		return f->code;
	}
	server_set_context(s, issuer);
	issuer_committed(s, 0);
	return ERR_NONE;
}

void issuer_stop(struct server *s)
{
	struct issuer *issuer = server_context(s);

	server_set_context(s, NULL);
	arena_fini(&issuer->arena);
	issuer->stopped = true;
	if (!issuer->making.running)
		free(issuer); /* else its worker's end does it */
}

/* ---- signing --------------------------------------------------------------------------------------- */

static enum refusal may_sign(const struct state *s, const Actor *actor, const SignBallotToken *ask, char class_id[KEY_ID_MAX])
{
	const PollVoterRow *voter = poll_voter_find(s, ask->poll_id, actor ? actor->cadre_id : "");
	uint8_t digest[SHA256_SIZE];

	if (!voter)
		return REFUSAL_POLL_NOT_ON_ROLL;
	digest_sha256(span_of(ask->blinded.data, ask->blinded.len), digest);
	if (voter->blinded_digest.len != sizeof digest || memcmp(voter->blinded_digest.data, digest, sizeof digest) != 0)
		return REFUSAL_POLL_TOKEN_NOT_ISSUED;
	snprintf(class_id, KEY_ID_MAX, "%s", voter->class_id);
	return REFUSAL_NONE;
}

static Reply *sign(struct issuer *issuer, const SignBallotToken *ask, const char *class_id, struct arena *arena)
{
	uint8_t signature[BLIND_SIZE_MAX];
	struct blind_secret *secret;
	struct fault f = { 0 };
	char path[KEY_PATH_MAX];
	BallotTokenSigned out;
	Reply *reply;

	key_path(issuer->directory, ask->poll_id, class_id, path);
	if (blind_secret_load(path, &secret, &f) != ERR_NONE) {
		log_error(server_log(issuer->server), "ballot key: %s", f.text);
		return reply_refusal(arena, REFUSAL_POLL_KEY_UNREADABLE, NULL);
	}
	if (blind_sign(secret, span_of(ask->blinded.data, ask->blinded.len), signature, &f) != ERR_NONE) {
		reply = reply_refusal(arena, REFUSAL_POLL_BLINDED_MALFORMED, NULL);
	} else {
		ballot_token_signed__init(&out);
		out.class_id = class_id;
		out.blind_signature = (ProtobufCBinaryData){ blind_secret_size(secret), signature };
		reply = server_reply(arena, &out.base);
	}
	blind_secret_free(secret);
	return reply;
}

/* What the roll says of the person himself; empty: he is not on it. */
static Reply *class_shown(const struct state *s, const Actor *actor, const ShowBallotClass *ask, struct arena *arena)
{
	const PollVoterRow *voter = poll_voter_find(s, ask->poll_id, actor ? actor->cadre_id : "");
	BallotClassShown out;

	ballot_class_shown__init(&out);
	if (voter) {
		out.class_id = voter->class_id;
		out.issued = voter->blinded_digest.len > 0;
		out.paper = voter->paper;
	}
	return server_reply(arena, &out.base);
}

Reply *issuer_request(struct server *s, const Request *request, struct arena *arena)
{
	bool signs = strcmp(request->type, "SignBallotToken") == 0;
	const struct wire_type *type = signs ? &SignBallotToken_type : &ShowBallotClass_type;
	struct issuer *issuer = server_context(s);
	const ProtobufCMessage *body;
	struct server_view view;
	struct fault f = { 0 };
	char class_id[KEY_ID_MAX] = "";
	Reply *shown = NULL;
	enum refusal r = REFUSAL_NONE;

	if (!signs && strcmp(request->type, "ShowBallotClass") != 0)
		return NULL;
	body = wire_unpack(type, span_of(request->body.data, request->body.len), 1u << 16, true, arena, NULL);
	if (!body)
		return reply_refusal(arena, REFUSAL_BODY_MALFORMED, NULL);
	if (!issuer || server_read(s, arena, &view, &f) != ERR_NONE)
		return reply_refusal(arena, REFUSAL_BUSY, NULL);
	if (signs)
		r = may_sign(view.state, request->actor, (const SignBallotToken *)body, class_id);
	else
		shown = class_shown(view.state, request->actor, (const ShowBallotClass *)body, arena);
	server_read_end(&view);
	if (shown)
		return shown;
	return r == REFUSAL_NONE ? sign(issuer, (const SignBallotToken *)body, class_id, arena) : reply_refusal(arena, r, NULL);
}
