#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/require.h"
#include "http_impl.h"

/* libmicrohttpd holds some more while they close. */
#define ENGINE_SPARE_CONNECTIONS 64
#define ENGINE_MEMORY_BYTES ((size_t)32 << 10)
#define PAIR_BUFFER_BYTES (64 << 10)

static struct conn *conn_of(struct MHD_Connection *engine)
{
	return MHD_get_connection_info(engine, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

static void on_connection(void *context, struct MHD_Connection *engine, void **place,
			  enum MHD_ConnectionNotificationCode code)
{
	struct http_server *s = context;

	if (code == MHD_CONNECTION_NOTIFY_STARTED) {
		int fd = MHD_get_connection_info(engine, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;

		for (struct conn *c = s->conns; c; c = c->next)
			if (c->engine_fd == fd)
				*place = c;
		REQUIRE(*place);
		return;
	}
	struct conn *c = *place;

	c->engine_fd = -1;
	server_touch(c);
}

/* The whole body is there: the handler's turn. An answer that is not there yet suspends the connection until
 * http_respond resumes it, and then libmicrohttpd calls again. */
static enum MHD_Result answer(struct conn *c, struct http_request *r)
{
	if (!r->handed) {
		r->handed = true;
		conn_set_phase(c, CONN_ANSWER);
		c->server->figures.requests++;
		c->server->options.handler(c->server->options.context, r);
	}
	if (r->conn != c)
		return MHD_NO;
	if (!r->response) {
		r->suspended = true;
		MHD_suspend_connection(r->engine);
		return MHD_YES;
	}
	enum MHD_Result queued = MHD_queue_response(r->engine, r->status, r->response);

	MHD_destroy_response(r->response);
	r->response = NULL;
	return queued;
}

static enum MHD_Result on_access(void *context, struct MHD_Connection *engine, const char *url, const char *method,
				 const char *version, const char *data, size_t *size, void **place)
{
	struct conn *c = conn_of(engine);
	struct http_request *r = c->request;

	(void)context;
	(void)url;
	(void)method;
	(void)version;
	if (!r || c->phase == CONN_CLOSED)
		return MHD_NO;
	if (!*place) {
		*place = r;
		r->in_engine = true;
		r->engine = engine;
		return MHD_YES;
	}
	REQUIRE(*place == r);
	if (*size > 0) {
		bool taken = request_take_body(r, data, *size);

		*size = 0;
		return taken ? MHD_YES : MHD_NO;
	}
	return answer(c, r);
}

static void on_completed(void *context, struct MHD_Connection *engine, void **place,
			 enum MHD_RequestTerminationCode code)
{
	struct http_request *r = *place;

	(void)context;
	(void)engine;
	if (!r)
		return;
	*place = NULL;
	r->in_engine = false;
	r->engine = NULL;
	if (!r->conn) {
		request_release(r);
		return;
	}
	r->conn->pair.ready = true;
	if (code == MHD_REQUEST_TERMINATED_COMPLETED_OK)
		r->conn->finished = true;
	else
		r->conn->engine_eof = true;
	server_touch(r->conn);
}

/* Its messages would quote what clients send; ours are the ones in the log. */
static void on_log(void *context, const char *format, va_list arguments)
{
	(void)context;
	(void)format;
	(void)arguments;
}

bool engine_start(struct http_server *s, struct fault *f)
{
	unsigned flags = MHD_USE_EPOLL | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_NO_LISTEN_SOCKET | MHD_USE_ERROR_LOG;

	s->engine = MHD_start_daemon(flags, 0, NULL, NULL, on_access, s,
				     MHD_OPTION_EXTERNAL_LOGGER, on_log, NULL,
				     MHD_OPTION_NOTIFY_CONNECTION, on_connection, s,
				     MHD_OPTION_NOTIFY_COMPLETED, on_completed, s,
				     MHD_OPTION_STRICT_FOR_CLIENT, 1,
				     MHD_OPTION_CONNECTION_TIMEOUT, 0u,
				     MHD_OPTION_CONNECTION_MEMORY_LIMIT, ENGINE_MEMORY_BYTES,
				     MHD_OPTION_CONNECTION_LIMIT,
				     s->options.connections_max + ENGINE_SPARE_CONNECTIONS, MHD_OPTION_END);
	if (!s->engine)
		(void)fault_set(f, ERR_IO, "libmicrohttpd: %s", strerror(errno));
	return s->engine != NULL;
}

/* Our ends are closed by now; it finds that out and lets go of every connection, which it must before it is stopped. */
void engine_stop(struct http_server *s)
{
	if (!s->engine)
		return;
	MHD_run(s->engine);
	MHD_stop_daemon(s->engine);
	s->engine = NULL;
}

bool engine_add(struct conn *c)
{
	struct sockaddr address = { .sa_family = AF_UNIX };
	int size = PAIR_BUFFER_BYTES;
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, pair) != 0)
		return false;
	for (int i = 0; i < 2; i++)
		(void)setsockopt(pair[i], SOL_SOCKET, SO_SNDBUF, &size, sizeof(size));
	c->pair.fd = pair[0];
	c->engine_fd = pair[1];
	c->server->kick = true;
	if (MHD_add_connection(c->server->engine, pair[1], &address, sizeof(address)) != MHD_YES) {
		c->engine_fd = -1;      /* it has closed its end */
		return false;
	}
	return true;
}

bool engine_pending(const struct http_server *s)
{
	MHD_UNSIGNED_LONG_LONG timeout_ms = 0;

	return MHD_get_timeout(s->engine, &timeout_ms) == MHD_YES && timeout_ms == 0;
}

void engine_run(struct http_server *s)
{
	(void)MHD_run(s->engine);
}

void engine_resume(struct http_request *r)
{
	if (!r->suspended)
		return;
	r->suspended = false;
	MHD_resume_connection(r->engine);
	r->server->kick = true;
}
