#include "gateway.h"
#include "workflows.h"

int main(int argc, char **argv)
{
	static const struct server_hooks hooks = {
		.start = gateway_start,
		.stop = gateway_stop,
		.committed = gateway_committed,
		.figures = gateway_figures,
	};
	return server_main(&gateway_service, &hooks, argc, argv);
}
