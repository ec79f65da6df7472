/* Routes of the API below /api/v1 and the few beside it. Each handler answers exactly once, now or later. */
#ifndef DANDANG_GATEWAY_API_H
#define DANDANG_GATEWAY_API_H

#include "gateway.h"
#include "position_text.h"

/* One request on its way: hangs on the http_request (http_user), lives in its arena. */
struct call {
	struct gateway *gateway;
	struct http_request *http;
	const Actor *actor;            /* whom the session stands for; NULL when nobody logged in */
	const char *path;              /* below /api/v1 for API routes */
	const struct wire_type *asked; /* what the body was read as, once it was: its labels stand beside refused fields */
};

void platform_metrics(struct call *c);
/* Hands an authenticated call to its route group. */
void api_route(struct call *c);
void api_handle(void *context, struct http_request *r);
struct http_body_limit api_body_max(void *context, struct http_request *r, uint64_t announced);

/* Answers: JSON, a problem from a reply, a problem from a code. */
void answer_json(struct call *c, unsigned status, struct span json);
void answer_message(struct call *c, const struct wire_type *type, const ProtobufCMessage *message);
void answer_refusal(struct call *c, enum refusal code, const char *field);
void answer_refusal_with(struct call *c, enum refusal code, const char *field, const struct http_header *header);
void answer_reply(struct call *c, const char *service, const Reply *reply);
/* The body as such a message; NULL: it is none, and that is answered. */
ProtobufCMessage *take_body(struct call *c, const struct wire_type *type);
void answer_wire(struct call *c, const struct wire_result *result);
void answer_unknown(struct call *c);   /* the daemon did not answer in time: outcome unknown, ask again */
bool caller_has(const struct call *c, const char *const *roles, size_t count);
bool caller_has_role(const struct call *c, const char *role);
/* Text of a query parameter, "" when absent. */
const char *parameter(const struct call *c, const char *name);
/* A number as a parameter; `absent` when it is not there. False: not a number (digits only, within INT64_MAX). */
bool number_parameter(const struct call *c, const char *name, uint64_t absent, uint64_t *out);
/* The key of a command; NULL: missing or too long, already refused. */
const char *idempotency_key(struct call *c);
/* GET, and HEAD, which is GET without the body. */
bool is_get(const struct call *c);
/* "2026-05-01T01:00:00Z", with thousandths when asked. */
const char *iso_of_moment(struct arena *arena, int64_t ms, bool thousandths);
/* No route took it: 405 with what the path does take, or 404. */
void answer_no_route(struct call *c);

/* Route groups; true when the path was theirs. */
bool api_command(struct call *c);      /* POST of commands (command.c) */
bool api_platform(struct call *c);     /* status, policy, clock, upkeep (platform.c) */
bool api_rows(struct call *c);         /* rows of the daemons (rows.c) */
bool api_rows_path(const char *path);  /* is it the path of a table or of one of its rows? */
bool api_read(struct call *c);         /* report, dossier, to-dos (read.c) */
bool api_events(struct call *c);       /* merged events as pages and as a live stream (events.c) */
bool api_ballot(struct call *c);       /* what is cast and read without a session (ballot.c); before api_session */
bool api_ballot_path(const char *path); /* below /api/v1: a ballot comes here */
bool api_signature(struct call *c);    /* POST of a number to be signed blindly, or for the voter's class (ballot.c) */
bool api_what_if(struct call *c);      /* POST of a question about scores (what_if.c) */
bool api_question(struct call *c);     /* GET of what personnel works out for the reader (questions.c) */
bool api_session(struct call *c);      /* login, logout, accounts (session_routes.c) */
bool api_pages(struct call *c);        /* /, /livez, /readyz, /metrics, /openapi.json (pages.c) */

/* Reads may ask to see a position first (Read-After: service:sequence). True: the call was put aside and will be handled
 * again when it is reached, or answered 503 after GATEWAY_READ_AFTER_MS. */
bool read_after(struct call *c);
void read_after_wake(struct gateway *g);
struct waiting_reads *read_after_new(struct gateway *g);
void read_after_free(struct waiting_reads *w);

struct event_streams *event_streams_new(struct gateway *g);
void event_streams_free(struct event_streams *s);
void event_streams_wake(struct gateway *g, uint64_t sequence);

#endif
