#include <string.h>

#include "assessment/issuer.h"
#include "assessment/replay_kinds.h"
#include "assessment/what_if.h"
#include "workflows.h"

static Reply *request(struct server *s, const Request *r, struct arena *arena)
{
	Reply *reply = issuer_request(s, r, arena);

	return reply ? reply : what_if_request(s, r, arena);
}

int main(int argc, char **argv)
{
	static const struct server_hooks hooks = {
		.start = issuer_start,
		.stop = issuer_stop,
		.committed = issuer_committed,
		.request = request,
	};
	if (argc > 1 && strcmp(argv[1], "replay") == 0)
		return replay_main(&assessment_service, replay_kinds, replay_kind_count, argc - 2, argv + 2);
	return server_main(&assessment_service, &hooks, argc, argv);
}
