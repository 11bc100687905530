import { expect, test } from "vitest";
import type { ApiVersion } from "../../model/engine-api.ts";
import { newer } from "./older-engines.ts";
import { objectsOf } from "./testing/objects.ts";

const text = `
services:
  all:
    image: x
    sysctls: { a: 1 }
    cap_add: [SYS_TIME]
    cap_drop: [ALL]
    ulimits: { core: 0 }
    credential_spec: { config: c }
    oom_score_adj: 5
    healthcheck: { test: y, start_interval: 1s }
    deploy: { mode: global-job, resources: { limits: { pids: 5 } }, placement: { max_replicas_per_node: 1 } }
    volumes:
      - { type: volume, source: v, target: /v, volume: { subpath: p } }
      - { type: cluster, source: v, target: /c }
      - { type: image, source: i, target: /i }
  job: { image: x, deploy: { mode: replicated-job } }
volumes: { v: {} }
configs: { c: { file: f } }
`;
const beyond = {
  all: { noNewPrivileges: true, seccomp: { mode: "unconfined" }, appArmor: "disabled" },
} as const;
const named = (api: ApiVersion) => objectsOf(text, { api, beyond }).cannot.map(({ since }) => since);
/** What nothing leads to from a stack file yet. */
const unreachable = ["TaskTemplate.ContainerSpec.Mounts.*.TmpfsOptions.Options"];

test("an engine that knows nothing newer is told nothing newer, and each loss is named once", () => {
  const expected = newer.filter(({ field }) => !unreachable.includes(field)).map(({ since }) => since);
  expect(named("1.39").toSorted()).toEqual(expected.toSorted());
});

test.each<ApiVersion>(["1.40", "1.41", "1.44", "1.46", "1.48", "1.52"])(
  "API %s loses only what came after it",
  (api) => {
    const after = newer.filter(
      ({ field, since }) => !unreachable.includes(field) && Number(since.slice(2)) > Number(api.slice(2)),
    );
    expect(named(api).toSorted()).toEqual(after.map(({ since }) => since).toSorted());
  },
);

test("what is lost is not sent, and the rest is", () => {
  const [service] = objectsOf(text, { api: "1.43", beyond }).services;
  const container = service?.TaskTemplate.ContainerSpec;
  expect(container?.Privileges).toEqual({ CredentialSpec: { Config: "shop_c", File: "", Registry: "" } });
  expect(container?.Healthcheck).toEqual({ Test: ["CMD-SHELL", "y"] });
  expect(container?.CapabilityDrop).toEqual(["ALL"]);
  expect(container?.Mounts?.[0]?.VolumeOptions).toEqual({ Labels: { "com.docker.stack.namespace": "shop" } });
});

test("a job is sent as a job: an engine that knows none must not run it for ever", () => {
  const { services } = objectsOf(text, { api: "1.40" });
  expect(services.map(({ Mode }) => Mode)).toEqual([{ GlobalJob: {} }, { ReplicatedJob: {} }]);
});

test("the engine's own defaults are no loss", () => {
  const { cannot } = objectsOf("services: { a: { image: x } }", {
    api: "1.41",
    beyond: { a: { noNewPrivileges: false, seccomp: { mode: "default" }, appArmor: "default" } },
  });
  expect(cannot).toEqual([]);
});

test.each([
  [{ mode: "custom", profile: "/p.json" }, "security"],
  [{ mode: "unconfined" }, "behaviour"],
] as const)("an engine that drops the seccomp mode %j weakens %s", (seccomp, weakens) => {
  const { cannot } = objectsOf("services: { a: { image: x } }", { api: "1.43", beyond: { a: { seccomp } } });
  expect(cannot).toMatchObject([{ path: ["services", "a", "security_opt"], weakens }]);
});

test("a loss says where it stands, what suffers and what to do", () => {
  const { cannot } = objectsOf(text, { api: "1.43", beyond });
  expect(cannot.find(({ path }) => path.at(-1) === "start_interval")).toMatchObject({
    service: "all",
    path: ["services", "all", "healthcheck", "start_interval"],
    at: { line: 11 },
    since: "1.44",
    weakens: "behaviour",
    remedy: "Update the engine to Docker 25.0 or later, or take it out.",
  });
});
