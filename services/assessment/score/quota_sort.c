/* Heap sort of an index that lies inside the shares themselves: no memory, and the shares stay where they are. */
#include "score/quota_impl.h"

static void sift(struct quota_share *s, size_t root, size_t count, quota_before *before)
{
	uint32_t moved = s[root].order;

	for (size_t child; (child = 2 * root + 1) < count; root = child) {
		if (child + 1 < count && before(&s[s[child].order], &s[s[child + 1].order]))
			child++;
		if (!before(&s[moved], &s[s[child].order]))
			break;
		s[root].order = s[child].order;
	}
	s[root].order = moved;
}

void quota_sort(struct quota_share *s, size_t count, quota_before *before)
{
	for (size_t i = 0; i < count; i++)
		s[i].order = (uint32_t)i;
	for (size_t i = count / 2; i-- > 0;)
		sift(s, i, count, before);
	for (size_t end = count; end-- > 1;) {
		uint32_t last = s[0].order;
		s[0].order = s[end].order;
		s[end].order = last;
		sift(s, 0, end, before);
	}
}
