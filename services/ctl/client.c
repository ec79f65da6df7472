#include "client.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/require.h"

static const char api_prefix[] = "/api/v1";

struct client {
	CURL *curl;
};

struct client *client_new(void)
{
	struct client *client = calloc(1, sizeof *client);

	REQUIRE(client);
	REQUIRE(curl_global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK);
	client->curl = curl_easy_init();
	REQUIRE(client->curl);
	return client;
}

void client_free(struct client *client)
{
	curl_easy_cleanup(client->curl);
	curl_global_cleanup();
	free(client);
}

static void sleep_ms(long ms)
{
	struct timespec t = { ms / 1000, ms % 1000 * 1000000 };

	nanosleep(&t, NULL);
}

static void send_once(struct ctl *c, struct exchange *x)
{
	exchange_begin(x, c->client->curl, c->url);
	exchange_end(x, c->client->curl, curl_easy_perform(c->client->curl));
}

void client_try(struct ctl *c, struct exchange *x)
{
	bool repeatable = strcmp(x->method, "GET") == 0 || (x->key && x->key[0]);
	long wait_ms = CLIENT_WAIT_FIRST_MS;

	x->token = c->token;
	send_once(c, x);
	for (int tries = 1; repeatable && tries < CLIENT_TRIES && exchange_again(x); tries++) {
		sleep_ms(wait_ms);
		wait_ms *= 2;
		send_once(c, x);
	}
}

int client_ask(struct ctl *c, struct exchange *x)
{
	client_try(c, x);
	return x->status / 100 == 2 ? CTL_DONE : problem_report(x, x->key, &c->arena);
}

int client_get(struct ctl *c, const char *path, struct exchange *x)
{
	struct buffer whole = { 0 };
	int status;

	buffer_format(&whole, "%s%s", api_prefix, path);
	x->method = "GET";
	x->path = whole.data;
	status = client_ask(c, x);
	x->path = NULL;
	buffer_free(&whole);
	return status;
}
