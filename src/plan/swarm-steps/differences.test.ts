import assert from "node:assert/strict";
import { test } from "vitest";
import { specLabel } from "../../model/swarm-plan.ts";
import { differences, shownFields } from "./differences.ts";
import { aSpec } from "./testing/a-swarm.ts";

const spec = aSpec("a", {
  Env: ["A=1", "B=2"],
  Mounts: [{ Type: "volume", Source: "v", Target: "/v", VolumeOptions: { Labels: { x: "y" } } }],
  Privileges: { Seccomp: { Mode: "custom", Profile: { file: "/srv/p.json" } } },
});

/** What an engine answers besides. */
const asAnswered = {
  ...spec,
  Labels: { ...spec.Labels, [specLabel]: "another" },
  TaskTemplate: {
    ...spec.TaskTemplate,
    Runtime: "container",
    ForceUpdate: 7,
    ContainerSpec: {
      ...spec.TaskTemplate.ContainerSpec,
      Isolation: "default",
      Init: false,
      Privileges: { CredentialSpec: null, Seccomp: { Mode: "custom", Profile: "e30=" }, NoNewPrivileges: false },
    },
    Placement: { Platforms: [{ OS: "linux" }] },
  },
  Mode: { Replicated: { Replicas: 1 } },
  UpdateConfig: { Parallelism: 1, FailureAction: "pause", MaxFailureRatio: 0, Order: "stop-first" },
  EndpointSpec: { Mode: "vip" },
};

const seen = (edit: object) => ({ ...asAnswered, ...edit }) as never;
const task = (edit: object) => seen({ TaskTemplate: { ...asAnswered.TaskTemplate, ...edit } });
const container = (edit: object) => task({ ContainerSpec: { ...asAnswered.TaskTemplate.ContainerSpec, ...edit } });

test("what an engine adds, or leaves out for being empty, is no difference", () => {
  assert.deepEqual(differences(spec, asAnswered as never), []);
});

test.each<[string, never]>([
  ["TaskTemplate.ContainerSpec.Env", container({ Env: ["A=1", "B=2", "C=3"] })],
  ["TaskTemplate.ContainerSpec.Env.1", container({ Env: ["A=1", "B=3"] })],
  ["TaskTemplate.ContainerSpec.User", container({ User: "root" })],
  ["TaskTemplate.ContainerSpec.CapabilityAdd", container({ CapabilityAdd: ["NET_ADMIN"] })],
  ["TaskTemplate.ContainerSpec.Mounts", container({ Mounts: [] })],
  [
    "TaskTemplate.ContainerSpec.Mounts.0.VolumeOptions.Labels.z",
    container({
      Mounts: [{ Type: "volume", Source: "v", Target: "/v", VolumeOptions: { Labels: { x: "y", z: "1" } } }],
    }),
  ],
  [
    "TaskTemplate.ContainerSpec.Privileges.Seccomp.Mode",
    container({ Privileges: { Seccomp: { Mode: "unconfined" } } }),
  ],
  ["TaskTemplate.Placement.Constraints", task({ Placement: { Constraints: ["node.role == manager"] } })],
  ["Mode.Replicated.Replicas", seen({ Mode: { Replicated: { Replicas: 2 } } })],
  ["EndpointSpec.Ports", seen({ EndpointSpec: { Mode: "vip", Ports: [{ TargetPort: 80 }] } })],
  ["Labels.more", seen({ Labels: { ...spec.Labels, more: "1" } })],
])("%s is", (path, other) => assert.deepEqual(differences(spec, other), [path]));

test("fields are shown each once, without values", () => {
  const shown = shownFields([
    "TaskTemplate.ContainerSpec.Env.0",
    "TaskTemplate.ContainerSpec.Env.1",
    "Mode.Replicated.Replicas",
  ]);
  assert.equal(shown, "Env, Mode.Replicated.Replicas");
});
