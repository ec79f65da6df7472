#include "score/components.h"

static enum compose_error check_one(const struct component *part)
{
	switch (part->state) {
	case COMPONENT_SCORED:
		if (part->score > COMPONENT_SCORE_MAX || part->score < -COMPONENT_SCORE_MAX)
			return COMPOSE_SCORE;
		break;
	case COMPONENT_NOT_APPLICABLE:
	case COMPONENT_MISSING:
	case COMPONENT_PENDING:
		break;
	default:
		return COMPOSE_STATE;
	}
	return part->weight == 0 || part->weight > COMPONENT_WEIGHT_MAX ? COMPOSE_WEIGHT : COMPOSE_OK;
}

static enum compose_error check(const struct component *parts, size_t count, uint32_t weight_total, size_t *at)
{
	uint64_t sum = 0;

	*at = count;
	if (count == 0 || count > COMPONENTS_MAX)
		return COMPOSE_COUNT;
	for (size_t i = 0; i < count; i++) {
		enum compose_error error = check_one(&parts[i]);
		if (error) {
			*at = i;
			return error;
		}
		sum += parts[i].weight;
	}
	return weight_total && sum != weight_total ? COMPOSE_TOTAL : COMPOSE_OK;
}

static void count_one(struct composition *c, enum component_state state)
{
	c->scored += state == COMPONENT_SCORED;
	c->not_applicable += state == COMPONENT_NOT_APPLICABLE;
	c->missing += state == COMPONENT_MISSING;
	c->pending += state == COMPONENT_PENDING;
}

enum compose_error components_compose(const struct component *parts, size_t count, uint32_t weight_total, struct composition *out,
				      struct ratio *effective, size_t *at)
{
	enum compose_error error = check(parts, count, weight_total, at);
	struct composition c = { .exact = { 0, 1 } };
	int64_t sum = 0, applies = 0;

	if (error)
		return error;
	for (size_t i = 0; i < count; i++) {
		count_one(&c, parts[i].state);
		if (parts[i].state != COMPONENT_NOT_APPLICABLE)
			applies += parts[i].weight;
		if (parts[i].state == COMPONENT_SCORED)
			sum += parts[i].score * parts[i].weight;
	}
	for (size_t i = 0; i < count; i++)
		effective[i] = parts[i].state == COMPONENT_NOT_APPLICABLE ? (struct ratio){ 0, 1 } : (struct ratio){ parts[i].weight, applies };
	if (c.not_applicable == count) {
		c.kind = COMPOSITION_NO_SCORE;
	} else if (c.pending) {
		c.kind = COMPOSITION_PENDING;
	} else {
		c.kind = COMPOSITION_SCORED;
		c.exact = (struct ratio){ sum, applies };
		c.score = ratio_half_up(sum, applies);
	}
	*out = c;
	return COMPOSE_OK;
}
