/* Units are asked about the scheme they will be measured by: row A2, W3.1.
 *
 *   DRAFT -> CONSULTING (SCHEME.CONSULT) -> CONSULTED; back to DRAFT when something is written in, and then asked again
 *
 * In:  ConsultScheme, CommentOnScheme, AnswerComment, ReviseScheme; the end of the period by the due-table.
 * Out: SchemeConsulted, SchemeCommented, CommentAnswered, SchemeReopened, SchemeConsultationEnded. */
#include <string.h>

#include "assessment/scheme.h"
#include "workflows.h"

enum refusal consult_scheme_decide(struct decision *d, const ConsultScheme *cmd)
{
	const SchemeRow *scheme = scheme_find(d->state, cmd->scheme_id);
	const char *until = policy_deadline(d, "SCHEME.CONSULT");

	if (!scheme)                                 return REFUSAL_SCHEME_UNKNOWN;
	if (!scheme_is_of(scheme, d->actor))         return REFUSAL_OUTSIDE_AUTHORITY;
	if (scheme->state != SCHEME_STATE_DRAFT)     return REFUSAL_SCHEME_NOT_DRAFT;
	decision_answer(d, "comment_until", until);
	emit_scheme_consulted(d, &(SchemeConsulted){ .scheme_id = scheme->scheme_id, .comment_until = until });
	return REFUSAL_NONE;
}

enum refusal comment_on_scheme_decide(struct decision *d, const CommentOnScheme *cmd)
{
	const SchemeRow *scheme = scheme_find(d->state, cmd->scheme_id);
	const char *id;

	if (!scheme)                                                              return REFUSAL_SCHEME_UNKNOWN;
	if (!scheme_unit_find(d->state, cmd->scheme_id, d->actor->unit_id))       return REFUSAL_UNIT_NOT_IN_SCHEME;
	if (scheme->state != SCHEME_STATE_CONSULTING)                             return REFUSAL_CONSULTATION_OVER;
	if (strcmp(d->today, scheme->comment_until) > 0)                          return REFUSAL_CONSULTATION_OVER;
	id = decision_new_id(d, "comment");
	decision_answer(d, "comment_id", id);
	emit_scheme_commented(d, &(SchemeCommented){
		.comment_id = id,
		.scheme_id = scheme->scheme_id,
		.unit_id = d->actor->unit_id,
		.text = cmd->text,
	});
	return REFUSAL_NONE;
}

enum refusal answer_comment_decide(struct decision *d, const AnswerComment *cmd)
{
	const SchemeCommentRow *comment = scheme_comment_find(d->state, cmd->comment_id);
	const SchemeRow *scheme = comment ? scheme_find(d->state, comment->scheme_id) : NULL;

	if (!comment || !scheme)                 return REFUSAL_COMMENT_UNKNOWN;
	if (!scheme_is_of(scheme, d->actor))     return REFUSAL_OUTSIDE_AUTHORITY;
	if (comment->answered)                   return REFUSAL_STATE_WRONG;
	emit_comment_answered(d, &(CommentAnswered){
		.comment_id = comment->comment_id,
		.scheme_id = comment->scheme_id,
		.unit_id = comment->unit_id,
		.adopted = cmd->adopted,
		.answer = cmd->answer,
	});
	return REFUSAL_NONE;
}

enum refusal revise_scheme_decide(struct decision *d, const ReviseScheme *cmd)
{
	const SchemeRow *scheme = scheme_find(d->state, cmd->scheme_id);

	if (!scheme)                                     return REFUSAL_SCHEME_UNKNOWN;
	if (!scheme_is_of(scheme, d->actor))             return REFUSAL_OUTSIDE_AUTHORITY;
	if (scheme->state == SCHEME_STATE_CONSULTING)    return REFUSAL_CONSULTATION_RUNS;
	if (scheme->state != SCHEME_STATE_CONSULTED)     return REFUSAL_STATE_WRONG;
	emit_scheme_reopened(d, &(SchemeReopened){ .scheme_id = scheme->scheme_id });
	return REFUSAL_NONE;
}

void due_scheme_consultation(struct decision *d, const char *id)
{
	const SchemeRow *scheme = scheme_find(d->state, id);

	if (scheme && scheme->state == SCHEME_STATE_CONSULTING)
		emit_scheme_consultation_ended(d, &(SchemeConsultationEnded){ .scheme_id = id });
}
