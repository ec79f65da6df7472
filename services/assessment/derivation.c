#include "assessment/derivation.h"

#include "base/require.h"
#include "score/components.h"

void derivation_begin(struct derivation *t, struct arena *a, size_t room)
{
	*t = (struct derivation){ .room = room };
	t->nodes = arena_alloc(a, room * sizeof *t->nodes);
	t->list = arena_alloc(a, room * sizeof *t->list);
	REQUIRE(t->nodes && t->list);
}

ScoreNode *derivation_add(struct derivation *t, const char *node, const char *parent, const char *name, uint32_t weight_percent)
{
	REQUIRE(t->count < t->room);
	ScoreNode *n = t->list[t->count] = &t->nodes[t->count];

	t->count++;
	score_node__init(n);
	n->node = node;
	n->parent = parent;
	n->name = name;
	n->state = PART_STATE_SCORED;
	n->weight_percent = weight_percent;
	n->share_denominator = 1;
	return n;
}

static struct component component_of(const ScoreNode *node)
{
	static const enum component_state states[] = {
		[PART_STATE_SCORED] = COMPONENT_SCORED,
		[PART_STATE_NOT_APPLICABLE] = COMPONENT_NOT_APPLICABLE,
		[PART_STATE_MISSING] = COMPONENT_MISSING,
		[PART_STATE_PENDING] = COMPONENT_PENDING,
	};

	return (struct component){ .state = states[node->state], .score = node->score, .weight = node->weight_percent };
}

void derivation_compose(struct decision *d, ScoreNode *node, ScoreNode *const *children, size_t count)
{
	struct component parts[COMPONENTS_MAX] = { { 0 } };
	struct ratio shares[COMPONENTS_MAX];
	struct composition result;
	size_t at;

	for (size_t i = 0; i < count; i++)
		parts[i] = component_of(children[i]);
	REQUIRE(components_compose(parts, count, PERCENT_ALL, &result, shares, &at) == COMPOSE_OK);
	for (size_t i = 0; i < count; i++) {
		children[i]->share_numerator = shares[i].numerator;
		children[i]->share_denominator = shares[i].denominator;
	}
	node->score = result.score;
	node->state = result.kind == COMPOSITION_SCORED    ? PART_STATE_SCORED
		      : result.kind == COMPOSITION_PENDING ? PART_STATE_PENDING
							   : PART_STATE_NOT_APPLICABLE;
	if (result.missing)
		node->note = decision_format(d, "缺失 %u 项，按零分计", result.missing);
}

void derivation_adjust(struct decision *d, struct derivation *t, ScoreNode **sum, const char *kind, const char *title,
		       const struct adjustment_node *one)
{
	if (!*sum)
		*sum = derivation_add(t, kind, "total", title, 0);
	ScoreNode *node = derivation_add(t, decision_format(d, "%s/%s", kind, one->adjustment_id), kind, one->reason, 0);

	node->score = one->points;
	node->source = one->source;
	node->note = one->document;
	(*sum)->score += one->points;
}
