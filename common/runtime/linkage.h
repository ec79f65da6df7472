/* What a service may not keep: a look over the descriptors of its tables and of the events it applies, with all they contain. Names
 * are a poor proof that nothing is linked, and a good alarm for whoever adds a field one day. */
#ifndef DANDANG_RUNTIME_LINKAGE_H
#define DANDANG_RUNTIME_LINKAGE_H

#include "runtime/service.h"

/* ERR_DENIED names the table or event and the first field that `forbidden` says may not be there. */
enum err linkage_check(const struct service *service, bool (*forbidden)(const char *field), struct fault *f);

#endif
