#include "play.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "arguments.h"
#include "base/date.h"
#include "base/require.h"

/* ---- one day -------------------------------------------------------------------------------------- */

struct day {
	struct play_step *first, *last; /* in the order of the file, by `next` */
	size_t count;
	size_t last_line;
	bool settle;
};

/* Runs one step of the player's own. */
static bool run_own(struct play *p, enum play_kind kind, const char *path, const char *day, bool *replayed)
{
	struct play_step step = { .kind = kind, .line = p->file.line, .day = day, .lane = "", .account = p->operator->name,
				  .path = path, .query = "", .expect = "", .key = "", .body_file = "", .field = "" };
	struct play_lane lane = { .name = "", .step = &step, .last = &step, .after = "" };
	int64_t started_ms = progress_clock_ms();
	bool good;

	p->lanes_left = 1;
	play_enqueue(&p->ready, &lane);
	good = play_run_lanes(p);
	*(kind == PLAY_CLOCK ? &p->counts.clock_ms : &p->counts.settle_ms) += progress_clock_ms() - started_ms;
	if (replayed)
		*replayed = lane.replayed;
	return good;
}

static bool settle(struct play *p, const char *day)
{
	p->settling = (struct settling){ 0 };
	return run_own(p, PLAY_SETTLE, "/platform/status", day, NULL);
}

/* The lane of that name among those of the day, made when it is new. */
static struct play_lane *lane_of(struct play *p, struct play_lane **places, size_t room, const char *name)
{
	size_t i = 5381;

	for (const char *at = name; *at; at++)
		i = i * 33 + (unsigned char)*at;
	for (i &= room - 1; places[i]; i = (i + 1) & (room - 1))
		if (strcmp(places[i]->name, name) == 0)
			return places[i];
	places[i] = arena_alloc(&p->day_arena, sizeof *places[i]);
	REQUIRE(places[i]);
	places[i]->name = name;
	places[i]->after = "";
	places[i]->replayed = p->day_replayed;
	p->lanes_left++;
	return places[i];
}

static bool run_lanes(struct play *p, struct day *d)
{
	size_t room = 64;
	struct play_lane **places;
	struct play_step *next;

	while (room < 2 * d->count)
		room *= 2;
	places = arena_alloc(&p->day_arena, room * sizeof(struct play_lane *));
	REQUIRE(places);
	p->lanes_left = 0;
	for (struct play_step *step = d->first; step; step = next) {
		struct play_lane *lane = lane_of(p, places, room, step->lane);
		next = step->next;
		step->next = NULL;
		if (lane->last) {
			lane->last->next = step;
		} else {
			lane->step = step;
			play_enqueue(&p->ready, lane);
		}
		lane->last = step;
	}
	return play_run_lanes(p);
}

/* Lines of days before --from-day are taken as done; those whose results are needed are asked again. */
static bool is_passed(const struct play *p, const struct play_step *s, const char *from_day)
{
	return s->kind == PLAY_NOTHING || play_done_has(p, s->line) ||
	       (strcmp(s->day, from_day) < 0 && s->save.size == 0);
}

/* Reads the lines of the next day. ERR_NOT_FOUND at the end of the file. */
static enum err read_day(struct play *p, struct day *d, const char *from_day, struct fault *fault)
{
	struct play_step step;
	enum err e;

	*d = (struct day){ 0 };
	arena_reset(&p->day_arena);
	p->day = NULL;
	for (;;) {
		struct play_file before = p->file;
		e = play_file_next(&p->file, &step, &p->day_arena, fault);
		if (e != ERR_NONE)
			break;
		if (p->day && strcmp(step.day, p->day) != 0) {
			p->file = before;
			return ERR_NONE;
		}
		p->day = p->day ? p->day : step.day;
		d->last_line = step.line;
		d->settle |= step.settle;
		if (is_passed(p, &step, from_day)) {
			p->lines_done++;
			p->counts.skipped += step.kind != PLAY_NOTHING;
			continue;
		}
		struct play_step *kept = arena_copy(&p->day_arena, &step, sizeof step);
		REQUIRE(kept);
		if (d->last)
			d->last->next = kept;
		else
			d->first = kept;
		d->last = kept;
		d->count++;
	}
	return e == ERR_NOT_FOUND && p->day ? ERR_NONE : e;
}

static bool play_day(struct play *p, struct day *d, const char *from_day, bool settle_first)
{
	p->day_replayed = true;
	if (d->last_line <= p->done_line)
		return true;
	if (strcmp(p->day, from_day) >= 0) {
		if (!run_own(p, PLAY_CLOCK, "/platform/clock", p->day, &p->day_replayed))
			return false;
		if ((settle_first || d->settle) && !settle(p, p->day))
			return false;
	}
	if (!run_lanes(p, d) || (d->settle && !settle(p, p->day)))
		return false;
	play_done_day(p, d->last_line);
	return true;
}

/* ---- the whole ------------------------------------------------------------------------------------ */

static void summary(const struct play *p, int64_t started_ms)
{
	double seconds = (double)(progress_clock_ms() - started_ms) / 1000;
	const struct play_counts *n = &p->counts;

	printf("命令 commands %llu（重放 replayed %llu），按预期拒绝 refused as expected %llu，查询 reads %llu，"
	       "略过 passed over %llu，重试 retries %llu\n用时 %.1f 秒 seconds，其中拨钟 clock %.1f、等待处理 settling %.1f；"
	       "每秒 %.0f 条命令 commands/s\n",
	       (unsigned long long)n->commands, (unsigned long long)n->replayed, (unsigned long long)n->refused,
	       (unsigned long long)n->reads, (unsigned long long)n->skipped, (unsigned long long)n->retries, seconds,
	       (double)n->clock_ms / 1000, (double)n->settle_ms / 1000,
	       seconds > 0 ? (double)(n->commands + n->refused) / seconds : 0);
}

/* Up to the day before `until_day`; without one to the end of the file. */
static int play_all(struct play *p, const char *from_day, const char *until_day, const char *progress_path)
{
	struct fault fault = { 0 };
	struct day d;
	bool settled_before = false;
	int64_t started_ms = progress_clock_ms();
	enum err e = ERR_NONE;

	progress_begin(&p->progress, "样例之年", p->file.lines);
	p->day = "";
	if (!settle(p, ""))
		return p->status;
	if (progress_path)
		e = play_done_open(p, progress_path, &fault);
	while (e == ERR_NONE) {
		e = read_day(p, &d, from_day, &fault);
		if (e == ERR_NONE && until_day[0] && strcmp(p->day, until_day) >= 0)
			e = ERR_NOT_FOUND;
		if (e != ERR_NONE)
			break;
		if (!play_day(p, &d, from_day, settled_before))
			return p->status;
		settled_before = d.settle;
	}
	progress_end(&p->progress);
	if (e != ERR_NOT_FOUND) {
		fprintf(stderr, "dandangctl: %s\n", fault.text);
		return CTL_USAGE;
	}
	summary(p, started_ms);
	return CTL_DONE;
}

static void open_flights(struct play *p, unsigned in_flight)
{
	unsigned slots = in_flight + PLAY_LOGINS;

	p->pool = pool_new(p->ctl->url, slots);
	for (unsigned i = 0; i < slots; i++) {
		p->flights[i].next_free = p->free_flight;
		p->free_flight = &p->flights[i];
	}
}

static void close_flights(struct play *p)
{
	if (p->pool)
		pool_free(p->pool);
	for (size_t i = 0; i < POOL_SLOTS_MAX; i++) {
		buffer_free(&p->flights[i].path);
		buffer_free(&p->flights[i].body);
		exchange_free(&p->flights[i].x);
	}
}

/* The file, the accounts and the one among them that moves the clock. */
static bool open_play(struct play *p, const char *path, const char *accounts)
{
	struct fault fault = { 0 };

	if (!play_accounts_read(&p->accounts, accounts))
		return false;
	p->operator = play_accounts_with(&p->accounts, "system_admin");
	if (!p->operator) {
		fprintf(stderr, "dandangctl: %s: 没有系统管理员 / nobody is system_admin\n", accounts);
		return false;
	}
	if (play_file_open(&p->file, path, &p->ctl->arena, &fault) == ERR_NONE)
		return true;
	fprintf(stderr, "dandangctl: %s\n", fault.text);
	return false;
}

int ctl_play(struct ctl *c, int argc, char **argv)
{
	struct argument options[] = { { .name = "accounts" }, { .name = "from-day" }, { .name = "in-flight" },
				      { .name = "progress" }, { .name = "timings", .flag = true }, { .name = "until-day" } };
	struct words words = { 0 };
	uint64_t in_flight = PLAY_IN_FLIGHT;
	struct play_timings timings = { 0 };
	struct play *p;
	int status = CTL_USAGE;

	if (!arguments_parse(options, 6, argc, argv, &words) || words.count != 1 || !options[0].count ||
	    !argument_number(&options[2], &in_flight) || in_flight == 0 || in_flight > POOL_SLOTS_MAX - PLAY_LOGINS)
		return CTL_USAGE;
	const char *from_day = argument_text(&options[1], ""), *until_day = argument_text(&options[5], "");

	if ((from_day[0] && day_of_iso(from_day) == DAY_NONE) || (until_day[0] && day_of_iso(until_day) == DAY_NONE))
		return CTL_USAGE;
	p = calloc(1, sizeof *p);
	REQUIRE(p);
	p->ctl = c;
	p->timings = options[4].count ? &timings : NULL;
	arena_init(&p->day_arena, PLAY_DAY_BYTES_MAX);
	play_names_init(&p->names);
	play_names_init(&p->done_lines);
	if (open_play(p, words.items[0], options[0].values[0])) {
		open_flights(p, (unsigned)in_flight);
		status = play_all(p, from_day, until_day, argument_text(&options[3], NULL));
		close_flights(p);
	}
	if (p->timings)
		play_timings_print(&timings);
	play_timings_free(&timings);
	play_done_close(p);
	play_file_close(&p->file);
	play_accounts_free(&p->accounts);
	play_names_fini(&p->names);
	play_names_fini(&p->done_lines);
	arena_fini(&p->day_arena);
	free(p);
	return status;
}
