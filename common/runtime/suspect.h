/* Foreign records that end the daemon over and over. While one is in hand and the process dies by a bug (a broken requirement, a
 * bad address), the dying process notes which; the next start counts. After SUSPECT_DEATHS_MAX deaths over the same record, others
 * between them or not, its stream is blocked there, so that everything else lives and a person can park it. A clean stop forgets: a mended daemon
 * tries again. A plug that is pulled (SIGKILL) blames nobody. Loop thread. */
#ifndef DANDANG_RUNTIME_SUSPECT_H
#define DANDANG_RUNTIME_SUSPECT_H

#include <stdbool.h>
#include <stdint.h>

#define SUSPECT_DEATHS_MAX 3
#define SUSPECTS_MAX 32                /* as many as a daemon follows streams: each is blocked at one record */

struct suspect {
	char site[17];
	char service[33];
	uint64_t sequence;
	unsigned deaths;
};
struct suspects {
	struct suspect of[SUSPECTS_MAX];
	unsigned count;
};

/* What the processes before noted in this directory; none when there is no note. */
void suspect_read(const char *directory, struct suspects *out);
/* Whether this record must not be taken in hand again. */
bool suspect_is(const struct suspects *suspects, const char *site, const char *service, uint64_t sequence);
/* From here on deaths of this thread are noted in this directory. Once a process. */
void suspect_watch(const char *directory);
/* The record in hand; the texts must live until the release. */
void suspect_hold(const char *site, const char *service, uint64_t sequence);
void suspect_release(void);
void suspect_forget(const char *directory);

#endif
