/* Request smuggling: 19 vectors and some relatives, sent raw to a real server. Each must be refused with 400, 413, 501 or
 * 505, the connection closed, and nothing behind it looked at: every one carries a second request that must not be
 * answered. */
#include "http_fixture.h"

#define SECOND "GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n"

struct vector {
	const char *name;
	const char *bytes;
	size_t size;
	int status;
};
#define V(text, code, bytes_) { text, bytes_ SECOND, sizeof(bytes_ SECOND) - 1, code }
#define POST "POST /echo HTTP/1.1\r\nHost: a\r\n"
#define CHUNKED POST "Transfer-Encoding: chunked\r\n\r\n"

static const struct vector vectors[] = {
	V("Content-Length and Transfer-Encoding", 400,
	  POST "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	V("Content-Length twice, the same", 400, POST "Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc"),
	V("Content-Length twice, different", 400, POST "Content-Length: 3\r\nContent-Length: 5\r\n\r\nabc"),
	V("Transfer-Encoding: chunked, identity", 501, POST "Transfer-Encoding: chunked, identity\r\n\r\n0\r\n\r\n"),
	V("Transfer-Encoding: xchunked", 501, POST "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n"),
	V("bare LF", 400, "GET / HTTP/1.1\nHost: a\n\n"),
	V("bare CR before a header", 400, "GET / HTTP/1.1\r\nHost: a\rX: b\r\n\r\n"),
	V("bare CR hiding Transfer-Encoding", 400, POST "X: b\rTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	V("NUL in a value", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n"),
	V("chunk size overflow", 400, CHUNKED "10000000000000003\r\nabc\r\n0\r\n\r\n"),
	V("negative Content-Length", 400, POST "Content-Length: -3\r\n\r\nabc"),
	V("Content-Length overflow", 413, POST "Content-Length: 18446744073709551619\r\n\r\nabc"),
	V("HTTP/9.9", 505, "GET / HTTP/9.9\r\nHost: a\r\n\r\n"),
	V("chunk lines ended by LF only", 400, CHUNKED "3\nabc\n0\n\n"),
	V("Host with a blank before the colon", 400, "GET / HTTP/1.1\r\nHost : a\r\n\r\n"),
	V("folded header", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n c\r\n\r\n"),
	V("chunk extension", 400, CHUNKED "3;a=b\r\nabc\r\n0\r\n\r\n"),
	V("no Host", 400, "GET / HTTP/1.1\r\nX: a\r\n\r\n"),
	V("two Hosts", 400, "GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"),
};
#define VECTOR_COUNT (sizeof(vectors) / sizeof(vectors[0]))

static const struct vector relatives[] = {
	V("Transfer-Encoding twice", 400, POST "Transfer-Encoding: chunked\r\nTransfer-Encoding: identity\r\n\r\n0\r\n\r\n"),
	V("Transfer-Encoding in HTTP/1.0", 400,
	  "POST /echo HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n"),
	V("Content-Length: +3", 400, POST "Content-Length: +3\r\n\r\nabc"),
	V("Content-Length: 3, 3", 400, POST "Content-Length: 3, 3\r\n\r\nabc"),
	V("Content-Length: 0x3", 400, POST "Content-Length: 0x3\r\n\r\nabc"),
	V("empty Content-Length", 400, POST "Content-Length:\r\n\r\nabc"),
	V("Content-Length with a tab in the name", 400, POST "Content-Length\t: 3\r\n\r\nabc"),
	V("trailer", 400, CHUNKED "3\r\nabc\r\n0\r\nX: y\r\n\r\n"),
	V("chunk size with a blank", 400, CHUNKED " 3\r\nabc\r\n0\r\n\r\n"),
	V("chunk size with 0x", 400, CHUNKED "0x3\r\nabc\r\n0\r\n\r\n"),
	V("chunk longer than its size", 400, CHUNKED "3\r\nabcd\r\n0\r\n\r\n"),
	V("empty chunk size", 400, CHUNKED "\r\nabc\r\n0\r\n\r\n"),
	V("absolute form", 400, "GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n"),
	V("CONNECT", 501, "CONNECT a:443 HTTP/1.1\r\nHost: a\r\n\r\n"),
	V("empty line first", 400, "\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n"),
	V("folded first header", 400, "GET / HTTP/1.1\r\n Host: a\r\n\r\n"),
	V("two blanks in the request line", 400, "GET  / HTTP/1.1\r\nHost: a\r\n\r\n"),
	V("header without a name", 400, "GET / HTTP/1.1\r\nHost: a\r\n: b\r\n\r\n"),
	V("vertical tab in a value", 400, "GET / HTTP/1.1\r\nHost: a\r\nX: \vchunked\r\n\r\n"),
	V("Authorization twice", 400, "GET / HTTP/1.1\r\nHost: a\r\nAuthorization: a\r\nAuthorization: b\r\n\r\n"),
	V("lower-case version", 400, "GET / http/1.1\r\nHost: a\r\n\r\n"),
	V("Host with a path", 400, "GET / HTTP/1.1\r\nHost: a/b\r\n\r\n"),
};
#define RELATIVE_COUNT (sizeof(relatives) / sizeof(relatives[0]))

static unsigned answers(const struct reply *reply)
{
	unsigned count = 0;

	for (const char *at = reply->data; at && (at = strstr(at, "HTTP/1.1 ")); at++)
		count++;
	return count;
}

static void check(const struct vector *v, const struct reply *reply, const char *how)
{
	bool right = reply->status == v->status && reply->closed && answers(reply) == 1 &&
		     reply_has(reply, "Connection: close\r\n") && reply_has(reply, "application/problem+json");

	CHECK(right);
	if (!right)
		printf("#   %s (%s): %d, %s, %u answers\n", v->name, how, reply->status,
		       reply->closed ? "closed" : "open", answers(reply));
}

/* whole, byte by byte, and behind a good request on the same connection */
static void try_all(const struct vector *list, size_t count)
{
	static const char good[] = "GET /good HTTP/1.1\r\nHost: a\r\n\r\n";

	start((struct http_options){ .linger_ms = 200 });
	for (size_t i = 0; i < count; i++) {
		const struct vector *v = &list[i];
		struct reply reply = ask(v->bytes, v->size);

		check(v, &reply, "at once");
		reply_free(&reply);

		int fd = dial();
		bool sent = true;

		for (size_t at = 0; at < v->size && sent; at++) {
			sent = put_bytes(fd, v->bytes + at, 1);
			if (at % 16 == 0)
				sleep_ms(1);
		}
		reply = get_reply(fd, true);
		check(v, &reply, "byte by byte");
		reply_free(&reply);
		close(fd);

		fd = dial();
		put_text(fd, good);
		reply = get_reply(fd, false);
		CHECK_INT(reply.status, 200);
		reply_free(&reply);
		put_bytes(fd, v->bytes, v->size);
		reply = get_reply(fd, true);
		check(v, &reply, "second on its connection");
		reply_free(&reply);
		close(fd);
	}
	int good_handled = atomic_load(&fx.handled);
	struct http_figures figures = stop();

	CHECK_INT(good_handled, count);                 /* the good ones, and none of the smuggled */
	CHECK_INT(figures.refused, 3 * count);
}

TEST(nineteen_smuggling_vectors_are_refused)
{
	CHECK_INT(VECTOR_COUNT, 19);
	try_all(vectors, VECTOR_COUNT);
}

TEST(their_relatives_are_refused)
{
	try_all(relatives, RELATIVE_COUNT);
}

/* The test would pass against a server that refuses everything: these must be taken. */
TEST(plain_requests_of_the_same_shapes_are_taken)
{
	static const struct vector good[] = {
		V("chunked", 200, CHUNKED "3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
		V("chunked, upper case", 200, POST "TRANSFER-ENCODING: Chunked\r\n\r\nA\r\n0123456789\r\n0\r\n\r\n"),
		V("length", 200, POST "Content-Length: 3\r\n\r\nabc"),
		V("length 0", 200, POST "Content-Length: 0\r\n\r\n"),
		V("blank around values", 200, "GET / HTTP/1.1\r\nHost:\t a \r\n\r\n"),
		V("bytes past ASCII in a value", 200, "GET / HTTP/1.1\r\nHost: a\r\nX-Test: \xe5\xb9\xb2\r\n\r\n"),
	};
	start((struct http_options){ .linger_ms = 200 });
	for (size_t i = 0; i < sizeof(good) / sizeof(good[0]); i++) {
		int fd = dial();

		put_bytes(fd, good[i].bytes, good[i].size);
		shutdown(fd, SHUT_WR);
		struct reply reply = get_reply(fd, true);

		CHECK_INT(reply.status, 200);
		CHECK_INT(answers(&reply), 2);          /* pipelining: the one behind is answered too */
		CHECK(reply_has(&reply, "GET|/smuggled|-|-|0|127.0.0.1"));
		reply_free(&reply);
		close(fd);
	}
	stop();
}

TEST_MAIN()
