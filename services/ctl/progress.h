/* How far long work has come, on stderr: a bar on a terminal, else a line now and then. */
#ifndef DANDANG_CTL_PROGRESS_H
#define DANDANG_CTL_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

#define PROGRESS_BAR_MS 100                  /* between two pictures on a terminal */
#define PROGRESS_LINE_MS 10000               /* between two lines elsewhere */
#define PROGRESS_WIDTH 30

struct progress {
	const char *what;
	uint64_t total;
	int64_t started_ms;
	int64_t shown_ms;
	bool terminal;
	bool shown;
};

void progress_begin(struct progress *p, const char *what, uint64_t total);
/* note: a word or two behind the figures; may be "". */
void progress_at(struct progress *p, uint64_t done, const char *note);
/* Ends the bar's line, if one was drawn. */
void progress_end(struct progress *p);
int64_t progress_clock_ms(void);             /* monotonic */

#endif
