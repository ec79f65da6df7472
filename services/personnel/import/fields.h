/* Cells: what people write, into what the contract holds. Pure. Every reader returns REFUSAL_NONE or the row refusal that
 * tells how to write it. Text comes in as the file has it. */
#ifndef DANDANG_PERSONNEL_FIELDS_H
#define DANDANG_PERSONNEL_FIELDS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/arena.h"
#include "contract.h"
#include "refusal.h"

#define FIELD_NAME_CHARS_MAX 60u
#define FIELD_TEXT_CHARS_MAX 200u
#define FIELD_CODE_BYTES_MAX 64u
#define FIELD_GRADES_MAX 20u

/* Without blanks at both ends (ASCII and ideographic); full-width digits and signs made plain. */
const char *field_plain(struct arena *arena, const char *text);
/* A name: blanks between Chinese characters are padding and go ("赵  一"); others keep theirs. */
const char *field_name(struct arena *arena, const char *text);
/* "-", "无" or "(无)": says that there is nothing, unlike an empty cell, which says nothing. */
bool field_says_none(const char *plain);

/* YYYY.MM, YYYY-MM, YYYYMM, YYYY年M月 (the first of the month), YYYY-MM-DD, YYYY.MM.DD, YYYYMMDD, YYYY年M月D日, day numbers of
 * a spreadsheet (1900 system). "2024.1" may be January or a spoilt October and is refused. Not after `today`. */
enum refusal field_date(struct arena *arena, const char *text, const char *today, const char **iso);
enum refusal field_flag(const char *plain, bool *value);
enum refusal field_sex(const char *plain, Sex *sex);
enum refusal field_level(const char *plain, PostLevel *level);
enum refusal field_rank(const char *plain, Rank *rank);
enum refusal field_unit_kind(const char *plain, UnitKind *kind);
/* "汉族", "汉" or "01" -> "01" (GB/T 3304). */
enum refusal field_ethnicity(const char *plain, const char **code);
/* "01" -> "汉族"; "" for what is no code. */
const char *ethnicity_name(struct arena *arena, const char *code);
enum refusal field_code(const char *plain);
enum refusal field_region(const char *plain);
enum refusal field_count(const char *plain, uint32_t max, uint32_t *count);
/* "200807", "民建", "200108；民建": the day of joining the Communist Party or "". */
enum refusal field_party(struct arena *arena, const char *text, const char *today, const char **iso);
/* "2023:优秀;2024:称职" and "2023年年度考核“优秀”等次；2024年年度考核称职。" */
enum refusal field_grades(struct arena *arena, const char *text, const char *today, GradeOfYear ***grades, size_t *count);
/* Bytes up to the next separator (；;。、，, or a line break) and of the separator itself. */
size_t field_part(const char *text, size_t *mark);
bool field_short_enough(const char *text, size_t chars_max);

#endif
