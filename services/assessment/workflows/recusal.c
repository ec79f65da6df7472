/* Recusal declared by hand (申报回避), beside what the roster tells by itself: safeguard S03, workflows W2.1-W2.3, W2.5.
 *
 * In:  DeclareRecusal.
 * Out: RecusalDeclared (sealed: why two people stand back from one another is nobody else's business). */
#include <string.h>

#include "roster/people.h"
#include "workflows.h"

static bool is_officer(const struct actor *actor)
{
	return actor_has_role(actor, "org.cadre") || actor_has_role(actor, "org.supervision") || actor_has_role(actor, "org.head");
}

enum refusal declare_recusal_decide(struct decision *d, const DeclareRecusal *cmd)
{
	const CadreRow *cadre = cadre_find(d->state, cmd->cadre_id), *other = cadre_find(d->state, cmd->other_id);
	bool own = actor_is(d->actor, cmd->cadre_id) || actor_is(d->actor, cmd->other_id);

	if (!cadre)                                           return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "cadre_id", cmd->cadre_id);
	if (!other)                                           return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "other_id", cmd->other_id);
	if (strcmp(cmd->cadre_id, cmd->other_id) == 0)        return decision_refuse(d, REFUSAL_VALUE_DUPLICATE, "other_id", cmd->other_id);
	if (!own && !is_officer(d->actor))                    return REFUSAL_RECUSAL_OF_OTHERS;
	if (!own && !actor_may_manage(d->actor, cadre) &&
	    !actor_may_manage(d->actor, other))               return REFUSAL_OUTSIDE_AUTHORITY;
	if (recusal_find(d->state, cmd->cadre_id, cmd->other_id) ||
	    recusal_find(d->state, cmd->other_id, cmd->cadre_id)) return REFUSAL_RECUSAL_STANDS;

	emit_recusal_declared(d, &(RecusalDeclared){
		.cadre_id = cmd->cadre_id,
		.other_id = cmd->other_id,
		.ground = cmd->ground,
	});
	return REFUSAL_NONE;
}
