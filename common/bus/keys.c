#include "bus/keys.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zmq.h>

#define KEY_CHARS (BUS_KEY_TEXT - 1)
#define SECRET_MODE 0400
#define PUBLIC_MODE 0444

static enum err key_path(char out[BUS_PATH_MAX], const char *directory, const char *name, const char *suffix,
			 struct fault *f)
{
	int size = snprintf(out, BUS_PATH_MAX, "%s/%s%s", directory, name, suffix);

	if (size < 0 || size >= BUS_PATH_MAX || name[0] == '\0' || name[0] == '.' || strchr(name, '/'))
		return fault_set(f, ERR_INVALID, "key name %s", name);
	return ERR_NONE;
}

static enum err key_check(const char *path, const char *text, size_t size, struct fault *f)
{
	uint8_t raw[32];

	if (size < KEY_CHARS || strlen(text) != KEY_CHARS || !zmq_z85_decode(raw, text))
		return fault_set(f, ERR_CORRUPT, "%s holds no z85 key", path);
	explicit_bzero(raw, sizeof(raw));
	return ERR_NONE;
}

static enum err key_read(const char *path, bool secret, char out[BUS_KEY_TEXT], struct fault *f)
{
	char text[BUS_KEY_TEXT + 1] = { 0 };
	struct stat st;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);

	if (fd < 0)
		return fault_set(f, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "open %s: %s", path, strerror(errno));
	enum err e = ERR_NONE;
	ssize_t got = read(fd, text, sizeof(text) - 1);
	if (got < 0 || fstat(fd, &st) != 0)
		e = fault_set(f, ERR_IO, "read %s: %s", path, strerror(errno));
	else if (secret && (st.st_mode & 077) != 0)
		e = fault_set(f, ERR_DENIED, "%s can be read by others (mode %03o): make a new key", path,
			      st.st_mode & 0777);
	(void)close(fd);
	if (e == ERR_NONE) {
		text[KEY_CHARS] = '\0';
		e = key_check(path, text, (size_t)got, f);
	}
	if (e == ERR_NONE)
		memcpy(out, text, BUS_KEY_TEXT);
	explicit_bzero(text, sizeof(text));
	return e;
}

static enum err write_file(const char *path, mode_t mode, const char *text, struct fault *f)
{
	char line[BUS_KEY_TEXT + 1];
	int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, mode);

	if (fd < 0)
		return fault_set(f, ERR_IO, "make %s: %s", path, strerror(errno));
	(void)snprintf(line, sizeof(line), "%s\n", text);
	size_t size = strlen(line);
	bool good = write(fd, line, size) == (ssize_t)size && fchmod(fd, mode) == 0 && fsync(fd) == 0;
	enum err e = good ? ERR_NONE : fault_set(f, ERR_IO, "write %s: %s", path, strerror(errno));
	(void)close(fd);
	explicit_bzero(line, sizeof(line));
	return e;
}

static enum err directory_sync(const char *directory, struct fault *f)
{
	int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	bool good = fd >= 0 && fsync(fd) == 0;
	enum err e = good ? ERR_NONE : fault_set(f, ERR_IO, "sync %s: %s", directory, strerror(errno));

	if (fd >= 0)
		(void)close(fd);
	return e;
}

/* Whole or not at all, and never over an existing file: of two processes that make the same key at once, one wins. */
static enum err key_write(const char *directory, const char *path, mode_t mode, const char *text, struct fault *f)
{
	char temporary[BUS_PATH_MAX + 32];

	(void)snprintf(temporary, sizeof(temporary), "%s.%ld", path, (long)getpid());
	(void)unlink(temporary); /* of a process killed with our number */
	enum err e = write_file(temporary, mode, text, f);
	if (e == ERR_NONE && link(temporary, path) != 0 && errno != EEXIST)
		e = fault_set(f, ERR_IO, "make %s: %s", path, strerror(errno));
	(void)unlink(temporary);
	return e == ERR_NONE ? directory_sync(directory, f) : e;
}

static enum err directory_ensure(const char *directory, struct fault *f)
{
	struct stat st;

	if (mkdir(directory, 0700) != 0 && errno != EEXIST)
		return fault_set(f, ERR_IO, "make %s: %s", directory, strerror(errno));
	if (stat(directory, &st) != 0)
		return fault_set(f, ERR_IO, "%s: %s", directory, strerror(errno));
	if (!S_ISDIR(st.st_mode))
		return fault_set(f, ERR_INVALID, "%s is no directory", directory);
	if ((st.st_mode & 077) != 0 && chmod(directory, 0700) != 0)
		return fault_set(f, ERR_DENIED, "%s is open to others: %s", directory, strerror(errno));
	return ERR_NONE;
}

static enum err secret_ensure(const char *directory, const char *path, struct fault *f)
{
	char public[BUS_KEY_TEXT], secret[BUS_KEY_TEXT];

	if (access(path, F_OK) == 0)
		return ERR_NONE;
	if (zmq_curve_keypair(public, secret) != 0)
		return fault_set(f, ERR_INVALID, "no CURVE in this libzmq");
	enum err e = key_write(directory, path, SECRET_MODE, secret, f);
	explicit_bzero(secret, sizeof(secret));
	return e;
}

/* The public file is always derived from the secret one that stands there, so the two cannot disagree. */
enum err bus_keys_ensure(const char *directory, const char *name, struct fault *f)
{
	char secret_path[BUS_PATH_MAX], public_path[BUS_PATH_MAX];
	struct key_pair pair;
	enum err e = directory_ensure(directory, f);

	if (e == ERR_NONE)
		e = key_path(secret_path, directory, name, ".secret", f);
	if (e == ERR_NONE)
		e = key_path(public_path, directory, name, ".public", f);
	if (e == ERR_NONE)
		e = secret_ensure(directory, secret_path, f);
	if (e == ERR_NONE)
		e = key_read(secret_path, true, pair.secret, f);
	if (e != ERR_NONE)
		return e;
	if (access(public_path, F_OK) != 0) {
		if (zmq_curve_public(pair.public, pair.secret) != 0)
			e = fault_set(f, ERR_INVALID, "no CURVE in this libzmq");
		else
			e = key_write(directory, public_path, PUBLIC_MODE, pair.public, f);
	}
	explicit_bzero(&pair, sizeof(pair));
	return e;
}

enum err keys_load_pair(const char *directory, const char *name, struct key_pair *out, struct fault *f)
{
	char path[BUS_PATH_MAX];
	enum err e = key_path(path, directory, name, ".secret", f);

	if (e == ERR_NONE)
		e = key_read(path, true, out->secret, f);
	if (e == ERR_NONE && zmq_curve_public(out->public, out->secret) != 0)
		e = fault_set(f, ERR_INVALID, "no CURVE in this libzmq");
	return e;
}

enum err keys_load_public(const char *directory, const char *name, char out[BUS_KEY_TEXT], struct fault *f)
{
	char path[BUS_PATH_MAX];
	enum err e = key_path(path, directory, name, ".public", f);

	return e == ERR_NONE ? key_read(path, false, out, f) : e;
}
