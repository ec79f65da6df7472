/* Removes a file so that none of its blocks keeps what stood in it. */
#ifndef DANDANG_BASE_ERASE_H
#define DANDANG_BASE_ERASE_H

#include "base/err.h"

/* Overwrites it in place, syncs, and removes it. No file: ERR_NONE. ERR_IO: it may stand there still, whole or emptied. */
enum err file_erase(const char *path, struct fault *f);

#endif
