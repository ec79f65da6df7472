/* Where the last segment really ends. Pure reading; the caller cuts. */
#ifndef DANDANG_JOURNAL_RECOVER_H
#define DANDANG_JOURNAL_RECOVER_H

#include <stdbool.h>

#include "journal/segment.h"

struct recovered {
	struct chain chain; /* the last record kept */
	uint64_t end;       /* behind it */
	bool cut;           /* something but zeros lies behind the end */
	uint64_t wrong_at;  /* where the first bad or incomplete thing begins */
	const char *wrong;  /* what; static text */
};

/* ERR_CORRUPT for a broken middle: `f` names segment, offset and reason. */
enum err recover_segment(int fd, uint64_t bytes, uint32_t seed, const struct segment_header *h,
			 struct recovered *out, struct fault *f);

#endif
