/* A box with a poll of two targets, two items (one negative) and three classes, and tokens with real signatures. */
#ifndef TESTS_BALLOT_LIB_H
#define TESTS_BALLOT_LIB_H

#include "ballot/bounds.h"
#include "ballot/leaf.h"
#include "ballot/marks.h"
#include "blind/blind_rsa.h"
#include "given.h"
#include "rows.h"
#include "workflows.h"

WORLD(ballot_service)

#define POLL "poll-150400-1"

static const char *const class_names[] = { "A", "B", "C" };

struct poll_room {
	PollForm form;
	PollOption options[4], *option_list[4];
	PollItem items[2], *item_list[2];
	PollTarget targets[2], *target_list[2];
	PollClass classes[3], *class_list[3];
	PollThresholds thresholds;
	PollClassSize sizes[3], *size_list[3];
	PollKey keys[3], *key_list[3];
};

static inline void room_form(struct poll_room *r)
{
	static const char *const option_ids[] = { "good", "fair", "poor", "abstain" };
	static const int64_t points[] = { 10000, 8000, 5000, 0 };
	static const uint32_t weights[] = { 40, 30, 30 };

	poll_form__init(&r->form);
	for (int i = 0; i < 4; i++) {
		r->option_list[i] = &r->options[i];
		poll_option__init(&r->options[i]);
		r->options[i].option_id = option_ids[i];
		r->options[i].points = points[i];
		r->options[i].excellent = i == 0;
		r->options[i].abstain = i == 3;
	}
	for (int i = 0; i < 2; i++) {
		r->item_list[i] = &r->items[i];
		poll_item__init(&r->items[i]);
		r->items[i].item_id = i ? "shirks" : "acts";
		r->items[i].negative = i == 1;
		r->target_list[i] = &r->targets[i];
		poll_target__init(&r->targets[i]);
		r->targets[i].target_id = i ? "t2" : "t1";
	}
	for (int i = 0; i < 3; i++) {
		r->class_list[i] = &r->classes[i];
		poll_class__init(&r->classes[i]);
		r->classes[i].class_id = class_names[i];
		r->classes[i].weight_percent = weights[i];
	}
	r->form.n_options = 4;
	r->form.options = r->option_list;
	r->form.n_items = r->form.n_targets = 2;
	r->form.items = r->item_list;
	r->form.targets = r->target_list;
	r->form.n_classes = 3;
	r->form.classes = r->class_list;
	poll_thresholds__init(&r->thresholds);
	r->thresholds.turnout_numerator = 2;
	r->thresholds.turnout_denominator = 3;
	r->thresholds.blank_numerator = 1;
	r->thresholds.blank_denominator = 3;
	r->thresholds.cell_min = 5;
}

static inline struct blind_secret *class_secret(size_t class)
{
	static struct blind_secret *secrets[3];

	if (!secrets[class])
		CHECK_INT(blind_secret_generate(BLIND_BITS_MIN, &secrets[class], NULL), ERR_NONE);
	return secrets[class];
}

static inline void room_keys(struct poll_room *r)
{
	static uint8_t moduli[3][BLIND_BITS_MIN / 8];

	for (size_t i = 0; i < 3; i++) {
		r->size_list[i] = &r->sizes[i];
		poll_class_size__init(&r->sizes[i]);
		r->sizes[i].class_id = class_names[i];
		r->sizes[i].should_attend = 10;
		r->key_list[i] = &r->keys[i];
		poll_key__init(&r->keys[i]);
		r->keys[i].class_id = class_names[i];
		blind_secret_modulus(class_secret(i), moduli[i]);
		r->keys[i].modulus = (ProtobufCBinaryData){ BLIND_BITS_MIN / 8, moduli[i] };
	}
}

/* The box knows the poll; `should` of each class should come. */
static inline void readied(uint32_t should)
{
	static struct poll_room r;

	OPEN("2026-03-10");
	room_form(&r);
	room_keys(&r);
	for (int i = 0; i < 3; i++)
		r.sizes[i].should_attend = should;
	GIVEN(PollReadied, .poll_id = POLL, .title = "测评", .form = &r.form, .opens_on = "2026-03-10", .closes_on = "2026-03-12",
	      .n_sizes = 3, .sizes = r.size_list, .thresholds = &r.thresholds, .n_keys = 3, .keys = r.key_list);
	ACTOR("ballot.box", "150400");
}

static inline void opened(uint32_t should)
{
	readied(should);
	GIVEN(PollOpened, .poll_id = POLL);
}

/* One ballot with all it needs. */
struct ballot_room {
	Ballot ballot;
	uint8_t token[BALLOT_TOKEN_SIZE], signature[BLIND_SIZE_MAX];
	char token_hash[LEAF_TEXT];
	BallotMark marks[4], *mark_list[4];
	const char *options[4];
};

static inline void sign_token(struct ballot_room *b, size_t class)
{
	struct blind_secret *secret = class_secret(class);
	uint8_t modulus[BLIND_SIZE_MAX], own[32] = { 1 }, blind_signature[BLIND_SIZE_MAX];
	struct blind_public *public;
	struct blinding blinding;
	size_t size;

	blind_secret_modulus(secret, modulus);
	CHECK_INT(blind_public_new(span_of(modulus, blind_secret_size(secret)), &public, NULL), ERR_NONE);
	CHECK_INT(blind_prepare(BLIND_PSS_RANDOMIZED, span_of(own, sizeof own), b->token, &size, NULL), ERR_NONE);
	CHECK_INT(blind_blind(public, BLIND_PSS_RANDOMIZED, span_of(b->token, size), &blinding, NULL), ERR_NONE);
	CHECK_INT(blind_sign(secret, span_of(blinding.message, blinding.size), blind_signature, NULL), ERR_NONE);
	CHECK_INT(blind_finalize(public, BLIND_PSS_RANDOMIZED, span_of(b->token, size), span_of(blind_signature, blinding.size),
				 span_of(blinding.inverse, blinding.size), b->signature, NULL), ERR_NONE);
	blind_public_free(public);
}

/* A ballot of that class: one option for both targets, and, with an example, the negative item of the first. */
static inline Ballot *ballot_of(struct ballot_room *b, size_t class, const char *option, const char *example)
{
	ballot__init(&b->ballot);
	sign_token(b, class);
	token_hash_of(span_of(b->token, sizeof b->token), b->token_hash);
	for (int i = 0; i < 3; i++) {
		b->mark_list[i] = &b->marks[i];
		ballot_mark__init(&b->marks[i]);
		b->marks[i].target_id = i == 1 ? "t2" : "t1";
		b->marks[i].item_id = i == 2 ? "shirks" : "acts";
		b->options[i] = option;
		b->marks[i].n_option_ids = i == 2 || !option[0] ? 0 : 1;
		b->marks[i].option_ids = &b->options[i];
		b->marks[i].example = i == 2 ? example : "";
	}
	b->ballot.token_hash = b->token_hash;
	b->ballot.class_id = class_names[class];
	b->ballot.salt = "5a";
	b->ballot.n_marks = example[0] ? 3 : 2;
	b->ballot.marks = b->mark_list;
	b->ballot.token = (ProtobufCBinaryData){ sizeof b->token, b->token };
	b->ballot.signature = (ProtobufCBinaryData){ BLIND_BITS_MIN / 8, b->signature };
	return &b->ballot;
}

static inline void record(Ballot **list, size_t count)
{
	WHEN(RecordBallots, .poll_id = POLL, .n_ballots = count, .ballots = list);
}

/* So many ballots of a class with one option, accepted. */
static inline void vote(size_t class, const char *option, const char *example, unsigned count)
{
	for (unsigned i = 0; i < count; i++) {
		static struct ballot_room b;
		Ballot *list[] = { ballot_of(&b, class, option, example) };
		record(list, 1);
		ACCEPTED();
	}
}

static inline const ItemTallied *tallied(const char *target_id, const char *item_id)
{
	for (unsigned i = 0; i < EMITTED_COUNT(ItemTallied); i++) {
		const ItemTallied *e = EMITTED_AT(ItemTallied, i);
		if (strcmp(e->target_id, target_id) == 0 && strcmp(e->item_id, item_id) == 0)
			return e;
	}
	return NULL;
}

static inline void closed(void)
{
	GIVEN(PollClosed, .poll_id = POLL);
	WHEN(CloseBox, .poll_id = POLL);
	ACCEPTED();
}

#endif
