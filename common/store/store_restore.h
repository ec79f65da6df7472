/* The way back from a sealed copy, and the seal itself. For the files of this folder. */
#ifndef DANDANG_STORE_RESTORE_H
#define DANDANG_STORE_RESTORE_H

#include "store/store_impl.h"
#include "digest/digest.h"

/* The seal stands behind the last page, where LMDB does not look: magic (8 bytes), size of the body (8), position
 * (STORE_POSITION_SIZE), CRC32C of the seal so far (4), and the SHA-256 of body and seal before it (32). The CRC lets the
 * position be read without the body. */
#define SEAL_MAGIC    "DDSNAP2" /* with its NUL 8 bytes */
#define SEAL_POSITION 16u
#define SEAL_CHECKSUM (SEAL_POSITION + STORE_POSITION_SIZE)
#define SEAL_HASHED   (SEAL_CHECKSUM + 4u) /* bytes of the seal the hash covers */
#define SEAL_SIZE     (SEAL_HASHED + SHA256_SIZE)
#define STORE_PART    ".part"

struct snapshot_file {
	const char *path;
	int fd;
	uint64_t body_bytes;
	struct store_position position;
};

/* Removes the data, the mark and leftovers; the directory must be locked. */
enum err store_discard_files(const char *directory, struct fault *f);
/* The same, and then lays the body of a snapshot down as data. Not synced: without a mark nobody believes it later. */
enum err store_restore_files(const char *directory, const char *snapshot, struct fault *f);

#endif
