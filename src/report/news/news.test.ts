import { expect, test } from "vitest";
import { Fault } from "../../model/fault.ts";
import { serviceName } from "../../model/name.ts";
import type { ServiceSeen } from "../../model/plan.ts";
import type { Problem } from "../../model/problem.ts";
import { showFault } from "./fault.ts";
import { problemsJson, showProblems } from "./problems.ts";
import { progressLine } from "./progress.ts";
import { servicesJson, showServices } from "./services.ts";
import { showUnrunnable } from "./unrunnable.ts";

const plain = { paint: false };
const at = { file: "docker-compose.yml", line: 8, column: 9 };
const aProblem = (severity: Problem["severity"], what: string): Problem => ({
  severity,
  code: "unknown-key",
  at,
  what,
  remedy: "Write `environment`.\nOr take it out.",
});

test("a problem is one line that editors understand, with its remedy below it", () => {
  expect(showProblems([aProblem("error", "unknown key")], plain)).toBe(
    "docker-compose.yml:8:9: error: unknown key\n    Write `environment`.\n    Or take it out.\n1 error\n",
  );
});

test("problems come in the order given and are counted by severity", () => {
  const text = showProblems(
    [aProblem("notice", "second"), aProblem("error", "first"), aProblem("notice", "third")],
    plain,
  );
  expect(text.indexOf("second")).toBeLessThan(text.indexOf("first"));
  expect(text).toMatch(/\n1 error, 2 notices\n$/);
});

test("no problems are no text", () => expect(showProblems([], plain)).toBe(""));

test("problems as JSON have a version, counts and every field", () => {
  const problem = aProblem("error", "unknown key");
  expect(JSON.parse(problemsJson([problem]))).toEqual({
    version: 1,
    counts: { errors: 1, notices: 0 },
    problems: [problem],
  });
});

test("a fault says what, where and what to do", () => {
  expect(showFault(new Fault("port-taken", "port 8883 is taken", "Stop the other one.", { at }), plain)).toBe(
    "docker-compose.yml:8:9: error: port 8883 is taken\n    Stop the other one.\n",
  );
  expect(showFault(new Fault("not-ready", "not ready", "Wait."), plain)).toBe("error: not ready\n    Wait.\n");
});

test("a step's line has its name, its time and its outcome; a step that only began has none", () => {
  expect(progressLine({ event: "began", what: "start mosquitto" }, plain)).toBeUndefined();
  const done = progressLine({ event: "done", what: "start mosquitto", tookMs: 81, detail: "on 8883" }, plain);
  expect(done).toMatch(/^ok +start mosquitto +81 ms +on 8883$/);
  expect(progressLine({ event: "failed", what: "start influxdb", why: "port\ntaken" }, plain)).toMatch(
    /^failed start influxdb: port taken$/,
  );
  const crashed = { event: "crashed", service: serviceName("agent"), times: 3, againInMs: 4000 } as const;
  expect(progressLine(crashed, plain)).toMatch(/agent.*3 times.*4\.0 s/);
});

const seen = (name: string, health: ServiceSeen["health"]): ServiceSeen => ({
  service: serviceName(name),
  hash: "",
  pid: 4711,
  process: "hub",
  health,
  detail: "3 clients",
  listens: [
    { host: "127.0.0.1", port: 8883 },
    { host: "::1", port: 8883 },
  ],
  counters: { accepted: 3 },
  sinceMs: 1_000,
});
const view = {
  observed: { services: [seen("mosquitto", "healthy"), seen("left-over", "unhealthy")] },
  services: [
    { name: serviceName("mosquitto"), role: "broker" },
    { name: serviceName("agent"), role: "agent" },
    { name: serviceName("grafana"), role: "dashboard" },
  ],
  unrunnable: [{ service: serviceName("grafana"), role: "dashboard", needs: "Docker" }],
  nowMs: 186_000,
} as const;

test.each([80, 120])("at %i columns, every service that should run or does has a row", (width) => {
  const text = showServices(view, { paint: false, width });
  expect(text).toMatch(/mosquitto +broker +healthy +3 min 5 s +hub 4711 +127\.0\.0\.1:8883/);
  expect(text).toContain("[::1]:8883");
  expect(text).toContain("3 clients");
  expect(text).toMatch(/agent +agent +not running/);
  expect(text).toMatch(/grafana +dashboard +not run here\s+Docker/);
  expect(text).toMatch(/left-over +not in the file +unhealthy/);
  expect(text).toMatch(/\n1 of 2 services healthy\n$/);
});

test("services as JSON have a version, and no more about one that does not run than that", () => {
  const json = JSON.parse(servicesJson(view));
  expect(json.version).toBe(1);
  expect(json.services[0]).toMatchObject({
    service: "mosquitto",
    health: "healthy",
    pid: 4711,
    since: "1970-01-01T00:00:01.000Z",
  });
  expect(json.services[1]).toEqual({ service: "agent", role: "agent", health: "not running", detail: "" });
});

test("a service that cannot run here is named with what it needs", () => {
  expect(showUnrunnable(view.unrunnable, plain)).toContain("grafana (dashboard): Docker");
  expect(showUnrunnable([], plain)).toBe("");
});

test.each([
  ["an address with a password", "https:/u:hunter22@h/f is not there"],
  ["a line in the wrong place", "`DB_PASSWORD=hunter22` is not known in `services.a`"],
])("a problem does not show %s", (_, what) => {
  const shown = [showProblems([aProblem("error", what)], plain), problemsJson([aProblem("error", what)])];
  expect(shown.join()).not.toContain("hunter22");
  expect(shown.join()).toContain(what.slice(-10));
});
