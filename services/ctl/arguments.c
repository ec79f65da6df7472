#include "arguments.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool argument_split(const char *word, const char **name, size_t *size, const char **value)
{
	const char *equals;

	if (strncmp(word, "--", 2) != 0 || !word[2])
		return false;
	equals = strchr(word, '=');
	*name = word + 2;
	*size = equals ? (size_t)(equals - *name) : strlen(*name);
	*value = equals ? equals + 1 : NULL;
	return true;
}

static struct argument *find(struct argument *table, size_t count, const char *name, size_t size)
{
	for (size_t i = 0; i < count; i++)
		if (strlen(table[i].name) == size && memcmp(table[i].name, name, size) == 0)
			return &table[i];
	return NULL;
}

static bool complain(const char *words, const char *what)
{
	fprintf(stderr, "dandangctl: %s: %s\n", what, words);
	return false;
}

bool arguments_parse(struct argument *table, size_t count, int argc, char **argv, struct words *words)
{
	for (int i = 0; i < argc; i++) {
		const char *name, *value;
		size_t size;
		struct argument *a;
		if (!argument_split(argv[i], &name, &size, &value)) {
			if (words->count == ARGUMENT_WORDS_MAX)
				return complain("参数过多 / too many words", argv[i]);
			words->items[words->count++] = argv[i];
			continue;
		}
		a = find(table, count, name, size);
		if (!a)
			return complain("没有这个选项 / there is no such option", argv[i]);
		if (!a->flag && !value && ++i < argc)
			value = argv[i];
		if (a->flag ? value != NULL : value == NULL)
			return complain(a->flag ? "不带值 / it takes no value" : "缺少值 / its value is missing", a->name);
		if (a->count == (a->most ? a->most : 1) || a->count == ARGUMENT_VALUES_MAX)
			return complain("重复 / it stands too often", a->name);
		a->values[a->count++] = value ? value : "";
	}
	return true;
}

const char *argument_text(const struct argument *a, const char *otherwise)
{
	return a->count ? a->values[0] : otherwise;
}

bool argument_number(const struct argument *a, uint64_t *out)
{
	unsigned long long number;
	char *end;

	if (!a->count)
		return true;
	errno = 0;
	number = strtoull(a->values[0], &end, 10);
	if (a->values[0][0] < '0' || a->values[0][0] > '9' || *end || errno)
		return complain("须为非负整数 / not a whole number", a->name);
	*out = number;
	return true;
}
