#include "meetings.h"

#include <string.h>

enum refusal meeting_carries(struct decision *d, const CollectiveMeeting *meeting)
{
	if (strcmp(meeting->held_on, d->today) > 0)
		return decision_refuse(d, REFUSAL_DATE_FUTURE, "meeting.held_on", meeting->held_on);
	if (meeting->present > meeting->members || meeting->in_favour > meeting->present)
		return decision_refuse(d, REFUSAL_VOTES_INCONSISTENT, "meeting", "");
	if (meeting->present * 3 < meeting->members * 2)
		return decision_refuse(d, REFUSAL_QUORUM_MISSING, "meeting.present", "");
	if (meeting->in_favour * 2 <= meeting->members)
		return decision_refuse(d, REFUSAL_VOTE_FAILED, "meeting.in_favour", "");
	return REFUSAL_NONE;
}
