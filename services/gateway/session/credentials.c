/* What a request shows of itself: token, origin, content type. */
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "session_impl.h"

static const char *cookie_name(const struct session_store *s)
{
	return s->options.secure ? "__Host-sid" : "sid";
}

/* The value of our cookie; several of that name are no token at all. */
static const char *cookie_token(const struct session_store *s, struct http_request *r)
{
	const char *at = http_header(r, "Cookie");
	const char *name = cookie_name(s);
	size_t name_size = strlen(name);
	const char *found = NULL;
	size_t found_size = 0;

	while (at && *at) {
		at += strspn(at, " ;");
		size_t size = strcspn(at, ";");

		if (size > name_size && strncmp(at, name, name_size) == 0 && at[name_size] == '=') {
			if (found)
				return NULL;
			found = at + name_size + 1;
			found_size = size - name_size - 1;
		}
		at += size;
	}
	return found ? arena_text(http_arena(r), found, found_size) : NULL;
}

struct presented session_presented(const struct session_store *s, struct http_request *r)
{
	static const char bearer[] = "Bearer ";
	const char *authorization = http_header(r, "Authorization");

	if (authorization) {
		bool ours = strncasecmp(authorization, bearer, sizeof(bearer) - 1) == 0;

		return (struct presented){ .token = ours ? authorization + sizeof(bearer) - 1 : NULL };
	}
	return (struct presented){ .token = cookie_token(s, r), .cookie = true };
}

bool session_is_browser(const struct http_request *r)
{
	return http_header(r, "Sec-Fetch-Site") || http_header(r, "Origin");
}

/* Origin "https://host[:port]" names the very Host that was asked. */
static bool origin_is_ours(const struct http_request *r)
{
	const char *origin = http_header(r, "Origin");
	const char *host = http_header(r, "Host");
	const char *authority = origin ? strstr(origin, "://") : NULL;

	return authority && host && strcasecmp(authority + 3, host) == 0;
}

/* With `browser_only`, a request that says nothing of where it comes from is no browser's and passes (a login); else it
 * is refused (somebody's cookie). */
bool session_is_same_site(const struct http_request *r, bool browser_only)
{
	const char *site = http_header(r, "Sec-Fetch-Site");

	if (site)
		return strcmp(site, "same-origin") == 0;
	if (http_header(r, "Origin"))
		return origin_is_ours(r);
	return browser_only;
}

bool session_is_json(const struct http_request *r)
{
	static const char json[] = "application/json";
	const char *type = http_header(r, "Content-Type");

	return type && strncasecmp(type, json, sizeof(json) - 1) == 0 &&
	       (type[sizeof(json) - 1] == '\0' || type[sizeof(json) - 1] == ';' || type[sizeof(json) - 1] == ' ');
}

void session_cookie(const struct session_store *s, const char *token, char out[SESSION_COOKIE_SIZE])
{
	(void)snprintf(out, SESSION_COOKIE_SIZE, "%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", cookie_name(s),
		       token ? token : "", s->options.secure ? "; Secure" : "", token ? "" : "; Max-Age=0");
}
