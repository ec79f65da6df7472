/* Online democratic evaluation (网络民主测评), the issuer's half up to the release: row A5, W3.5.
 *
 *   DRAFT -> PUBLISHED (form, roll, thresholds frozen) -> READY (keys stand) -> VOTING -> CLOSED -> TALLIED -> RELEASED
 *
 * Tokens may be fetched from READY on (evaluation_issue.c). Secret keys are made by the daemon beside its workflows (issuer.c)
 * and lie in files; here only their public halves arrive.
 * In:  DraftPoll, AddPollVoters, PublishPoll, RegisterPollKeys (the issuer itself), ReleasePoll; first and last day by the
 *      due-table; the box's PollTallied.
 * Out: PollDrafted, PollVoterAdded (sealed), PollPublished, PollReadied, PollOpened, PollClosed, PollReleased. */
#include <stdlib.h>
#include <string.h>

#include "assessment/bounds.h"
#include "assessment/evaluation.h"
#include "blind/blind_rsa.h"
#include "roster/people.h"
#include "workflows.h"

/* ---- draft ----------------------------------------------------------------------------------------- */

static const PollClass *class_of(const PollForm *form, const char *class_id)
{
	for (size_t i = 0; i < form->n_classes; i++)
		if (strcmp(form->classes[i]->class_id, class_id) == 0)
			return form->classes[i];
	return NULL;
}

static enum refusal check_options(struct decision *d, const PollForm *form)
{
	size_t counting = 0;
	bool excellent = false;

	for (size_t i = 0; i < form->n_options; i++) {
		for (size_t j = 0; j < i; j++)
			if (strcmp(form->options[j]->option_id, form->options[i]->option_id) == 0)
				return decision_refuse_row(d, REFUSAL_VALUE_DUPLICATE, (uint32_t)i + 1, "form.options",
							   form->options[i]->option_id);
		counting += !form->options[i]->abstain;
		excellent = excellent || form->options[i]->excellent;
	}
	if (counting < 2)
		return decision_refuse(d, REFUSAL_POLL_OPTIONS_FEW, "form.options", "");
	if (form->excellent_max > form->n_targets || (form->excellent_max && !excellent))
		return decision_refuse(d, REFUSAL_POLL_EXCELLENT_LIMIT, "form.excellent_max", "");
	return REFUSAL_NONE;
}

static enum refusal check_items(struct decision *d, const PollForm *form)
{
	for (size_t i = 0; i < form->n_items; i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(form->items[j]->item_id, form->items[i]->item_id) == 0)
				return decision_refuse_row(d, REFUSAL_VALUE_DUPLICATE, (uint32_t)i + 1, "form.items",
							   form->items[i]->item_id);
	for (size_t i = 0; i < form->n_targets; i++)
		for (size_t j = 0; j < i; j++)
			if (strcmp(form->targets[j]->target_id, form->targets[i]->target_id) == 0)
				return decision_refuse_row(d, REFUSAL_VALUE_DUPLICATE, (uint32_t)i + 1, "form.targets",
							   form->targets[i]->target_id);
	return REFUSAL_NONE;
}

static enum refusal check_classes(struct decision *d, const PollForm *form)
{
	uint32_t weights = 0;

	for (size_t i = 0; i < form->n_classes; i++) {
		if (class_of(form, form->classes[i]->class_id) != form->classes[i])
			return decision_refuse_row(d, REFUSAL_VALUE_DUPLICATE, (uint32_t)i + 1, "form.classes",
						   form->classes[i]->class_id);
		weights += form->classes[i]->weight_percent;
	}
	return weights == 100 ? REFUSAL_NONE : decision_refuse(d, REFUSAL_POLL_CLASS_WEIGHTS, "form.classes", "");
}

enum refusal poll_draft(struct decision *d, const DraftPoll *cmd, const char **poll_id)
{
	enum refusal r = check_options(d, cmd->form);

	if (r == REFUSAL_NONE)
		r = check_items(d, cmd->form);
	if (r == REFUSAL_NONE)
		r = check_classes(d, cmd->form);
	if (r != REFUSAL_NONE)
		return r;
	if (strcmp(cmd->closes_on, cmd->opens_on) < 0)
		return decision_refuse(d, REFUSAL_DATE_ORDER, "closes_on", cmd->closes_on);
	if (strcmp(cmd->opens_on, d->today) < 0)
		return decision_refuse(d, REFUSAL_POLL_OPENS_PAST, "opens_on", cmd->opens_on);
	*poll_id = decision_new_id(d, "poll");
	decision_answer(d, "poll_id", *poll_id);
	emit_poll_drafted(d, &(PollDrafted){
		.poll_id = *poll_id,
		.title = cmd->title,
		.form = cmd->form,
		.opens_on = cmd->opens_on,
		.closes_on = cmd->closes_on,
		.region = d->actor->region,
	});
	return REFUSAL_NONE;
}

enum refusal draft_poll_decide(struct decision *d, const DraftPoll *cmd)
{
	const char *poll_id;

	return poll_draft(d, cmd, &poll_id);
}

static enum refusal own_poll(struct decision *d, const PollRow *poll, const char *poll_id)
{
	if (!poll)
		return decision_refuse(d, REFUSAL_POLL_UNKNOWN, "poll_id", poll_id);
	return strcmp(poll->region, d->actor->region) == 0 ? REFUSAL_NONE : REFUSAL_OUTSIDE_AUTHORITY;
}

/* ---- the roll -------------------------------------------------------------------------------------- */

static bool is_target(const PollForm *form, const char *cadre_id)
{
	for (size_t i = 0; i < form->n_targets; i++)
		if (strcmp(form->targets[i]->target_id, cadre_id) == 0)
			return true;
	return false;
}

static enum refusal check_voter(struct decision *d, const PollRow *poll, const AddPollVoters *cmd, size_t at)
{
	const PollVoter *voter = cmd->voters[at];

	if (!cadre_find(d->state, voter->cadre_id))
		return REFUSAL_CADRE_UNKNOWN;
	if (!class_of(poll->form, voter->class_id))
		return REFUSAL_POLL_CLASS_UNKNOWN;
	if (is_target(poll->form, voter->cadre_id))
		return REFUSAL_POLL_VOTER_IS_TARGET;
	if (poll_voter_find(d->state, poll->poll_id, voter->cadre_id))
		return REFUSAL_POLL_VOTER_TWICE;
	for (size_t i = 0; i < at; i++)
		if (strcmp(cmd->voters[i]->cadre_id, voter->cadre_id) == 0)
			return REFUSAL_VALUE_DUPLICATE;
	return REFUSAL_NONE;
}

enum refusal add_poll_voters_decide(struct decision *d, const AddPollVoters *cmd)
{
	const PollRow *poll = poll_find(d->state, cmd->poll_id);
	enum refusal first = own_poll(d, poll, cmd->poll_id);

	if (first != REFUSAL_NONE)
		return first;
	if (poll->state != POLL_STATE_DRAFT)
		return REFUSAL_STATE_WRONG;
	for (size_t i = 0; i < cmd->n_voters; i++) {
		enum refusal r = check_voter(d, poll, cmd, i);
		if (r != REFUSAL_NONE)
			decision_refuse_row(d, r, (uint32_t)i + 1, "voters", cmd->voters[i]->cadre_id);
		first = first ? first : r;
	}
	if (first != REFUSAL_NONE)
		return first;
	for (size_t i = 0; i < cmd->n_voters; i++)
		emit_poll_voter_added(d, &(PollVoterAdded){
			.poll_id = poll->poll_id,
			.cadre_id = cmd->voters[i]->cadre_id,
			.class_id = cmd->voters[i]->class_id,
		});
	return REFUSAL_NONE;
}

/* ---- publishing ------------------------------------------------------------------------------------ */

static bool is_digit(char c)
{
	return c >= '0' && c <= '9';
}

/* "2/3": part of a whole, both below a thousand. */
static bool fraction(const char *text, uint32_t *numerator, uint32_t *denominator)
{
	char *end;
	long n, d;

	if (!is_digit(text[0]))
		return false;
	n = strtol(text, &end, 10);
	if (*end != '/' || !is_digit(end[1]) || n > 999)
		return false;
	d = strtol(end + 1, &end, 10);
	if (*end || d < 1 || d > 999 || n > d)
		return false;
	*numerator = (uint32_t)n;
	*denominator = (uint32_t)d;
	return true;
}

static enum refusal read_thresholds(struct decision *d, PollThresholds *out)
{
	int64_t cell = policy_number(d, "EVALUATION.CELL_MIN");

	poll_thresholds__init(out);
	if (!fraction(policy_text(d, "EVALUATION.TURNOUT"), &out->turnout_numerator, &out->turnout_denominator))
		return decision_refuse(d, REFUSAL_POLL_THRESHOLD_RULE, "EVALUATION.TURNOUT", "");
	if (!fraction(policy_text(d, "EVALUATION.BLANK_MAX"), &out->blank_numerator, &out->blank_denominator))
		return decision_refuse(d, REFUSAL_POLL_THRESHOLD_RULE, "EVALUATION.BLANK_MAX", "");
	out->cell_min = cell > POLL_CELL_FLOOR ? (uint32_t)cell : POLL_CELL_FLOOR;
	return REFUSAL_NONE;
}

static uint32_t class_size(struct decision *d, const char *poll_id, const char *class_id)
{
	struct row_scan scan = poll_voter_scan_1(d->state, poll_id);
	const PollVoterRow *voter;
	uint32_t count = 0;

	while ((voter = poll_voter_next(&scan)))
		count += strcmp(voter->class_id, class_id) == 0;
	return count;
}

enum refusal publish_poll_decide(struct decision *d, const PublishPoll *cmd)
{
	const PollRow *poll = poll_find(d->state, cmd->poll_id);
	PollClassSize sizes[POLL_CLASSES_MAX], *list[POLL_CLASSES_MAX];
	enum refusal r = own_poll(d, poll, cmd->poll_id);
	PollThresholds thresholds;
	uint32_t voters = 0;

	if (r != REFUSAL_NONE)
		return r;
	if (poll->state != POLL_STATE_DRAFT)
		return REFUSAL_STATE_WRONG;
	if (strcmp(poll->closes_on, d->today) < 0)
		return decision_refuse(d, REFUSAL_POLL_VOTING_OVER, "poll_id", "");
	if ((r = read_thresholds(d, &thresholds)))
		return r;
	for (size_t i = 0; i < poll->form->n_classes; i++) {
		list[i] = &sizes[i];
		poll_class_size__init(list[i]);
		list[i]->class_id = poll->form->classes[i]->class_id;
		list[i]->should_attend = class_size(d, poll->poll_id, list[i]->class_id);
		if (list[i]->should_attend == 0)
			return decision_refuse(d, REFUSAL_POLL_CLASS_EMPTY, "class_id", list[i]->class_id);
		voters += list[i]->should_attend;
	}
	if (voters < thresholds.cell_min)
		return REFUSAL_POLL_ROLL_SMALL;
	emit_poll_published(d, &(PollPublished){
		.poll_id = poll->poll_id,
		.n_sizes = poll->form->n_classes,
		.sizes = list,
		.thresholds = &thresholds,
	});
	return REFUSAL_NONE;
}

static const PollKey *key_of(const RegisterPollKeys *cmd, const char *class_id)
{
	for (size_t i = 0; i < cmd->n_keys; i++)
		if (strcmp(cmd->keys[i]->class_id, class_id) == 0)
			return cmd->keys[i];
	return NULL;
}

static bool same_bytes(ProtobufCBinaryData a, ProtobufCBinaryData b)
{
	return a.len == b.len && memcmp(a.data, b.data, a.len) == 0;
}

/* One key a class, none twice: a key is what tells the classes apart. */
static bool keys_fit(const PollForm *form, const RegisterPollKeys *cmd)
{
	if (cmd->n_keys != form->n_classes)
		return false;
	for (size_t i = 0; i < form->n_classes; i++) {
		const PollKey *key = key_of(cmd, form->classes[i]->class_id);
		if (!key || key->modulus.len < BLIND_BITS_MIN / 8 || key->modulus.len > BLIND_SIZE_MAX)
			return false;
		for (size_t j = 0; j < i; j++)
			if (same_bytes(key->modulus, key_of(cmd, form->classes[j]->class_id)->modulus))
				return false;
	}
	return true;
}

enum refusal register_poll_keys_decide(struct decision *d, const RegisterPollKeys *cmd)
{
	const PollRow *poll = poll_find(d->state, cmd->poll_id);

	if (!poll)
		return decision_refuse(d, REFUSAL_POLL_UNKNOWN, "poll_id", cmd->poll_id);
	if (poll->state != POLL_STATE_PUBLISHED)
		return REFUSAL_STATE_WRONG;
	if (!keys_fit(poll->form, cmd))
		return decision_refuse(d, REFUSAL_POLL_KEYS_WRONG, "keys", "");
	emit_poll_readied(d, &(PollReadied){
		.poll_id = poll->poll_id,
		.title = poll->title,
		.form = poll->form,
		.opens_on = poll->opens_on,
		.closes_on = poll->closes_on,
		.n_sizes = poll->n_sizes,
		.sizes = poll->sizes,
		.thresholds = poll->thresholds,
		.n_keys = cmd->n_keys,
		.keys = cmd->keys,
	});
	return REFUSAL_NONE;
}

/* ---- days and release ------------------------------------------------------------------------------ */

void due_poll_open(struct decision *d, const char *poll_id)
{
	emit_poll_opened(d, &(PollOpened){ .poll_id = poll_id });
}

void due_poll_close(struct decision *d, const char *poll_id)
{
	const PollRow *poll = poll_find(d->state, poll_id);

	emit_poll_closed(d, &(PollClosed){ .poll_id = poll_id, .issued = poll ? poll->issued : 0 });
}

enum refusal release_poll_decide(struct decision *d, const ReleasePoll *cmd)
{
	const PollRow *poll = poll_find(d->state, cmd->poll_id);
	enum refusal r = own_poll(d, poll, cmd->poll_id);

	if (r != REFUSAL_NONE)
		return r;
	if (poll->state != POLL_STATE_TALLIED)
		return REFUSAL_STATE_WRONG;
	emit_poll_released(d, &(PollReleased){ .poll_id = poll->poll_id, .valid = poll->valid });
	return REFUSAL_NONE;
}
