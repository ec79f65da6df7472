/* The daemons behind the gateway: one command socket each, requests numbered, answers matched, a named time limit.
 * A request that gets no answer in time is *unknown*, never failed: the client asks again with the same key. */
#ifndef DANDANG_GATEWAY_BACKEND_H
#define DANDANG_GATEWAY_BACKEND_H

#include "contract.h"
#include "runtime/server.h"

#define BACKEND_SERVICES 6
#define BACKEND_PENDING_MAX 8192
#define BACKEND_TIMEOUT_MS 15000
#define BACKEND_STATUS_MS 2000        /* a status page should not wait for a daemon that is down */

struct backend;
/* reply is NULL when none came in time; its memory lives until return. */
typedef void backend_done(void *context, const Reply *reply);

enum err backend_open(struct backend **out, struct server *server, struct fault *f);
void backend_give_up(struct backend *b); /* whoever waits gets NULL now, as after the time limit */
void backend_free(struct backend *b);    /* whoever still waits is not called any more */
/* Every daemon of the site but this one. */
extern const char *const backend_services[BACKEND_SERVICES];
/* service: one of them, or "gateway" for this very process. ERR_AGAIN: not connected or too many waiting; then
 * `done` is not called. The request need not outlive the call. */
enum err backend_send(struct backend *b, const char *service, const Request *request, backend_done *done,
		      void *context);

#endif
