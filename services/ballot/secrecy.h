/* The box refuses to start when what it could store may name a voter, or when a ballot could be dated. */
#ifndef DANDANG_BALLOT_SECRECY_H
#define DANDANG_BALLOT_SECRECY_H

#include "runtime/service.h"

/* ERR_DENIED names the table or event and the field. */
enum err secrecy_check(const struct service *service, struct fault *f);

#endif
