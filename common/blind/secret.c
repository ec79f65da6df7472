/* Keys: made, read from numbers, kept in a file of their own. */
#include "blind/blind_impl.h"

#include <errno.h>
#include <fcntl.h>
#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#define SECRET_MODE 0400
#define SECRET_BYTES_MAX 8192

static EVP_PKEY *pkey_of(OSSL_PARAM_BLD *build, int selection)
{
	OSSL_PARAM *params = OSSL_PARAM_BLD_to_param(build);
	EVP_PKEY_CTX *context = EVP_PKEY_CTX_new_from_name(NULL, "RSA", NULL);
	EVP_PKEY *pkey = NULL;

	if (!params || !context || EVP_PKEY_fromdata_init(context) != 1 ||
	    EVP_PKEY_fromdata(context, &pkey, selection, params) != 1)
		pkey = NULL;
	EVP_PKEY_CTX_free(context);
	OSSL_PARAM_free(params);
	return pkey;
}

enum err blind_public_new(struct span modulus, struct blind_public **out, struct fault *f)
{
	struct blind_public *key;
	OSSL_PARAM_BLD *build;

	if (modulus.size < BLIND_BITS_MIN / 8 || modulus.size > BLIND_SIZE_MAX || !(modulus.data[0] & 0x80) ||
	    !(modulus.data[modulus.size - 1] & 1))
		return fault_set(f, ERR_INVALID, "not a modulus of %u to %u bits", BLIND_BITS_MIN, BLIND_BITS_MAX);
	key = calloc(1, sizeof *key);
	build = OSSL_PARAM_BLD_new();
	if (key) {
		key->size = modulus.size;
		key->n = BN_bin2bn(modulus.data, (int)modulus.size, NULL);
		key->e = BN_new();
	}
	if (key && build && key->n && key->e && BN_set_word(key->e, BLIND_EXPONENT) == 1 &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_N, key->n) == 1 &&
	    OSSL_PARAM_BLD_push_BN(build, OSSL_PKEY_PARAM_RSA_E, key->e) == 1)
		key->pkey = pkey_of(build, EVP_PKEY_PUBLIC_KEY);
	OSSL_PARAM_BLD_free(build);
	if (!key || !key->pkey) {
		blind_public_free(key);
		return fault_set(f, ERR_MEMORY, "a public key");
	}
	*out = key;
	return ERR_NONE;
}

void blind_public_free(struct blind_public *key)
{
	if (!key)
		return;
	EVP_PKEY_free(key->pkey);
	BN_free(key->n);
	BN_free(key->e);
	free(key);
}

size_t blind_public_size(const struct blind_public *key)
{
	return key->size;
}

/* Takes the key over; its public half is read off it, so both are one. */
static enum err secret_new(EVP_PKEY *pkey, struct blind_secret **out, struct fault *f)
{
	struct blind_secret *key = calloc(1, sizeof *key);
	BIGNUM *n = NULL, *exponent = NULL;
	uint8_t modulus[BLIND_SIZE_MAX];
	enum err e;

	if (!key || EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_N, &n) != 1 ||
	    EVP_PKEY_get_bn_param(pkey, OSSL_PKEY_PARAM_RSA_E, &exponent) != 1)
		e = fault_set(f, ERR_CORRUPT, "no RSA key");
	else if (!BN_is_word(exponent, BLIND_EXPONENT) || BN_num_bits(n) % 8 || (unsigned)BN_num_bits(n) > BLIND_BITS_MAX)
		e = fault_set(f, ERR_CORRUPT, "a key of %d bits or another exponent", BN_num_bits(n));
	else if (BN_bn2bin(n, modulus) < 0)
		e = fault_set(f, ERR_MEMORY, "a modulus");
	else
		e = blind_public_new(span_of(modulus, (size_t)BN_num_bytes(n)), &key->public, f);
	BN_free(n);
	BN_free(exponent);
	if (e != ERR_NONE) {
		EVP_PKEY_free(pkey);
		free(key);
		return e;
	}
	key->pkey = pkey;
	*out = key;
	return ERR_NONE;
}

enum err blind_secret_generate(unsigned bits, struct blind_secret **out, struct fault *f)
{
	EVP_PKEY *pkey;

	if (bits < BLIND_BITS_MIN || bits > BLIND_BITS_MAX || bits % 8)
		return fault_set(f, ERR_INVALID, "a key of %u bits", bits);
	pkey = EVP_RSA_gen(bits);
	if (!pkey)
		return fault_set(f, ERR_IO, "no key could be made");
	return secret_new(pkey, out, f);
}

static bool push(OSSL_PARAM_BLD *build, const char *name, struct span number, BIGNUM **kept)
{
	*kept = BN_bin2bn(number.data, (int)number.size, NULL);
	return *kept && OSSL_PARAM_BLD_push_BN(build, name, *kept) == 1;
}

enum err blind_secret_of(const struct blind_numbers *numbers, struct blind_secret **out, struct fault *f)
{
	OSSL_PARAM_BLD *build = OSSL_PARAM_BLD_new();
	BIGNUM *kept[4] = { NULL };
	EVP_PKEY *pkey = NULL;

	if (build && push(build, OSSL_PKEY_PARAM_RSA_N, numbers->n, &kept[0]) &&
	    OSSL_PARAM_BLD_push_ulong(build, OSSL_PKEY_PARAM_RSA_E, BLIND_EXPONENT) == 1 &&
	    push(build, OSSL_PKEY_PARAM_RSA_D, numbers->d, &kept[1]) &&
	    push(build, OSSL_PKEY_PARAM_RSA_FACTOR1, numbers->p, &kept[2]) &&
	    push(build, OSSL_PKEY_PARAM_RSA_FACTOR2, numbers->q, &kept[3]))
		pkey = pkey_of(build, EVP_PKEY_KEYPAIR);
	OSSL_PARAM_BLD_free(build);
	for (size_t i = 0; i < sizeof kept / sizeof *kept; i++)
		BN_clear_free(kept[i]);
	return pkey ? secret_new(pkey, out, f) : fault_set(f, ERR_INVALID, "these numbers are no key");
}

void blind_secret_free(struct blind_secret *key)
{
	if (!key)
		return;
	EVP_PKEY_free(key->pkey);
	blind_public_free(key->public);
	free(key);
}

size_t blind_secret_size(const struct blind_secret *key)
{
	return key->public->size;
}

void blind_secret_modulus(const struct blind_secret *key, uint8_t *out)
{
	(void)BN_bn2binpad(key->public->n, out, (int)key->public->size);
}

/* ---- the file ------------------------------------------------------------------------------------ */

static enum err write_all(int fd, const char *data, size_t size, const char *path, struct fault *f)
{
	while (size > 0) {
		ssize_t wrote = write(fd, data, size);

		if (wrote < 0 && errno == EINTR)
			continue;
		if (wrote <= 0)
			return fault_set(f, errno == ENOSPC ? ERR_FULL : ERR_IO, "write %s: %s", path, strerror(errno));
		data += wrote;
		size -= (size_t)wrote;
	}
	if (fsync(fd) != 0)
		return fault_set(f, ERR_IO, "sync %s: %s", path, strerror(errno));
	return ERR_NONE;
}

/* A name is durable when its directory is. */
static enum err sync_directory_of(const char *path, struct fault *f)
{
	char directory[512];
	const char *slash = strrchr(path, '/');
	size_t size = slash ? (size_t)(slash - path) : 0;
	int fd;

	if (size >= sizeof directory)
		return fault_set(f, ERR_LIMIT, "the path %s is too long", path);
	memcpy(directory, slash ? path : ".", slash ? size : 1);
	directory[slash ? size : 1] = '\0';
	fd = open(directory[0] ? directory : "/", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (fd < 0 || fsync(fd) != 0) {
		if (fd >= 0)
			(void)close(fd);
		return fault_set(f, ERR_IO, "sync %s: %s", directory, strerror(errno));
	}
	(void)close(fd);
	return ERR_NONE;
}

enum err blind_secret_save(const struct blind_secret *key, const char *path, struct fault *f)
{
	BIO *memory = BIO_new(BIO_s_secmem());
	char *data = NULL;
	long size = 0;
	enum err e;
	int fd;

	if (memory && PEM_write_bio_PKCS8PrivateKey(memory, key->pkey, NULL, NULL, 0, NULL, NULL) == 1)
		size = BIO_get_mem_data(memory, &data);
	if (size <= 0) {
		BIO_free(memory);
		return fault_set(f, ERR_MEMORY, "a key as text");
	}
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, SECRET_MODE);
	if (fd < 0) {
		e = fault_set(f, errno == EEXIST ? ERR_CONFLICT : ERR_IO, "create %s: %s", path, strerror(errno));
	} else {
		e = write_all(fd, data, (size_t)size, path, f);
		(void)close(fd);
		if (e == ERR_NONE)
			e = sync_directory_of(path, f);
		if (e != ERR_NONE)
			(void)unlink(path);
	}
	BIO_free(memory);
	return e;
}

static enum err read_secret(const char *path, char *data, size_t *size, struct fault *f)
{
	struct stat st;
	ssize_t got;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
	enum err e = ERR_NONE;

	if (fd < 0)
		return fault_set(f, errno == ENOENT ? ERR_NOT_FOUND : ERR_IO, "open %s: %s", path, strerror(errno));
	got = read(fd, data, SECRET_BYTES_MAX);
	if (got < 0 || fstat(fd, &st) != 0)
		e = fault_set(f, ERR_IO, "read %s: %s", path, strerror(errno));
	else if ((st.st_mode & 077) != 0)
		e = fault_set(f, ERR_DENIED, "%s can be read by others (mode %03o)", path, st.st_mode & 0777);
	(void)close(fd);
	*size = got < 0 ? 0 : (size_t)got;
	return e;
}

enum err blind_secret_load(const char *path, struct blind_secret **out, struct fault *f)
{
	char data[SECRET_BYTES_MAX];
	size_t size = 0;
	enum err e = read_secret(path, data, &size, f);

	if (e == ERR_NONE) {
		BIO *memory = BIO_new_mem_buf(data, (int)size);
		EVP_PKEY *pkey = memory ? PEM_read_bio_PrivateKey(memory, NULL, NULL, NULL) : NULL;

		BIO_free(memory);
		ERR_clear_error();
		e = pkey ? secret_new(pkey, out, f) : fault_set(f, ERR_CORRUPT, "no key");
		if (e != ERR_NONE)
			fault_wrap(f, "%s", path);
	}
	OPENSSL_cleanse(data, sizeof data);
	return e;
}
