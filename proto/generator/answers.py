"""The part of openapi.json that no command and no table gives: sessions, what the gateway reads from everything merged, the
stream of events, upkeep. Kept beside services/gateway/api; tests/scenario/test_api.py holds it against a running site."""

ROWS_MAX = 500             # QUERY_LIMIT_MAX of common/runtime, READ_PAGE_MAX of the gateway
EVENTS_MAX = 2000          # EVENTS_PAGE_MAX of the gateway
SERVICES = ["personnel", "training", "assessment", "accountability", "welfare", "gateway", "ballot"]
MESSAGES = ["CastBallot", "BallotReceipt", "SignBallotToken", "BallotTokenSigned", "ShowBallotClass", "BallotClassShown", "AskWhatIf", "WhatIf", "PersonAsOf", "TeamAsOf", "UnitsAsOf", "Report", "FigurePage", "Dossier", "TodoPage", "TodoDigest", "PlatformStatus", "MergedEvent", "SessionView"]
SECURITY = {"token": {"type": "http", "scheme": "bearer", "description": "of a login by a machine client"},
            "cookie": {"type": "apiKey", "in": "cookie", "name": "sid", "description": "of a login by a browser; over TLS it is named __Host-sid"}}
READ_AFTER = {"name": "Read-After", "in": "header", "schema": {"type": "string"},
              "description": "service:sequence of an answer, several separated by commas: wait until they are taken in"}
EVENTS = {"type": "object", "required": ["items", "next", "tail"], "additionalProperties": False, "properties": {
    "items": {"type": "array", "items": {"$ref": "#/components/schemas/_Event"}},
    "next": {"type": "integer", "description": "ask for what stands after it"}, "tail": {"type": "integer"}}}


def query(name, note="", **schema):
    return {"name": name, "in": "query", "description": note, "schema": {"type": "string", **schema}}


def in_path(name, **schema):
    return {"name": name, "in": "path", "required": True, "schema": {"type": "string", **schema}}


def page(most):
    return [query("limit", "at most %d" % most, type="integer", minimum=1),
            query("after", "`next` of the page before; empty at the end")]


SERVICE_AT = {**query("at", "the daemon whose stream is blocked", enum=SERVICES), "required": True}
ON = {**query("on", "the day", format="date"), "required": True}
SCOPE = [query("year", "YYYY", pattern="^[0-9]{4}$"), query("quarter", "YYYYQn", pattern="^[0-9]{4}Q[1-4]$"),
         query("from", "first day", format="date"), query("to", "first day after the period", format="date"),
         query("region", "GB/T 2260 code; its counties are taken in"), query("unit", "unit_id")]


def event(merged):
    return {**merged, "properties": {**merged["properties"], "body": {
        "type": "object", "description": "the event itself; absent when withheld or of a type unknown here"}}}


def paths(json_body, problem_response):
    """Every such path with its operations."""

    def operation(name, summary, answer=None, parameters=(), public=False, body=None, status="200", content=None):
        ok = {"description": summary}
        if answer or content:
            ok["content"] = content or json_body(answer)
        out = {"operationId": name, "tags": ["gateway"], "summary": summary, "parameters": list(parameters),
               "responses": {status: ok, "default": problem_response()}}
        if public:
            out["security"] = []
        if body:
            out["requestBody"] = {"required": True, "content": json_body(body)}
        return out

    plain = lambda kind: {kind: {"schema": {"type": "string"}}}  # noqa: E731
    flag = lambda name: {"application/json": {"schema": {"type": "object", "properties": {name: {"type": "boolean"}}}}}  # noqa: E731
    api = "/api/v1"
    out = {
        api + "/session": {
            "post": operation("logIn", "登录", "SessionView", public=True, body="LogIn"),
            "get": operation("showSession", "当前会话", "SessionView"),
            "delete": operation("logOut", "退出", parameters=[query("all", "1: every session of the account")], status="204")},
        api + "/report": {"get": operation("report", "工作报告", "Report", SCOPE + [READ_AFTER])},
        api + "/report/figures/{figure_id}": {"get": operation(
            "figure", "指标明细", "FigurePage", [in_path("figure_id")] + SCOPE + page(ROWS_MAX) + [READ_AFTER])},
        api + "/dossiers/{cadre_id}": {"get": operation(
            "dossier", "干部档案", "Dossier", [in_path("cadre_id")] + page(ROWS_MAX) + [READ_AFTER])},
        api + "/todos": {"get": operation("todos", "待办", "TodoPage", page(ROWS_MAX) + [READ_AFTER])},
        api + "/todos/digest": {"get": operation("todoDigest", "今日提醒", "TodoDigest", [READ_AFTER])},
        api + "/events": {"get": operation("events", "已汇聚事件", "_Events", page(EVENTS_MAX) + [
            query("type", "message name; a page may be empty and still have a next"), query("id", "site/service/sequence of one event")])},
        api + "/events/stream": {"get": operation(
            "eventStream", "事件流（server-sent events）", parameters=[
                query("after", "merged sequence"), {"name": "Last-Event-ID", "in": "header", "schema": {"type": "string"}}],
            content=plain("text/event-stream"))},
        api + "/ballot/casts": {"post": operation("castBallot", "投票（不带会话）", "BallotReceipt", public=True, body="CastBallot")},
        api + "/assessment/polls/signatures": {"post": operation("signBallotToken", "盲签选票凭证", "BallotTokenSigned", body="SignBallotToken")},
        api + "/assessment/polls/class": {"post": operation("showBallotClass", "本人在参评名单中的票类", "BallotClassShown", body="ShowBallotClass")},
        api + "/assessment/what-if": {"post": operation("askWhatIf", "考核推演（只读）", "WhatIf", body="AskWhatIf")},
        api + "/personnel/form-files/{cadre_id}": {"get": operation(
            "formFile", "干部任免审批表文件（lrmx）", parameters=[in_path("cadre_id")], content=plain("application/xml"))},
        api + "/personnel/cadres-as-of/{cadre_id}": {"get": operation("personAsOf", "某日的干部任职", "PersonAsOf", [in_path("cadre_id"), ON])},
        api + "/personnel/teams-as-of/{unit_id}": {"get": operation("teamAsOf", "某日的单位人员", "TeamAsOf", [in_path("unit_id"), ON])},
        api + "/personnel/units-as-of": {"get": operation("unitsAsOf", "某日的机构", "UnitsAsOf", [
            ON, query("unit_id", "this unit and those below it")])},
        api + "/platform/status": {"get": operation("platformStatus", "运行状态", "PlatformStatus")},
        "/openapi.json": {"get": operation("openapi", "this document", public=True,
                                           content={"application/json": {"schema": {"type": "object"}}})},
        "/livez": {"get": operation("livez", "the process answers", public=True, content=flag("live"))},
        "/readyz": {"get": operation("readyz", "the store reads and every stream is connected", public=True, content=flag("ready"))},
        "/metrics": {"get": operation("metrics", "Prometheus text", public=True, content=plain("text/plain"))}}
    for word, zh in (("rebuild", "由日志重建状态"), ("verify", "校验状态"), ("snapshot", "立即快照")):
        out[api + "/platform/{service}/" + word] = {"post": operation(
            word, zh, "_Accepted", [in_path("service", enum=SERVICES)])}
    return out
