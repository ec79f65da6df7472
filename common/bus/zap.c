/* ZAP (ZeroMQ RFC 27) on the loop thread: the I/O thread asks for each handshake whether the key may connect. The answer's
 * User-Id is the key itself, not the principal, so that each later message can be checked against the list of its day. */
#include <string.h>

#include "base/require.h"
#include "bus/socket.h"

#define ZAP_ENDPOINT "inproc://zeromq.zap.01"
#define ZAP_PARTS 7 /* version, request id, domain, address, identity, mechanism, credentials */
#define ZAP_BYTES_MAX 4096
#define KEY_BYTES 32

enum zap_part { ZAP_VERSION, ZAP_REQUEST, ZAP_OUR_DOMAIN, ZAP_ADDRESS, ZAP_IDENTITY, ZAP_MECHANISM, ZAP_CREDENTIALS };

static bool part_is(struct bus_message *m, enum zap_part part, const char *text)
{
	return span_equal(bus_message_part(m, part), span_text(text));
}

static bool zap_admits(struct bus *b, struct bus_message *m, char key[BUS_KEY_TEXT])
{
	if (m->count != ZAP_PARTS || !part_is(m, ZAP_VERSION, "1.0") || !part_is(m, ZAP_OUR_DOMAIN, BUS_ZAP_DOMAIN) ||
	    !part_is(m, ZAP_MECHANISM, "CURVE"))
		return false;
	struct span raw = bus_message_part(m, ZAP_CREDENTIALS);
	if (raw.size != KEY_BYTES || !zmq_z85_encode(key, raw.data, raw.size))
		return false;
	return allow_principal(&b->allow, key) != NULL;
}

static void zap_answer(struct bus *b, struct bus_message *m)
{
	char key[BUS_KEY_TEXT] = "";
	bool admitted = zap_admits(b, m, key);
	struct span request = m->count > ZAP_REQUEST ? bus_message_part(m, ZAP_REQUEST) : span_of("", 0);
	const struct span reply[] = {
		span_text("1.0"),
		request,
		span_text(admitted ? "200" : "400"),
		span_text(admitted ? "OK" : "unknown key"),
		span_text(admitted ? key : ""),
		span_of("", 0),
	};

	if (admitted)
		b->figures.handshakes++;
	else
		b->figures.unknown_keys++;
	/* A handshake whose client has gone meanwhile needs no answer. */
	(void)bus_socket_send(b->zap, reply, sizeof(reply) / sizeof(reply[0]));
}

static bool zap_pending(void *context, int events)
{
	(void)context;
	return (events & ZMQ_POLLIN) != 0;
}

static void zap_work(void *context)
{
	struct bus *b = context;
	struct bus_message m;

	for (int i = 0; i < BUS_DRAIN_MAX && bus_socket_receive(b->zap, &m); i++) {
		zap_answer(b, &m);
		bus_message_free(&m);
	}
}

enum err zap_open(struct bus *b, struct fault *f)
{
	const struct bus_socket_options options = { .type = ZMQ_REP, .address = ZAP_ENDPOINT, .plain = true,
						    .hwm = BUS_ZAP_HWM, .bytes_max = ZAP_BYTES_MAX,
						    .pending = zap_pending, .work = zap_work, .context = b };

	return bus_socket_open(&b->zap, b, &options, f);
}
