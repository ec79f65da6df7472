/* The file of a play: one JSON object a line, days ascending. Its keys are told in tests/data/README.md. */
#ifndef DANDANG_CTL_PLAY_FILE_H
#define DANDANG_CTL_PLAY_FILE_H

#include "base/arena.h"
#include "base/err.h"
#include "base/span.h"
#include "key.h"

#define PLAY_LINE_BYTES_MAX (16u << 20)

enum play_kind {
	PLAY_NOTHING,                  /* only moves the clock, or only settles */
	PLAY_COMMAND,
	PLAY_GET,
	PLAY_CLOCK,                    /* made by the player, not by the file */
	PLAY_SETTLE,
};
/* Texts live in the arena, spans in the file. */
struct play_step {
	enum play_kind kind;
	size_t line;                   /* from 1 */
	const char *day;
	const char *lane;
	const char *account;
	const char *path;              /* below /api/v1 */
	const char *query;
	const char *expect;            /* code of the refusal that must come, or "" */
	const char *key;               /* "" for the line's own */
	const char *body_file;
	const char *field;
	struct span body;
	struct span save;              /* {"name": "field"} */
	struct span where;
	bool settle;
	struct play_step *next;        /* of its lane */
};

struct play_file {
	const char *path;
	const char *folder;            /* body_file stands below it */
	struct span text;              /* mapped */
	size_t at;
	size_t line;
	size_t lines;                  /* in all */
	char key_prefix[16];
	char last_day[11];
};

enum err play_file_open(struct play_file *f, const char *path, struct arena *arena, struct fault *fault);
void play_file_close(struct play_file *f);
/* ERR_NOT_FOUND at the end. Empty lines are passed over. */
enum err play_file_next(struct play_file *f, struct play_step *step, struct arena *arena, struct fault *fault);
/* The key of a line, the same in every run: a hash of the file's name, and the line, so that keys ascend. */
void play_file_key(const struct play_file *f, const struct play_step *step, char out[KEY_CHARS]);

#endif
