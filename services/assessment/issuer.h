/* The issuer beside its workflows: makes the ballot keys, and signs what was issued. Loop thread; keys are made on a worker. */
#ifndef DANDANG_ASSESSMENT_ISSUER_H
#define DANDANG_ASSESSMENT_ISSUER_H

#include "runtime/server.h"

enum err issuer_start(struct server *s, struct fault *f);
void issuer_stop(struct server *s);
/* A poll may have been published: makes its keys, one poll at a time, and registers their public halves. */
void issuer_committed(struct server *s, uint64_t sequence);
/* SignBallotToken, ShowBallotClass; NULL: another request. */
Reply *issuer_request(struct server *s, const Request *request, struct arena *arena);

#endif
