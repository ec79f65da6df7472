/* personneld: units, posts, people, appointments, ranks. */
#include "workflows.h"

int main(int argc, char **argv)
{
	return service_main(&personnel_service, argc, argv);
}
