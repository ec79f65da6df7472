/* rebuild-<service> JOURNAL STATE full|shadow|count
 *
 * Folds a journal into a store in this process, by the service's own rebuild, with no daemon and no disk flush in the way.
 * JOURNAL is that of a stopped daemon; STATE a folder to build in (what is there goes). "shadow" builds beside a live store
 * and compares the digests. Prints one line of JSON. Compiled once for each service measured. "count" only counts. */
#include <stdio.h>
#include <string.h>

#include "journal/frame.h"
#include "runtime/rebuild.h"
#include "samples.h"
#include "workflows.h"

#define PATH_MAX_BYTES 512

struct counted {
	unsigned long long records, own, adopted, bytes; /* events of its own, of others; bytes as they lie on disk */
};

static enum err count(const struct journal *j, struct counted *c, struct fault *f)
{
	struct journal_reader *reader;
	struct record r;
	enum err e = journal_reader_open(&reader, j, 1, f);

	if (e != ERR_NONE)
		return e;
	while ((e = journal_reader_next(reader, &r, f)) == ERR_NONE) {
		c->records++;
		c->own += r.header.kind == RECORD_EVENT;
		c->adopted += r.header.kind == RECORD_ADOPTED;
		c->bytes += frame_size(r.meta.size, r.payload.size);
	}
	journal_reader_close(reader);
	return e == ERR_NOT_FOUND ? ERR_NONE : e;
}

static enum err measured(const struct rebuild_options *o, bool with_shadow, bool *equal, double *seconds, double *cpu_s,
			 struct fault *f)
{
	char shadow_path[PATH_MAX_BYTES];
	struct rebuild_options beside = *o;
	struct store *store = NULL;
	struct shadow shadow = { 0 };
	uint64_t start = now_ns();
	double cpu = process_cpu_s();
	enum err e = rebuild(&store, o, f);

	if (e == ERR_NONE && with_shadow) {
		snprintf(shadow_path, sizeof shadow_path, "%s.shadow", o->directory);
		beside.directory = shadow_path;
		start = now_ns();
		cpu = process_cpu_s();
		e = shadow_rebuild(store, &beside, &shadow, f);
	}
	*seconds = (double)(now_ns() - start) / 1e9;
	*cpu_s = process_cpu_s() - cpu;
	*equal = !with_shadow || shadow.equal;
	if (store)
		store_close(store, false);
	return e;
}

int main(int argc, char **argv)
{
	const char *what = argc == 4 ? argv[3] : "";
	bool with_shadow = strcmp(what, "shadow") == 0, only_count = strcmp(what, "count") == 0, equal = only_count;
	struct journal_options jo = { .engine = "file", .directory = argc == 4 ? argv[1] : "" };
	struct rebuild_options o = { .service = &BENCH_SERVICE, .directory = argc == 4 ? argv[2] : "" };
	struct fault f = { 0 };
	struct counted c = { 0 };
	struct journal *journal;
	double seconds = 0, cpu_s = 0;

	if (!with_shadow && !only_count && strcmp(what, "full") != 0) {
		fprintf(stderr, "rebuild: see the top of rebuild.c\n");
		return 2;
	}
	enum err e = journal_open(&journal, &jo, &f);
	if (e == ERR_NONE) {
		o.journal = journal;
		e = count(journal, &c, &f);
		if (e == ERR_NONE && !only_count)
			e = measured(&o, with_shadow, &equal, &seconds, &cpu_s, &f);
		journal_close(journal);
	}
	if (e != ERR_NONE) {
		fprintf(stderr, "rebuild: %s\n", f.text);
		return 1;
	}
	printf("{\"records\": %llu, \"own\": %llu, \"adopted\": %llu, \"bytes\": %llu, \"seconds\": %.6f, \"cpu_s\": %.6f, "
	       "\"rate\": %.1f, \"equal\": %s}\n", c.records, c.own, c.adopted, c.bytes, seconds, cpu_s,
	       seconds > 0 ? (double)(c.own + c.adopted) / seconds : 0, equal ? "true" : "false");
	return equal ? 0 : 1;
}
