#include "talks.h"

#include <string.h>

#include "roster/people.h"

TalkLevel talk_level(bool team_head, bool team_member)
{
	return team_head ? TALK_LEVEL_HEAD : team_member ? TALK_LEVEL_DEPUTY : TALK_LEVEL_SECRETARY;
}

bool keeps_talks_of(const struct actor *actor, const char *talker_id)
{
	static const char *const department[] = { "org.head", "org.deputy", "org.cadre", "org.welfare" };

	for (size_t i = 0; i < sizeof department / sizeof department[0]; i++)
		if (actor_has_role(actor, department[i]))
			return true;
	return actor_is(actor, talker_id);
}

bool talk_is_due(const TalkRow *row)
{
	return row->state == TALK_STATE_TRIGGERED || row->state == TALK_STATE_ASSIGNED;
}

static bool due_with(const struct state *s, const char *cadre_id, TalkState state, TalkTrigger trigger)
{
	const TalkRow *row;
	struct row_scan scan = talk_by_cadre_id_state(s, cadre_id, state);

	while ((row = talk_next(&scan)))
		if (row->trigger == trigger)
			return true;
	return false;
}

void talk_open_at(struct decision *d, const char *cadre_id, TalkTrigger trigger, TalkLevel level, const char *origin)
{
	if (due_with(d->state, cadre_id, TALK_STATE_TRIGGERED, trigger) ||
	    due_with(d->state, cadre_id, TALK_STATE_ASSIGNED, trigger))
		return;
	emit_talk_due(d, &(TalkDue){
		.talk_id = decision_new_id(d, "talk"),
		.cadre_id = cadre_id,
		.trigger = trigger,
		.level = level,
		.talk_by = policy_deadline(d, "TALK.WITHIN"),
		.origin = origin,
	});
}

void talk_open(struct decision *d, const char *cadre_id, TalkTrigger trigger, const char *origin)
{
	const CadreRow *cadre = cadre_find(d->state, cadre_id);

	talk_open_at(d, cadre_id, trigger, talk_level(cadre && cadre->team_head, cadre && cadre->team_member), origin);
}

bool talker_reaches(struct decision *d, const char *talker_id, TalkLevel level)
{
	const TalkerRow *talker = talker_find(d->state, talker_id);
	const CadreRow *cadre = cadre_find(d->state, talker_id);

	if (talker && talker->level != TALK_LEVEL_UNSPECIFIED && talker->level <= level)
		return true;
	if (talker && talker->delegated_level != TALK_LEVEL_UNSPECIFIED && talker->delegated_level <= level &&
	    strcmp(d->today, talker->until_on) <= 0)
		return true;
	return cadre && cadre->team_head && level == TALK_LEVEL_SECRETARY;
}

/* Bytes of one UTF-8 character; texts from outside have been checked. */
static size_t char_size(unsigned char first)
{
	return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/* Blanks, ASCII punctuation, CJK punctuation (U+3000..303F) and full-width forms (U+FF00..FF7F). */
static bool is_filler(const unsigned char *c, size_t size)
{
	if (size == 1)
		return !((c[0] >= '0' && c[0] <= '9') || (c[0] >= 'A' && c[0] <= 'Z') || (c[0] >= 'a' && c[0] <= 'z'));
	return size == 3 && ((c[0] == 0xE3 && c[1] == 0x80) || (c[0] == 0xEF && (c[1] == 0xBC || c[1] == 0xBD)));
}

static uint64_t digest_words(uint64_t hash, const char *text, size_t *counted)
{
	const unsigned char *c = (const unsigned char *)text;
	const unsigned char *end = c + strlen(text);

	while (c < end) {
		size_t size = char_size(*c);
		if (size > (size_t)(end - c))
			break;
		if (!is_filler(c, size)) {
			*counted += size;
			for (size_t i = 0; i < size; i++)
				hash = (hash ^ c[i]) * UINT64_C(1099511628211); /* FNV-1a */
		}
		c += size;
	}
	return hash;
}

void note_digest(const char *summary, const char *sealed, char out[NOTE_DIGEST_SIZE])
{
	size_t counted = 0;
	uint64_t hash = digest_words(UINT64_C(14695981039346656037), summary, &counted);

	hash = digest_words(hash, sealed, &counted);
	out[0] = '\0';
	if (counted < NOTE_COMPARED_BYTES_MIN)
		return;
	for (int i = 0; i < NOTE_DIGEST_SIZE - 1; i++)
		out[i] = "0123456789abcdef"[hash >> (60 - 4 * i) & 15];
	out[NOTE_DIGEST_SIZE - 1] = '\0';
}

bool mentions_any(const char *text, const char *words)
{
	while (*words) {
		size_t size = strcspn(words, " ");
		if (size && memmem(text, strlen(text), words, size))
			return true;
		words += size;
		words += strspn(words, " ");
	}
	return false;
}
