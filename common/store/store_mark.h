/* The mark of a store directory, file `state`: it is there after a clean close alone, and says what data.mdb then was.
 * Opening removes it before the first write, so that whatever ends the process leaves none. */
#ifndef DANDANG_STORE_MARK_H
#define DANDANG_STORE_MARK_H

#include "digest/digest.h"
#include "store/store.h"

#define STORE_MARK_NAME "state"

struct store_mark {
	uint64_t bytes; /* of data.mdb */
	uint8_t sha256[SHA256_SIZE];
	struct store_position position;
};

/* False when there is no mark, or none that is whole. */
bool store_mark_read(const char *directory, struct store_mark *out);
enum err store_mark_write(const char *directory, const struct store_mark *mark, struct fault *f);
/* Durably; none is no error. */
enum err store_mark_remove(const char *directory, struct fault *f);
/* Size and hash of a data file as it lies there. */
enum err store_mark_measure(const char *path, struct store_mark *out, struct fault *f);

#endif
