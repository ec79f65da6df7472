/* Rooms for the bus tests: a directory that goes away, keys, a loop that runs until something is true. */
#ifndef DANDANG_TESTS_BUS_FIXTURE_H
#define DANDANG_TESTS_BUS_FIXTURE_H

#include <ftw.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/require.h"
#include "bus/bus.h"
#include "tap.h"

#define PATIENCE_MS 20000
#define ANY_PORT "tcp://127.0.0.1:*"

struct room {
	char directory[64];
	char keys[80];
	struct loop *loop;
	bool (*until)(void *context);
	void *context;
	int64_t give_up_ms;
	bool gave_up;
};

static inline void room_open(struct room *r)
{
	*r = (struct room){ .directory = "/dev/shm/bus-test-XXXXXX" }; /* what a power cut does is not tested here */
	if (!mkdtemp(r->directory)) {
		snprintf(r->directory, sizeof r->directory, "/tmp/bus-test-XXXXXX");
		REQUIRE(mkdtemp(r->directory) != NULL);
	}
	snprintf(r->keys, sizeof r->keys, "%s/keys", r->directory);
	REQUIRE(loop_new(&r->loop, NULL) == ERR_NONE);
}

static inline int room_remove(const char *path, const struct stat *st, int type, struct FTW *ftw)
{
	(void)st;
	(void)type;
	(void)ftw;
	return remove(path);
}

static inline void room_close(struct room *r)
{
	loop_free(r->loop);
	(void)nftw(r->directory, room_remove, 16, FTW_DEPTH | FTW_PHYS);
}

static inline void room_look(void *context)
{
	struct room *r = context;

	r->gave_up = loop_now_ms(r->loop) >= r->give_up_ms;
	if (r->gave_up || (r->until && r->until(r->context)))
		loop_stop(r->loop);
}

/* Turns the loop until `until` holds, or `limit_ms` has passed; says which. */
static inline bool turn_until(struct room *r, bool (*until)(void *context), void *context, int64_t limit_ms)
{
	struct loop_timer *timer = loop_timer_new(r->loop, room_look, r);

	r->until = until;
	r->context = context;
	r->give_up_ms = loop_now_ms(r->loop) + limit_ms;
	loop_timer_set(timer, 0, 1);
	loop_run(r->loop);
	loop_timer_free(timer);
	return !r->gave_up || (until && until(context));
}

static inline void turn_for(struct room *r, int64_t ms)
{
	(void)turn_until(r, NULL, NULL, ms);
}

static inline void read_text(const char *directory, const char *name, char *out, size_t size)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", directory, name);
	FILE *file = fopen(path, "re");
	REQUIRE(file != NULL && fgets(out, (int)size, file) != NULL);
	fclose(file);
	out[strcspn(out, "\n")] = '\0';
}

static inline void write_text(const char *directory, const char *name, const char *text)
{
	char path[256];

	snprintf(path, sizeof path, "%s/%s", directory, name);
	FILE *file = fopen(path, "we");
	REQUIRE(file != NULL && fputs(text, file) >= 0);
	fclose(file);
}

/* Writes the allow-list: these names (NULL ends), each as the principal of its key. */
static inline void allow_only(struct room *r, const char *name, ...)
{
	char text[4096] = "", file[64], key[64];
	size_t used = 0;
	va_list names;

	va_start(names, name);
	for (; name; name = va_arg(names, const char *)) {
		REQUIRE(bus_keys_ensure(r->keys, name, NULL) == ERR_NONE);
		snprintf(file, sizeof file, "%s.public", name);
		read_text(r->keys, file, key, sizeof key);
		used += (size_t)snprintf(text + used, sizeof text - used, "%s %s\n", key, name);
	}
	va_end(names);
	if (used == 0)
		REQUIRE(bus_keys_ensure(r->keys, "nobody", NULL) == ERR_NONE);
	write_text(r->keys, "allow", text);
}

static inline struct bus *bus_of(struct room *r, const char *name)
{
	struct fault f = { 0 };
	struct bus *b = NULL;

	if (bus_new(&b, r->loop, r->keys, name, &f) != ERR_NONE) {
		printf("# %s\n", f.text);
		abort();
	}
	return b;
}

#endif
