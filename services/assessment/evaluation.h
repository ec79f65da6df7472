/* What workflows that hold an evaluation of their own share with the democratic evaluation (W3.5). */
#ifndef DANDANG_ASSESSMENT_EVALUATION_H
#define DANDANG_ASSESSMENT_EVALUATION_H

#include "workflows.h"

/* Checks the form and the days and drafts the evaluation; its id stands in *poll_id (the decision's memory) and in the answer. */
enum refusal poll_draft(struct decision *d, const DraftPoll *cmd, const char **poll_id);

#endif
