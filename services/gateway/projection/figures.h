/* The figures of the annual work report. Every figure counts rows, persons or items of a family of records; every record
 * names the event behind it, so a figure opens to exactly what it counts. Definitions: metric ids M01-M19 of the domain. */
#ifndef DANDANG_GATEWAY_FIGURES_H
#define DANDANG_GATEWAY_FIGURES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "rows.h"
#include "runtime/event.h"
#include "runtime/state.h"

enum figure_count {
	FIGURE_ROWS,      /* person-times (人次) or plain records */
	FIGURE_PERSONS,   /* distinct persons (人) */
	FIGURE_ITEMS,     /* distinct items: classes, units */
	FIGURE_LATEST,    /* the number the latest record carries in its detail, e.g. a weight in force */
};
struct figure {
	const char *id;          /* "M01" */
	const char *family;      /* records it counts */
	enum figure_count count;
	const char *detail;      /* only records with this detail; NULL: all */
	const char *zh;
	const char *unit;        /* 人, 人次, 期, 个, 次 */
	const char *formula;     /* in words */
};
extern const struct figure figures[];
extern const size_t figure_total;
const struct figure *figure_find(const char *id);

/* Adds the records an event stands for. */
void figures_apply(struct tables *t, const struct event *e);

/* What is asked: days [from, to), a region ("" all), a unit ("" all). */
struct figure_scope {
	const char *from;
	const char *to;
	const char *region;
	const char *unit_id;
};
/* A region takes in what lies below it: a city's code ends in 00 and covers its counties, a county's its townships. */
bool region_covers(const char *scope, const char *region);

struct figure_value {
	uint64_t value;
	uint64_t rows;           /* records behind it */
};
struct figure_value figure_count(const struct state *s, const struct figure *f, const struct figure_scope *scope,
				 struct arena *arena);
/* The records of a figure by day, then by place in the merged stream; from the one behind `after` when it is not NULL. A
 * row lives until the next is asked for. */
struct figure_place {
	const char *day;
	uint64_t sequence;
};
struct figure_scan {
	const struct figure *figure;
	struct figure_scope scope;
	struct arena rows;
	struct state reading;
	struct row_scan scan;
};
void figure_scan_start(struct figure_scan *scan, const struct state *s, const struct figure *f,
		       const struct figure_scope *scope, const struct figure_place *after);
const FigureEntryRow *figure_scan_next(struct figure_scan *scan);
void figure_scan_end(struct figure_scan *scan);

#endif
