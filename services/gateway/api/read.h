/* Reads from what the gateway has merged (read.c routes them); each answers. The state lives until they return. */
#ifndef DANDANG_GATEWAY_READ_H
#define DANDANG_GATEWAY_READ_H

#include "api.h"
#include "projection/figures.h"

#define READ_PAGE_DEFAULT 100
#define READ_PAGE_MAX 500

void read_report(struct call *c, const struct state *s);
void read_figure(struct call *c, const struct state *s, const char *figure_id);
void read_dossier(struct call *c, const struct state *s, const char *cadre_id);
void read_todos(struct call *c, const struct state *s);
void read_todo_digest(struct call *c, const struct state *s);

/* The rows asked for by ?limit=; false: malformed, already refused. */
bool read_limit(struct call *c, size_t *limit);
/* Period, region and unit asked for; the caller's region when none is. False: already refused. */
bool read_scope(struct call *c, const struct state *s, struct figure_scope *out);
/* Label of an enum value, its short name when the contract has none. */
const char *read_label(const ProtobufCEnumDescriptor *type, int value);
/* Memory of the request; its cap is far above what one answer needs. */
void *read_must(void *memory);

#endif
