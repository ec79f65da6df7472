/* The few routes beside the API: the first page, health, metrics, the API document. */
#include <string.h>

#include "api.h"
#include "console/assets.h"

static void asset(struct call *c, const char *type, struct span body)
{
	static const struct http_header headers[] = {
		{ "Cache-Control", "no-cache" },
		{ "Content-Security-Policy",
		  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
		  "form-action 'self'; frame-ancestors 'none'; base-uri 'none'" },
	};

	http_respond(c->http, 200, type, body, headers, sizeof headers / sizeof headers[0]);
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

	if (!is_get(c))
		return false;
	if (strcmp(path, "/") == 0)
		asset(c, "text/html; charset=utf-8", asset_index());
	else if (strcmp(path, "/app.js") == 0)
		asset(c, "text/javascript; charset=utf-8", asset_script());
	else if (strcmp(path, "/style.css") == 0)
		asset(c, "text/css; charset=utf-8", asset_style());
	else if (strcmp(path, "/openapi.json") == 0)
		asset(c, "application/json", asset_openapi());
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
