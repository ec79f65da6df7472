#include "workflows.h"

int main(int argc, char **argv)
{
	return service_main(&assessment_service, argc, argv);
}
