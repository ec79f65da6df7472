#include "base/require.h"

#include <stdio.h>
#include <stdlib.h>

_Noreturn void base_panic(const char *file, int line, const char *condition)
{
	/* One line, unbuffered, so that it is seen even when the heap is damaged. */
	fprintf(stderr, "%s:%d: required: %s\n", file, line, condition);
	fflush(stderr);
	abort();
}
