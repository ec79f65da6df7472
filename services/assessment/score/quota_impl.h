/* Between the files of the quota engine. */
#ifndef DANDANG_ASSESSMENT_SCORE_QUOTA_IMPL_H
#define DANDANG_ASSESSMENT_SCORE_QUOTA_IMPL_H

#include "score/quota.h"

enum quota_error quota_check_rules(const struct quota_rules *rules, size_t *at);
enum quota_error quota_check_teams(const struct quota_rules *rules, const struct quota_team *teams, size_t count, size_t *at);

/* Writes into shares[0..count).order the order in which `before` puts them; it must be a total order. No memory of its own. */
typedef bool quota_before(const struct quota_share *a, const struct quota_share *b);
void quota_sort(struct quota_share *shares, size_t count, quota_before *before);

#endif
