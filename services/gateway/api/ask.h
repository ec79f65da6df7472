/* Questions of the API that are no commands: sent to a daemon as they are, answered with one message; nobody records them, and so
 * they need no key. */
#ifndef DANDANG_GATEWAY_ASK_H
#define DANDANG_GATEWAY_ASK_H

#include "api.h"

/* Sends the body of the call as a message of type `in`, on behalf of `actor`, or of nobody (NULL); answers the call with the
 * daemon's message of type `out`, or with its refusal. */
void ask_daemon(struct call *c, const char *service, const struct wire_type *in, const struct wire_type *out, const Actor *actor);

/* The same with the message already made, and the answer left to `answer`. */
typedef void ask_answer(struct call *c, const struct wire_type *type, const ProtobufCMessage *message);
void ask_daemon_for(struct call *c, const char *service, const struct wire_type *in, const ProtobufCMessage *body,
		    const struct wire_type *out, const Actor *actor, ask_answer *answer);

#endif
