/* Questions the gateway asks for a reader: answered from the state of the moment, nothing is recorded. An answer is a pure function
 * as a decision is: refusals are named by decision_refuse, the answer is filled in, memory is the decision's arena. */
#ifndef DANDANG_PERSONNEL_QUESTIONS_H
#define DANDANG_PERSONNEL_QUESTIONS_H

#include "workflows.h"

struct server;

/* Who reads of a person: the organ that manages him, the organ where he serves, the organ of the whole site. */
bool question_sees(const struct decision *d, const char *authority, const char *unit_id);

enum refusal form_file_answer(struct decision *d, const AskFormFile *ask, FormFile *out);
enum refusal person_as_of_answer(struct decision *d, const AskPersonAsOf *ask, PersonAsOf *out);
enum refusal team_as_of_answer(struct decision *d, const AskTeamAsOf *ask, TeamAsOf *out);
enum refusal units_as_of_answer(struct decision *d, const AskUnitsAsOf *ask, UnitsAsOf *out);

/* NULL: another request. `now_ms`: the clock of the site. */
Reply *question_answer(const struct state *s, const char *site, int64_t now_ms, const Request *request, struct arena *arena);
/* The same for the running daemon. Loop thread; opens a view and writes nothing. */
Reply *question_request(struct server *s, const Request *request, struct arena *arena);

#endif
