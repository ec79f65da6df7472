#include "exchange.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/require.h"
#include "ctl.h"

#define HEADER_MAX (CTL_TOKEN_MAX + 64)

static size_t take_body(char *data, size_t one, size_t count, void *context)
{
	struct exchange *x = context;

	if (x->answer.size + one * count > CTL_ANSWER_BYTES_MAX)
		return 0;
	buffer_add(&x->answer, span_of(data, one * count));
	return one * count;
}

static bool header_is(const char *line, size_t size, const char *name, const char **value)
{
	size_t length = strlen(name);

	if (size <= length || strncasecmp(line, name, length) != 0 || line[length] != ':')
		return false;
	*value = line + length + 1;
	return true;
}

static size_t take_header(char *data, size_t one, size_t count, void *context)
{
	struct exchange *x = context;
	const char *value;
	char number[16];

	if (header_is(data, count, "Idempotency-Replayed", &value))
		x->replayed = memmem(value, count - (size_t)(value - data), "true", 4) != NULL;
	if (header_is(data, count, "Retry-After", &value)) {
		snprintf(number, sizeof number, "%.*s", (int)(count - (size_t)(value - data)), value);
		unsigned long wait = strtoul(number, NULL, 10);
		x->retry_after_s = wait > EXCHANGE_RETRY_AFTER_MAX_S ? EXCHANGE_RETRY_AFTER_MAX_S : (unsigned)wait;
	}
	return one * count;
}

static void add_header(struct exchange *x, const char *name, const char *value)
{
	char line[HEADER_MAX];
	struct curl_slist *grown;
	int size = snprintf(line, sizeof line, "%s: %s", name, value);

	REQUIRE(size > 0 && (size_t)size < sizeof line);
	grown = curl_slist_append(x->headers, line);
	REQUIRE(grown);
	x->headers = grown;
}

static void set_method(struct exchange *x, CURL *curl)
{
	if (strcmp(x->method, "POST") == 0) {
		add_header(x, "Content-Type", "application/json");
		curl_easy_setopt(curl, CURLOPT_POST, 1L);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, x->body.size ? (const char *)x->body.data : "");
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)x->body.size);
	} else {
		curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
		if (strcmp(x->method, "GET") != 0)
			curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, x->method);
	}
}

void exchange_begin(struct exchange *x, CURL *curl, const char *url)
{
	char address[CTL_URL_MAX + CTL_PATH_MAX];
	char bearer[CTL_TOKEN_MAX + 16];
	int size = snprintf(address, sizeof address, "%s%s", url, x->path);

	REQUIRE(size > 0 && (size_t)size < sizeof address);
	x->status = 0;
	x->replayed = false;
	x->retry_after_s = 0;
	x->reason[0] = '\0';
	x->headers = NULL;
	buffer_clear(&x->answer);
	curl_easy_reset(curl); /* keeps connections */
	curl_easy_setopt(curl, CURLOPT_URL, address);
	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_PROXY, ""); /* a session must not pass by way of the environment */
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_TCP_NODELAY, 1L);
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT_MS, EXCHANGE_CONNECT_MS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, EXCHANGE_TOTAL_MS);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, x);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_HEADERDATA, x);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, NULL);
	set_method(x, curl);
	add_header(x, "Expect", "");
	if (x->token && x->token[0]) {
		size = snprintf(bearer, sizeof bearer, "Bearer %s", x->token);
		REQUIRE(size > 0 && (size_t)size < sizeof bearer);
		add_header(x, "Authorization", bearer);
	}
	if (x->key && x->key[0])
		add_header(x, "Idempotency-Key", x->key);
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, x->headers);
}

void exchange_end(struct exchange *x, CURL *curl, CURLcode result)
{
	long status = 0;
	curl_off_t took_us = 0;
	char *url = NULL;

	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(x->headers);
	x->headers = NULL;
	curl_easy_getinfo(curl, CURLINFO_EFFECTIVE_URL, &url);
	if (result == CURLE_OK)
		curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &status);
	else
		snprintf(x->reason, sizeof x->reason, "%s: %.80s", curl_easy_strerror(result), url ? url : "");
	curl_easy_getinfo(curl, CURLINFO_TOTAL_TIME_T, &took_us);
	x->took_us = took_us;
	x->status = (unsigned)status;
}

void exchange_free(struct exchange *x)
{
	buffer_free(&x->answer);
}

bool exchange_again(const struct exchange *x)
{
	return x->status == 0 || x->status == 429 || (x->status >= 502 && x->status <= 504);
}
