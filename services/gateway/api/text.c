#include "text.h"

#include <stdio.h>

#include "base/require.h"

void text_reserve(struct text *t, size_t more)
{
	size_t cap = t->cap ? t->cap : 1024;
	char *grown;

	if (t->size + more <= t->cap)
		return;
	while (cap < t->size + more)
		cap *= 2;
	grown = arena_alloc_raw(t->arena, cap);
	REQUIRE(grown);
	if (t->size)
		memcpy(grown, t->data, t->size);
	t->data = grown;
	t->cap = cap;
}

void text_add_span(struct text *t, struct span words)
{
	text_reserve(t, words.size);
	if (words.size)
		memcpy(t->data + t->size, words.data, words.size);
	t->size += words.size;
}

void text_add(struct text *t, const char *words)
{
	text_add_span(t, span_text(words));
}

void text_add_number(struct text *t, long long number)
{
	char digits[24];

	snprintf(digits, sizeof digits, "%lld", number);
	text_add(t, digits);
}

void text_add_json(struct text *t, const char *words)
{
	char escaped[8];

	text_add(t, "\"");
	for (const char *at = words; *at; at++) {
		unsigned char c = (unsigned char)*at;
		if (c == '"' || c == '\\')
			snprintf(escaped, sizeof escaped, "\\%c", *at);
		else if (c < 0x20)
			snprintf(escaped, sizeof escaped, "\\u%04x", c);
		else
			snprintf(escaped, sizeof escaped, "%c", *at);
		text_add(t, escaped);
	}
	text_add(t, "\"");
}
