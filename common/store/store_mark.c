#include "store/store_mark.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/crc32c.h"
#include "base/hex.h"
#include "base/require.h"
#include "store/store_files.h"

#define MARK_SIZE 512

static void format_mark(const struct store_mark *m, char out[MARK_SIZE])
{
	char data[HEX_SIZE(SHA256_SIZE)], hash[HEX_SIZE(STORE_HASH_SIZE)],
		journal[HEX_SIZE(STORE_JOURNAL_ID_SIZE)];
	int size, more;

	hex_encode(m->sha256, SHA256_SIZE, data);
	hex_encode(m->position.hash, STORE_HASH_SIZE, hash);
	hex_encode(m->position.journal, STORE_JOURNAL_ID_SIZE, journal);
	size = snprintf(out, MARK_SIZE,
			"clean 2\nbytes %" PRIu64 "\nsha256 %s\nsequence %" PRIu64
			"\nhash %s\njournal %s\n",
			m->bytes, data, m->position.sequence, hash, journal);
	REQUIRE(size > 0 && size < MARK_SIZE);
	more = snprintf(out + size, MARK_SIZE - (size_t)size, "crc32c %08" PRIx32 "\n",
			crc32c_extend(0, out, (size_t)size));
	REQUIRE(more > 0 && size + more < MARK_SIZE);
}

/* A mark is whole when writing what was read gives the same text again, checksum included. */
static bool parse_mark(const char *text, struct store_mark *m)
{
	char again[MARK_SIZE];
	char data[HEX_SIZE(SHA256_SIZE)], hash[HEX_SIZE(STORE_HASH_SIZE)],
		journal[HEX_SIZE(STORE_JOURNAL_ID_SIZE)];

	if (sscanf(text,
		   "clean 2 bytes %" SCNu64 " sha256 %64[0-9a-f] sequence %" SCNu64
		   " hash %64[0-9a-f] journal %32[0-9a-f]",
		   &m->bytes, data, &m->position.sequence, hash, journal) != 5)
		return false;
	if (!hex_decode(data, m->sha256, SHA256_SIZE) ||
	    !hex_decode(hash, m->position.hash, STORE_HASH_SIZE) ||
	    !hex_decode(journal, m->position.journal, STORE_JOURNAL_ID_SIZE))
		return false;
	format_mark(m, again);
	return strcmp(text, again) == 0;
}

bool store_mark_read(const char *directory, struct store_mark *out)
{
	char path[PATH_MAX], text[MARK_SIZE];

	return store_path(path, directory, STORE_MARK_NAME, NULL) == ERR_NONE &&
	       store_read_small(path, text, sizeof text, NULL) == ERR_NONE && parse_mark(text, out);
}

enum err store_mark_write(const char *directory, const struct store_mark *mark, struct fault *f)
{
	char text[MARK_SIZE];

	format_mark(mark, text);
	return store_replace_small(directory, STORE_MARK_NAME, text, f);
}

enum err store_mark_remove(const char *directory, struct fault *f)
{
	enum err code = store_remove_file(directory, STORE_MARK_NAME, f);

	return code == ERR_NONE ? store_sync_directory(directory, f) : code;
}

enum err store_mark_measure(const char *path, struct store_mark *out, struct fault *f)
{
	struct sha256 h;
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	enum err code = fd < 0 ? store_errno(f, "open", path) : store_file_size(path, &out->bytes, f);

	if (code == ERR_NONE) {
		sha256_init(&h);
		code = store_hash_file(fd, out->bytes, path, -1, NULL, &h, f);
		sha256_end(&h, out->sha256);
	}
	if (fd >= 0)
		close(fd);
	return code;
}
