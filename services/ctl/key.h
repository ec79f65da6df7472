/* Idempotency keys. */
#ifndef DANDANG_CTL_KEY_H
#define DANDANG_CTL_KEY_H

#include <stdint.h>

#include "base/span.h"

#define KEY_CHARS 65                         /* with NUL; the gateway takes 64 characters */

/* A UUIDv7: begins with the time, so that keys made one after another lie beside one another in the store. */
void key_new(char out[KEY_CHARS]);
/* "word-" and a hash of the content. */
void key_of_content(char out[KEY_CHARS], const char *word, struct span content);

#endif
