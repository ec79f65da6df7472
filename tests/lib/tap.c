#include "tap.h"

int tap_failures_here;
static struct tap_file *files;

void tap_offer(struct tap_file *file)
{
	file->next = files;
	files = file;
}

static const char *name_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? slash + 1 : path;
}

/* The file this program was called by; the only one, when it has no other. */
static const struct tap_file *called(const char *program)
{
	const char *name = name_of(program);

	for (const struct tap_file *f = files; f; f = f->next)
		if (strncmp(name_of(f->path), name, strlen(name)) == 0 && strcmp(name_of(f->path) + strlen(name), ".c") == 0)
			return f;
	return files && !files->next ? files : NULL;
}

static bool passes(const struct tap_case *c)
{
	tap_failures_here = 0;
	c->body();
	printf("%s - %s\n", tap_failures_here ? "not ok" : "ok", c->name);
	return tap_failures_here == 0;
}

/* Runs all tests of a file, or those whose name contains the first argument. */
int main(int argc, char **argv)
{
	const struct tap_file *file = called(argv[0]);
	int passed = 0, failed = 0;

	if (!file) {
		fprintf(stderr, "%s: no such file of tests\n", argv[0]);
		return 2;
	}
	setvbuf(stdout, NULL, _IOLBF, 0);
	for (const struct tap_case *c = *file->first; c; c = c->next) {
		if (argc > 1 && !strstr(c->name, argv[1]))
			continue;
		if (passes(c))
			passed++;
		else
			failed++;
	}
	printf("# passed %d failed %d\n", passed, failed);
	return failed ? 1 : 0;
}
