/* Reads that personnel works out for the reader: GET, the key behind the path, the rest as parameters. The daemon judges who may
 * see what and records nothing. */
#include <string.h>

#include "api.h"
#include "ask.h"
#include "base/require.h"

struct question {
	const char *path;              /* a trailing "/": one part more stands behind it */
	const char *key;               /* the field that part goes to */
	const struct wire_type *in;
	const struct wire_type *out;
	ask_answer *answer;
};

/* As a download: the name in UTF-8, every byte of it escaped (RFC 8187). */
static void answer_form(struct call *c, const struct wire_type *type, const ProtobufCMessage *message)
{
	static const char hex[] = "0123456789ABCDEF", start[] = "attachment; filename*=UTF-8''";
	const FormFile *file = (const FormFile *)message;
	size_t size = strlen(file->file_name), used = sizeof start - 1;
	char *value = arena_alloc(http_arena(c->http), sizeof start + 3 * size);
	struct http_header header = { "Content-Disposition", value };

	(void)type;
	REQUIRE(value);
	memcpy(value, start, used);
	for (size_t i = 0; i < size; i++) {
		unsigned char byte = (unsigned char)file->file_name[i];
		value[used++] = '%';
		value[used++] = hex[byte >> 4];
		value[used++] = hex[byte & 15];
	}
	http_respond(c->http, 200, "application/xml; charset=utf-8", span_of(file->content.data, file->content.len), &header, 1);
}

static const struct question questions[] = {
	{ "/personnel/form-files/", "cadre_id", &AskFormFile_type, &FormFile_type, answer_form },
	{ "/personnel/cadres-as-of/", "cadre_id", &AskPersonAsOf_type, &PersonAsOf_type, answer_message },
	{ "/personnel/teams-as-of/", "unit_id", &AskTeamAsOf_type, &TeamAsOf_type, answer_message },
	{ "/personnel/units-as-of", NULL, &AskUnitsAsOf_type, &UnitsAsOf_type, answer_message },
};

static const struct question *question_of(const char *path, const char **key)
{
	for (size_t i = 0; i < sizeof questions / sizeof questions[0]; i++) {
		size_t size = strlen(questions[i].path);
		bool keyed = questions[i].key != NULL;
		*key = path + size;
		if (strncmp(path, questions[i].path, size) == 0 && (keyed ? **key && !strchr(*key, '/') : **key == '\0'))
			return &questions[i];
	}
	return NULL;
}

/* False: the message has no such text, or it stands there already. */
static bool set_text(ProtobufCMessage *message, const char *name, const char *value)
{
	const ProtobufCFieldDescriptor *f = protobuf_c_message_descriptor_get_field_by_name(message->descriptor, name);
	const char *old;

	if (!f || f->type != PROTOBUF_C_TYPE_STRING || f->label == PROTOBUF_C_LABEL_REPEATED)
		return false;
	memcpy(&old, (char *)message + f->offset, sizeof old);
	if (old && old[0])
		return false;
	memcpy((char *)message + f->offset, &value, sizeof value);
	return true;
}

static void ask(struct call *c, const struct question *q, const char *key)
{
	ProtobufCMessage *body = arena_alloc(http_arena(c->http), q->in->descriptor->sizeof_message);
	struct wire_result result = { 0 };

	REQUIRE(body);
	protobuf_c_message_init(q->in->descriptor, body);
	if (q->key)
		set_text(body, q->key, key);
	for (size_t i = 0; i < http_query_count(c->http); i++) {
		struct http_header given = http_query_at(c->http, i);
		if (!set_text(body, given.name, given.value)) {
			answer_refusal(c, REFUSAL_FIELD_UNKNOWN, given.name);
			return;
		}
	}
	c->asked = q->in;
	if (wire_check(q->in, body, http_arena(c->http), &result))
		ask_daemon_for(c, "personnel", q->in, body, q->out, c->actor, q->answer);
	else
		answer_wire(c, &result);
}

bool api_question(struct call *c)
{
	const char *key;
	const struct question *q = is_get(c) ? question_of(c->path, &key) : NULL;

	if (!q)
		return false;
	ask(c, q, key);
	return true;
}
