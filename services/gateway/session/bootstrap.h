/* The first accounts of a site, from the file DANDANG_BOOTSTRAP names. One line an account, fields separated by TAB:
 *
 *   account  display name  region  unit or empty  cadre or empty  roles,by,commas  password
 *
 * Empty lines and lines that begin with # are skipped. Read only when no account exists (account_view_none); the caller
 * sends each OpenAccount through the gateway's own pipeline with the actor bootstrap_actor and the key bootstrap_key. */
#ifndef DANDANG_GATEWAY_BOOTSTRAP_H
#define DANDANG_GATEWAY_BOOTSTRAP_H

#include "base/arena.h"
#include "base/err.h"
#include "contract.h"
#include "loop/loop.h"

struct session_store;

#define BOOTSTRAP_ENVIRONMENT "DANDANG_BOOTSTRAP"

/* The messages with their passwords still in clear, in the arena. A fault names the line. */
enum err bootstrap_read(const char *path, struct arena *arena, OpenAccount ***out, size_t *count, struct fault *f);
enum err bootstrap_parse(const char *text, size_t size, struct arena *arena, OpenAccount ***out, size_t *count,
			 struct fault *f);
/* Hashes them on worker jobs; when all are hashed, calls `each` on the loop, in the order of the file, with password_hash in
 * place of the password, and `done` once, all in one turn. The arena must live until then. */
void bootstrap_hash(struct session_store *s, OpenAccount **accounts, size_t count, struct arena *arena,
		    void (*each)(void *context, const OpenAccount *cmd), void (*done)(void *context), void *context);

const Actor *bootstrap_actor(const char *region, struct arena *arena);
const char *bootstrap_key(const OpenAccount *cmd, struct arena *arena);

#endif
