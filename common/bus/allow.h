/* The allow-list: which CURVE public keys may connect, and as whom. Text, one key per line: "<z85 key> <principal>". A
 * principal may have several keys (rotation). Blank lines and lines that begin with "# " are skipped; a key itself may
 * begin with '#'. Pure but for reading the file. */
#ifndef DANDANG_BUS_ALLOW_H
#define DANDANG_BUS_ALLOW_H

#include "bus/limits.h"

struct allow_entry {
	char key[BUS_KEY_TEXT];
	char principal[BUS_PRINCIPAL_MAX];
};
struct allow {
	struct allow_entry *entries; /* sorted by key */
	size_t count;
};

/* ERR_INVALID names the line. On error `out` is untouched. */
enum err allow_parse(struct span text, struct allow *out, struct fault *f);
/* A missing file is an empty list: nobody may connect. */
enum err allow_read(const char *path, struct allow *out, struct fault *f);
void allow_fini(struct allow *a);
/* NULL when the key is not on the list. `key` may be NULL. */
const char *allow_principal(const struct allow *a, const char *key);
bool allow_has_principal(const struct allow *a, const char *principal);

#endif
