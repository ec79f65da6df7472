#include "progress.h"

#include <stdio.h>
#include <time.h>
#include <unistd.h>

int64_t progress_clock_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void progress_begin(struct progress *p, const char *what, uint64_t total)
{
	int64_t now = progress_clock_ms();

	*p = (struct progress){ .what = what, .total = total ? total : 1, .started_ms = now, .shown_ms = now,
				.terminal = isatty(STDERR_FILENO) != 0 };
}

static void draw(struct progress *p, uint64_t done, const char *note, int64_t now)
{
	uint64_t part = done > p->total ? p->total : done;
	int filled = (int)(part * PROGRESS_WIDTH / p->total), percent = (int)(part * 100 / p->total);
	double seconds = (double)(now - p->started_ms) / 1000;
	double rate = seconds > 0 ? (double)done / seconds : 0;

	if (p->terminal) {
		fprintf(stderr, "\r%s [", p->what);
		for (int i = 0; i < PROGRESS_WIDTH; i++)
			fputc(i < filled ? '#' : '.', stderr);
		fprintf(stderr, "] %3d%%  %llu/%llu  %.0f/s  %s\033[K", percent, (unsigned long long)done,
			(unsigned long long)p->total, rate, note);
		fflush(stderr);
	} else {
		fprintf(stderr, "%s %d%% %llu/%llu %.0f/s %s\n", p->what, percent, (unsigned long long)done,
			(unsigned long long)p->total, rate, note);
	}
	p->shown = true;
}

void progress_at(struct progress *p, uint64_t done, const char *note)
{
	int64_t now = progress_clock_ms();

	if (now - p->shown_ms < (p->terminal ? PROGRESS_BAR_MS : PROGRESS_LINE_MS) && !(p->shown && done >= p->total))
		return;
	p->shown_ms = now;
	draw(p, done, note, now);
}

void progress_end(struct progress *p)
{
	if (p->shown && p->terminal)
		fputc('\n', stderr);
	p->shown = false;
}
