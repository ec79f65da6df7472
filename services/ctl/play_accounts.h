/* The accounts a play speaks as, from the file the gateway was given at its first start: account, display name, region, unit,
 * cadre, roles, password, with tabs between. */
#ifndef DANDANG_CTL_PLAY_ACCOUNTS_H
#define DANDANG_CTL_PLAY_ACCOUNTS_H

#include "buffer.h"
#include "ctl.h"

#define PLAY_ACCOUNTS_MAX 4000

struct play_lane;

struct play_account {
	const char *name;
	const char *roles;
	const char *password;
	char token[CTL_TOKEN_MAX + 1]; /* "" until logged in */
	bool wanted;                   /* in the queue of logins, or logging in */
	int64_t since_ms;              /* when it was first wanted */
	int64_t not_before_ms;
	struct play_lane *waiting;
	struct play_account *next;     /* in the queue of logins */
};
struct play_accounts {
	struct play_account *items;    /* sorted by name */
	size_t count;
	struct buffer text;
};

/* False with a message on stderr. */
bool play_accounts_read(struct play_accounts *a, const char *path);
void play_accounts_free(struct play_accounts *a);
struct play_account *play_accounts_find(const struct play_accounts *a, const char *name);
/* The first that holds the role; NULL when none does. */
struct play_account *play_accounts_with(const struct play_accounts *a, const char *role);

#endif
