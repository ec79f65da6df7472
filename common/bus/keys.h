/* CURVE key files: <directory>/<name>.secret (0400) and <name>.public, z85 text and a newline. The directory is 0700. A
 * secret file that others could read is refused: the key may be known. */
#ifndef DANDANG_BUS_KEYS_H
#define DANDANG_BUS_KEYS_H

#include "bus/limits.h"

struct key_pair {
	char public[BUS_KEY_TEXT];
	char secret[BUS_KEY_TEXT];
};

enum err keys_load_pair(const char *directory, const char *name, struct key_pair *out, struct fault *f);
/* ERR_NOT_FOUND when there is no such file (yet). */
enum err keys_load_public(const char *directory, const char *name, char out[BUS_KEY_TEXT], struct fault *f);

#endif
