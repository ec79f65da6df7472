/* The annual work report: the six sections of the mechanism, each figure counted from the merged events. */
#ifndef DANDANG_GATEWAY_REPORT_H
#define DANDANG_GATEWAY_REPORT_H

#include "contract.h"
#include "projection/figures.h"

#define REPORT_FORMULA_VERSION "1"

/* Memory is the arena's. `as_of` is an ISO moment, `sequence` how far the merged stream has been taken in. */
Report *report_compose(const struct state *s, const struct figure_scope *scope, const char *region_name,
		       const char *as_of, uint64_t sequence, struct arena *arena);
/* One figure with its value and address. */
ReportFigure *report_figure(const struct state *s, const struct figure *f, const struct figure_scope *scope,
			    struct arena *arena);

#endif
