#include "assessment/issuer.h"
#include "workflows.h"

int main(int argc, char **argv)
{
	static const struct server_hooks hooks = {
		.start = issuer_start,
		.stop = issuer_stop,
		.committed = issuer_committed,
		.request = issuer_request,
	};
	return server_main(&assessment_service, &hooks, argc, argv);
}
