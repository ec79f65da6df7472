/* Meetings of a deciding collective. Rule: 党政领导干部选拔任用工作条例(2019), quorum and majority. */
#ifndef DANDANG_WELFARE_MEETINGS_H
#define DANDANG_WELFARE_MEETINGS_H

#include "workflows.h"

/* Two thirds of the members present, more than half of the members in favour, held by now. */
enum refusal meeting_carries(struct decision *d, const CollectiveMeeting *meeting);

#endif
