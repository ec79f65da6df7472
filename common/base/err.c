#include "base/err.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/require.h"

#define X(symbol, text) [ERR_##symbol] = (text),
static const char *const err_texts[ERR_COUNT] = { ERR_MAP(X) };
#undef X

const char *err_text(enum err code)
{
	if ((unsigned)code >= ERR_COUNT)
		return "unknown error";
	return err_texts[code];
}

/* A text cut at the buffer's end may end inside a UTF-8 sequence; logs must stay valid UTF-8, so
 * the started sequence is dropped. Only the last three bytes can belong to one. */
static void trim_partial_utf8(char *text)
{
	size_t size = strlen(text);

	for (size_t back = 1; back <= 3 && back <= size; back++) {
		unsigned char lead = (unsigned char)text[size - back];

		if ((lead & 0xC0) == 0x80)
			continue;
		size_t need = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC0 ? 2 : 1;

		if (need > back)
			text[size - back] = '\0';
		return;
	}
}

enum err fault_set(struct fault *f, enum err code, const char *format, ...)
{
	va_list args;

	REQUIRE(code != ERR_NONE);
	if (!f)
		return code;
	f->code = code;
	va_start(args, format);
	int size = vsnprintf(f->text, sizeof(f->text), format, args);

	va_end(args);
	if (size < 0)
		f->text[0] = '\0';
	if (size >= (int)sizeof(f->text))
		trim_partial_utf8(f->text);
	return code;
}

enum err fault_wrap(struct fault *f, const char *format, ...)
{
	char inner[FAULT_TEXT_MAX];
	va_list args;

	if (!f)
		return ERR_IO;
	memcpy(inner, f->text, sizeof(inner));
	inner[sizeof(inner) - 1] = '\0';
	va_start(args, format);
	int size = vsnprintf(f->text, sizeof(f->text), format, args);

	va_end(args);
	if (size < 0)
		size = 0;
	size_t used = (size_t)size < sizeof(f->text) ? (size_t)size : sizeof(f->text) - 1;
	int more = snprintf(f->text + used, sizeof(f->text) - used, ": %s", inner);

	if (used + (size_t)(more < 0 ? 0 : more) >= sizeof(f->text))
		trim_partial_utf8(f->text);
	return f->code;
}
