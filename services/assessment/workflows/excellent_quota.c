/* The excellent quotas of a year (优秀名额) from the final grades of teams: rows A6, W3.9, G4.14-G4.16, by score/quota.h.
 *
 *   team grade and half of its group -> tier -> ratio of members and of staff -> heads
 *
 * Largest remainder over all units of the authority; small units pooled by group; last year's remainders carried; the cap of law, the
 * cap of the city and the number of people who may be excellent at all are never passed; nobody inside an influence period is a
 * candidate. The quotas may be computed again until somebody was graded by them. They are ceilings: nobody has to fill them.
 *
 * In:  ComputeExcellentQuotas.
 * Out: ExcellentQuotaSet (one per unit and track, with its derivation), ExcellentQuotasComputed. */
#include <stdlib.h>
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/person.h"
#include "assessment/quota_people.h"
#include "assessment/scheme.h"
#include "base/hex.h"
#include "base/require.h"
#include "digest/digest.h"
#include "score/quota.h"
#include "workflows.h"

#define TIERS 5
#define PERCENT_TO_BASIS 100

struct entry {
	const TeamGradeRow *team;
	const char *group_id;
	struct quota_people people;
};
struct table {
	struct entry *entries;
	struct quota_team *teams;
	struct quota_share *shares;
	size_t count;
	struct quota_tier tiers[TIERS];
	struct quota_rules rules;
	struct quota_total total;
	PersonTrack track;
};

/* ---- the graded teams of the year ----------------------------------------------------------------------- */

static enum refusal check_gradings(struct decision *d, uint32_t year)
{
	struct row_scan scan = grading_scan(d->state);
	const GradingRow *grading;
	bool any = false;

	while ((grading = grading_next(&scan))) {
		const SchemeRow *scheme = scheme_find(d->state, grading->scheme_id);
		if (grading->year != year || !scheme || !scheme_is_of(scheme, d->actor))
			continue;
		if (grading->state != GRADING_STATE_FINAL)
			return decision_refuse(d, REFUSAL_EXCELLENT_QUOTA_GRADES_OPEN, "year", grading->scheme_id);
		any = true;
	}
	return any ? REFUSAL_NONE : REFUSAL_EXCELLENT_QUOTA_NO_GRADES;
}

static bool add_team(struct decision *d, struct table *table, const TeamGradeRow *team)
{
	const UnitScoreRow *score = unit_score_find(d->state, team->scheme_id, team->unit_id);
	struct entry entry = { .team = team, .group_id = score ? score->group_id : "" };

	quota_people_of(d, team->unit_id, team->year, table->track, d->actor->region, &entry.people);
	if (entry.people.should_attend == 0)
		return true;
	if (table->count == QUOTA_YEAR_UNITS_MAX)
		return false;
	table->entries[table->count++] = entry;
	return true;
}

static int by_unit(const void *a, const void *b)
{
	return strcmp(((const struct entry *)a)->team->unit_id, ((const struct entry *)b)->team->unit_id);
}

/* In the order of unit ids, so that nothing else decides between equals. */
static enum refusal gather(struct decision *d, struct table *table, uint32_t year)
{
	struct row_scan schemes = grading_scan(d->state);
	const GradingRow *grading;

	while ((grading = grading_next(&schemes))) {
		const SchemeRow *scheme = scheme_find(d->state, grading->scheme_id);
		struct row_scan scan = team_grade_scan_1(d->state, grading->scheme_id);
		const TeamGradeRow *team;
		if (grading->year != year || !scheme || !scheme_is_of(scheme, d->actor))
			continue;
		while ((team = team_grade_next(&scan)))
			if (team->final && !add_team(d, table, team))
				return REFUSAL_EXCELLENT_QUOTA_MANY;
	}
	qsort(table->entries, table->count, sizeof *table->entries, by_unit);
	return REFUSAL_NONE;
}

/* ---- rules -------------------------------------------------------------------------------------------------- */

static uint32_t percent(struct decision *d, const char *rule)
{
	return (uint32_t)policy_number(d, rule) * PERCENT_TO_BASIS;
}

/* The higher cap of law holds for excellent teams; for their staff only with an approval. */
static uint32_t cap_of(struct decision *d, PersonTrack track, bool excellent, bool approved)
{
	if (track == PERSON_TRACK_MEMBERS)
		return percent(d, excellent ? "LEADER.CAP.EXCELLENT_TEAM" : "LEADER.CAP");
	return percent(d, excellent && approved ? "ASSESS.CAP.MAX" : "ASSESS.CAP.DEFAULT");
}

static void set_rules(struct decision *d, struct table *table, bool approved)
{
	static const char *const names[TIERS] = { "EXCELLENT", "GOOD_UPPER", "GOOD_LOWER", "FAIR", "POOR" };
	bool members = table->track == PERSON_TRACK_MEMBERS;

	for (int i = 0; i < TIERS; i++) {
		uint32_t ratio = percent(d, decision_format(d, "TEAM.LINK.%s.%s", members ? "MEMBERS" : "STAFF", names[i]));
		uint32_t cap = cap_of(d, table->track, i == 0, approved);
		table->tiers[i] = (struct quota_tier){ .ratio = ratio < cap ? ratio : cap, .cap = cap,
						       .head_excluded = members && i >= QUOTA_TIER_FAIR - 1 };
	}
	table->rules = (struct quota_rules){
		.tiers = table->tiers,
		.tier_count = TIERS,
		.city_cap = percent(d, members ? "QUOTA.CITY_CAP.MEMBERS" : "QUOTA.CITY_CAP.STAFF"),
		.small_below = (uint32_t)policy_number(d, "QUOTA.SMALL_BELOW"),
		.minimum_from = (uint32_t)policy_number(d, "QUOTA.MINIMUM_FROM"),
		.share_remainders = policy_number(d, "QUOTA.SHARE_REMAINDERS") != 0,
		.carry_over = policy_number(d, "QUOTA.CARRY_OVER") != 0,
	};
}

static QuotaTier tier_of(const TeamGradeRow *team)
{
	switch (team->grade) {
	case TEAM_GRADE_EXCELLENT: return QUOTA_TIER_EXCELLENT;
	case TEAM_GRADE_GOOD:      return team->upper_half ? QUOTA_TIER_GOOD_UPPER : QUOTA_TIER_GOOD_LOWER;
	case TEAM_GRADE_FAIR:      return QUOTA_TIER_FAIR;
	default:                   return QUOTA_TIER_POOR;
	}
}

/* Pools are the groups of the schemes, numbered from 1 by their first unit. */
static uint32_t pool_of(const struct table *table, size_t i)
{
	uint32_t pool = 0;

	while (strcmp(table->entries[pool].group_id, table->entries[i].group_id) != 0 ||
	       strcmp(table->entries[pool].team->scheme_id, table->entries[i].team->scheme_id) != 0)
		pool++;
	return pool + 1;
}

static int32_t carried(const struct decision *d, const struct table *table, size_t i)
{
	const TeamGradeRow *team = table->entries[i].team;
	const ExcellentQuotaRow *last = excellent_quota_find(d->state, team->year - 1, team->unit_id, table->track);

	return last && table->rules.carry_over ? (int32_t)last->quota->carry : 0;
}

static void set_teams(const struct decision *d, struct table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		const struct quota_people *people = &table->entries[i].people;
		table->teams[i] = (struct quota_team){
			.id = i + 1,
			.tier = (uint32_t)tier_of(table->entries[i].team) - 1,
			.should_attend = people->should_attend,
			.candidates = people->candidates,
			.heads = people->heads,
			.head_candidates = people->head_candidates,
			.pool = pool_of(table, i),
			.carried = carried(d, table, i),
		};
	}
}

static enum refusal share(struct decision *d, struct table *table)
{
	size_t at = 0;

	switch (quota_share(&table->rules, table->teams, table->count, table->shares, &table->total, &at)) {
	case QUOTA_OK:
		return REFUSAL_NONE;
	case QUOTA_TEAM_COUNT: case QUOTA_TEAM_TIER: case QUOTA_TEAM_MEMBERS: case QUOTA_TEAM_CARRY: case QUOTA_TEAM_TWICE:
		return decision_refuse(d, REFUSAL_EXCELLENT_QUOTA_TEAM, "year", at < table->count ? table->entries[at].team->unit_id : "");
	default:
		return REFUSAL_EXCELLENT_QUOTA_RULES;
	}
}

static enum refusal compute(struct decision *d, struct table *table, const ComputeExcellentQuotas *cmd)
{
	enum refusal r;

	table->entries = arena_alloc(d->arena, QUOTA_YEAR_UNITS_MAX * sizeof *table->entries);
	table->teams = arena_alloc(d->arena, QUOTA_YEAR_UNITS_MAX * sizeof *table->teams);
	table->shares = arena_alloc(d->arena, QUOTA_YEAR_UNITS_MAX * sizeof *table->shares);
	REQUIRE(table->entries && table->teams && table->shares);
	if ((r = gather(d, table, cmd->year)))
		return r;
	set_rules(d, table, cmd->approval[0] != '\0');
	set_teams(d, table);
	return share(d, table);
}

/* ---- what is told ---------------------------------------------------------------------------------------------- */

static const char *const tier_words[] = { "优秀", "良好（前半）", "良好（后半）", "一般", "较差" };

static QuotaLimit limit_of(enum quota_limit limit)
{
	return limit == QUOTA_BY_LAW ? QUOTA_LIMIT_LAW : limit == QUOTA_BY_CANDIDATES ? QUOTA_LIMIT_CANDIDATES : QUOTA_LIMIT_NONE;
}

#define STEPS_MAX 8

/* The derivation in words. */
static size_t explain(struct decision *d, const struct table *table, size_t i, const char **steps)
{
	const struct quota_share *s = &table->shares[i];
	const struct quota_team *team = &table->teams[i];
	const struct quota_tier *tier = &table->tiers[team->tier];
	size_t n = 0;

	steps[n++] = decision_format(d, "班子等次%s：比例%u.%02u%%，法定上限%u.%02u%%", tier_words[team->tier], tier->ratio / 100,
				     tier->ratio % 100, tier->cap / 100, tier->cap % 100);
	steps[n++] = decision_format(d, "应参加%u人%s，计%u人；可评%u人（影响期内%u人不计）", team->should_attend,
				     s->members < team->should_attend ? "，主要负责人不计" : "", s->members, s->candidates,
				     table->entries[i].people.barred);
	steps[n++] = decision_format(d, "比例×人数＋上年结转%d＝%lld（万分之一人）", team->carried, (long long)s->asked);
	steps[n++] = decision_format(d, "折合%lld/%lld人%s，取整%u人", (long long)s->claim.numerator, (long long)s->claim.denominator,
				     table->total.shrunk ? "（已按全市上限同比压减）" : "", s->whole);
	if (s->by_minimum || s->by_remainder)
		steps[n++] = s->by_minimum ? "按保底规则增1人" : "按最大余数增1人";
	if (s->pooled)
		steps[n++] = decision_format(d, "与同组小单位合并计算，合并法定上限%u人", s->legal_cap);
	if (s->limit != QUOTA_UNLIMITED)
		steps[n++] = s->limit == QUOTA_BY_LAW ? "受法定上限限制" : "可评人数不足，名额作废";
	steps[n++] = decision_format(d, "名额%u人，结转下年%d（万分之一人）", s->heads, s->carry);
	REQUIRE(n <= STEPS_MAX);
	return n;
}

static void emit_one(struct decision *d, const struct table *table, size_t i)
{
	const struct quota_share *s = &table->shares[i];
	const struct quota_team *team = &table->teams[i];
	const struct entry *entry = &table->entries[i];
	const char *steps[STEPS_MAX];
	ExcellentQuota quota;

	excellent_quota__init(&quota);
	quota.unit_id = entry->team->unit_id;
	quota.track = table->track;
	quota.scheme_id = entry->team->scheme_id;
	quota.team_grade = entry->team->grade;
	quota.tier = tier_of(entry->team);
	quota.ratio = table->tiers[team->tier].ratio;
	quota.cap = table->tiers[team->tier].cap;
	quota.should_attend = team->should_attend;
	quota.candidates = s->candidates;
	quota.head_excluded = s->members < team->should_attend;
	quota.barred = entry->people.barred;
	quota.pool = s->pooled ? entry->group_id : "";
	quota.carried = team->carried;
	quota.asked = s->asked;
	quota.claim_numerator = s->claim.numerator;
	quota.claim_denominator = s->claim.denominator;
	quota.whole = s->whole;
	quota.by_minimum = s->by_minimum;
	quota.by_remainder = s->by_remainder;
	quota.legal_cap = s->legal_cap;
	quota.limit = limit_of(s->limit);
	quota.heads = s->heads;
	quota.carry = s->carry;
	quota.n_steps = explain(d, table, i, steps);
	quota.steps = steps;
	emit_excellent_quota_set(d, &(ExcellentQuotaSet){
		.year = entry->team->year,
		.unit_id = quota.unit_id,
		.authority = d->actor->region,
		.quota = &quota,
	});
}

static void hash_table(struct decision *d, struct sha256 *h, const struct table *table)
{
	for (size_t i = 0; i < table->count; i++) {
		const char *line = decision_format(d, "%d %s %u %u %u %u %d\n", (int)table->track, table->entries[i].team->unit_id,
						   table->teams[i].tier, table->teams[i].should_attend, table->shares[i].candidates,
						   table->shares[i].heads, table->shares[i].carry);
		sha256_add(h, line, strlen(line));
	}
}

static const char *hash_of(struct decision *d, const struct table *members, const struct table *staff)
{
	uint8_t digest[SHA256_SIZE];
	char *text = arena_alloc(d->arena, 2 * SHA256_SIZE + 1);
	struct sha256 h;

	REQUIRE(text);
	sha256_init(&h);
	hash_table(d, &h, members);
	hash_table(d, &h, staff);
	sha256_end(&h, digest);
	hex_encode(digest, sizeof digest, text);
	return text;
}

/* ---- the command ------------------------------------------------------------------------------------------------- */

/* Persons were already graded by quotas of this year and authority. */
static const char *round_in_use(const struct decision *d, uint32_t year)
{
	struct row_scan scan = person_round_by_year(d->state, year);
	const PersonRoundRow *round;

	while ((round = person_round_next(&scan))) {
		const ExcellentQuotaRow *quota = excellent_quota_find(d->state, year, round->unit_id, round->track);
		if (quota && strcmp(quota->authority, d->actor->region) == 0 && round->basis == CAP_BASIS_QUOTA &&
		    round->state >= PERSON_ROUND_STATE_DECIDED)
			return round->unit_id;
	}
	return NULL;
}

enum refusal compute_excellent_quotas_decide(struct decision *d, const ComputeExcellentQuotas *cmd)
{
	struct table members = { .track = PERSON_TRACK_MEMBERS }, staff = { .track = PERSON_TRACK_STAFF };
	const char *used = round_in_use(d, cmd->year), *hash;
	enum refusal r = check_gradings(d, cmd->year);

	if (r)
		return r;
	if (used)
		return decision_refuse(d, REFUSAL_EXCELLENT_QUOTA_IN_USE, "year", used);
	if ((r = compute(d, &members, cmd)) || (r = compute(d, &staff, cmd)))
		return r;
	for (size_t i = 0; i < members.count; i++)
		emit_one(d, &members, i);
	for (size_t i = 0; i < staff.count; i++)
		emit_one(d, &staff, i);
	hash = hash_of(d, &members, &staff);
	decision_answer(d, "hash", hash);
	emit_excellent_quotas_computed(d, &(ExcellentQuotasComputed){
		.year = cmd->year,
		.authority = d->actor->region,
		.approval = cmd->approval,
		.member_teams = (uint32_t)members.count,
		.member_heads = members.total.heads,
		.member_cap = members.total.city_cap,
		.members_shrunk = members.total.shrunk,
		.staff_units = (uint32_t)staff.count,
		.staff_heads = staff.total.heads,
		.staff_cap = staff.total.city_cap,
		.staff_shrunk = staff.total.shrunk,
		.hash = hash,
	});
	return REFUSAL_NONE;
}
