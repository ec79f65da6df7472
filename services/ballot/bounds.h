/* Limits of the box; the contract states the same numbers as items_max. */
#ifndef DANDANG_BALLOT_BOUNDS_H
#define DANDANG_BALLOT_BOUNDS_H

#define BALLOT_TOKEN_SIZE 64        /* the variant's random prefix and the voter's own 32 bytes */
#define BALLOT_OPTIONS_MAX 6
#define BALLOT_ITEMS_MAX 40
#define BALLOT_TARGETS_MAX 30
#define BALLOT_CLASSES_MAX 6
#define BALLOT_WAITING_MAX 65536    /* cast and not in the journal yet; past it the voter offers again later */
#define BALLOT_BATCH_MAX 512
#define BALLOT_BATCH_BYTES_MAX (3u << 20)
#define BALLOT_VOTERS_MAX 100000    /* of one class: what keeps the arithmetic of the score exact */

#endif
