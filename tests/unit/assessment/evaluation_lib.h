/* A democratic evaluation of two heads by two classes, for the tests of the issuer. */
#ifndef TESTS_EVALUATION_LIB_H
#define TESTS_EVALUATION_LIB_H

#include "assessment_lib.h"
#include "blind/blind_rsa.h"

/* A form that lives as long as the test; take it and change what the test is about. */
struct form_room {
	PollForm form;
	PollOption options[3], *option_list[3];
	PollItem items[2], *item_list[2];
	PollTarget targets[2], *target_list[2];
	PollClass classes[2], *class_list[2];
};

static inline PollForm *small_form(struct form_room *r)
{
	static const char *const option_ids[] = { "good", "fair", "abstain" };

	poll_form__init(&r->form);
	for (int i = 0; i < 3; i++) {
		r->option_list[i] = &r->options[i];
		poll_option__init(&r->options[i]);
		r->options[i].option_id = option_ids[i];
		r->options[i].title = option_ids[i];
		r->options[i].points = i == 0 ? 10000 : 6000;
		r->options[i].excellent = i == 0;
		r->options[i].abstain = i == 2;
	}
	for (int i = 0; i < 2; i++) {
		r->item_list[i] = &r->items[i];
		poll_item__init(&r->items[i]);
		r->items[i].item_id = i ? "shirks" : "acts";
		r->items[i].title = "指标";
		r->items[i].negative = i == 1;
		r->target_list[i] = &r->targets[i];
		poll_target__init(&r->targets[i]);
		r->targets[i].target_id = i ? "h3" : "h1";
		r->targets[i].title = "对象";
		r->class_list[i] = &r->classes[i];
		poll_class__init(&r->classes[i]);
		r->classes[i].class_id = i ? "B" : "A";
		r->classes[i].title = "票类";
		r->classes[i].weight_percent = i ? 60 : 40;
	}
	r->form.n_options = 3;
	r->form.options = r->option_list;
	r->form.n_items = r->form.n_targets = r->form.n_classes = 2;
	r->form.items = r->item_list;
	r->form.targets = r->target_list;
	r->form.classes = r->class_list;
	return &r->form;
}

static inline const char *drafted(PollForm *form)
{
	WHEN(DraftPoll, .title = "年度民主测评", .form = form, .opens_on = "2026-03-10", .closes_on = "2026-03-12");
	return world_answer("poll_id");
}

static inline void voter(const char *poll_id, const char *cadre_id, const char *class_id)
{
	PollVoter one, *list[] = { &one };

	poll_voter__init(&one);
	one.cadre_id = cadre_id;
	one.class_id = class_id;
	WHEN(AddPollVoters, .poll_id = poll_id, .n_voters = 1, .voters = list);
}

/* Drafted, with six voters: v0 and v1 of class A, v2..v5 of class B. */
static inline const char *with_roll(void)
{
	static struct form_room room;
	static char poll_id[65];
	char id[3] = "v0";

	city("2026-03-02");
	for (int i = 0; i < 6; i++) {
		id[1] = (char)('0' + i);
		cadre(id, "u2", false, false);
	}
	snprintf(poll_id, sizeof poll_id, "%s", drafted(small_form(&room)));
	ACCEPTED();
	for (int i = 0; i < 6; i++) {
		id[1] = (char)('0' + i);
		voter(poll_id, id, i < 2 ? "A" : "B");
		ACCEPTED();
	}
	return poll_id;
}

/* A number of the right length that no test needs to be a key. */
static inline ProtobufCBinaryData modulus_of(uint8_t fill)
{
	static uint8_t room[3][BLIND_BITS_MIN / 8];
	uint8_t *one = room[fill % 3];

	memset(one, 0xf0 + fill, BLIND_BITS_MIN / 8);
	return (ProtobufCBinaryData){ BLIND_BITS_MIN / 8, one };
}

static inline void register_keys(const char *poll_id, uint8_t a, uint8_t b)
{
	PollKey keys[2], *list[] = { &keys[0], &keys[1] };

	for (int i = 0; i < 2; i++) {
		poll_key__init(&keys[i]);
		keys[i].class_id = i ? "B" : "A";
		keys[i].modulus = modulus_of(i ? b : a);
	}
	WHEN(RegisterPollKeys, .poll_id = poll_id, .n_keys = 2, .keys = list);
}

static inline const char *ready(void)
{
	const char *poll_id = with_roll();

	WHEN(PublishPoll, .poll_id = poll_id);
	ACCEPTED();
	ACTOR("ballot.issuer", CITY);
	register_keys(poll_id, 1, 2);
	ACCEPTED();
	return poll_id;
}

#endif
