#include "http_line.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define HEAD_MAX 8192
#define AGAIN_MS 50
#define ANSWER_WITHIN_S 5

void http_line_init(struct http_line *l, int port)
{
	l->port = port;
	l->fd = -1;
	l->answer[0] = '\0';
}

void http_line_close(struct http_line *l)
{
	if (l->fd >= 0)
		close(l->fd);
	l->fd = -1;
}

static int open_line(struct http_line *l)
{
	struct sockaddr_in to = { .sin_family = AF_INET, .sin_port = htons((unsigned short)l->port),
				  .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	struct timeval within = { .tv_sec = ANSWER_WITHIN_S };
	int yes = 1;

	if (l->fd >= 0)
		return 0;
	l->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (l->fd < 0)
		return -1;
	(void)setsockopt(l->fd, IPPROTO_TCP, TCP_NODELAY, &yes, sizeof yes);
	(void)setsockopt(l->fd, SOL_SOCKET, SO_RCVTIMEO, &within, sizeof within);
	if (connect(l->fd, (struct sockaddr *)&to, sizeof to) == 0)
		return 0;
	http_line_close(l);
	return -1;
}

static int send_all(int fd, const char *data, size_t size)
{
	while (size > 0) {
		ssize_t sent = send(fd, data, size, MSG_NOSIGNAL);
		if (sent <= 0)
			return -1;
		data += sent;
		size -= (size_t)sent;
	}
	return 0;
}

static int send_request(struct http_line *l, const char *path, const char *session, const char *key, const char *body)
{
	char head[HEAD_MAX];
	int size = snprintf(head, sizeof head, "POST /api/v1%s HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n"
			    "Content-Length: %zu\r\n%s%s%s%s%s%s\r\n", path, strlen(body),
			    session ? "Authorization: Bearer " : "", session ? session : "", session ? "\r\n" : "",
			    key ? "Idempotency-Key: " : "", key ? key : "", key ? "\r\n" : "");

	if (size < 0 || (size_t)size >= sizeof head)
		return -1;
	return send_all(l->fd, head, (size_t)size) == 0 ? send_all(l->fd, body, strlen(body)) : -1;
}

/* The status, with the body in l->answer; 0: the connection broke off. */
static int read_answer(struct http_line *l)
{
	char data[HEAD_MAX + HTTP_LINE_ANSWER_MAX];
	size_t have = 0, body_at = 0, length = 0;

	while (body_at == 0 || have < body_at + length) {
		ssize_t got = have < sizeof data - 1 ? recv(l->fd, data + have, sizeof data - 1 - have, 0) : -1;
		if (got <= 0)
			return 0;
		have += (size_t)got;
		data[have] = '\0';
		char *end = body_at ? NULL : strstr(data, "\r\n\r\n");
		if (end) {
			const char *field = strcasestr(data, "\r\nContent-Length:");
			body_at = (size_t)(end - data) + 4;
			length = field && field < end ? strtoul(field + 17, NULL, 10) : 0;
			if (length >= HTTP_LINE_ANSWER_MAX)
				return 0;
		}
	}
	memcpy(l->answer, data + body_at, length);
	l->answer[length] = '\0';
	return have > 12 ? (int)strtol(data + 9, NULL, 10) : 0;
}

int http_line_post(struct http_line *l, const char *path, const char *session, const char *key, const char *body, int patience_s)
{
	struct timespec pause = { .tv_nsec = AGAIN_MS * 1000000L };
	time_t until = time(NULL) + patience_s;

	for (;;) {
		int status = open_line(l) == 0 && send_request(l, path, session, key, body) == 0 ? read_answer(l) : 0;
		if (status == 0)
			http_line_close(l);
		if (status != 0 && status != 503 && status != 504)
			return status;
		if (time(NULL) > until)
			return status;
		nanosleep(&pause, NULL);
	}
}
