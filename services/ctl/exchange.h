/* One request and its answer, set up on a curl handle. Used one at a time (client.c) and many at once (pool.c). */
#ifndef DANDANG_CTL_EXCHANGE_H
#define DANDANG_CTL_EXCHANGE_H

#include <curl/curl.h>

#include "buffer.h"

#define EXCHANGE_CONNECT_MS 5000L
#define EXCHANGE_TOTAL_MS 90000L             /* longer than the gateway takes to give up (60 s) */
#define EXCHANGE_REASON_MAX 160
#define EXCHANGE_RETRY_AFTER_MAX_S 60u

struct exchange {
	const char *method;            /* GET, POST, DELETE */
	const char *path;              /* from "/", with its query */
	const char *token;             /* "" or NULL: none */
	const char *key;               /* Idempotency-Key; "" or NULL: none */
	struct span body;              /* of a POST; must live until the answer */

	unsigned status;               /* 0: no whole answer came */
	bool replayed;                 /* the gateway answered from memory of the key */
	unsigned retry_after_s;
	struct buffer answer;
	char reason[EXCHANGE_REASON_MAX]; /* when status is 0 */
	int64_t took_us;

	struct curl_slist *headers;    /* inside */
};

/* url: of the gateway, without '/' at the end. The exchange must stay where it is until exchange_end. */
void exchange_begin(struct exchange *x, CURL *curl, const char *url);
void exchange_end(struct exchange *x, CURL *curl, CURLcode result);
/* Frees the answer. */
void exchange_free(struct exchange *x);
/* Worth asking again with the same key: no answer, busy, unknown, too many. */
bool exchange_again(const struct exchange *x);

#endif
