/* Rank and score of units by item from quarter to quarter, for whoever draws them. */
#ifndef DANDANG_ASSESSMENT_INSPECTION_CURVE_H
#define DANDANG_ASSESSMENT_INSPECTION_CURVE_H

#include "rows.h"

#define ITEM_ALL "*"        /* the composite, beside the items */

/* The points of an inspection that is published, each with its change to the quarter before; the points of the quarter after
 * are compared anew, so that the order of publication does not matter. */
void inspection_curve_draw(struct tables *t, const InspectionRow *inspection);

#endif
