/* What came back: on to the next line, ask again, or stop the play. */
#include <stdio.h>
#include <string.h>

#include "play.h"
#include "wire/json_pick.h"

/* Asks again; with patience over the play stops. */
static void retry(struct play *p, struct play_flight *f, int64_t patience_ms, const char *words)
{
	if (exchange_again(&f->x))
		p->counts.retries++;
	if (!play_again(p, f->lane, patience_ms))
		play_fail(p, f->lane->step, words, f, CTL_UNREACHABLE);
}

/* Keeps what the line wants kept of `object`. False: a field is not there. */
static bool save(struct play *p, const struct play_step *step, struct span object)
{
	struct span rest = step->save, name, field;

	while (json_pick_next(&rest, &name, &field)) {
		struct span value = json_pick_member(object, json_pick_value(field, &p->day_arena));
		const char *text = json_pick_value(value, &p->day_arena);
		if (!text[0])
			return false;
		play_names_put(&p->names, name, text);
		play_done_name(p, step->line, name, text);
	}
	return true;
}

/* ---- commands ------------------------------------------------------------------------------------- */

static void accepted(struct play *p, struct play_flight *f)
{
	struct play_lane *lane = f->lane;

	if (lane->step->expect[0]) {
		play_fail(p, lane->step, "应被拒绝而未被拒绝 / accepted, a refusal was expected", f, CTL_REFUSED);
		return;
	}
	if (!save(p, lane->step, buffer_span(&f->x.answer))) {
		play_fail(p, lane->step, "答复中没有要保存的字段 / the answer lacks what is to be saved", f, CTL_REFUSED);
		return;
	}
	lane->replayed = f->x.replayed;
	if (lane->step->kind == PLAY_COMMAND) {
		p->counts.commands++;
		p->counts.replayed += f->x.replayed;
	}
	play_next_step(p, lane);
}

static void refused(struct play *p, struct play_flight *f)
{
	struct play_step *step = f->lane->step;
	const char *code = json_pick_text(buffer_span(&f->x.answer), "code", &p->day_arena);

	if (step->expect[0] && strcmp(step->expect, code) == 0) {
		p->counts.refused++;
		play_next_step(p, f->lane);
	} else if (step->kind == PLAY_CLOCK && strcmp(code, "CLOCK_BACKWARDS") == 0) {
		f->lane->replayed = true; /* it is later already */
		play_next_step(p, f->lane);
	} else {
		play_fail(p, step, step->expect[0] ? "拒绝的理由不是所预期的 / refused, but not as expected" : "被拒绝 / refused", f,
			  CTL_REFUSED);
	}
}

/* ---- reads ---------------------------------------------------------------------------------------- */

static bool fits(struct play *p, struct span row, struct span where)
{
	struct span name, value;

	while (json_pick_next(&where, &name, &value)) {
		const char *field = arena_text(&p->day_arena, (const char *)name.data, name.size);
		if (strcmp(json_pick_text(row, field, &p->day_arena), json_pick_value(value, &p->day_arena)) != 0)
			return false;
	}
	return true;
}

static void read_rows(struct play *p, struct play_flight *f)
{
	struct play_lane *lane = f->lane;
	struct span page = buffer_span(&f->x.answer), items = json_pick_member(page, "items"), row;

	while (json_pick_item(&items, &row)) {
		if (!fits(p, row, buffer_span(&f->body)))
			continue;
		p->counts.reads++;
		if (save(p, lane->step, row))
			play_next_step(p, lane);
		else
			play_fail(p, lane->step, "记录中没有要保存的字段 / the row lacks what is to be saved", f, CTL_REFUSED);
		return;
	}
	lane->after = json_pick_text(page, "next", &p->day_arena);
	if (lane->after[0])
		play_enqueue(&p->ready, lane);
	else
		retry(p, f, PLAY_ROW_PATIENCE_MS, "没有这样的记录 / there is no such row");
}

static void settled(struct play *p, struct play_flight *f)
{
	struct span status = buffer_span(&f->x.answer);
	bool first = !p->settling.before;

	if (settling_seen(&p->settling, status)) {
		p->merged_sequence = p->settling.sequence;
		play_next_step(p, f->lane);
	} else if (first && p->settling.before) {
		play_enqueue(&p->ready, f->lane); /* asked at once a second time */
	} else {
		if (f->lane->tries > 2)
			f->lane->tries = 2; /* often: the whole play waits for it */
		retry(p, f, PLAY_PATIENCE_MS, "未能处理完毕 / it does not settle");
	}
}

/* ---- all of them ---------------------------------------------------------------------------------- */

/* The session has ended (idle too long, or the gateway was restarted). */
static void log_in_again(struct play *p, struct play_flight *f)
{
	struct play_account *account = play_accounts_find(&p->accounts, f->lane->step->account);

	account->token[0] = '\0';
	retry(p, f, PLAY_PATIENCE_MS, "会话一再失效 / its session keeps ending");
}

void play_step_answered(struct play *p, struct play_flight *f)
{
	const struct play_step *step = f->lane->step;

	if (p->timings)
		play_timings_add(p->timings, step->path, f->x.took_us);
	if (exchange_again(&f->x))
		retry(p, f, PLAY_PATIENCE_MS, "没有确定的答复 / no certain answer");
	else if (f->x.status == 401)
		log_in_again(p, f);
	else if (f->x.status / 100 != 2)
		refused(p, f);
	else if (step->kind == PLAY_GET)
		read_rows(p, f);
	else if (step->kind == PLAY_SETTLE)
		settled(p, f);
	else
		accepted(p, f);
}

static void want_again(struct play *p, struct play_account *account, unsigned wait_s)
{
	struct play_account **at = &p->logins;

	account->not_before_ms = progress_clock_ms() + (wait_s ? wait_s * 1000 : PLAY_WAIT_MAX_MS / 4);
	while (*at)
		at = &(*at)->next;
	account->next = NULL;
	*at = account;
}

void play_login_answered(struct play *p, struct play_flight *f)
{
	struct play_account *account = f->login;
	const char *code = json_pick_text(buffer_span(&f->x.answer), "code", &p->day_arena), *token;
	struct play_lane *lane, *next;

	memset(f->body.data, 0, f->body.size);
	buffer_clear(&f->body);
	if (exchange_again(&f->x) && strcmp(code, "LOGIN_LOCKED") != 0 &&
	    progress_clock_ms() - account->since_ms < PLAY_PATIENCE_MS) {
		want_again(p, account, f->x.retry_after_s);
		return;
	}
	token = json_pick_text(buffer_span(&f->x.answer), "token", &p->day_arena);
	if (f->x.status != 200 || !token[0] || strlen(token) > CTL_TOKEN_MAX) {
		play_fail(p, account->waiting->step, "无法登录 / cannot log in", f, f->x.status == 0 ? CTL_UNREACHABLE : CTL_REFUSED);
		return;
	}
	snprintf(account->token, sizeof account->token, "%s", token);
	account->wanted = false;
	lane = account->waiting;
	account->waiting = NULL;
	for (; lane; lane = next) {
		next = lane->next;
		play_enqueue(&p->ready, lane);
	}
}
