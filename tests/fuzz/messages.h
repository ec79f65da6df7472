/* Which messages the targets of the wire know, and what holds for every one of them. */
#ifndef DANDANG_TESTS_FUZZ_MESSAGES_H
#define DANDANG_TESTS_FUZZ_MESSAGES_H

#include "contract.h"
#include "fuzz.h"
#include "wire/wire_impl.h"

/* The frame around commands, records and streams; behind it come all commands, then all events. */
static const struct wire_type *const message_frames[] = {
	&Envelope_type, &Request_type, &RecordMeta_type, &Reply_type,  &StreamMessage_type,
	&Query_type,	&QueryReply_type, &StatusReply_type, &Position_type, &LogIn_type,
};
#define MESSAGE_FRAMES (sizeof message_frames / sizeof message_frames[0])

static inline size_t message_count(void)
{
	return MESSAGE_FRAMES + contract_command_count + contract_event_count;
}

static inline const struct wire_type *message_type(size_t number)
{
	number %= message_count();
	if (number < MESSAGE_FRAMES)
		return message_frames[number];
	number -= MESSAGE_FRAMES;
	if (number < contract_command_count)
		return contract_commands[number].type;
	return contract_events[number - contract_command_count].type;
}

/* Each reason is a problem with a place, both fit to be shown. */
static inline void refused_with_reasons(const struct wire_result *result)
{
	PROPERTY(result->count > 0 && result->count <= WIRE_VIOLATIONS_MAX);
	for (size_t i = 0; i < result->count; i++) {
		const struct wire_violation *v = &result->items[i];

		PROPERTY(v->problem > WIRE_OK && v->problem <= WIRE_STARVED);
		PROPERTY(v->path && wire_utf8_valid(span_text(v->path), NULL));
		PROPERTY(!v->value || strlen(v->value) <= WIRE_VALUE_BYTES_MAX);
	}
}

static inline bool has_large_number(const ProtobufCMessage *message);

static inline bool is_large(const ProtobufCFieldDescriptor *field, const void *item)
{
	bool past = false;

	if (field->type == PROTOBUF_C_TYPE_MESSAGE)
		return wire_message(item) && has_large_number(wire_message(item));
	if (field->type == PROTOBUF_C_TYPE_UINT64 || field->type == PROTOBUF_C_TYPE_FIXED64)
		(void)wire_number(item, field->type, &past);
	return past;
}

/* A number above INT64_MAX, which JSON does not carry here (wire.h). */
static inline bool has_large_number(const ProtobufCMessage *message)
{
	for (unsigned i = 0; i < message->descriptor->n_fields; i++) {
		const ProtobufCFieldDescriptor *field = &message->descriptor->fields[i];
		bool list = field->label == PROTOBUF_C_LABEL_REPEATED;
		size_t count = list ? wire_count(message, field) : !wire_unset_choice(message, field);

		for (size_t at = 0; at < count; at++)
			if (is_large(field, wire_item(message, field, list ? at : WIRE_NO_INDEX)))
				return true;
	}
	return false;
}

#endif
