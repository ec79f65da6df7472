/* Evidence about how a cadre shoulders his work, from a person: row S3, W2.4 COLLECT. Further evidence comes by itself from
 * the streams (apply_evidence.c). What belongs to an open report or case is refused: safeguard S05.
 *
 * In:  RecordEvidence.
 * Out: EvidenceRecorded (sealed). */
#include <string.h>

#include "assessment/sources.h"
#include "roster/people.h"
#include "workflows.h"

enum refusal record_evidence_decide(struct decision *d, const RecordEvidence *cmd)
{
	const CadreRow *cadre = cadre_find(d->state, cmd->cadre_id);
	const char *id;

	if (!cadre)                                                 return REFUSAL_CADRE_UNKNOWN;
	if (!actor_may_manage(d->actor, cadre))                     return REFUSAL_OUTSIDE_AUTHORITY;
	if (actor_is(d->actor, cadre->cadre_id))                    return REFUSAL_SELF_DEALING;
	if (strcmp(cmd->observed_on, d->today) > 0)                 return REFUSAL_DATE_FUTURE;
	if (origin_is_open(d->state, cadre->cadre_id, cmd->origin)) return REFUSAL_EVIDENCE_OPEN_MATTER;

	id = decision_new_id(d, "evidence");
	decision_answer(d, "evidence_id", id);
	emit_evidence_recorded(d, &(EvidenceRecorded){
		.evidence_id = id,
		.cadre_id = cadre->cadre_id,
		.source = cmd->source,
		.bearing = cmd->bearing,
		.summary = cmd->summary,
		.observed_on = cmd->observed_on,
		.origin = cmd->origin,
		.behavior = cmd->behavior,
	});
	return REFUSAL_NONE;
}
