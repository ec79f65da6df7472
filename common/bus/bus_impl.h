/* Inside of the bus folder: the bus itself, shared by sockets, endpoints, clients, streams and followers. */
#ifndef DANDANG_BUS_IMPL_H
#define DANDANG_BUS_IMPL_H

#include "bus/allow.h"
#include "bus/keys.h"
#include "bus/limits.h"
#include "bus/lines.h"

struct bus_socket;

/* Those who want to know of a reload. */
struct bus_member {
	struct bus_member *next;
	void (*reloaded)(void *context);
	void *context;
};

struct bus {
	struct loop *loop;
	void *zmq_context;
	struct key_pair own;
	char directory[BUS_PATH_MAX];
	struct allow allow;
	struct bus_figures figures;
	struct lines lines;
	struct loop_timer *lines_timer;
	unsigned cut_in;         /* checks until the lines of keys no longer on the list are cut; 0: none to cut */
	struct bus_member *members;
	struct bus_socket *zap;
	unsigned references; /* the owner's and one per socket still open */
};

void bus_reference(struct bus *b);
void bus_release(struct bus *b); /* the last one ends the context */
void bus_member_add(struct bus *b, struct bus_member *m, void (*reloaded)(void *context), void *context);
void bus_member_remove(struct bus *b, struct bus_member *m);
uint64_t bus_random(void);

/* zap.c: answers handshakes from the allow-list, on the loop thread. */
enum err zap_open(struct bus *b, struct fault *f);

#endif
