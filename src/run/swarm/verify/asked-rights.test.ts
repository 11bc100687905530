import assert from "node:assert/strict";
import { test } from "vitest";
import type { ApiVersion, ServiceSpec } from "../../../model/engine-api.ts";
import type { SwarmObjects } from "../../../plan/swarm/swarm-objects.ts";
import { withAskedRights } from "./asked-rights.ts";

const spec = (Name: string, container: object) =>
  ({ Name, TaskTemplate: { ContainerSpec: { Image: "box", ...container }, Networks: [] } }) as unknown as ServiceSpec;
const asked = spec("shop_web", {
  Privileges: { NoNewPrivileges: true },
  CapabilityAdd: ["NET_RAW"],
  CapabilityDrop: ["ALL"],
  Image: "box",
});
const objects = (api: ApiVersion) => {
  assert.ok(Number(api.split(".")[1]) > 100, "no engine is as new");
  return { services: [asked] } as unknown as SwarmObjects;
};

test("what an older engine is not told is promised all the same, and all else stays as it was sent", () => {
  const [web, other] = withAskedRights(
    [spec("shop_web", { Privileges: {}, Image: "box@sha256:00", User: "7" }), spec("shop_other", { Privileges: {} })],
    { objects },
  );
  assert.deepEqual(web?.TaskTemplate.ContainerSpec, {
    Image: "box@sha256:00",
    User: "7",
    Privileges: { NoNewPrivileges: true },
    CapabilityAdd: ["NET_RAW"],
    CapabilityDrop: ["ALL"],
  });
  assert.deepEqual(other?.TaskTemplate.ContainerSpec, { Image: "box", Privileges: {} });
});
