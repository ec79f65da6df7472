/* How many connections each address has: a tree of counters, kept only while there are any. */
#include <search.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/require.h"
#include "http_impl.h"

struct address {
	char peer[PEER_TEXT_SIZE];      /* first: a counter is found by it */
	unsigned conns;
};

static int compare(const void *a, const void *b)
{
	return strcmp(a, b);
}

static struct address *add(struct http_server *s, const char *peer)
{
	struct address *a = calloc(1, sizeof(*a));

	if (!a)
		return NULL;
	(void)snprintf(a->peer, sizeof(a->peer), "%s", peer);
	if (tsearch(a, &s->addresses, compare))
		return a;
	free(a);
	return NULL;
}

bool address_take(struct http_server *s, const char *peer)
{
	struct address **found = tfind(peer, &s->addresses, compare);
	struct address *a = found ? *found : add(s, peer);

	if (!a || a->conns >= s->options.connections_per_address_max)
		return false;
	a->conns++;
	return true;
}

void address_give_back(struct http_server *s, const char *peer)
{
	struct address **found = tfind(peer, &s->addresses, compare);

	REQUIRE(found && (*found)->conns > 0);
	struct address *a = *found;

	if (--a->conns > 0)
		return;
	(void)tdelete(a, &s->addresses, compare);
	free(a);
}
