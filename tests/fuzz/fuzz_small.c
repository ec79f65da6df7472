/* The small readers: each takes a text and says what it means, or refuses it. The first byte picks one. */
#include <iconv.h>
#include <jansson.h>

#include "base/bytes.h"
#include "base/date.h"
#include "base/hex.h"
#include "bus/stream_check.h"
#include "digest/digest.h"
#include "folder.h"
#include "gateway/api/position_text.h"
#include "gateway/session/session_impl.h"
#include "journal/journal.h"
#include "policy/policy.h"
#include "ctl/moment.h"
#include "runtime/config.h"
#include "store/store_impl.h"
#include "store/store_restore.h"
#include "wire/base64.h"
#include "wire/json_pick.h"
#include "wire/wire.h"

#define ARENA_BYTES ((size_t)8 << 20)

int LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	json_object_seed(1);
	fuzz_folder_make();
	return 0;
}

/* ---- bytes as text */

static void base64(struct span bytes, struct arena *arena)
{
	uint8_t *decoded = arena_alloc(arena, bytes.size / 4 * 3 + 1);
	char *encoded = arena_alloc(arena, BASE64_SIZE(bytes.size) + 1);
	size_t size;

	PROPERTY(decoded && encoded);
	if (base64_decode(bytes, decoded, &size)) {
		PROPERTY(size <= bytes.size / 4 * 3 && BASE64_SIZE(size) == bytes.size);
		base64_encode(span_of(decoded, size), encoded);
		PROPERTY(span_equal(span_of(encoded, bytes.size), bytes));
	}
	base64_encode(bytes, encoded);
	uint8_t *back = arena_alloc(arena, BASE64_SIZE(bytes.size) / 4 * 3 + 1);

	PROPERTY(base64_decode(span_text(encoded), back, &size) && span_equal(span_of(back, size), bytes));
}

static void hex(struct span bytes, struct arena *arena)
{
	const char *text = text_in(arena, bytes);
	size_t size = strlen(text) / 2;
	uint8_t *decoded = arena_alloc(arena, size + 1);
	char *encoded = arena_alloc(arena, HEX_SIZE(size));

	if (!hex_decode(text, decoded, size))
		return;
	hex_encode(decoded, size, encoded);
	PROPERTY(strcasecmp(encoded, text) == 0);
}

/* Against the C library's reader, which lets NUL pass. */
static void utf8(struct span bytes, struct arena *arena)
{
	char *in = arena_text(arena, (const char *)bytes.data, bytes.size);
	size_t in_left = bytes.size, room = 4 * bytes.size + 4, left = room, chars = 0;
	char *out = arena_alloc(arena, room);
	iconv_t converter = iconv_open("UTF-32LE", "UTF-8");
	bool nul = bytes.size > 0 && memchr(bytes.data, 0, bytes.size);

	PROPERTY(in && out && converter != (iconv_t)-1);
	bool good = iconv(converter, &in, &in_left, &out, &left) != (size_t)-1 && in_left == 0;

	iconv_close(converter);
	PROPERTY(wire_utf8_valid(bytes, &chars) == (good && !nul));
	PROPERTY(!good || nul || chars == (room - left) / 4);
}

static void reason(struct span bytes, struct arena *arena)
{
	const char *text = text_in(arena, bytes);
	char out[STREAM_REASON_MAX];

	stream_reason(out, text);
	PROPERTY(strlen(out) < sizeof out && strncmp(out, text, strlen(out)) == 0);
	PROPERTY(!wire_utf8_valid(span_text(text), NULL) || wire_utf8_valid(span_text(out), NULL));
	PROPERTY(strlen(text) >= sizeof out - 4 ? strlen(out) >= sizeof out - 8 || !wire_utf8_valid(span_text(text), NULL)
						: strcmp(out, text) == 0);
}

/* ---- days and periods */

static void day(struct span bytes, struct arena *arena)
{
	const char *text = text_in(arena, bytes);
	int32_t number = day_of_iso(text);
	char iso[ISO_DAY_SIZE];
	int64_t moment;

	if (moment_of_text(text, &moment))
		PROPERTY(moment > INT64_C(-2300000000000) && moment < INT64_C(7400000000000));
	if (number == DAY_NONE)
		return;
	iso_of_day(number, iso);
	PROPERTY(strcmp(iso, text) == 0 && day_of_civil(civil_of_day(number)) == number);
	PROPERTY(day_of_moment(moment_of_day(number)) == number && day_of_moment(moment_of_day(number) - 1) != number);
	PROPERTY(weekday_of_day(number) >= 1 && weekday_of_day(number) <= 7);
	PROPERTY(quarter_of_day(number) >= 1 && quarter_of_day(number) <= 4);
	PROPERTY(moment_of_text(text, &moment) && day_of_moment(moment) == number);
}

static void months(struct span bytes, struct arena *arena)
{
	struct input in = { bytes.data, bytes.size };
	int32_t first = (int32_t)take_number(&in, 4), count = (int32_t)take_number(&in, 4);
	int32_t last = period_last_day(first, count), same = day_add_months(first, count);
	struct civil from = civil_of_day(first);
	int64_t moment = (int64_t)take_number(&in, 8);
	char iso[ISO_DAY_SIZE];

	(void)arena;
	iso_of_day(first, iso);
	PROPERTY((from.day == 0) == (iso[0] == '\0') && (weekday_of_day(first) == 0) == (from.day == 0));
	PROPERTY((last == DAY_NONE) == (same == DAY_NONE));
	if (same != DAY_NONE)
		PROPERTY(civil_of_day(same).day <= from.day && (last == same || last == same - 1));
	if (day_of_moment(moment) != DAY_NONE)
		PROPERTY(moment_of_day(day_of_moment(moment)) <= moment && moment - moment_of_day(day_of_moment(moment)) < 86400000);
}

static void period(struct span bytes, struct arena *arena)
{
	const char *value = text_in(arena, bytes), *unit = "wd";
	struct period p;

	if (strlen(value) < bytes.size)
		unit = text_in(arena, span_of(bytes.data + strlen(value) + 1, bytes.size - strlen(value) - 1));
	if (period_parse(value, unit, &p) != ERR_NONE)
		return;
	PROPERTY(p.count >= 0 && p.count <= PERIOD_COUNT_MAX && p.unit <= PERIOD_YEARS);
	PROPERTY(strtoll(value, NULL, 10) == p.count);
}

/* ---- what a request's headers say */

static void positions(struct span bytes, struct arena *arena)
{
	const char *text = text_in(arena, bytes);
	char service[POSITION_SERVICE_SIZE];
	uint64_t number;

	if (number_text(text, &number))
		PROPERTY(number <= INT64_MAX && strtoull(text, NULL, 10) == number);
	for (const char *at = text, *before; *at;) {
		before = at;
		if (!position_text(&at, service, &number))
			return;
		PROPERTY(at > before && at <= text + strlen(text) && number <= INT64_MAX);
		PROPERTY(config_service_number(service) >= 0);
	}
}

/* The request as the session sees it: headers from the input. */
static struct {
	struct arena *arena;
	const char *names[8];
	const char *values[8];
} request;

const char *http_header(const struct http_request *r, const char *name)
{
	(void)r;
	for (size_t i = 0; i < 8; i++)
		if (request.names[i] && strcasecmp(request.names[i], name) == 0)
			return request.values[i];
	return NULL;
}

struct arena *http_arena(struct http_request *r)
{
	(void)r;
	return request.arena;
}

static void credentials(struct span bytes, struct arena *arena)
{
	static const char *const names[8] = { "Cookie", "Authorization", "Sec-Fetch-Site", "Origin", "Host", "Content-Type" };
	struct input in = { bytes.data, bytes.size };
	struct session_store store = { .options = { .secure = take_byte(&in) & 1 } };
	uint8_t given = take_byte(&in);
	char cookie[SESSION_COOKIE_SIZE];

	request.arena = arena;
	for (size_t i = 0; i < 8; i++) {
		request.names[i] = given >> i & 1 ? names[i] : NULL;
		request.values[i] = request.names[i] ? text_in(arena, take_span(&in, take_byte(&in))) : NULL;
	}
	struct presented shown = session_presented(&store, NULL);

	PROPERTY(!shown.cookie || !http_header(NULL, "Authorization"));
	if (shown.token && shown.cookie)
		PROPERTY(strstr(http_header(NULL, "Cookie"), shown.token) && !strchr(shown.token, ';'));
	PROPERTY(session_is_browser(NULL) || !http_header(NULL, "Origin"));
	if (session_is_same_site(NULL, false))
		PROPERTY(http_header(NULL, "Sec-Fetch-Site") || (http_header(NULL, "Origin") && http_header(NULL, "Host")));
	(void)session_is_json(NULL);
	session_cookie(&store, shown.token && strlen(shown.token) < 100 ? shown.token : NULL, cookie);
	PROPERTY(strstr(cookie, "HttpOnly") && (!store.options.secure || strstr(cookie, "; Secure")));
}

/* ---- JSON picked apart */

static bool needs_no_escape(const char *name)
{
	for (const unsigned char *at = (const unsigned char *)name; *at; at++)
		if (*at < 0x20 || *at >= 0x7f || *at == '"' || *at == '\\')
			return false;
	return true;
}

/* What the library understands of an object, picking finds in it. */
static void picks_what_is_there(struct span bytes, struct arena *arena)
{
	json_t *json = json_loadb((const char *)bytes.data, bytes.size, JSON_REJECT_DUPLICATES, NULL), *value;
	const char *name;

	if (!json || !json_is_object(json)) {
		json_decref(json);
		return;
	}
	char *plain = json_dumps(json, JSON_COMPACT | (bytes.data[0] == ' ' ? JSON_ENSURE_ASCII : 0));
	struct span object = plain ? span_text(plain) : bytes;

	PROPERTY(plain && json_pick_is(object, '{'));
	json_object_foreach(json, name, value) {
		if (!needs_no_escape(name))
			continue;
		const char *picked = json_pick_text(object, name, arena);

		PROPERTY(json_pick_member(object, name).data);
		if (json_is_string(value))
			PROPERTY(strcmp(picked, json_string_value(value)) == 0);
		else if (json_is_integer(value))
			PROPERTY(strtoll(picked, NULL, 10) == json_integer_value(value));
		else
			PROPERTY(!json_is_null(value) || picked[0] == '\0');
	}
	free(plain);
	json_decref(json);
}

static bool lies_within(struct span part, struct span whole)
{
	return part.data >= whole.data && part.data + part.size <= whole.data + whole.size;
}

static void json_picked(struct span bytes, struct arena *arena)
{
	struct span rest = bytes, item, name, value;

	while (json_pick_item(&rest, &item)) {
		PROPERTY(lies_within(item, bytes) && lies_within(rest, bytes) && item.size > 0);
		(void)json_pick_value(item, arena);
	}
	rest = bytes;
	while (json_pick_next(&rest, &name, &value)) {
		PROPERTY(lies_within(name, bytes) && lies_within(value, bytes) && value.size > 0);
		PROPERTY(strlen(json_pick_value(value, arena)) <= value.size);
	}
	(void)json_pick_is(bytes, '[');
	picks_what_is_there(bytes, arena);
}

/* ---- files' heads and tails */

static void record_header(struct span bytes, struct arena *arena)
{
	uint8_t in[RECORD_HEADER_SIZE] = { 0 }, out[RECORD_HEADER_SIZE];
	struct record_header h;

	(void)arena;
	if (bytes.size > 0)
		memcpy(in, bytes.data, bytes.size < sizeof in ? bytes.size : sizeof in);
	if (record_header_decode(in, &h) != ERR_NONE)
		return;
	record_header_encode(&h, out);
	PROPERTY(memcmp(in, out, sizeof in) == 0);
}

/* A snapshot is good exactly when its seal is right. The first byte may have a right one put behind the rest, the second
 * may harm it. */
static void snapshot(struct span bytes, struct arena *arena)
{
	struct input in = { bytes.data, bytes.size };
	bool sealed = take_byte(&in) & 1;
	uint8_t harm = take_byte(&in), *file = arena_alloc(arena, bytes.size + SEAL_SIZE), *seal;
	struct store_position position;
	struct span body = take_rest(&in);
	size_t size = body.size;
	char path[300];
	struct fault f = { 0 };

	PROPERTY(file);
	if (size > 0)
		memcpy(file, body.data, size);
	if (sealed) {
		seal = file + size;
		memcpy(seal, SEAL_MAGIC, sizeof SEAL_MAGIC);
		put_u64be(seal + 8, size);
		memset(seal + SEAL_POSITION, harm, STORE_POSITION_SIZE);
		put_u32be(seal + SEAL_CHECKSUM, crc32c_extend(0, seal, SEAL_CHECKSUM));
		digest_sha256(span_of(file, size + SEAL_HASHED), seal + SEAL_HASHED);
		size += SEAL_SIZE;
		file[size * (harm >> 1) / 128] ^= harm & 1;
	}
	fuzz_folder_write("snapshot", span_of(file, size));
	(void)snprintf(path, sizeof path, "%s/snapshot", fuzz_folder);
	enum err whole = store_snapshot_check(path, &f), said = store_snapshot_position(path, &position, &f);

	PROPERTY(whole == ERR_NONE || (whole == ERR_CORRUPT && f.text[0]));
	PROPERTY(said == ERR_NONE || said == ERR_CORRUPT);
	PROPERTY(!sealed || (whole == ERR_NONE) == !(harm & 1));
	PROPERTY(whole != ERR_NONE || said == ERR_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static void (*const readers[])(struct span bytes, struct arena *arena) = {
		base64, hex, utf8, reason, day, months, period, positions, credentials, json_picked, record_header, snapshot,
	};
	struct input in = { data, size };
	uint8_t which = take_byte(&in) % (sizeof readers / sizeof readers[0]);

	readers[which](take_rest(&in), fuzz_arena(ARENA_BYTES));
	return 0;
}
