/* Limits of this service; the contract states its own as chars_max and items_max. */
#ifndef DANDANG_ACCOUNTABILITY_BOUNDS_H
#define DANDANG_ACCOUNTABILITY_BOUNDS_H

#define GOV_SANCTIONS_MERGED_MAX 16   /* running government sanctions of one person */
#define REPORTS_SCANNED_MAX 200       /* reports about one person whose reporters a text is checked against */
#define TRACK_REVIEWS 3               /* at 1, 3 and 6 months */
#define MEETING_MEMBERS_MIN 3
#define PANEL_MIN 3
#define KNOWN_MATTERS_MAX 50          /* of one person laid beside a question for an integrity opinion */

#endif
