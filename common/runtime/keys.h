/* The keys of a site: made together on first start, with an allow-list that names every service of the site. Keys of
 * other sites (a city following a county) are carried in by people: their public file and a line in the allow-list. */
#ifndef DANDANG_RUNTIME_KEYS_H
#define DANDANG_RUNTIME_KEYS_H

#include <stdint.h>

#include "runtime/config.h"

#define KEYS_DERIVED_SIZE 32

/* "<site>-<service>": name of a key file and principal. */
void key_name(char out[64], const char *site, const char *service);
/* Safe when all services of a site start at once (a lock file). Does nothing where an allow-list stands already. */
enum err keys_ensure_site(const struct config *c, struct fault *f);
/* A secret that only holders of the service's key can know and that stays the same over restarts, one for each purpose. */
enum err keys_derive(const struct config *c, const char *service, const char *purpose, uint8_t out[KEYS_DERIVED_SIZE],
		     struct fault *f);

#endif
