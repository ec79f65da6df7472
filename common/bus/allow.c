#include "bus/allow.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define KEY_CHARS (BUS_KEY_TEXT - 1)

static bool is_key_char(uint8_t c)
{
	static const char z85[] = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				  ".-:+=^!/*?&<>()[]{}@%$#";

	return c != 0 && strchr(z85, c) != NULL;
}

static bool is_principal_char(uint8_t c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
	       c == '.' || c == '/';
}

static bool is_blank(uint8_t c)
{
	return c == ' ' || c == '\t' || c == '\r';
}

static bool line_is_note(struct span line)
{
	size_t i = 0;

	while (i < line.size && is_blank(line.data[i]))
		i++;
	return i == line.size || (line.data[0] == '#' && (line.size == 1 || is_blank(line.data[1])));
}

static const char *parse_line(struct span line, struct allow_entry *entry)
{
	size_t i = 0, start;

	while (line.size > 0 && is_blank(line.data[line.size - 1]))
		line.size--;
	while (i < line.size && is_key_char(line.data[i]))
		i++;
	if (i != KEY_CHARS)
		return "a key has 40 characters";
	if (i == line.size || !is_blank(line.data[i]))
		return "no principal follows the key";
	memcpy(entry->key, line.data, KEY_CHARS);
	entry->key[KEY_CHARS] = '\0';
	while (i < line.size && is_blank(line.data[i]))
		i++;
	start = i;
	while (i < line.size && is_principal_char(line.data[i]))
		i++;
	if (i != line.size)
		return "a principal is letters, digits and - _ . /";
	if (i - start >= BUS_PRINCIPAL_MAX)
		return "principal too long";
	memcpy(entry->principal, line.data + start, i - start);
	entry->principal[i - start] = '\0';
	return NULL;
}

static int compare_entries(const void *a, const void *b)
{
	return memcmp(((const struct allow_entry *)a)->key, ((const struct allow_entry *)b)->key, KEY_CHARS);
}

static enum err parse_lines(struct span text, struct allow *out, struct fault *f)
{
	unsigned number = 0;

	for (size_t at = 0; at < text.size; number++) {
		const uint8_t *end = memchr(text.data + at, '\n', text.size - at);
		size_t size = end ? (size_t)(end - (text.data + at)) : text.size - at;
		struct span line = span_of(text.data + at, size);

		at += size + 1;
		if (line_is_note(line))
			continue;
		if (out->count == BUS_ALLOW_KEYS_MAX)
			return fault_set(f, ERR_LIMIT, "allow-list: more than %d keys", BUS_ALLOW_KEYS_MAX);
		const char *wrong = parse_line(line, &out->entries[out->count]);
		if (wrong)
			return fault_set(f, ERR_INVALID, "allow-list line %u: %s", number + 1, wrong);
		out->count++;
	}
	if (out->count == 0)
		return ERR_NONE;
	qsort(out->entries, out->count, sizeof(out->entries[0]), compare_entries);
	for (size_t i = 1; i < out->count; i++)
		if (compare_entries(&out->entries[i - 1], &out->entries[i]) == 0)
			return fault_set(f, ERR_INVALID, "allow-list: key of %s stands twice",
					 out->entries[i].principal);
	return ERR_NONE;
}

enum err allow_parse(struct span text, struct allow *out, struct fault *f)
{
	struct allow list = { .entries = calloc(BUS_ALLOW_KEYS_MAX, sizeof(struct allow_entry)) };

	if (!list.entries)
		return fault_set(f, ERR_MEMORY, "allow-list");
	enum err e = parse_lines(text, &list, f);
	if (e != ERR_NONE) {
		allow_fini(&list);
		return e;
	}
	*out = list;
	return ERR_NONE;
}

static enum err read_all(int fd, char *text, size_t *size, const char *path, struct fault *f)
{
	for (;;) {
		ssize_t got = read(fd, text + *size, BUS_ALLOW_BYTES_MAX + 1 - *size);

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return fault_set(f, ERR_IO, "read %s: %s", path, strerror(errno));
		*size += (size_t)got;
		if (*size > BUS_ALLOW_BYTES_MAX)
			return fault_set(f, ERR_LIMIT, "%s: more than %u bytes", path, BUS_ALLOW_BYTES_MAX);
		if (got == 0)
			return ERR_NONE;
	}
}

enum err allow_read(const char *path, struct allow *out, struct fault *f)
{
	size_t size = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC);

	if (fd < 0 && errno != ENOENT)
		return fault_set(f, ERR_IO, "open %s: %s", path, strerror(errno));
	if (fd < 0)
		return allow_parse(span_of("", 0), out, f);
	char *text = malloc(BUS_ALLOW_BYTES_MAX + 1);
	enum err e = text ? read_all(fd, text, &size, path, f) : fault_set(f, ERR_MEMORY, "allow-list");
	if (e == ERR_NONE)
		e = allow_parse(span_of(text, size), out, f);
	free(text);
	(void)close(fd);
	return e;
}

void allow_fini(struct allow *a)
{
	free(a->entries);
	*a = (struct allow){ 0 };
}

const char *allow_principal(const struct allow *a, const char *key)
{
	struct allow_entry wanted;

	if (!key || a->count == 0 || strlen(key) != KEY_CHARS)
		return NULL;
	memcpy(wanted.key, key, KEY_CHARS);
	const struct allow_entry *found =
		bsearch(&wanted, a->entries, a->count, sizeof(a->entries[0]), compare_entries);
	return found ? found->principal : NULL;
}

bool allow_has_principal(const struct allow *a, const char *principal)
{
	for (size_t i = 0; i < a->count; i++)
		if (strcmp(a->entries[i].principal, principal) == 0)
			return true;
	return false;
}
