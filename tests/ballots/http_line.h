/* One connection to the gateway, kept open; blocking. A request is tried again, on a new connection, while the gateway is away or
 * says that somebody behind it is (503): daemons are killed while voters vote. One thread a line. */
#ifndef TESTS_BALLOTS_HTTP_LINE_H
#define TESTS_BALLOTS_HTTP_LINE_H

#include <stddef.h>

#define HTTP_LINE_ANSWER_MAX 65536u

struct http_line {
	int port, fd;                      /* fd -1: not open */
	char answer[HTTP_LINE_ANSWER_MAX]; /* body of the last answer, with NUL */
};

void http_line_init(struct http_line *l, int port);
void http_line_close(struct http_line *l);
/* POSTs JSON. `session` and `key` may be NULL: no Authorization, no Idempotency-Key. Returns the status; 0: nobody answered for
 * `patience_s` seconds. */
int http_line_post(struct http_line *l, const char *path, const char *session, const char *key, const char *body, int patience_s);

#endif
