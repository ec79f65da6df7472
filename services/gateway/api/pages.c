/* The few routes beside the API: the files of the console, health, metrics, the API document. */
#include <string.h>

#include "api.h"
#include "console/assets.h"

/* A browser keeps a file and asks each time whether it is still the same. */
static void show(struct call *c, const struct asset *asset)
{
	const char *tag = asset_tag(asset), *known = http_header(c->http, "If-None-Match");
	bool same = known && strcmp(known, tag) == 0;
	const struct http_header headers[] = {
		{ "Cache-Control", "no-cache" },
		{ "ETag", tag },
		{ "Content-Security-Policy",
		  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
		  "form-action 'self'; frame-ancestors 'none'; base-uri 'none'" },
	};

	http_respond(c->http, same ? 304 : 200, asset->type, asset_body(asset), headers, sizeof headers / sizeof headers[0]);
}

/* Ready: the store reads and every followed stream is connected. */
static void ready(struct call *c)
{
	bool ok = c->gateway->accounts_ready && server_ready(c->gateway->server);

	http_respond(c->http, ok ? 200 : 503, "application/json", span_text(ok ? "{\"ready\":true}" : "{\"ready\":false}"),
		     NULL, 0);
}

bool api_pages(struct call *c)
{
	const char *path = http_path(c->http);
	const struct asset *asset = asset_find(path);

	if (!is_get(c))
		return false;
	if (asset)
		show(c, asset);
	else if (strcmp(path, "/livez") == 0)
		http_respond(c->http, 200, "application/json", span_text("{\"live\":true}"), NULL, 0);
	else if (strcmp(path, "/readyz") == 0)
		ready(c);
	else if (strcmp(path, "/metrics") == 0)
		platform_metrics(c);
	else
		return false;
	return true;
}
