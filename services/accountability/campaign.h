/* What the workflow files of the campaign against the middle blockage share. */
#ifndef DANDANG_ACCOUNTABILITY_CAMPAIGN_H
#define DANDANG_ACCOUNTABILITY_CAMPAIGN_H

#include "rows.h"
#include "runtime/decision.h"

/* The campaign when it is of the actor's region, else the refusal. */
enum refusal campaign_of(const struct decision *d, const char *campaign_id, const CampaignRow **out);

#endif
