/* What apply functions write through. Generated row accessors (cadre_find, cadre_put, ...) stand on row.h; the due-table
 * calls stand here. apply cannot refuse and must depend on nothing but the tables and the event. */
#ifndef DANDANG_RUNTIME_TABLES_H
#define DANDANG_RUNTIME_TABLES_H

#include <stdint.h>

struct arena;
struct state;
struct tables;

/* Tables can be read as state inside apply. */
const struct state *tables_state(const struct tables *t);
/* Where a row put is copied to while it is packed; lives as long as the decision. */
struct arena *tables_arena(struct tables *t);

/* Arms a due moment: `kind` (the service's due kinds) for `id` fires once the day `last_day` has passed (00:00 of the next
 * day, Asia/Shanghai). Setting it again moves it. An empty last_day clears it. */
void due_set(struct tables *t, unsigned kind, const char *id, const char *last_day);
void due_clear(struct tables *t, unsigned kind, const char *id);

#endif
