/* The files of the console and the API document, carried in the program. A page more is a line more in assets.c. */
#ifndef DANDANG_GATEWAY_ASSETS_H
#define DANDANG_GATEWAY_ASSETS_H

#include "base/span.h"

struct asset {
	const char *path;              /* as the browser asks for it */
	const char *type;              /* Content-Type */
	const uint8_t *begin, *end;
};

/* NULL: no such file. */
const struct asset *asset_find(const char *path);
struct span asset_body(const struct asset *asset);
/* Its ETag, quotes and all: another one after every change of the file. Loop thread. */
const char *asset_tag(const struct asset *asset);

#endif
