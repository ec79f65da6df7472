/* <service>d replay KIND ID --data DIR [--work DIR]: a published ranking again from the journal alone. */
#ifndef DANDANG_RUNTIME_REPLAY_TOOL_H
#define DANDANG_RUNTIME_REPLAY_TOOL_H

#include "runtime/replay.h"

#define REPLAY_STEPS_MAX 2

/* A kind of ranking and the decisions it came from, in their order. */
struct replay_kind {
	const char *name;
	const char *zh;
	struct replay_step steps[REPLAY_STEPS_MAX];   /* a marker of NULL ends them early */
};

/* Copies the journal below DIR/<service> (a daemon may be writing to it), replays the copy in a folder of its own, removes it, and
 * prints what was published, what comes out and the first difference. argv: KIND ID and the options. Exit status: 0 everything is
 * equal, 1 something differs, 2 usage, 3 it could not be replayed. */
int replay_main(const struct service *service, const struct replay_kind *kinds, size_t count, int argc, char **argv);

#endif
