/* What a path takes, for requests no route took. */
#include <string.h>

#include "api.h"
#include "console/assets.h"

static const struct {
	const char *path;              /* a trailing "/" stands for anything one level below */
	const char *methods;
} fixed[] = {
	{ "/livez", "GET, HEAD" },
	{ "/readyz", "GET, HEAD" },
	{ "/metrics", "GET, HEAD" },
	{ "/report", "GET, HEAD" },
	{ "/report/figures/", "GET, HEAD" },
	{ "/dossiers/", "GET, HEAD" },
	{ "/todos", "GET, HEAD" },
	{ "/todos/digest", "GET, HEAD" },
	{ "/events", "GET, HEAD" },
	{ "/events/stream", "GET" },
	{ "/platform/status", "GET, HEAD" },
	{ "/session", "DELETE, GET, POST" },
	{ "/ballot/casts", "POST" },
	{ "/assessment/polls/signatures", "POST" },
	{ "/assessment/polls/class", "POST" },
	{ "/assessment/what-if", "POST" },
	{ "/personnel/form-files/", "GET, HEAD" },
	{ "/personnel/cadres-as-of/", "GET, HEAD" },
	{ "/personnel/teams-as-of/", "GET, HEAD" },
	{ "/personnel/units-as-of", "GET, HEAD" },
};

static bool stands_for(const char *known, const char *path)
{
	size_t size = strlen(known);

	if (size > 1 && known[size - 1] == '/')
		return strncmp(known, path, size) == 0 && path[size] && !strchr(path + size, '/');
	return strcmp(known, path) == 0;
}

static bool is_command(const char *path)
{
	for (size_t i = 0; i < contract_command_count; i++)
		if (strcmp(contract_commands[i].path, path) == 0)
			return true;
	return false;
}

static const char *methods_of(const char *path)
{
	bool get = api_rows_path(path), post = is_command(path);

	for (size_t i = 0; i < sizeof fixed / sizeof fixed[0]; i++)
		if (stands_for(fixed[i].path, path))
			return fixed[i].methods;
	if (asset_find(path))
		return "GET, HEAD";
	return get && post ? "GET, HEAD, POST" : get ? "GET, HEAD" : post ? "POST" : NULL;
}

void answer_no_route(struct call *c)
{
	const char *methods = methods_of(c->path);

	if (methods && !strstr(methods, http_method(c->http)))
		answer_refusal_with(c, REFUSAL_METHOD_WRONG, NULL, &(struct http_header){ "Allow", methods });
	else
		answer_refusal(c, REFUSAL_PATH_UNKNOWN, NULL);
}
