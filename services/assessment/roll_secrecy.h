/* The issuer refuses to start when it could store anything of a ballot beside its roll. */
#ifndef DANDANG_ASSESSMENT_ROLL_SECRECY_H
#define DANDANG_ASSESSMENT_ROLL_SECRECY_H

#include "runtime/service.h"

/* ERR_DENIED names the table or event and the field. */
enum err roll_secrecy_check(const struct service *service, struct fault *f);

#endif
