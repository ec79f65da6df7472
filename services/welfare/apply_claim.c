/* What appointments with a change of locality and the claims of exchange cadres change. */
#include "base/require.h"
#include "workflows.h"

/* The register of exchange cadres: opened by an appointment elsewhere, closed by the next one that is not. */
void apply_appointed(struct tables *t, const Appointed *e, const struct event *ev)
{
	const ExchangeRow *known = exchange_find(tables_state(t), e->cadre_id);
	ExchangeRow row;

	(void)ev;
	if (e->exchange) {
		exchange_put(t, &(ExchangeRow){
			.cadre_id = e->cadre_id,
			.home_region = e->home_region,
			.since_on = e->effective_on,
			.unit_id = e->unit_id,
			.appointment_id = e->appointment_id,
		});
	} else if (known && known->ended_on[0] == '\0') {
		row = *known;
		row.ended_on = e->effective_on;
		exchange_put(t, &row);
	}
}

static ClaimRow claim_row(struct tables *t, const char *id)
{
	const ClaimRow *row = claim_find(tables_state(t), id);

	REQUIRE(row);
	return *row;
}

static void count_trips(struct tables *t, const char *cadre_id, const char *month, int64_t trips)
{
	const TripMonthRow *known = trip_month_find(tables_state(t), cadre_id, month);
	int64_t count = (known ? known->trips : 0) + trips;

	REQUIRE(count >= 0);
	trip_month_put(t, &(TripMonthRow){ .cadre_id = cadre_id, .month = month, .trips = (uint32_t)count });
}

void apply_transport_claimed(struct tables *t, const TransportClaimed *e, const struct event *ev)
{
	claim_put(t, &(ClaimRow){
		.claim_id = e->claim_id,
		.cadre_id = e->cadre_id,
		.month = e->month,
		.state = CLAIM_STATE_CLAIMED,
		.n_trips = e->n_trips,
		.trips = e->trips,
		.payable_fen = e->payable_fen,
		.claimed_by = ev->actor_account,
	});
	for (size_t i = 0; i < e->n_trips; i++)
		ticket_put(t, &(TicketRow){ .ticket = e->trips[i]->ticket, .claim_id = e->claim_id });
	count_trips(t, e->cadre_id, e->month, (int64_t)e->n_trips);
}

void apply_claim_checked(struct tables *t, const ClaimChecked *e, const struct event *ev)
{
	ClaimRow row = claim_row(t, e->claim_id);

	row.state = CLAIM_STATE_CHECKED;
	row.checked_by = ev->actor_account;
	claim_put(t, &row);
}

void apply_claim_returned(struct tables *t, const ClaimReturned *e, const struct event *ev)
{
	ClaimRow row = claim_row(t, e->claim_id);

	(void)ev;
	row.state = CLAIM_STATE_RETURNED;
	row.note = e->reason;
	claim_put(t, &row);
	for (size_t i = 0; i < row.n_trips; i++)
		ticket_delete(t, row.trips[i]->ticket);
	count_trips(t, row.cadre_id, row.month, -(int64_t)row.n_trips);
}

void apply_claim_paid(struct tables *t, const ClaimPaid *e, const struct event *ev)
{
	ClaimRow row = claim_row(t, e->claim_id);

	(void)ev;
	row.state = CLAIM_STATE_PAID;
	row.paid_on = e->paid_on;
	claim_put(t, &row);
}

void apply_claim_settled(struct tables *t, const ClaimSettled *e, const struct event *ev)
{
	ClaimRow row = claim_row(t, e->claim_id);

	(void)ev;
	row.voucher = e->voucher;
	claim_put(t, &row);
}
