/* The person's own page of the special list: his place and the evidence it rests on. Written as the list moves; read by him alone. */
#ifndef DANDANG_ASSESSMENT_OWN_PLACE_H
#define DANDANG_ASSESSMENT_OWN_PLACE_H

#include "rows.h"

/* Writes the page anew from entry, list and evidence as they stand; nothing where the person has no entry. What belongs to a matter
 * still open is left out (S05). */
void own_place_write(struct tables *t, const char *list_id, const char *cadre_id, OwnPlaceState state);
/* Every page of the list says that it is over. */
void own_places_expire(struct tables *t, const char *list_id, const char *expired_on);

#endif
