/* Not a target: a bug planted on purpose, so that test_fuzz.py can see one being found. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *copy = malloc(4);

	PROPERTY(copy);
	if (size > 4 && data[0] == 'B' && data[1] == 'U' && data[2] == 'G')
		memcpy(copy, data, size);
	free(copy);
	return 0;
}
