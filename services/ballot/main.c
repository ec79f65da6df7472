#include "ballot/mixing.h"
#include "workflows.h"

int main(int argc, char **argv)
{
	static const struct server_hooks hooks = {
		.start = mixing_start,
		.stop = mixing_stop,
		.committed = mixing_committed,
		.request = mixing_request,
		.coarse_clock = true,
		.figures = mixing_figures,
	};
	return server_main(&ballot_service, &hooks, argc, argv);
}
