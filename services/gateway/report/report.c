#include "report.h"

#include <string.h>

#include "base/require.h"

#define LINE_FIGURES_MAX 6

/* The report's words; "{M01}" stands where a figure goes. Figures a line may need stand nowhere else. */
struct line {
	int section;
	const char *text;
};
static const char *const titles[] = {
	"一、强化教育培训，引导干部善于担当",
	"二、树正用人导向，激发干事创业动力",
	"三、注重考核激励，发挥驱动引领作用",
	"四、大胆容错纠错，为担当者加油鼓劲",
	"五、注重关心关爱，让担当者暖心安心",
	"六、加大宣传力度，营造担当干事浓厚氛围",
};
static const struct line lines[] = {
	{ 0, "{M01}名干部在党校主阵地接受培训，全市开展党的创新理论培训{M02}人次。" },
	{ 0, "举办专题班{M03}期，培训干部{M04}人次；点名参加“回炉再造”培训{W05}人。" },
	{ 0, "选派{M05}名干部下沉基层开展“三服务一促进”帮扶，{M06}名干部到北京市挂职学习。" },
	{ 0, "组建招商小分队和区域驻点招商专班，选派{M07}名干部外出招商。" },
	{ 1, "疫情一线发现识别机制提拔、调任、进一步使用干部{M08}名，其中提拔{M08a}名、调任{M08b}名、进一步使用{M08c}名。" },
	{ 1, "提拔重用疫情防控、乡村振兴一线表现突出的干部{M09}人，其中{M10}名驻村第一书记提拔到乡镇领导岗位。" },
	{ 1, "一线发现识别认定干部{W06}名，其中纳入提拔使用{W06a}名、及时奖励{W06b}名；认定后已提拔、调任、进一步使用{W07}名，晋升职级"
	     "{W07a}名，驻村第一书记任乡镇领导{W07b}名。" },
	{ 1, "统筹用好职级职数，为{M11}名干部落实职级待遇。" },
	{ 1, "给予批评教育、责令检查、诫勉{W02}人，对{M12}名不胜任、不适宜担任现职干部进行了调整。" },
	{ 2, "开展季度日常督查{Q01}次，每次综合赋分排序和分项赋分排序，全年督查结果按{Q02}%权重计入年度考核。" },
	{ 2, "运用考核结果提拔重用干部{M14}名，对考核排名末位的{M15u}个班子的{M15}名负责人或分管副职进行了约谈。" },
	{ 3, "三级预警{W01}人，及时提醒纠正；为{M16}名干部澄清正名（{M16r}件次）。" },
	{ 4, "{W03}名受处理处分干部纳入观察期管理，{W04}名完成期满综合评估。" },
	{ 4, "开展谈心谈话{M17}人次，覆盖干部{M17p}人；为{M18}名易地交流任职领导干部落实交通补助。" },
	{ 5, "评选“担当作为好干部”{M19}名。" },
};
#define SECTION_COUNT (sizeof titles / sizeof titles[0])
#define LINE_COUNT (sizeof lines / sizeof lines[0])

static void *must(void *memory)
{
	REQUIRE(memory);
	return memory;
}

ReportFigure *report_figure(const struct state *s, const struct figure *f, const struct figure_scope *scope,
			    struct arena *arena)
{
	ReportFigure *out = must(arena_alloc(arena, sizeof *out));
	struct figure_value v = figure_count(s, f, scope, arena);

	report_figure__init(out);
	out->id = f->id;
	out->value = v.value;
	out->rows = v.rows;
	out->unit = f->unit;
	out->zh = f->zh;
	out->formula = f->formula;
	out->href = must(arena_format(arena, "/api/v1/report/figures/%s?from=%s&to=%s&region=%s&unit=%s", f->id,
				      scope->from, scope->to, scope->region, scope->unit_id));
	return out;
}

static ReportLine *compose_line(const struct state *s, const struct line *line, const struct figure_scope *scope,
				struct arena *arena)
{
	ReportLine *out = must(arena_alloc(arena, sizeof *out));

	report_line__init(out);
	out->text = line->text;
	out->figures = must(arena_alloc(arena, LINE_FIGURES_MAX * sizeof *out->figures));
	for (const char *open = strchr(line->text, '{'); open; open = strchr(open + 1, '{')) {
		const char *close = strchr(open, '}');
		const char *id = must(arena_text(arena, open + 1, (size_t)(close - open - 1)));
		const struct figure *f = figure_find(id);
		REQUIRE(f && out->n_figures < LINE_FIGURES_MAX);
		out->figures[out->n_figures++] = report_figure(s, f, scope, arena);
	}
	return out;
}

static ReportSection *compose_section(const struct state *s, int number, const struct figure_scope *scope,
				      struct arena *arena)
{
	ReportSection *out = must(arena_alloc(arena, sizeof *out));

	report_section__init(out);
	out->title = titles[number];
	out->lines = must(arena_alloc(arena, LINE_COUNT * sizeof *out->lines));
	for (size_t i = 0; i < LINE_COUNT; i++)
		if (lines[i].section == number)
			out->lines[out->n_lines++] = compose_line(s, &lines[i], scope, arena);
	return out;
}

Report *report_compose(const struct state *s, const struct figure_scope *scope, const char *region_name,
		       const char *as_of, uint64_t sequence, struct arena *arena)
{
	Report *out = must(arena_alloc(arena, sizeof *out));

	report__init(out);
	out->title = "激励干部担当作为工作报告";
	out->from = scope->from;
	out->to = scope->to;
	out->region = scope->region;
	out->region_name = region_name;
	out->as_of = as_of;
	out->as_of_sequence = sequence;
	out->formula_version = REPORT_FORMULA_VERSION;
	out->classification = "内部";
	out->sections = must(arena_alloc(arena, SECTION_COUNT * sizeof *out->sections));
	for (size_t i = 0; i < SECTION_COUNT; i++)
		out->sections[out->n_sections++] = compose_section(s, (int)i, scope, arena);
	return out;
}
