/* ASSET_OPENAPI is where the generator wrote the API document; the build passes it. */
#include "assets.h"

#define EMBED(name, path)                                                                     \
	__asm__(".section .rodata\n"                                                          \
		".global asset_" name "_begin\nasset_" name "_begin:\n.incbin \"" path "\"\n" \
		".global asset_" name "_end\nasset_" name "_end:\n.byte 0\n.previous\n")

EMBED("index", "services/gateway/console/index.html");
EMBED("script", "services/gateway/console/app.js");
EMBED("style", "services/gateway/console/style.css");
EMBED("openapi", ASSET_OPENAPI);

#define ASSET(name)                                                                           \
	extern const uint8_t asset_##name##_begin[], asset_##name##_end[];                    \
	struct span asset_##name(void)                                                        \
	{                                                                                     \
		return span_of(asset_##name##_begin, (size_t)(asset_##name##_end - asset_##name##_begin)); \
	}

ASSET(index)
ASSET(script)
ASSET(style)
ASSET(openapi)
