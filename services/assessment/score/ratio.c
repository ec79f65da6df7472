#include "score/ratio.h"

#include "base/require.h"

int64_t ratio_floor(wide numerator, wide denominator)
{
	wide whole;

	REQUIRE(denominator > 0);
	whole = numerator / denominator;
	if (numerator % denominator < 0)
		whole--;
	REQUIRE(whole >= INT64_MIN && whole <= INT64_MAX);
	return (int64_t)whole;
}

int64_t ratio_half_up(wide numerator, wide denominator)
{
	return ratio_floor(2 * numerator + denominator, 2 * denominator);
}

int ratio_compare(struct ratio a, struct ratio b)
{
	wide left = (wide)a.numerator * b.denominator, right = (wide)b.numerator * a.denominator;

	REQUIRE(a.denominator > 0 && b.denominator > 0);
	return (left > right) - (left < right);
}

bool ratio_equal(struct ratio a, struct ratio b)
{
	return ratio_compare(a, b) == 0;
}
