#include "runtime/config.h"

#include <ini.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const config_services[CONFIG_SERVICES] = { "personnel",      "training", "assessment",
						       "accountability", "welfare",  "gateway",
						       "ballot" };

int config_service_number(const char *service)
{
	for (int i = 0; i < CONFIG_SERVICES; i++)
		if (strcmp(config_services[i], service) == 0)
			return i;
	return -1;
}

void config_address(const struct config *c, const char *service, bool stream, bool listening, char out[128])
{
	int number = config_service_number(service);
	const char *host = listening || !c->hosts[number][0] ? c->bind : c->hosts[number];

	snprintf(out, 128, "tcp://%s:%d", host, c->base_port + 2 * number + (stream ? 1 : 0));
}

struct loading {
	struct config *config;
	struct fault *fault;
	bool failed;
	FILE *file;
	int line;
	int bad_line; /* the first that does not stand as it was written; 0: none */
};

static bool text(char *out, size_t size, const char *value)
{
	return (size_t)snprintf(out, size, "%s", value) < size;
}

static bool number(const char *value, long long min, long long max, long long *out)
{
	char *end;
	*out = strtoll(value, &end, 10);
	return *value && !*end && *out >= min && *out <= max;
}

static bool set_site(struct config *c, const char *name, const char *value)
{
	if (strcmp(name, "code") == 0)
		return text(c->site, sizeof c->site, value);
	if (strcmp(name, "name") == 0)
		return text(c->name, sizeof c->name, value);
	if (strcmp(name, "data") == 0)
		return text(c->data, sizeof c->data, value);
	if (strcmp(name, "keys") == 0)
		return text(c->keys, sizeof c->keys, value);
	if (strcmp(name, "clock") == 0) {
		c->simulated_clock = strcmp(value, "simulated") == 0;
		return c->simulated_clock || strcmp(value, "real") == 0;
	}
	return false;
}

/* Addresses, separated by blanks. */
static bool set_proxies(struct config *c, const char *value)
{
	c->trusted_proxy_count = 0;
	for (const char *at = value + strspn(value, " "); *at; at += strspn(at, " ")) {
		size_t size = strcspn(at, " ");

		if (c->trusted_proxy_count == CONFIG_PROXIES_MAX || size >= sizeof c->trusted_proxies[0])
			return false;
		snprintf(c->trusted_proxies[c->trusted_proxy_count++], size + 1, "%s", at);
		at += size;
	}
	return c->trusted_proxy_count > 0;
}

static bool set_net(struct config *c, const char *name, const char *value)
{
	long long n = 0;
	bool ok = number(value, 0, 65535, &n);

	if (strcmp(name, "bind") == 0)
		return text(c->bind, sizeof c->bind, value);
	if (strcmp(name, "http_bind") == 0)
		return text(c->http_bind, sizeof c->http_bind, value);
	if (strcmp(name, "http_secure") == 0) {
		c->http_secure = strcmp(value, "yes") == 0;
		return c->http_secure || strcmp(value, "no") == 0;
	}
	if (strcmp(name, "trusted_proxies") == 0)
		return set_proxies(c, value);
	if (strcmp(name, "base_port") == 0) {
		c->base_port = (int)n;
		return ok && n >= 1024 && n < 65536 - 2 * CONFIG_SERVICES;
	}
	if (strcmp(name, "http_port") == 0) {
		c->http_port = (int)n;
		return ok && n > 0;
	}
	return false;
}

static bool set_upstream(struct config *c, const char *name, const char *value)
{
	struct config_upstream *u;

	if (c->upstream_count == CONFIG_UPSTREAMS_MAX)
		return false;
	for (unsigned i = 0; i < c->upstream_count; i++)
		if (strcmp(c->upstreams[i].site, name) == 0)
			return false;
	u = &c->upstreams[c->upstream_count++];
	return text(u->site, sizeof u->site, name) && text(u->address, sizeof u->address, value);
}

static bool set_limits(struct config *c, const char *section, const char *name, const char *value)
{
	long long n;

	if (strcmp(section, "journal") == 0 && strcmp(name, "trim") == 0) {
		c->journal_trim = strcmp(value, "yes") == 0;
		return c->journal_trim || strcmp(value, "no") == 0;
	}
	if (!number(value, 0, 1 << 30, &n))
		return false;
	if (strcmp(section, "journal") == 0 && strcmp(name, "segment_mib") == 0 && n > 0)
		c->segment_bytes = (uint64_t)n << 20;
	else if (strcmp(section, "journal") == 0 && strcmp(name, "max_mib") == 0)
		c->journal_bytes_max = (uint64_t)n << 20;
	else if (strcmp(section, "limits") == 0 && strcmp(name, "requests_per_s") == 0 && n <= 1000000)
		c->requests_per_s = (unsigned)n;
	else if (strcmp(section, "limits") == 0 && strcmp(name, "connections") == 0 && n > 0 && n <= 1000000)
		c->connections = (unsigned)n;
	else if (strcmp(section, "limits") == 0 && strcmp(name, "connections_per_address") == 0 && n > 0 && n <= 1000000)
		c->connections_per_address = (unsigned)n;
	else if (strcmp(section, "limits") == 0 && strcmp(name, "event_streams") == 0 && n > 0 && n <= 1000000)
		c->event_streams = (unsigned)n;
	else if (strcmp(section, "background") == 0 && strcmp(name, "snapshot_minutes") == 0)
		c->snapshot_minutes = (unsigned)n;
	else if (strcmp(section, "background") == 0 && strcmp(name, "shadow_minutes") == 0)
		c->shadow_minutes = (unsigned)n;
	else
		return false;
	return true;
}

static int on_entry(void *context, const char *section, const char *name, const char *value)
{
	struct loading *l = context;
	struct config *c = l->config;
	bool ok;

	if (strcmp(section, "site") == 0)
		ok = set_site(c, name, value);
	else if (strcmp(section, "net") == 0)
		ok = set_net(c, name, value);
	else if (strcmp(section, "hosts") == 0)
		ok = config_service_number(name) >= 0 &&
		     text(c->hosts[config_service_number(name)], sizeof c->hosts[0], value);
	else if (strcmp(section, "upstreams") == 0)
		ok = set_upstream(c, name, value);
	else
		ok = set_limits(c, section, name, value);
	if (!ok && !l->failed) {
		fault_set(l->fault, ERR_INVALID, "[%s] %s = %s is unknown or out of range", section, name, value);
		l->failed = true;
	}
	return 1;
}

/* DANDANG_DATA, DANDANG_KEYS, DANDANG_BASE_PORT, DANDANG_HTTP_PORT override the file. */
static void from_environment(struct loading *l)
{
	static const struct { const char *variable, *section, *name; } known[] = {
		{ "DANDANG_DATA", "site", "data" },
		{ "DANDANG_KEYS", "site", "keys" },
		{ "DANDANG_CLOCK", "site", "clock" },
		{ "DANDANG_BASE_PORT", "net", "base_port" },
		{ "DANDANG_HTTP_PORT", "net", "http_port" },
		{ "DANDANG_BIND", "net", "bind" },
		{ "DANDANG_HTTP_BIND", "net", "http_bind" },
	};

	for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
		const char *value = getenv(known[i].variable);
		if (value)
			on_entry(l, known[i].section, known[i].name, value);
	}
}

/* The reader of libinih goes on without a word where a line is longer than its room (or holds a NUL), and takes an indented
 * line for more of the value before it. Both would be a configuration nobody wrote. */
static char *next_line(char *out, int room, void *context)
{
	struct loading *l = context;
	char *line = fgets(out, room, l->file);

	if (!line)
		return NULL;
	l->line++;
	bool cut = !strchr(line, '\n') && !feof(l->file);
	bool indented = strchr(" \t\v\f", line[0]) && line[0] && !strchr("\r\n;#", line[strspn(line, " \t\v\f")]);

	if ((cut || indented) && !l->bad_line)
		l->bad_line = l->line;
	return line;
}

/* As ini_parse: -1 when the file cannot be read, the number of a bad line, or 0. */
static int parse_file(struct loading *l, const char *path)
{
	l->file = fopen(path, "re");
	if (!l->file)
		return -1;
	int line = ini_parse_stream(next_line, l, on_entry, l);

	fclose(l->file);
	return l->bad_line ? l->bad_line : line;
}

enum err config_load(struct config *c, const char *path, struct fault *f)
{
	struct loading l = { .config = c, .fault = f };
	int line;

	*c = (struct config){ .bind = "127.0.0.1", .http_bind = "127.0.0.1", .base_port = 7100, .http_port = 7180,
			      .segment_bytes = 64u << 20, .snapshot_minutes = 60, .shadow_minutes = 1440 };
	line = parse_file(&l, path);
	if (line < 0)
		return fault_set(f, ERR_NOT_FOUND, "cannot read the configuration %s", path);
	if (line > 0)
		return fault_set(f, ERR_INVALID, "%s: line %d is not [section] or name = value, is indented, or too long", path,
				 line);
	from_environment(&l);
	if (l.failed)
		return fault_wrap(f, "%s", path);
	if (!c->site[0] || !c->data[0])
		return fault_set(f, ERR_INVALID, "%s: [site] code and data are needed", path);
	if (!c->keys[0] && (size_t)snprintf(c->keys, sizeof c->keys, "%s/keys", c->data) >= sizeof c->keys)
		return fault_set(f, ERR_INVALID, "%s: the path of [site] data is too long", path);
	return ERR_NONE;
}
