/* The urn (投票箱): a file that keeps what was cast until it is written into the journal, all of it, when voting is over. Each
 * ballot lies in cells of equal size drawn by lot among the free ones of a file that was allocated before, so that neither
 * place, size nor time of anything in it tells who came first: only the last change of the file has a time. Loop thread. */
#ifndef DANDANG_BALLOT_URN_H
#define DANDANG_BALLOT_URN_H

#include "base/err.h"
#include "base/span.h"

#define URN_CELL_BYTES 4096
#define URN_CELLS_MIN 1024u           /* what a new urn has: 4 MiB */
#define URN_CELLS_MAX (1u << 22)      /* 16 GiB */
#define URN_PARTS_MAX 512u            /* cells of one ballot: 2 MiB */

struct urn;
typedef void urn_each(void *context, struct span ballot);

/* Opens or makes it and hands over every whole ballot, in an order that tells nothing. A cell whose checksum is wrong, of a
 * write that was cut off, is free again; `damaged` counts them. ERR_FULL: no room on the disk. ERR_CORRUPT: no urn. ERR_IO. */
enum err urn_open(struct urn **out, const char *path, urn_each *each, void *context, size_t *damaged, struct fault *f);
void urn_close(struct urn *u);

/* On the disk when it returns ERR_NONE. ERR_FULL: no room on the disk, ERR_LIMIT: longer than URN_PARTS_MAX cells or the urn is
 * as large as it may be; nothing of it is kept. ERR_IO: nobody knows, the urn must be opened anew. */
enum err urn_put(struct urn *u, struct span ballot, struct fault *f);

/* Overwrites and removes it and what a crash may have left beside it. */
enum err urn_destroy(const char *path, struct fault *f);

#endif
