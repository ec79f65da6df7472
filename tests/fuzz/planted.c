/* Not a target: a bug planted on purpose, so that test_fuzz.py can see one being found. */
#include "fuzz.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	volatile uint8_t four[4] = { 0 };

	if (size > 4 && data[0] == 'B' && data[1] == 'U' && data[2] == 'G')
		for (size_t i = 0; i < size; i++)
			four[i] = data[i];
	return 0;
}
