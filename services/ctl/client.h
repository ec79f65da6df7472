/* One request after another to the gateway, over one connection. */
#ifndef DANDANG_CTL_CLIENT_H
#define DANDANG_CTL_CLIENT_H

#include "ctl.h"
#include "exchange.h"

#define CLIENT_TRIES 6                       /* of a request that may be asked again with the same key */
#define CLIENT_WAIT_FIRST_MS 100             /* doubled from try to try */

struct client *client_new(void);
void client_free(struct client *client);

/* Sends `x` with the session's token and waits for the answer. A GET, and a POST with a key, is asked again while there is
 * no certain answer. A refusal is printed. Returns CTL_DONE when the status is 2xx. */
int client_ask(struct ctl *c, struct exchange *x);
/* The same without printing; the last answer stands in `x`. */
void client_try(struct ctl *c, struct exchange *x);
/* client_ask of a GET of /api/v1 and `path`. */
int client_get(struct ctl *c, const char *path, struct exchange *x);
/* Exit status of an answer that is no 2xx; prints it (problem.c). `key` may be NULL. */
int problem_report(const struct exchange *x, const char *key, struct arena *arena);

#endif
