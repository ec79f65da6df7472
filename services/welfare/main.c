#include "workflows.h"

int main(int argc, char **argv)
{
	return service_main(&welfare_service, argc, argv);
}
