/* personneld: units, posts, people, appointments, ranks. */
#include "questions.h"
#include "runtime/server.h"
#include "workflows.h"

int main(int argc, char **argv)
{
	static const struct server_hooks hooks = { .request = question_request };

	return server_main(&personnel_service, &hooks, argc, argv);
}
