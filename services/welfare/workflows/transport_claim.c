/* Transport of exchange cadres between post and home (易地交流任职领导干部往返交通保障): row W6, W5.8.
 *
 *   CLAIMED -> CHECKED -> PAID
 *         |-> RETURNED            (tickets and trips are free again)
 *
 * Recipients: city-managed leaders whose appointment changed their locality. Claiming, checking and paying are done by
 * three accounts. A fare is paid up to the cap of its vehicle class.
 * In:  ClaimTransport, CheckClaim, ReturnClaim, PayClaims.
 * Out: TransportClaimed, ClaimChecked, ClaimReturned, ClaimPaid, ClaimSettled. */
#include <string.h>

#include "months.h"
#include "roster/people.h"
#include "runtime/bulk.h"
#include "workflows.h"

#define LEGS_OF_ROUND_TRIP 2

/* Where a cadre works, where his family lives, and since when. */
struct exchange {
	const char *post;
	const char *home;
	const char *since_on;
	const char *ended_on;
};

/* A prefecture's code: six digits, the last two 0, not a province's. */
static bool city_managed(const CadreRow *cadre)
{
	const char *code = cadre->authority;

	return strlen(code) == 6 && strcmp(code + 4, "00") == 0 && strcmp(code + 2, "0000") != 0;
}

static enum refusal exchange_of(struct decision *d, const CadreRow *cadre, struct exchange *out)
{
	const ExchangeRow *row = exchange_find(d->state, cadre->cadre_id);
	const UnitRow *unit = unit_find(d->state, cadre->unit_id);

	*out = (struct exchange){
		.post = unit ? unit->region : "",
		.home = row && row->home_region[0] ? row->home_region : cadre->home_region,
		.since_on = row ? row->since_on : "",
		.ended_on = row ? row->ended_on : "",
	};
	if (!city_managed(cadre) || (!row && !cadre->exchange) || out->home[0] == '\0')
		return REFUSAL_NOT_EXCHANGE_CADRE;
	if (strcmp(out->post, out->home) == 0)
		return REFUSAL_LOCAL_PERSON;
	return REFUSAL_NONE;
}

static int64_t cap_fen(struct decision *d, VehicleClass vehicle)
{
	switch (vehicle) {
	case VEHICLE_CLASS_RAIL_SECOND:
		return policy_number(d, "EXCH.CAP.RAIL_SECOND");
	case VEHICLE_CLASS_RAIL_FIRST:
		return policy_number(d, "EXCH.CAP.RAIL_FIRST");
	case VEHICLE_CLASS_AIR_ECONOMY:
		return policy_number(d, "EXCH.CAP.AIR_ECONOMY");
	case VEHICLE_CLASS_COACH:
		return policy_number(d, "EXCH.CAP.COACH");
	case VEHICLE_CLASS_OWN_CAR:
		return policy_number(d, "EXCH.CAP.OWN_CAR");
	default:
		return 0;
	}
}

static bool ticket_repeated(const ClaimTransport *cmd, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(cmd->trips[i]->ticket, cmd->trips[at]->ticket) == 0)
			return true;
	return false;
}

static bool on_route(const Trip *trip, const struct exchange *x)
{
	return (strcmp(trip->from_region, x->home) == 0 && strcmp(trip->to_region, x->post) == 0) ||
	       (strcmp(trip->from_region, x->post) == 0 && strcmp(trip->to_region, x->home) == 0);
}

static enum refusal trip_outcome(struct decision *d, const ClaimTransport *cmd, const struct exchange *x, size_t at)
{
	const Trip *trip = cmd->trips[at];

	if (trip->vehicle == VEHICLE_CLASS_UNSPECIFIED)
		return REFUSAL_VEHICLE_REQUIRED;
	if (ticket_repeated(cmd, at) || ticket_find(d->state, trip->ticket))
		return REFUSAL_TICKET_DUPLICATE;
	if (strcmp(month_of(d, trip->travelled_on), cmd->month) != 0)
		return REFUSAL_TRIP_OUTSIDE_MONTH;
	if (strcmp(trip->travelled_on, d->today) > 0)
		return REFUSAL_DATE_FUTURE;
	if (strcmp(trip->travelled_on, x->since_on) < 0 ||
	    (x->ended_on[0] && strcmp(trip->travelled_on, x->ended_on) > 0))
		return REFUSAL_TRIP_OUTSIDE_EXCHANGE;
	return on_route(trip, x) ? REFUSAL_NONE : REFUSAL_TRIP_ROUTE;
}

static bool claims_for(const struct actor *actor, const CadreRow *cadre)
{
	return actor_is(actor, cadre->cadre_id) ||
	       (actor_has_role(actor, "unit.hr") && strcmp(actor->unit_id, cadre->unit_id) == 0);
}

static enum refusal claimant_fits(struct decision *d, const ClaimTransport *cmd, struct exchange *x)
{
	const CadreRow *cadre = cadre_find(d->state, cmd->cadre_id);
	enum refusal refusal;

	if (!cadre)
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "cadre_id", cmd->cadre_id);
	if (!claims_for(d->actor, cadre))
		return decision_refuse(d, REFUSAL_CLAIM_OTHERS, "cadre_id", cmd->cadre_id);
	refusal = exchange_of(d, cadre, x);
	if (refusal != REFUSAL_NONE)
		return decision_refuse(d, refusal, "cadre_id", cmd->cadre_id);
	if (!month_valid(cmd->month) || strcmp(cmd->month, month_of(d, d->today)) > 0)
		return decision_refuse(d, REFUSAL_TRIP_OUTSIDE_MONTH, "month", cmd->month);
	if (strcmp(d->today, date_add_months(d, month_last_day(d, cmd->month),
					     (int)policy_number(d, "EXCH.CLAIM_WITHIN"))) > 0)
		return decision_refuse(d, REFUSAL_CLAIM_LATE, "month", cmd->month);
	return REFUSAL_NONE;
}

enum refusal claim_transport_decide(struct decision *d, const ClaimTransport *cmd)
{
	struct exchange x = { .post = "", .home = "", .since_on = "", .ended_on = "" };
	const TripMonthRow *used = trip_month_find(d->state, cmd->cadre_id, cmd->month);
	int64_t payable = 0;
	const char *id;
	enum refusal refusal = claimant_fits(d, cmd, &x);

	for (size_t i = 0; refusal == REFUSAL_NONE && i < cmd->n_trips; i++) {
		const Trip *trip = cmd->trips[i];
		refusal = trip_outcome(d, cmd, &x, i);
		if (refusal != REFUSAL_NONE)
			return decision_refuse_row(d, refusal, (uint32_t)i + 1, "trips", trip->ticket);
		int64_t cap = cap_fen(d, trip->vehicle);
		payable += trip->fare_fen < cap ? trip->fare_fen : cap;
	}
	if (refusal != REFUSAL_NONE)
		return refusal;
	if ((int64_t)((used ? used->trips : 0) + cmd->n_trips) >
	    policy_number(d, "EXCH.TRIPS_PER_MONTH") * LEGS_OF_ROUND_TRIP)
		return decision_refuse(d, REFUSAL_TRIP_QUOTA_EXCEEDED, "trips", cmd->month);
	id = decision_new_id(d, "claim");
	emit_transport_claimed(d, &(TransportClaimed){
		.claim_id = id,
		.cadre_id = cmd->cadre_id,
		.month = cmd->month,
		.n_trips = cmd->n_trips,
		.trips = cmd->trips,
		.payable_fen = payable,
	});
	decision_answer(d, "claim_id", id);
	decision_answer_number(d, "payable_fen", payable);
	return REFUSAL_NONE;
}

static enum refusal claim_at(struct decision *d, const char *claim_id, ClaimState state, const ClaimRow **out)
{
	const ClaimRow *row = claim_find(d->state, claim_id);
	const CadreRow *cadre = row ? cadre_find(d->state, row->cadre_id) : NULL;

	*out = row;
	if (!row || !cadre)
		return REFUSAL_CLAIM_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))
		return REFUSAL_OUTSIDE_AUTHORITY;
	if (row->state != state)
		return REFUSAL_STATE_WRONG;
	if (actor_is(d->actor, row->cadre_id))
		return REFUSAL_SELF_DEALING;
	if (strcmp(row->claimed_by, d->actor->account) == 0 || strcmp(row->checked_by, d->actor->account) == 0)
		return REFUSAL_CLAIM_CHECK_OWN;
	return REFUSAL_NONE;
}

enum refusal check_claim_decide(struct decision *d, const CheckClaim *cmd)
{
	const ClaimRow *row;
	enum refusal refusal = claim_at(d, cmd->claim_id, CLAIM_STATE_CLAIMED, &row);

	if (refusal != REFUSAL_NONE)
		return decision_refuse(d, refusal, "claim_id", cmd->claim_id);
	emit_claim_checked(d, &(ClaimChecked){ .claim_id = row->claim_id, .cadre_id = row->cadre_id });
	return REFUSAL_NONE;
}

enum refusal return_claim_decide(struct decision *d, const ReturnClaim *cmd)
{
	const ClaimRow *row;
	enum refusal refusal = claim_at(d, cmd->claim_id, CLAIM_STATE_CLAIMED, &row);

	if (refusal != REFUSAL_NONE)
		return decision_refuse(d, refusal, "claim_id", cmd->claim_id);
	emit_claim_returned(d, &(ClaimReturned){ .claim_id = row->claim_id, .cadre_id = row->cadre_id,
						 .reason = cmd->reason });
	return REFUSAL_NONE;
}

enum refusal pay_claims_decide(struct decision *d, const PayClaims *cmd)
{
	struct bulk bulk = bulk_start(d, "claim_ids", cmd->partial);

	for (size_t i = 0; i < cmd->n_claim_ids; i++) {
		const char *id = cmd->claim_ids[i];
		const ClaimRow *row;
		enum refusal outcome = bulk_repeated((const char *const *)cmd->claim_ids, i)
					       ? REFUSAL_VALUE_DUPLICATE
					       : claim_at(d, id, CLAIM_STATE_CHECKED, &row);
		if (!bulk_row(&bulk, outcome, id))
			continue;
		emit_claim_paid(d, &(ClaimPaid){
			.claim_id = row->claim_id,
			.cadre_id = row->cadre_id,
			.amount_fen = row->payable_fen,
			.paid_on = d->today,
			.month = row->month,
		});
		emit_claim_settled(d, &(ClaimSettled){ .claim_id = row->claim_id, .voucher = cmd->voucher });
	}
	return bulk_end(&bulk);
}
