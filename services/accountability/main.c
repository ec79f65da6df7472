#include "workflows.h"

int main(int argc, char **argv)
{
	return service_main(&accountability_service, argc, argv);
}
