#include "pool.h"

#include <stdlib.h>

#include "base/require.h"

struct pool {
	CURLM *multi;
	const char *url;
	CURL *handles[POOL_SLOTS_MAX];
	struct exchange *running[POOL_SLOTS_MAX]; /* parallel; NULL: the handle is free */
	unsigned slots;
	unsigned busy;
};

struct pool *pool_new(const char *url, unsigned slots)
{
	struct pool *p = calloc(1, sizeof *p);

	REQUIRE(p && slots > 0 && slots <= POOL_SLOTS_MAX);
	p->url = url;
	p->slots = slots;
	p->multi = curl_multi_init();
	REQUIRE(p->multi);
	curl_multi_setopt(p->multi, CURLMOPT_MAXCONNECTS, (long)slots);
	for (unsigned i = 0; i < slots; i++) {
		p->handles[i] = curl_easy_init();
		REQUIRE(p->handles[i]);
	}
	return p;
}

void pool_free(struct pool *p)
{
	for (unsigned i = 0; i < p->slots; i++) {
		if (p->running[i]) {
			curl_multi_remove_handle(p->multi, p->handles[i]);
			exchange_end(p->running[i], p->handles[i], CURLE_ABORTED_BY_CALLBACK);
		}
		curl_easy_cleanup(p->handles[i]);
	}
	curl_multi_cleanup(p->multi);
	free(p);
}

bool pool_full(const struct pool *p)
{
	return p->busy == p->slots;
}

void pool_start(struct pool *p, struct exchange *x)
{
	unsigned i = 0;

	REQUIRE(!pool_full(p));
	while (p->running[i])
		i++;
	p->running[i] = x;
	p->busy++;
	exchange_begin(x, p->handles[i], p->url);
	REQUIRE(curl_multi_add_handle(p->multi, p->handles[i]) == CURLM_OK);
}

static struct exchange *ended(struct pool *p)
{
	int left;
	CURLMsg *message = curl_multi_info_read(p->multi, &left);
	unsigned i = 0;

	if (!message || message->msg != CURLMSG_DONE)
		return NULL;
	while (p->handles[i] != message->easy_handle)
		i++;
	struct exchange *x = p->running[i];
	CURLcode result = message->data.result;

	curl_multi_remove_handle(p->multi, p->handles[i]); /* the message is gone with it */
	exchange_end(x, p->handles[i], result);
	p->running[i] = NULL;
	p->busy--;
	return x;
}

struct exchange *pool_next(struct pool *p, int timeout_ms)
{
	struct exchange *x = ended(p);
	int running;

	if (x)
		return x;
	curl_multi_perform(p->multi, &running);
	x = ended(p);
	if (x)
		return x;
	curl_multi_poll(p->multi, NULL, 0, timeout_ms, NULL);
	curl_multi_perform(p->multi, &running);
	return ended(p);
}
