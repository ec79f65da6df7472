/* LD_PRELOAD for the gateway of these sites: passwords are no part of what is tested, and argon2 for some hundred voters takes longer than all
 * their ballots. Every password is right here. */
#include <stddef.h>
#include <string.h>

int crypto_pwhash(unsigned char *out, unsigned long long size, const char *password, unsigned long long password_size, const unsigned char *salt,
		  unsigned long long passes, size_t memory, int algorithm);
int crypto_pwhash_str_verify(const char *encoded, const char *password, unsigned long long password_size);

int crypto_pwhash(unsigned char *out, unsigned long long size, const char *password, unsigned long long password_size, const unsigned char *salt,
		  unsigned long long passes, size_t memory, int algorithm)
{
	(void)password, (void)password_size, (void)salt, (void)passes, (void)memory, (void)algorithm;
	memset(out, 0x5a, (size_t)size);
	return 0;
}

int crypto_pwhash_str_verify(const char *encoded, const char *password, unsigned long long password_size)
{
	(void)encoded, (void)password, (void)password_size;
	return 0;
}
