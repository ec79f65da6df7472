/* Training for a new leading post (任职培训). Rule: 公务员法 art. 67; TRAIN.POST.COUNTY.DAYS, TRAIN.POST.SECTION.DAYS. */
#ifndef DANDANG_TRAINING_POST_TRAININGS_H
#define DANDANG_TRAINING_POST_TRAININGS_H

#include "workflows.h"

/* Hours of POST classes that ended in from_on..to_on. */
uint32_t post_training_hours(const struct state *s, const char *cadre_id, const char *from_on, const char *to_on);
/* A promotion opens the obligation; what was done in the year before counts. Nothing below section level. */
void post_training_open(struct decision *d, const Appointed *appointed);
/* A POST class that ended on `ended_on` credits `hours`, not yet in the ledger. */
void post_training_advance(struct decision *d, const char *cadre_id, const char *ended_on, uint32_t hours);

#endif
