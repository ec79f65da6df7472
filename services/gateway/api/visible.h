#ifndef DANDANG_GATEWAY_VISIBLE_H
#define DANDANG_GATEWAY_VISIBLE_H

#include "api.h"
#include "contract_rows.h"

/* May the caller, whose role lets him read the table, see this row of it? */
bool row_visible(const struct call *c, const struct state *s, const struct contract_row *table,
		 const ProtobufCMessage *row);

/* The caller reads this table of himself alone: neither as an officer nor for a unit. */
bool reads_himself(const struct call *c, const struct contract_row *table);

#endif
