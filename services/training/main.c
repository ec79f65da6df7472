#include "workflows.h"

int main(int argc, char **argv)
{
	return service_main(&training_service, argc, argv);
}
