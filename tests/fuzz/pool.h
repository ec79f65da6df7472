/* Included before the journal's sources in the fuzz build alone. AddressSanitizer maps and unmaps every block this large,
 * which costs more than all a run does; so large blocks are kept here from run to run, forbidden while nobody has them. */
#ifndef DANDANG_TESTS_FUZZ_POOL_H
#define DANDANG_TESTS_FUZZ_POOL_H

#include <stdlib.h>

void *pool_malloc(size_t size);
void pool_free(void *data);

#define malloc(size) pool_malloc(size)
#define free(data) pool_free(data)

#endif
