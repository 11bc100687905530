import assert from "node:assert/strict";
import { test } from "vitest";
import { secretNameFor, tokenLabels } from "./labels.ts";
import type { MountSeen, SecretReferenceSeen, SecretSeen, ServiceSeen, TaskSeen } from "./objects.ts";
import { placesIn, storeOf, writerFor } from "./places.ts";
import { straysIn } from "./strays.ts";

const file = "/tmp/edgex/secrets/device-virtual/secrets-token.json";
const reference = (name: string, at = file): SecretReferenceSeen => ({
  SecretID: `id-${name}`,
  SecretName: name,
  File: { Name: at, UID: "2002", GID: "2001", Mode: 0o400 },
});

interface Given {
  readonly secrets?: readonly SecretReferenceSeen[];
  readonly mounts?: readonly MountSeen[];
  readonly env?: readonly string[];
  readonly labels?: Readonly<Record<string, string>>;
  readonly aliases?: readonly string[];
  readonly image?: string;
}

const service = (name: string, { secrets, mounts, env, labels, aliases, image }: Given): ServiceSeen => ({
  ID: `id-${name}`,
  Version: { Index: 1 },
  Spec: {
    Name: `edgex_${name}`,
    ...(labels && { Labels: labels }),
    TaskTemplate: {
      ContainerSpec: {
        Image: image ?? "x",
        ...(secrets && { Secrets: secrets }),
        ...(mounts && { Mounts: mounts }),
        ...(env && { Env: env }),
      },
      Networks: [{ Aliases: aliases ?? [] }],
    },
  },
});

const volume = (target: string, readOnly = false): MountSeen => ({
  Type: "volume",
  Target: target,
  ReadOnly: readOnly,
});
const device = service("device-virtual", { secrets: [reference("s1")], env: ["SECRETSTORE_HOST=edgex-vault"] });
const setup = service("setup", {
  mounts: [volume("/tmp/edgex/secrets"), volume("/tmp/edgex/secrets/device-virtual"), volume("/vault")],
});
const ours = (name: string, more: Readonly<Record<string, string>> = {}): SecretSeen => ({
  ID: `id-${name}`,
  CreatedAt: "2026-11-22T00:00:00Z",
  Spec: {
    Name: name,
    Labels: { "edgeward.stack": "edgex", [tokenLabels.service]: "device-virtual", [tokenLabels.mark]: "abc", ...more },
  },
});
const place = () => {
  const [one] = placesIn("edgex", { services: [device], tasks: [], secrets: [], hostnames: new Map() });
  if (!one) throw new Error("there is a place");
  return one;
};

test("a service that mounts secrets-token.json waits for a token; other secrets are none", () => {
  const other = service("grafana", { secrets: [reference("pw", "password"), reference("x", "secrets-token.json")] });
  const task = {
    ServiceID: device.ID,
    NodeID: "n1",
    Status: { State: "running" },
    Spec: { ContainerSpec: { Secrets: [reference("s1")] } },
  };
  const seen = { services: [device, other], tasks: [task as unknown as TaskSeen], secrets: [ours("s1")] };
  assert.deepEqual(placesIn("edgex", { ...seen, hostnames: new Map([["n1", "worker-1"]]) }), [
    {
      service: "device-virtual",
      file,
      secret: { name: "s1", mark: "abc", madeAtMs: Date.parse("2026-11-22T00:00:00Z") },
      runsOn: ["worker-1"],
    },
  ]);
});

test("a label names a token that is called otherwise, and then nothing else is one", () => {
  const labelled = service("app", {
    labels: { [tokenLabels.file]: "/run/secrets/vault-token" },
    secrets: [reference("a", "/run/secrets/vault-token"), reference("b")],
  });
  const seen = placesIn("edgex", { services: [labelled], tasks: [], secrets: [], hostnames: new Map() });
  assert.deepEqual(
    seen.map((one) => one.file),
    ["/run/secrets/vault-token"],
  );
});

test("who writes nearest to the file makes the token; readers, and who has all of /tmp, do not", () => {
  const reader = service("reader", { mounts: [volume("/tmp/edgex/secrets/device-virtual", true)] });
  const root = service("root", { mounts: [volume("/tmp"), volume("/")] });
  const found = writerFor(place(), "edgex", [device, reader, root, setup]);
  assert.deepEqual(
    [found?.service.Spec.Name, found?.mount.Target],
    ["edgex_setup", "/tmp/edgex/secrets/device-virtual"],
  );
  assert.equal(writerFor(place(), "edgex", [device, reader, root]), undefined);
});

test("the store is whom the service asks, by any name; for a service that is gone, whom others ask", () => {
  const vault = service("vault", { aliases: ["edgex-vault"] });
  const found = storeOf(place(), "edgex", [setup, device, vault]);
  assert.deepEqual(
    [found?.service.Spec.Name, found?.host, found?.port, found?.tls],
    ["edgex_vault", "edgex-vault", 8200, false],
  );
  const env = ["SECRETSTORE_HOST=edgex-vault", "SECRETSTORE_PORT=8201", "SECRETSTORE_PROTOCOL=https"];
  const gone = storeOf(place(), "edgex", [service("core-data", { env }), vault]);
  assert.deepEqual([gone?.service.Spec.Name, gone?.port, gone?.tls], ["edgex_vault", 8201, true]);
  const byImage = storeOf(place(), "edgex", [service("store", { image: "docker.io/openbao/openbao:2.3" })]);
  assert.equal(byImage?.service.Spec.Name, "edgex_store");
});

test("only our own secrets of this stack that nobody mounts, and that are not about to be delivered, are strays", () => {
  const foreign = ours("s3", { "edgeward.stack": "other" });
  const placeholder: SecretSeen = { ID: "p", CreatedAt: "", Spec: { Name: "edgex_device-virtual_secrets-token" } };
  const secrets = [ours("s1"), ours("s2"), ours("s4", { [tokenLabels.service]: "gone" }), foreign, placeholder];
  const making = ours("s5", { [tokenLabels.mark]: "being delivered" });
  assert.deepEqual(
    straysIn("edgex", [device], [...secrets, making], new Set(["being delivered"])).map(({ secret, serviceIsGone }) => [
      secret,
      serviceIsGone,
    ]),
    [
      ["s2", false],
      ["s4", true],
    ],
  );
});

test("names of secrets are short enough for a swarm, and keep what tells them apart", () => {
  const name = secretNameFor("a-very-long-name-of-a-stack", "a-very-long-name-of-a-service-too", "0123456789ab");
  assert.ok(name.length <= 64 && name.endsWith("_secrets-token_0123456789ab"), name);
});
