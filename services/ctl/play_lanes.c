/* The lanes of a day: which may go on, which wait, and for what. */
#include <stdio.h>
#include <string.h>

#include "base/require.h"
#include "client.h"
#include "play.h"

#define POLL_MS 500

void play_enqueue(struct play_queue *q, struct play_lane *lane)
{
	lane->next = NULL;
	if (q->last)
		q->last->next = lane;
	else
		q->first = lane;
	q->last = lane;
	q->count++;
}

struct play_lane *play_dequeue(struct play_queue *q)
{
	struct play_lane *lane = q->first;

	if (!lane)
		return NULL;
	q->first = lane->next;
	if (!q->first)
		q->last = NULL;
	q->count--;
	lane->next = NULL;
	return lane;
}

static void move_all(struct play_queue *from, struct play_queue *to)
{
	struct play_lane *lane;

	for (size_t count = from->count; count > 0 && (lane = play_dequeue(from)); count--)
		play_enqueue(to, lane);
}

void play_fail(struct play *p, const struct play_step *step, const char *words, const struct play_flight *flight,
	       int status)
{
	if (p->failed)
		return;
	p->failed = true;
	p->status = status;
	progress_end(&p->progress);
	fprintf(stderr, "%s:%zu: %s\n  %s lane=%s as=%s %s%s%s\n", p->file.path, step->line, words, step->day, step->lane,
		step->account, step->path, step->query[0] ? "?" : "", step->query);
	if (!flight)
		return;
	if (flight->x.status / 100 != 2)
		problem_report(&flight->x, NULL, &p->ctl->arena);
	if (flight->body.size)
		fprintf(stderr, "  内容 body: %.4000s%s\n", flight->body.data, flight->body.size > 4000 ? " ..." : "");
	if (flight->x.status / 100 == 2 && flight->x.answer.size)
		fprintf(stderr, "  答复 answer: %.4000s\n", flight->x.answer.data);
}

static bool counts_as_line(const struct play_step *step)
{
	return step->kind == PLAY_COMMAND || step->kind == PLAY_GET;
}

void play_next_step(struct play *p, struct play_lane *lane)
{
	if (counts_as_line(lane->step)) {
		p->lines_done++;
		progress_at(&p->progress, p->lines_done, p->day);
	}
	lane->step = lane->step->next;
	lane->tries = 0;
	lane->since_ms = 0;
	lane->not_before_ms = 0;
	lane->after = "";
	if (lane->step)
		play_enqueue(&p->ready, lane);
	else
		p->lanes_left--;
}

bool play_again(struct play *p, struct play_lane *lane, int64_t patience_ms)
{
	int64_t now = progress_clock_ms(), wait = PLAY_WAIT_FIRST_MS;

	for (unsigned i = 0; i < lane->tries && wait < PLAY_WAIT_MAX_MS; i++)
		wait *= 2;
	if (wait > PLAY_WAIT_MAX_MS)
		wait = PLAY_WAIT_MAX_MS;
	lane->tries++;
	lane->not_before_ms = now + wait;
	if (now - lane->since_ms >= patience_ms)
		return false;
	play_enqueue(&p->delayed, lane);
	return true;
}

/* ---- scheduling ----------------------------------------------------------------------------------- */

/* Moves lanes whose time has come; the time until the next one, at most POLL_MS. */
static int wake_delayed(struct play *p)
{
	int64_t now = progress_clock_ms(), soonest = now + POLL_MS;
	struct play_lane *lane;

	for (size_t count = p->delayed.count; count > 0 && (lane = play_dequeue(&p->delayed)); count--) {
		if (lane->not_before_ms <= now) {
			play_enqueue(&p->ready, lane);
			continue;
		}
		if (lane->not_before_ms < soonest)
			soonest = lane->not_before_ms;
		play_enqueue(&p->delayed, lane);
	}
	return (int)(soonest - now);
}

static struct play_flight *take_flight(struct play *p)
{
	struct play_flight *f = p->free_flight;

	REQUIRE(f);
	p->free_flight = f->next_free;
	f->lane = NULL;
	f->login = NULL;
	buffer_clear(&f->path);
	buffer_clear(&f->body);
	p->flying++;
	return f;
}

static void give_flight(struct play *p, struct play_flight *f)
{
	f->next_free = p->free_flight;
	p->free_flight = f;
	p->flying--;
}

static void start_logins(struct play *p)
{
	int64_t now = progress_clock_ms();
	struct play_account **at = &p->logins;

	while (*at && p->free_flight && p->logging_in < PLAY_LOGINS) {
		struct play_account *account = *at;
		if (account->not_before_ms > now) {
			at = &account->next;
			continue;
		}
		*at = account->next;
		struct play_flight *f = take_flight(p);
		f->login = account;
		p->logging_in++;
		play_send_login(p, f);
	}
}

static void want_login(struct play *p, struct play_account *account, struct play_lane *lane)
{
	lane->next = account->waiting;
	account->waiting = lane;
	if (account->wanted)
		return;
	account->wanted = true;
	account->since_ms = progress_clock_ms();
	account->not_before_ms = 0;
	struct play_account **at = &p->logins;

	while (*at)
		at = &(*at)->next;
	account->next = NULL;
	*at = account;
}

/* A refusal is decided anew each time and leaves nothing behind. Where a run before came past it, the state is no longer the
 * one it is expected in, and it is passed over. */
static bool passed_over(struct play *p, struct play_lane *lane)
{
	if (!lane->replayed || !lane->step->expect[0])
		return false;
	p->counts.skipped++;
	play_next_step(p, lane);
	return true;
}

static void launch(struct play *p, struct play_lane *lane)
{
	struct play_account *account = play_accounts_find(&p->accounts, lane->step->account);

	if (!account) {
		play_fail(p, lane->step, "没有这个账号 / no such account in --accounts", NULL, CTL_USAGE);
		return;
	}
	if (passed_over(p, lane))
		return;
	if (!account->token[0]) {
		want_login(p, account, lane);
		return;
	}
	if (!lane->since_ms)
		lane->since_ms = progress_clock_ms();
	struct play_flight *f = take_flight(p);

	f->lane = lane;
	f->x.token = account->token;
	switch (play_send_step(p, f)) {
	case PLAY_SENT:
		return;
	case PLAY_STARVED:
		play_enqueue(&p->starved, lane);
		break;
	case PLAY_CANNOT:
		break;
	}
	give_flight(p, f);
}

static void landed(struct play *p, struct play_flight *f)
{
	uint64_t names = p->names.count;

	if (f->login) {
		p->logging_in--;
		play_login_answered(p, f);
	} else {
		play_step_answered(p, f);
	}
	give_flight(p, f);
	if (p->names.count > names)
		move_all(&p->starved, &p->ready);
}

bool play_run_lanes(struct play *p)
{
	while (p->lanes_left > 0 && !p->failed) {
		int wait = wake_delayed(p);
		start_logins(p);
		while (p->ready.first && p->free_flight && !p->failed)
			launch(p, play_dequeue(&p->ready));
		start_logins(p);
		if (p->failed || p->lanes_left == 0)
			break;
		if (p->flying == 0 && !p->logins && !p->delayed.first && !p->ready.first) {
			REQUIRE(p->starved.first);
			play_fail(p, p->starved.first->step, "所用的 $ 名称无处保存 / nobody saves a $name it needs", NULL,
				  CTL_USAGE);
			break;
		}
		struct exchange *x = pool_next(p->pool, wait);
		while (x && !p->failed) {
			struct play_flight *f = (struct play_flight *)(void *)x;
			landed(p, f);
			x = p->failed ? NULL : pool_next(p->pool, 0);
		}
		progress_at(&p->progress, p->lines_done, p->day);
	}
	return !p->failed;
}
