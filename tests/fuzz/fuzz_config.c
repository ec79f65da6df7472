/* What an operator writes: the configuration, the allow-list, key files. Whatever is taken, written out plainly, is taken
 * again and means the same. */
#include <sys/mman.h>

#include "bus/allow.h"
#include "bus/keys.h"
#include "folder.h"
#include "runtime/config.h"
#include "wire/wire.h"

#define ARENA_BYTES ((size_t)1 << 20)

static int file;          /* in memory */
static char file_path[64];

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	static const char *const overrides[] = { "DANDANG_DATA", "DANDANG_KEYS", "DANDANG_CLOCK", "DANDANG_BASE_PORT",
						 "DANDANG_HTTP_PORT", "DANDANG_BIND", "DANDANG_HTTP_BIND" };

	(void)argc;
	(void)argv;
	for (size_t i = 0; i < sizeof overrides / sizeof overrides[0]; i++)
		(void)unsetenv(overrides[i]);
	file = memfd_create("config", MFD_CLOEXEC);
	PROPERTY(file >= 0);
	(void)snprintf(file_path, sizeof file_path, "/proc/self/fd/%d", file);
	fuzz_folder_make(); /* key files are opened without following links, so they need a folder */
	return 0;
}

/* ---- the configuration */

static void is_within_limits(const struct config *c)
{
	PROPERTY(c->site[0] && strlen(c->site) < sizeof c->site);
	PROPERTY(c->data[0] && strlen(c->data) < sizeof c->data && c->keys[0] && strlen(c->keys) < sizeof c->keys);
	PROPERTY(c->base_port >= 1024 && c->base_port + 2 * CONFIG_SERVICES <= 65535);
	PROPERTY(c->http_port > 0 && c->http_port <= 65535);
	PROPERTY(c->segment_bytes > 0 && c->requests_per_s <= 1000000 && c->upstream_count <= CONFIG_UPSTREAMS_MAX);
	for (unsigned i = 0; i < c->upstream_count; i++)
		for (unsigned k = 0; k < i; k++)
			PROPERTY(strcmp(c->upstreams[i].site, c->upstreams[k].site) != 0);
	for (int i = 0; i < CONFIG_SERVICES; i++) {
		char address[128];

		for (int way = 0; way < 4; way++) {
			config_address(c, config_services[i], way & 1, way & 2, address);
			PROPERTY(strncmp(address, "tcp://", 6) == 0 && strlen(address) < sizeof address - 1);
		}
	}
}

static const char *line(struct arena *arena, const char *name, const char *value)
{
	const char *text = value[0] ? arena_format(arena, "%s=%s\n", name, value) : "";

	PROPERTY(text);
	return text;
}

static const char *written(const struct config *c, struct arena *arena)
{
	const char *text = arena_format(
		arena, "[site]\ncode=%s\n%sdata=%s\nkeys=%s\nclock=%s\n[net]\n%s%sbase_port=%d\nhttp_port=%d\nhttp_secure=%s\n",
		c->site, line(arena, "name", c->name), c->data, c->keys, c->simulated_clock ? "simulated" : "real",
		line(arena, "bind", c->bind), line(arena, "http_bind", c->http_bind), c->base_port, c->http_port,
		c->http_secure ? "yes" : "no");

	text = arena_format(arena, "%s[journal]\nsegment_mib=%llu\nmax_mib=%llu\ntrim=%s\n[limits]\nrequests_per_s=%u\n"
			    "[background]\nsnapshot_minutes=%u\nshadow_minutes=%u\n[hosts]\n",
			    text, (unsigned long long)c->segment_bytes >> 20, (unsigned long long)c->journal_bytes_max >> 20,
			    c->journal_trim ? "yes" : "no", c->requests_per_s, c->snapshot_minutes, c->shadow_minutes);
	for (int i = 0; i < CONFIG_SERVICES; i++)
		text = arena_format(arena, "%s%s", text, line(arena, config_services[i], c->hosts[i]));
	text = arena_format(arena, "%s[upstreams]\n", text);
	for (unsigned i = 0; i < c->upstream_count; i++)
		text = arena_format(arena, "%s%s=%s\n", text, c->upstreams[i].site, c->upstreams[i].address);
	PROPERTY(text);
	return text;
}

/* An empty bind address cannot be written, and reads as the default. */
static bool same(const struct config *a, const struct config *b)
{
	bool texts = strcmp(a->site, b->site) == 0 && strcmp(a->name, b->name) == 0 && strcmp(a->data, b->data) == 0 &&
		     strcmp(a->keys, b->keys) == 0 && (!a->bind[0] || strcmp(a->bind, b->bind) == 0) &&
		     (!a->http_bind[0] || strcmp(a->http_bind, b->http_bind) == 0);
	bool numbers = a->simulated_clock == b->simulated_clock && a->base_port == b->base_port &&
		       a->http_port == b->http_port && a->http_secure == b->http_secure &&
		       a->segment_bytes == b->segment_bytes && a->journal_bytes_max == b->journal_bytes_max &&
		       a->journal_trim == b->journal_trim && a->requests_per_s == b->requests_per_s &&
		       a->snapshot_minutes == b->snapshot_minutes && a->shadow_minutes == b->shadow_minutes;
	bool lists = a->upstream_count == b->upstream_count;

	for (int i = 0; i < CONFIG_SERVICES; i++)
		lists = lists && strcmp(a->hosts[i], b->hosts[i]) == 0;
	for (unsigned i = 0; lists && i < a->upstream_count; i++)
		lists = strcmp(a->upstreams[i].site, b->upstreams[i].site) == 0 &&
			strcmp(a->upstreams[i].address, b->upstreams[i].address) == 0;
	return texts && numbers && lists;
}

static void read_config(struct span bytes, struct arena *arena)
{
	struct config c, again;
	struct fault f = { 0 };

	fuzz_file_write(file, bytes);
	if (config_load(&c, file_path, &f) != ERR_NONE) {
		PROPERTY(f.code != ERR_NONE && f.text[0]);
		return;
	}
	is_within_limits(&c);
	fuzz_file_write(file, span_text(written(&c, arena)));
	if (config_load(&again, file_path, &f) != ERR_NONE) {
		fprintf(stderr, "%s\n", f.text);
		PROPERTY(false && "what was taken is taken again");
	}
	PROPERTY(same(&c, &again));
}

/* ---- the allow-list */

static void read_allow(struct span bytes, struct arena *arena)
{
	struct allow list = { 0 }, again = { 0 };
	struct fault f = { 0 };
	const char *text = "";

	if (allow_parse(bytes, &list, &f) != ERR_NONE) {
		PROPERTY(f.code != ERR_NONE && f.text[0] && !list.entries);
		return;
	}
	for (size_t i = 0; i < list.count; i++) {
		const struct allow_entry *e = &list.entries[i];

		PROPERTY(strlen(e->key) == BUS_KEY_TEXT - 1 && e->principal[0] && strlen(e->principal) < BUS_PRINCIPAL_MAX);
		PROPERTY(allow_principal(&list, e->key) == e->principal);
		text = arena_format(arena, "%s%s %s\n", text, e->key, e->principal);
		PROPERTY(text);
	}
	PROPERTY(!allow_principal(&list, NULL) && !allow_principal(&list, "short"));
	fuzz_file_write(file, span_text(text));
	PROPERTY(allow_read(file_path, &again, &f) == ERR_NONE && again.count == list.count);
	PROPERTY(list.count == 0 || memcmp(list.entries, again.entries, list.count * sizeof *list.entries) == 0);
	allow_fini(&list);
	allow_fini(&again);
}

/* ---- a key */

static void read_key(struct span bytes)
{
	char key[BUS_KEY_TEXT];
	struct fault f = { 0 };

	fuzz_folder_write("x.public", bytes);
	if (keys_load_public(fuzz_folder, "x", key, &f) != ERR_NONE) {
		PROPERTY(f.code != ERR_NONE && f.text[0]);
		return;
	}
	PROPERTY(strlen(key) == BUS_KEY_TEXT - 1 && bytes.size >= BUS_KEY_TEXT - 1);
	PROPERTY(memcmp(key, bytes.data, BUS_KEY_TEXT - 1) == 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct input in = { data, size };
	uint8_t which = take_byte(&in) % 4;
	struct span bytes = take_rest(&in);
	struct arena *arena = fuzz_arena(ARENA_BYTES);

	if (which <= 1)
		read_config(bytes, arena);
	else if (which == 2)
		read_allow(bytes, arena);
	else
		read_key(bytes);
	return 0;
}
