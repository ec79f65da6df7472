#include "fieldwork.h"

#include <string.h>

#include "assessment/bounds.h"
#include "base/hex.h"
#include "base/require.h"
#include "digest/digest.h"
#include "roster/people.h"
#include "workflows.h"

#define DIGEST_BYTES 16 /* of SHA-256: enough to tell texts apart, short enough for a key */

bool named(struct names names, const char *id)
{
	for (size_t i = 0; id[0] && i < names.count; i++)
		if (strcmp(names.ids[i], id) == 0)
			return true;
	return false;
}

/* ---- recusal ------------------------------------------------------------------------------------- */

static bool leads(const CadreRow *cadre)
{
	return cadre->team_head || cadre->team_member;
}

static bool same_unit(const CadreRow *a, const CadreRow *b)
{
	return a->unit_id[0] && strcmp(a->unit_id, b->unit_id) == 0;
}

/* He serves in a unit directly below the one the other leads. */
static bool serves_below(const struct state *s, const CadreRow *below, const CadreRow *above)
{
	const UnitRow *unit = unit_find(s, below->unit_id);

	return unit && unit->parent_id[0] && leads(above) && strcmp(unit->parent_id, above->unit_id) == 0;
}

/* A name alone proves no kinship, but another observer is found more easily than doubt is cleared away. */
static bool kin(const struct state *s, const CadreRow *a, const CadreRow *b)
{
	return kin_name_find(s, a->cadre_id, b->name) || kin_name_find(s, b->cadre_id, a->name);
}

enum refusal recusal_of(struct decision *d, const CadreRow *observer, const CadreRow *about)
{
	const struct state *s = d->state;

	if (strcmp(observer->cadre_id, about->cadre_id) == 0) return REFUSAL_SELF_DEALING;
	if (same_unit(observer, about))                       return REFUSAL_OBSERVER_SAME_UNIT;
	if (serves_below(s, observer, about))                 return REFUSAL_OBSERVER_SUBORDINATE;
	if (kin(s, observer, about))                          return REFUSAL_OBSERVER_KIN;
	if (recusal_find(s, observer->cadre_id, about->cadre_id) || recusal_find(s, about->cadre_id, observer->cadre_id))
		return REFUSAL_OBSERVER_RECUSED;
	return REFUSAL_NONE;
}

static bool twice(struct names names, size_t at)
{
	for (size_t i = 0; i < at; i++)
		if (strcmp(names.ids[i], names.ids[at]) == 0)
			return true;
	return false;
}

static bool enough(struct decision *d, struct names names)
{
	return names.count >= (size_t)policy_number(d, "OBSERVATION.OBSERVERS_MIN");
}

enum refusal observers_fit(struct decision *d, const char *field, struct names observers, const CadreRow *about)
{
	if (!enough(d, observers))
		return decision_refuse(d, REFUSAL_OBSERVERS_TOO_FEW, field, NULL);
	for (size_t i = 0; i < observers.count; i++) {
		const CadreRow *observer = cadre_find(d->state, observers.ids[i]);
		enum refusal r = !observer            ? REFUSAL_CADRE_UNKNOWN :
				 twice(observers, i)  ? REFUSAL_VALUE_DUPLICATE : recusal_of(d, observer, about);
		if (r)
			return decision_refuse_row(d, r, (uint32_t)i + 1, field, observers.ids[i]);
	}
	return REFUSAL_NONE;
}

enum refusal observer_joins(struct decision *d, const char *observer_id, struct names observers, const CadreRow *about)
{
	const CadreRow *observer = cadre_find(d->state, observer_id);
	enum refusal r = !observer                          ? REFUSAL_CADRE_UNKNOWN :
			 named(observers, observer_id)      ? REFUSAL_VALUE_DUPLICATE :
			 observers.count >= OBSERVERS_MAX   ? REFUSAL_FIELD_TOO_MANY : recusal_of(d, observer, about);

	return r ? decision_refuse(d, r, "observer_id", observer_id) : REFUSAL_NONE;
}

static bool is_officer(const struct actor *actor)
{
	return actor_has_role(actor, "org.cadre") || actor_has_role(actor, "org.deputy") || actor_has_role(actor, "org.head");
}

enum refusal observers_named(struct decision *d, const char *field, struct names present, struct names planned)
{
	if (!enough(d, present))
		return decision_refuse(d, REFUSAL_OBSERVERS_TOO_FEW, field, NULL);
	for (size_t i = 0; i < present.count; i++) {
		enum refusal r = !named(planned, present.ids[i]) ? REFUSAL_OBSERVER_NOT_NAMED :
				 twice(present, i)               ? REFUSAL_VALUE_DUPLICATE : REFUSAL_NONE;
		if (r)
			return decision_refuse_row(d, r, (uint32_t)i + 1, field, present.ids[i]);
	}
	if (!is_officer(d->actor) && !named(present, d->actor->cadre_id))
		return decision_refuse(d, REFUSAL_OBSERVER_NOT_NAMED, field, d->actor->cadre_id);
	return REFUSAL_NONE;
}

enum refusal observers_stand_apart(struct decision *d, const char *field, struct names present, const CadreRow *about)
{
	for (size_t i = 0; i < present.count; i++) {
		const CadreRow *observer = cadre_find(d->state, present.ids[i]);
		enum refusal r = observer ? recusal_of(d, observer, about) : REFUSAL_CADRE_UNKNOWN;
		if (r)
			return decision_refuse_row(d, r, (uint32_t)i + 1, field, present.ids[i]);
	}
	return REFUSAL_NONE;
}

/* ---- who was asked ------------------------------------------------------------------------------- */

Angle roster_angle(const struct state *s, const CadreRow *about, const CadreRow *asked)
{
	if (strcmp(about->cadre_id, asked->cadre_id) == 0) return ANGLE_SELF;
	if (serves_below(s, asked, about))                 return ANGLE_SUBORDINATE;
	if (serves_below(s, about, asked))                 return ANGLE_SUPERIOR;
	if (!same_unit(about, asked))                      return ANGLE_UNSPECIFIED;
	if (asked->team_head != about->team_head)          return asked->team_head ? ANGLE_SUPERIOR : ANGLE_SUBORDINATE;
	if (!asked->level || !about->level)                return ANGLE_UNSPECIFIED;
	/* the levels' numbers grow downwards */
	return asked->level > about->level ? ANGLE_SUBORDINATE : asked->level < about->level ? ANGLE_SUPERIOR : ANGLE_PEER;
}

enum refusal asked_fits(struct decision *d, const CadreRow *about, Angle relation, const char *asked_id,
			const char *asked_name)
{
	bool by_id = relation == ANGLE_SUPERIOR || relation == ANGLE_PEER;
	const CadreRow *asked;
	Angle by_roster;

	if (asked_id[0] == '\0') {
		if (by_id)
			return decision_refuse(d, REFUSAL_ASKED_UNNAMED, "asked_id", NULL);
		if (relation != ANGLE_SELF && asked_name[0] == '\0')
			return decision_refuse(d, REFUSAL_ASKED_UNNAMED, "asked_name", NULL);
		return REFUSAL_NONE;
	}
	asked = cadre_find(d->state, asked_id);
	if (!asked)
		return decision_refuse(d, REFUSAL_CADRE_UNKNOWN, "asked_id", asked_id);
	by_roster = roster_angle(d->state, about, asked);
	if ((relation == ANGLE_SELF) != (by_roster == ANGLE_SELF) || relation == ANGLE_SITE ||
	    (by_roster != ANGLE_UNSPECIFIED && by_roster != relation))
		return decision_refuse(d, REFUSAL_ASKED_RELATION, "asked_id", asked_id);
	return REFUSAL_NONE;
}

/* ---- the same text twice ------------------------------------------------------------------------- */

static size_t char_size(unsigned char first)
{
	return first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
}

/* Blanks and punctuation, ASCII and Chinese (U+3000..303F, U+FF00..FF7F). */
static bool is_filler(const unsigned char *c, size_t size)
{
	if (size == 1)
		return !((c[0] >= '0' && c[0] <= '9') || (c[0] >= 'A' && c[0] <= 'Z') || (c[0] >= 'a' && c[0] <= 'z'));
	return size == 3 && ((c[0] == 0xE3 && c[1] == 0x80) || (c[0] == 0xEF && (c[1] == 0xBC || c[1] == 0xBD)));
}

static size_t add_words(struct sha256 *h, const char *text)
{
	const unsigned char *c = (const unsigned char *)text, *end = c + strlen(text);
	size_t added = 0;

	while (c < end) {
		size_t size = char_size(*c);
		if (size > (size_t)(end - c))
			break;
		if (!is_filler(c, size)) {
			sha256_add(h, c, size);
			added += size;
		}
		c += size;
	}
	return added;
}

const char *text_digest(struct decision *d, const char *const *texts, size_t count)
{
	uint8_t hash[SHA256_SIZE];
	struct sha256 h;
	char *hex = arena_alloc(d->arena, 2 * DIGEST_BYTES + 1);
	size_t compared = 0;

	REQUIRE(hex);
	sha256_init(&h);
	for (size_t i = 0; i < count; i++)
		compared += add_words(&h, texts[i]);
	sha256_end(&h, hash);
	if (compared < TEXT_COMPARED_BYTES_MIN)
		return "";
	hex_encode(hash, DIGEST_BYTES, hex);
	return hex;
}

const char *text_seen(const struct decision *d, const char *digest)
{
	const FieldTextRow *first = digest[0] ? field_text_find(d->state, digest) : NULL;

	return first ? first->record_id : "";
}

void text_keep(struct tables *t, const char *digest, const char *record_id)
{
	if (digest[0] && !field_text_find(tables_state(t), digest))
		field_text_put(t, &(FieldTextRow){ .text_digest = digest, .record_id = record_id });
}

/* ---- review and filing --------------------------------------------------------------------------- */

void note_review(struct decision *d, const char *matter_id, const char *cadre_id, bool accepted, const char *note)
{
	emit_finding_review_noted(d, &(FindingReviewNoted){
		.matter_id = matter_id,
		.note_id = decision_new_id(d, "note"),
		.cadre_id = cadre_id,
		.accepted = accepted,
		.note = note,
	});
}

enum refusal behavior_fits(struct decision *d, Verdict verdict, BehaviorKind behavior)
{
	if (verdict == VERDICT_POOR && !behavior)
		return decision_refuse(d, REFUSAL_FIELD_REQUIRED, "behavior", NULL);
	if (verdict != VERDICT_POOR && behavior)
		return decision_refuse(d, REFUSAL_FIELD_OUT_OF_RANGE, "behavior", NULL);
	return REFUSAL_NONE;
}

static EvidenceBearing bearing_of(Verdict verdict)
{
	return verdict == VERDICT_POOR ? EVIDENCE_BEARING_NEGATIVE :
	       verdict == VERDICT_FAIR ? EVIDENCE_BEARING_NEUTRAL : EVIDENCE_BEARING_POSITIVE;
}

void finding_file(struct tables *t, const struct event *ev, const struct finding *finding)
{
	evidence_put(t, &(EvidenceRow){
		.cadre_id = finding->cadre_id,
		.evidence_id = ev->id,
		.source = finding->source,
		.bearing = bearing_of(finding->verdict),
		.summary = finding->summary,
		.observed_on = finding->filed_on,
		.origin = finding->origin ? finding->origin : finding->matter_id,
		.behavior = finding->behavior,
	});
	filed_finding_put(t, &(FiledFindingRow){
		.cadre_id = finding->cadre_id,
		.finding_id = ev->id,
		.source = finding->source,
		.verdict = finding->verdict,
		.summary = finding->summary,
		.filed_on = finding->filed_on,
		.matter_id = finding->matter_id,
	});
}
