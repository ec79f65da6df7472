/* The files of the first page and the API document, carried in the program. */
#ifndef DANDANG_GATEWAY_ASSETS_H
#define DANDANG_GATEWAY_ASSETS_H

#include "base/span.h"

struct span asset_index(void);
struct span asset_script(void);
struct span asset_style(void);
struct span asset_openapi(void);

#endif
