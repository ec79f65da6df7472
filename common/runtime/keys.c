#include "runtime/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "bus/bus.h"
#include "digest/digest.h"

#define Z85_KEY_CHARS 40

void key_name(char out[64], const char *site, const char *service)
{
	snprintf(out, 64, "%s-%s", site, service);
}

static enum err read_key(const struct config *c, const char *name, const char *suffix, char out[Z85_KEY_CHARS + 1],
			 struct fault *f)
{
	char path[512];
	FILE *file;
	size_t got;

	snprintf(path, sizeof path, "%s/%s.%s", c->keys, name, suffix);
	file = fopen(path, "re");
	if (!file)
		return fault_set(f, ERR_IO, "read %s: %s", path, strerror(errno));
	got = fread(out, 1, Z85_KEY_CHARS, file);
	fclose(file);
	out[Z85_KEY_CHARS] = '\0';
	return got == Z85_KEY_CHARS ? ERR_NONE : fault_set(f, ERR_CORRUPT, "%s holds no key", path);
}

static enum err write_allow(const struct config *c, const char *path, struct fault *f)
{
	char temporary[560], name[64], key[Z85_KEY_CHARS + 1];
	enum err e = ERR_NONE;
	FILE *file;

	snprintf(temporary, sizeof temporary, "%s.new", path);
	file = fopen(temporary, "we");
	if (!file)
		return fault_set(f, ERR_IO, "write %s: %s", temporary, strerror(errno));
	for (int i = 0; i < CONFIG_SERVICES && e == ERR_NONE; i++) {
		key_name(name, c->site, config_services[i]);
		e = bus_keys_ensure(c->keys, name, f);
		if (e == ERR_NONE)
			e = read_key(c, name, "public", key, f);
		if (e == ERR_NONE)
			fprintf(file, "%s %s\n", key, name);
	}
	if (fflush(file) != 0 || fsync(fileno(file)) != 0)
		e = fault_set(f, ERR_IO, "write %s: %s", temporary, strerror(errno));
	fclose(file);
	if (e == ERR_NONE && rename(temporary, path) != 0)
		e = fault_set(f, ERR_IO, "rename %s: %s", temporary, strerror(errno));
	return e;
}

enum err keys_ensure_site(const struct config *c, struct fault *f)
{
	char lock_path[512], allow_path[512];
	struct stat st;
	enum err e = ERR_NONE;
	int lock;

	if (mkdir(c->data, 0700) != 0 && errno != EEXIST)
		return fault_set(f, ERR_IO, "make %s: %s", c->data, strerror(errno));
	if (mkdir(c->keys, 0700) != 0 && errno != EEXIST)
		return fault_set(f, ERR_IO, "make %s: %s", c->keys, strerror(errno));
	snprintf(lock_path, sizeof lock_path, "%s/.lock", c->keys);
	snprintf(allow_path, sizeof allow_path, "%s/allow", c->keys);
	lock = open(lock_path, O_CREAT | O_RDWR | O_CLOEXEC, 0600);
	if (lock < 0 || flock(lock, LOCK_EX) != 0)
		e = fault_set(f, ERR_IO, "lock %s: %s", lock_path, strerror(errno));
	else if (stat(allow_path, &st) != 0)
		e = write_allow(c, allow_path, f);
	if (lock >= 0)
		close(lock);
	return e;
}

enum err keys_derive(const struct config *c, const char *service, const char *purpose, uint8_t out[KEYS_DERIVED_SIZE],
		     struct fault *f)
{
	char name[64], key[Z85_KEY_CHARS + 1];
	struct sha256 hash;

	_Static_assert(KEYS_DERIVED_SIZE == SHA256_SIZE, "a derived secret is one SHA-256");
	key_name(name, c->site, service);
	enum err e = read_key(c, name, "secret", key, f);
	if (e != ERR_NONE)
		return e;
	sha256_init(&hash);
	sha256_add(&hash, purpose, strlen(purpose) + 1);
	sha256_add(&hash, key, Z85_KEY_CHARS);
	sha256_end(&hash, out);
	explicit_bzero(key, sizeof key);
	return ERR_NONE;
}
