/* A service as the runtime sees it. All but main is generated from the contract and the service's state.proto. */
#ifndef DANDANG_RUNTIME_SERVICE_H
#define DANDANG_RUNTIME_SERVICE_H

#include <stdbool.h>
#include <stddef.h>

#include "runtime/decision.h"
#include "runtime/event.h"
#include "runtime/row.h"
#include "runtime/tables.h"
#include "wire/wire.h"

/* DataClass of proto/options.proto, which is not generated into C. */
#define DATA_CLASS_CONFIDENTIAL 4u

struct refusal_row {
	enum refusal code;
	const char *symbol;    /* "CADRE_UNKNOWN" */
	unsigned status;
	const char *zh;
	const char *en;
	const char *rule;
};
const struct refusal_row *refusal_row(enum refusal code); /* generated; never NULL */

struct command_row {
	const struct wire_type *type;
	const char *service;                   /* owner */
	const char *path;                      /* below /api/v1 */
	const char *const *roles;
	size_t role_count;
	size_t bytes_max;
	const char *workflow;
	const char *zh;
	enum refusal (*decide)(struct decision *d, const ProtobufCMessage *command); /* NULL outside the owner */
};

struct todo_rule {
	const char *kind;                      /* NULL: none */
	const char *key;                       /* field names */
	const char *due;
	const char *role;
};
struct event_row {
	const struct wire_type *type;
	const char *service;                   /* owner */
	const char *subject;                   /* field name or "" */
	const char *const *also;
	size_t also_count;
	unsigned data_class;
	const char *zh;
	struct todo_rule opens;
	const struct todo_rule *closes;
	size_t closes_count;
	void (*apply)(struct tables *t, const ProtobufCMessage *body, const struct event *e);  /* own and adopted; else NULL */
	void (*react)(struct decision *d, const ProtobufCMessage *body, const struct event *e); /* or NULL */
	bool adopts;
};

struct due_row {
	unsigned kind;
	const char *name;
	void (*fire)(struct decision *d, const char *id);
};

struct service {
	const char *name;
	const char *zh;
	const struct command_row *commands;    /* its own */
	size_t command_count;
	const struct event_row *events;        /* every event of the contract; apply/react set where this service has them */
	size_t event_count;
	const struct row_table *const *rows;
	size_t row_count;
	const char *const *store_tables;       /* names by number: the runtime's own first, then rows and indexes */
	size_t store_table_count;
	uint64_t layout;                       /* hash of the row layouts */
	const struct due_row *dues;
	size_t due_count;
	const char *const *follows;            /* services whose streams it follows (producers of adopts and reacts) */
	size_t follow_count;
	/* The gateway: adopts every event of every stream and applies it here, whatever its type. */
	void (*apply_any)(struct tables *t, const struct event *e);
};

/* The runtime's own tables stand first in store_tables. */
enum runtime_table {
	TABLE_CURSORS,      /* upstream "site/service" -> Position */
	TABLE_ANSWERS,      /* "account|key" -> fingerprint, answer */
	TABLE_ANSWER_AGES,  /* recorded_at, key -> empty: forgets old answers */
	TABLE_DUE,          /* last_day, kind, id -> empty */
	TABLE_DUE_BY_ID,    /* kind, id -> last_day */
	TABLE_POLICY,       /* rule, scope, from -> PolicyRow */
	TABLE_CALENDAR,     /* year -> CalendarSet */
	TABLE_CLOCK,        /* "simulated" -> ms */
	TABLE_PARKED,       /* "site/service" sequence -> EventParked */
	RUNTIME_TABLE_COUNT
};

/* Runs the service until a stop signal; returns the exit status. Config: file from --config, then DANDANG_* environment. */
int service_main(const struct service *service, int argc, char **argv);

#endif
