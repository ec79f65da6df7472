/* The rankings of this service that can be replayed: which decision each came from. */
#ifndef DANDANG_ASSESSMENT_REPLAY_KINDS_H
#define DANDANG_ASSESSMENT_REPLAY_KINDS_H

#include "runtime/replay_tool.h"

extern const struct replay_kind replay_kinds[];
extern const size_t replay_kind_count;

#endif
