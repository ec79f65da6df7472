/* Registry of sanctions and the influence clock (专项库、影响期): row W1's source, W4.11.
 *
 *   RUNNING -> EXPIRED (by the clock) | EXTENDED (merged with another) -> EXPIRED | REVOKED
 *
 * Every sanction has a bar of its own; a person is barred until the last of them ends, so the later end governs. Government
 * sanctions below expulsion merge: what is left plus the new one, 48 months at most.
 *
 * In:  RegisterSanction, RevokeSanction; the last day of the period by the due-table.
 * Out: SanctionEffective, SanctionRegistered, SanctionPeriodChanged, SanctionExpired, SanctionRevoked, BarImposed, BarLifted. */
#include "accountability/sanction.h"

#include <string.h>

#include "accountability/bounds.h"
#include "accountability/influence.h"
#include "accountability/matter.h"
#include "base/date.h"
#include "base/require.h"
#include "workflows.h"

const char *influence_rule(MeasureKind kind)
{
	static const struct {
		MeasureKind kind;
		const char *rule;
	} rules[] = {
		{ MEASURE_KIND_ADMONITION, "INFLUENCE.ADMONITION" },
		{ MEASURE_KIND_SUSPENSION, "INFLUENCE.SUSPENSION" },
		{ MEASURE_KIND_POST_ADJUSTED, "INFLUENCE.POST_ADJUSTED" },
		{ MEASURE_KIND_ORDERED_RESIGNATION, "INFLUENCE.ORDERED_RESIGNATION" },
		{ MEASURE_KIND_REMOVAL, "INFLUENCE.REMOVAL" },
		{ MEASURE_KIND_DEMOTION, "INFLUENCE.DEMOTION" },
		{ MEASURE_KIND_GOV_WARNING, "INFLUENCE.GOV_WARNING" },
		{ MEASURE_KIND_GOV_DEMERIT, "INFLUENCE.GOV_DEMERIT" },
		{ MEASURE_KIND_GOV_MAJOR_DEMERIT, "INFLUENCE.GOV_MAJOR_DEMERIT" },
		{ MEASURE_KIND_GOV_DOWNGRADE, "INFLUENCE.GOV_DOWNGRADE" },
		{ MEASURE_KIND_GOV_DISMISSAL_FROM_POST, "INFLUENCE.GOV_DISMISSAL_FROM_POST" },
		{ MEASURE_KIND_GOV_EXPULSION, "INFLUENCE.GOV_EXPULSION" },
		{ MEASURE_KIND_PARTY_WARNING, "INFLUENCE.PARTY_WARNING" },
		{ MEASURE_KIND_PARTY_SERIOUS_WARNING, "INFLUENCE.PARTY_SERIOUS_WARNING" },
		{ MEASURE_KIND_PARTY_REMOVAL, "INFLUENCE.PARTY_REMOVAL" },
		{ MEASURE_KIND_PARTY_PROBATION, "INFLUENCE.PARTY_PROBATION" },
		{ MEASURE_KIND_PARTY_EXPULSION, "INFLUENCE.PARTY_EXPULSION" },
	};

	for (size_t i = 0; i < sizeof rules / sizeof rules[0]; i++)
		if (rules[i].kind == kind)
			return rules[i].rule;
	return NULL;
}

bool measure_is_government(MeasureKind kind)
{
	return kind >= MEASURE_KIND_GOV_WARNING && kind <= MEASURE_KIND_GOV_DISMISSAL_FROM_POST;
}

bool sanction_runs(const SanctionRow *sanction)
{
	return sanction->state == SANCTION_STATE_RUNNING || sanction->state == SANCTION_STATE_EXTENDED;
}

static const char *iso(struct decision *d, int32_t day)
{
	char text[ISO_DAY_SIZE];

	iso_of_day(day, text);
	return decision_format(d, "%s", text);
}

const char *months_from(struct decision *d, const char *first_on, uint32_t months)
{
	int32_t first = day_of_iso(first_on);

	return first == DAY_NONE || months == 0 ? first_on : iso(d, period_last_day(first, (int)months));
}

/* ---- merged periods ------------------------------------------------------------------------------ */

/* The running government sanctions of one person, without the one that goes or comes. */
struct merged {
	const SanctionRow *others[GOV_SANCTIONS_MERGED_MAX];
	struct influence_period periods[GOV_SANCTIONS_MERGED_MAX + 1];
	size_t count;
};

static void collect(struct decision *d, const char *cadre_id, const char *without, struct merged *m)
{
	struct row_scan scan = sanction_by_cadre_id(d->state, cadre_id);
	const SanctionRow *other;

	m->count = 0;
	while ((other = sanction_next(&scan)) && m->count < GOV_SANCTIONS_MERGED_MAX) {
		if (!sanction_runs(other) || !measure_is_government(other->kind) ||
		    strcmp(other->sanction_id, without) == 0)
			continue;
		m->periods[m->count].effective = day_of_iso(other->effective_on);
		m->periods[m->count].months = (int)other->months;
		m->others[m->count++] = other;
	}
}

static void impose_bar(struct decision *d, const char *sanction_id, const char *cadre_id, const char *from_on,
		       const char *until_on)
{
	emit_bar_imposed(d, &(BarImposed){
		.bar_id = sanction_id,
		.cadre_id = cadre_id,
		.ground = BAR_GROUND_MEASURE,
		.origin = sanction_id,
		.from_on = from_on,
		.until_on = until_on,
	});
}

static void move_others(struct decision *d, const struct merged *m, const char *until, const char *cause)
{
	for (size_t i = 0; i < m->count; i++) {
		const SanctionRow *other = m->others[i];
		if (strcmp(other->influence_until, until) == 0)
			continue;
		emit_sanction_period_changed(d, &(SanctionPeriodChanged){
			.sanction_id = other->sanction_id,
			.cadre_id = other->cadre_id,
			.influence_until = until,
			.extended = strcmp(until, other->own_until) > 0,
			.cause = cause,
		});
		impose_bar(d, other->sanction_id, other->cadre_id, other->effective_on, until);
	}
}

static int merge_max(struct decision *d)
{
	int64_t months = policy_number(d, "INFLUENCE.MERGE_MAX");

	return months > 0 ? (int)months : 1; /* a missing rule refuses the decision anyway */
}

/* ---- imposing ------------------------------------------------------------------------------------ */

struct period {
	uint32_t months;
	const char *own_until;
	const char *until;
	const char *merged_with;
};

static void merge_period(struct decision *d, const struct sanction_order *o, struct merged *m, struct period *p)
{
	struct influence_period periods[GOV_SANCTIONS_MERGED_MAX + 1];

	collect(d, o->cadre_id, o->instead_of ? o->instead_of : "", m);
	if (m->count == 0)
		return;
	memcpy(periods, m->periods, m->count * sizeof *periods);
	periods[m->count].effective = day_of_iso(o->effective_on);
	periods[m->count].months = (int)p->months;
	p->until = iso(d, influence_merge(periods, m->count + 1, merge_max(d)));
	p->merged_with = m->others[m->count - 1]->sanction_id;
}

static struct period period_of(struct decision *d, const struct sanction_order *o, struct merged *m)
{
	int64_t table = policy_number_on(d, influence_rule(o->kind), o->effective_on);
	const char *first = o->effective_on;
	struct period p = { .own_until = "", .until = "", .merged_with = "" };

	m->count = 0;
	if (o->kind == MEASURE_KIND_GOV_EXPULSION) /* permanent: no civil service ever again */
		return p;
	if (o->kind == MEASURE_KIND_PARTY_PROBATION) /* counts from the day the rights are restored */
		first = date_add_months(d, o->effective_on, (int)o->probation_months);
	p.months = o->merged_months ? o->merged_months : (uint32_t)table;
	p.own_until = p.until = months_from(d, first, p.months);
	if (measure_is_government(o->kind) && p.months)
		merge_period(d, o, m, &p);
	return p;
}

struct sanction_imposed sanction_impose(struct decision *d, const struct sanction_order *o)
{
	struct merged m;
	struct period p = period_of(d, o, &m);
	const char *id = decision_new_id(d, "sanction");

	emit_sanction_effective(d, &(SanctionEffective){
		.sanction_id = id,
		.cadre_id = o->cadre_id,
		.kind = o->kind,
		.effective_on = o->effective_on,
		.influence_until = p.until,
		.document = o->document,
		.origin = o->origin,
	});
	emit_sanction_registered(d, &(SanctionRegistered){
		.sanction_id = id,
		.cadre_id = o->cadre_id,
		.organ = o->organ,
		.decided_on = o->decided_on,
		.matter = o->matter,
		.own_until = p.own_until,
		.merged_with = p.merged_with,
		.behavior = o->behavior,
		.months = p.months,
	});
	impose_bar(d, id, o->cadre_id, o->effective_on, p.until);
	move_others(d, &m, p.until, id);
	return (struct sanction_imposed){ .sanction_id = id, .influence_until = p.until };
}

/* ---- registering --------------------------------------------------------------------------------- */

static enum refusal check_dates(struct decision *d, const RegisterSanction *cmd)
{
	int ahead = date_days_between(d->today, cmd->effective_on);

	if (strcmp(cmd->decided_on, d->today) > 0)                  return REFUSAL_DATE_FUTURE;
	if (strcmp(cmd->effective_on, cmd->decided_on) < 0)         return REFUSAL_DATE_ORDER;
	if (ahead > policy_number(d, "SANCTION.FUTURE_MAX"))        return REFUSAL_EFFECTIVE_TOO_FAR;
	return REFUSAL_NONE;
}

static bool own_procedure(const RegisterSanction *cmd)
{
	return cmd->organ == DECIDING_ORGAN_ORG_DEPARTMENT && cmd->kind <= MEASURE_KIND_DEMOTION;
}

/* 一事不二罚: the same act, the same system of sanctions. */
static enum refusal check_former(struct decision *d, const RegisterSanction *cmd)
{
	struct row_scan scan = sanction_by_cadre_id(d->state, cmd->cadre_id);
	const SanctionRow *former;

	while ((former = sanction_next(&scan))) {
		if (former->state == SANCTION_STATE_REVOKED)
			continue;
		if (former->kind == cmd->kind && strcmp(former->document, cmd->document) == 0)
			return decision_refuse(d, REFUSAL_SANCTION_DUPLICATE, "document", cmd->document);
		if (cmd->matter[0] && strcmp(former->matter, cmd->matter) == 0 &&
		    former->kind / 10 == cmd->kind / 10)
			return decision_refuse(d, REFUSAL_DOUBLE_SANCTION, "matter", cmd->matter);
	}
	return REFUSAL_NONE;
}

static enum refusal check_months(struct decision *d, const RegisterSanction *cmd)
{
	uint32_t table = (uint32_t)policy_number_on(d, influence_rule(cmd->kind), cmd->effective_on);
	bool probation = cmd->kind == MEASURE_KIND_PARTY_PROBATION;

	if (probation && cmd->probation_months != 12 && cmd->probation_months != 24)
		return decision_refuse(d, REFUSAL_PROBATION_MONTHS, "probation_months", NULL);
	if (!probation && cmd->probation_months)
		return decision_refuse(d, REFUSAL_PROBATION_MONTHS, "probation_months", NULL);
	if (!cmd->merged_months)
		return REFUSAL_NONE;
	if (!measure_is_government(cmd->kind) || cmd->merged_months < table ||
	    cmd->merged_months > (uint32_t)merge_max(d))
		return decision_refuse(d, REFUSAL_MERGED_PERIOD, "merged_months", NULL);
	return REFUSAL_NONE;
}

enum refusal register_sanction_decide(struct decision *d, const RegisterSanction *cmd)
{
	enum refusal r;
	struct sanction_order order = {
		.cadre_id = cmd->cadre_id,
		.kind = cmd->kind,
		.organ = cmd->organ,
		.document = cmd->document,
		.decided_on = cmd->decided_on,
		.effective_on = cmd->effective_on,
		.origin = cmd->matter,
		.matter = cmd->matter,
		.behavior = cmd->behavior,
		.probation_months = cmd->probation_months,
		.merged_months = cmd->merged_months,
	};

	if (!matter_cadre(d, cmd->cadre_id, &r))     return r;
	if (!influence_rule(cmd->kind))              return REFUSAL_NO_INFLUENCE_PERIOD;
	if (own_procedure(cmd))                      return REFUSAL_OWN_PROCEDURE;
	if ((r = check_dates(d, cmd)))               return r;
	if ((r = check_months(d, cmd)))              return r;
	if ((r = check_former(d, cmd)))              return r;
	if (cmd->influence_until[0]) {
		struct merged m;
		struct period p = period_of(d, &order, &m);
		if (strcmp(cmd->influence_until, p.until) != 0 && strcmp(cmd->influence_until, p.own_until) != 0)
			return decision_refuse(d, REFUSAL_PERIOD_NOT_TABLE, "influence_until", p.until);
	}
	struct sanction_imposed done = sanction_impose(d, &order);
	decision_answer(d, "sanction_id", done.sanction_id);
	decision_answer(d, "influence_until", done.influence_until);
	return REFUSAL_NONE;
}

/* ---- the end ------------------------------------------------------------------------------------- */

static void lift_bar(struct decision *d, const SanctionRow *sanction, const char *lifted_on, bool expired)
{
	emit_bar_lifted(d, &(BarLifted){
		.bar_id = sanction->sanction_id,
		.cadre_id = sanction->cadre_id,
		.ground = BAR_GROUND_MEASURE,
		.lifted_on = lifted_on,
		.expired = expired,
	});
}

/* The others of a merged period fall back to what is left without this one. */
static void fall_back(struct decision *d, const SanctionRow *sanction)
{
	struct merged m;

	collect(d, sanction->cadre_id, sanction->sanction_id, &m);
	if (m.count)
		move_others(d, &m, iso(d, influence_merge(m.periods, m.count, merge_max(d))), sanction->sanction_id);
}

void sanction_revoke(struct decision *d, const SanctionRow *sanction, const char *reason,
		     const struct sanction_order *instead)
{

	emit_sanction_revoked(d, &(SanctionRevoked){
		.sanction_id = sanction->sanction_id,
		.cadre_id = sanction->cadre_id,
		.kind = sanction->kind,
		.revoked_on = d->today,
		.reason = reason,
	});
	if (sanction_runs(sanction))
		lift_bar(d, sanction, d->today, false);
	if (instead)
		sanction_impose(d, instead);
	else if (measure_is_government(sanction->kind))
		fall_back(d, sanction);
}

enum refusal revoke_sanction_decide(struct decision *d, const RevokeSanction *cmd)
{
	const SanctionRow *sanction = sanction_find(d->state, cmd->sanction_id);
	enum refusal r;

	if (!sanction)                                       return REFUSAL_SANCTION_UNKNOWN;
	if (!matter_cadre(d, sanction->cadre_id, &r))        return r;
	if (sanction->state == SANCTION_STATE_REVOKED)       return REFUSAL_STATE_WRONG;
	sanction_revoke(d, sanction, decision_format(d, "%s（%s）", cmd->reason, cmd->document), NULL);
	return REFUSAL_NONE;
}

/* The clock ends a period by itself; that the person may be used again is not an appointment. */
void due_sanction_expiry(struct decision *d, const char *id)
{
	const SanctionRow *sanction = sanction_find(d->state, id);

	if (!sanction || !sanction_runs(sanction))
		return;
	emit_sanction_expired(d, &(SanctionExpired){
		.sanction_id = id,
		.cadre_id = sanction->cadre_id,
		.kind = sanction->kind,
		.expired_on = sanction->influence_until,
	});
	lift_bar(d, sanction, date_add_days(d, sanction->influence_until, 1), true);
}
