/* Intake of the discipline commission's negative list (纪委监委负面清单): W2.11.
 *
 *   RECEIVED (name differs) ------------------------------> RETURNED
 *   MATCHED (person and name) -> ACKNOWLEDGED (NEGATIVE_LIST.ACK) -> LINKED to its graded response
 *        \-------------------------------------------------> RETURNED
 *
 * A message counts when its signature verifies under the key in force on the day it was issued, its sequence follows, it is within its
 * validity and everybody it names is registered here. Acknowledged by a person, an entry becomes evidence of the special list and a
 * graded response is proposed; nothing follows by itself.
 *
 * In:  ReceiveNegativeList, AcknowledgeNegativeEntry, ReturnNegativeEntry, LinkNegativeEntry; the last day by the due-table.
 * Out: NegativeListReceived, NegativeEntrySealed (sealed), NegativeEntryAwaited, NegativeEntryAcknowledged, NegativeEntryReturned,
 *      NegativeEntryLinked, NegativeAckOverdue, ResponseProposed, MatterNoted (sealed). */
#include <string.h>

#include "accountability/matter.h"
#include "accountability/negative.h"
#include "accountability/response.h"
#include "roster/people.h"
#include "workflows.h"

#define KEY_RULE "NEGATIVE_LIST.KEY"

/* ---- receiving ----------------------------------------------------------------------------------------- */

/* The signature first: an unsigned message learns nothing else from us. */
static enum refusal check_signature(struct decision *d, const ReceiveNegativeList *cmd, const char *digest)
{
	struct span signature = span_of(cmd->signature.data, cmd->signature.len);

	if (!policy_exists(d, KEY_RULE))
		return REFUSAL_NEGATIVE_KEY_MISSING;
	if (!negative_signed(d, policy_text(d, KEY_RULE), digest, signature))
		return decision_refuse(d, REFUSAL_NEGATIVE_SIGNATURE, "signature", "");
	return REFUSAL_NONE;
}

static enum refusal check_message(struct decision *d, const ReceiveNegativeList *cmd)
{
	const NegativeSourceRow *source = negative_source_find(d->state, d->actor->region);

	if (negative_message_find(d->state, cmd->message_id))
		return decision_refuse(d, REFUSAL_NEGATIVE_REPLAY, "message_id", cmd->message_id);
	if (source && cmd->sequence <= source->sequence)
		return decision_refuse(d, REFUSAL_NEGATIVE_REPLAY, "sequence", decision_format(d, "%llu", (unsigned long long)cmd->sequence));
	if (strcmp(cmd->issued_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "issued_on", cmd->issued_on);
	if (strcmp(cmd->valid_until, d->today) < 0)
		return decision_refuse(d, REFUSAL_NEGATIVE_EXPIRED, "valid_until", cmd->valid_until);
	return REFUSAL_NONE;
}

/* A tab or a line feed in a name would let one text be read as two. */
static enum refusal check_entry(const struct decision *d, const NegativeEntry *entry)
{
	const CadreRow *cadre = cadre_find(d->state, entry->cadre_id);

	if (strpbrk(entry->name, "\t\n\r"))              return REFUSAL_FIELD_MALFORMED;
	if (!cadre)                                      return REFUSAL_NEGATIVE_PERSON_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))          return REFUSAL_OUTSIDE_AUTHORITY;
	return REFUSAL_NONE;
}

static enum refusal check_entries(struct decision *d, const ReceiveNegativeList *cmd)
{
	enum refusal first = REFUSAL_NONE;

	for (size_t i = 0; i < cmd->n_entries; i++) {
		enum refusal r = check_entry(d, cmd->entries[i]);
		for (size_t j = 0; !r && j < i; j++)
			if (strcmp(cmd->entries[j]->evidence_index, cmd->entries[i]->evidence_index) == 0)
				r = REFUSAL_VALUE_DUPLICATE;
		if (r)
			decision_refuse_row(d, r, (uint32_t)i + 1, "entries", cmd->entries[i]->cadre_id);
		first = first ? first : r;
	}
	return first;
}

static void receive_entry(struct decision *d, const ReceiveNegativeList *cmd, NegativeEntry *entry, const char *ack_by)
{
	const CadreRow *cadre = cadre_find(d->state, entry->cadre_id);
	const char *id = decision_new_id(d, "negative");
	bool matched = strcmp(cadre->name, entry->name) == 0;

	emit_negative_entry_sealed(d, &(NegativeEntrySealed){
		.entry_id = id,
		.message_id = cmd->message_id,
		.entry = entry,
		.matched = matched,
		.authority = d->actor->region,
		.issued_on = cmd->issued_on,
		.valid_until = cmd->valid_until,
	});
	emit_negative_entry_awaited(d, &(NegativeEntryAwaited){
		.entry_id = id,
		.message_id = cmd->message_id,
		.ack_by = ack_by,
		.matched = matched,
	});
}

enum refusal receive_negative_list_decide(struct decision *d, const ReceiveNegativeList *cmd)
{
	char digest[NEGATIVE_DIGEST_SIZE];
	const char *ack_by = policy_deadline(d, "NEGATIVE_LIST.ACK");
	enum refusal r;

	negative_digest(cmd, digest);
	if ((r = check_signature(d, cmd, digest)))    return r;
	if ((r = check_message(d, cmd)))              return r;
	if ((r = check_entries(d, cmd)))              return r;
	emit_negative_list_received(d, &(NegativeListReceived){
		.message_id = cmd->message_id,
		.authority = d->actor->region,
		.sequence = cmd->sequence,
		.issued_on = cmd->issued_on,
		.valid_until = cmd->valid_until,
		.entries = (uint32_t)cmd->n_entries,
		.digest = digest,
		.received_on = d->today,
	});
	for (size_t i = 0; i < cmd->n_entries; i++)
		receive_entry(d, cmd, cmd->entries[i], ack_by);
	decision_answer(d, "digest", digest);
	decision_answer(d, "ack_by", ack_by);
	return REFUSAL_NONE;
}

/* ---- acknowledging, returning, linking ------------------------------------------------------------------- */

static enum refusal find_entry(const struct decision *d, const char *entry_id, const NegativeEntryRow **entry)
{
	enum refusal r = REFUSAL_NEGATIVE_ENTRY_UNKNOWN;

	*entry = negative_entry_find(d->state, entry_id);
	if (*entry)
		matter_cadre(d, (*entry)->cadre_id, &r);
	return r;
}

static bool waits(const NegativeEntryRow *entry)
{
	return entry->state == NEGATIVE_ENTRY_STATE_RECEIVED || entry->state == NEGATIVE_ENTRY_STATE_MATCHED;
}

enum refusal acknowledge_negative_entry_decide(struct decision *d, const AcknowledgeNegativeEntry *cmd)
{
	const NegativeEntryRow *entry;
	enum refusal r = find_entry(d, cmd->entry_id, &entry);

	if (r)                                                       return r;
	if (entry->state == NEGATIVE_ENTRY_STATE_RECEIVED)           return REFUSAL_NEGATIVE_MISMATCH;
	if (entry->state != NEGATIVE_ENTRY_STATE_MATCHED)            return REFUSAL_STATE_WRONG;
	if (strcmp(entry->valid_until, d->today) < 0)                return REFUSAL_NEGATIVE_EXPIRED;
	emit_negative_entry_acknowledged(d, &(NegativeEntryAcknowledged){
		.entry_id = entry->entry_id,
		.cadre_id = entry->cadre_id,
		.behavior = entry->behavior,
		.evidence_index = entry->evidence_index,
		.issued_on = entry->issued_on,
		.valid_until = entry->valid_until,
		.acknowledged_on = d->today,
		.late = strcmp(d->today, entry->ack_by) > 0,
	});
	response_propose(d, entry->cadre_id, RESPONSE_CAUSE_NEGATIVE_LIST, entry->entry_id, entry->behavior);
	return REFUSAL_NONE;
}

enum refusal return_negative_entry_decide(struct decision *d, const ReturnNegativeEntry *cmd)
{
	const NegativeEntryRow *entry;
	enum refusal r = find_entry(d, cmd->entry_id, &entry);

	if (r)                       return r;
	if (!waits(entry))           return REFUSAL_STATE_WRONG;
	emit_negative_entry_returned(d, &(NegativeEntryReturned){
		.entry_id = entry->entry_id,
		.message_id = entry->message_id,
		.returned_on = d->today,
	});
	matter_note(d, entry->entry_id, entry->cadre_id, NOTE_KIND_REPLY, cmd->reason);
	return REFUSAL_NONE;
}

enum refusal link_negative_entry_decide(struct decision *d, const LinkNegativeEntry *cmd)
{
	const ResponseRow *response = response_find(d->state, cmd->response_id);
	const NegativeEntryRow *entry;
	enum refusal r = find_entry(d, cmd->entry_id, &entry);

	if (r)                                                           return r;
	if (entry->state != NEGATIVE_ENTRY_STATE_ACKNOWLEDGED)           return REFUSAL_STATE_WRONG;
	if (!response)                                                   return REFUSAL_RESPONSE_UNKNOWN;
	if (strcmp(response->cadre_id, entry->cadre_id) != 0)            return REFUSAL_NEGATIVE_RESPONSE_DIFFERS;
	if (response->state == RESPONSE_STATE_DECLINED)                  return REFUSAL_NEGATIVE_RESPONSE_DIFFERS;
	if (response->state == RESPONSE_STATE_PROPOSED)                  return REFUSAL_STATE_WRONG;
	emit_negative_entry_linked(d, &(NegativeEntryLinked){
		.entry_id = entry->entry_id,
		.cadre_id = entry->cadre_id,
		.response_id = cmd->response_id,
		.linked_on = d->today,
	});
	return REFUSAL_NONE;
}

void due_negative_ack(struct decision *d, const char *id)
{
	const NegativeEntryRow *entry = negative_entry_find(d->state, id);

	if (entry && waits(entry))
		emit_negative_ack_overdue(d, &(NegativeAckOverdue){ .entry_id = id, .ack_by = entry->ack_by });
}
