import assert from "node:assert/strict";
import { test } from "vitest";
import { digests } from "../../../keys/digests.ts";
import { Fault } from "../../../model/fault.ts";
import { secretRef } from "../../../model/secret.ts";
import type { Site, Tools } from "../../tools.ts";
import { prepareSwarm } from "./prepare-swarm.ts";

const compose = `
name: plant
services:
  broker:
    image: eclipse-mosquitto:2
    volumes: ["./mosquitto.conf:/mosquitto/config/mosquitto.conf", "./other.conf:/other.conf"]
    secrets: [broker_passwords]
secrets:
  broker_passwords: {file: ./.edgeward/generated/broker/passwords}
`;
const ref = secretRef("broker/ann");
const generated = [{ service: "broker", name: "passwords", parts: ["ann:", { hole: "password", ref } as const] }];

async function prepared(password: string | undefined, hardened = "listener 8883", text = compose) {
  const keys = {
    async text() {
      if (password === undefined) throw new Fault("keys-damaged", "it has not been made", "");
      return `ann:${password}`;
    },
  };
  const site = { layout: { root: "/srv/.edgeward", run: "/run/x" }, keys } as unknown as Site;
  const files: Record<string, string> = { "compose.yml": "services: {}", "/srv/mosquitto.conf": "listener 1883" };
  files["/srv/quoted.env"] = 'API_PASSWORD="a b"';
  const tools = { readText: async (path: string) => files[path], digests, environment: {} } as unknown as Tools;
  const edited = new Map([
    ["compose.yml", text],
    ["/srv/compose.yml", text],
    ["/srv/mosquitto.conf", hardened],
  ]);
  const convert = {
    files: ["compose.yml"],
    directory: "/srv",
    outputDirectory: "/srv",
    asideDirectory: "x",
    waived: [],
  };
  const made = await prepareSwarm({ convert, edited, generated }, site, tools, new AbortController().signal);
  if ("refused" in made) throw new Error(JSON.stringify(made.refused));
  return { made, objects: made.objects("1.45") };
}

test("what hardening makes of files is what goes to the swarm, not what lies there", async () => {
  const { objects, made } = await prepared("first");
  assert.deepEqual([made.stack, objects.services.map(({ Name }) => Name)], ["plant", ["plant_broker"]]);
  assert.equal(made.texts.get("/srv/mosquitto.conf"), "listener 8883");
});

test("a file that hardening edited goes along although the service may write to it; others stay where they are", async () => {
  const { objects } = await prepared("first");
  const container = objects.services[0]?.TaskTemplate.ContainerSpec;
  assert.deepEqual(
    container?.Configs?.map(({ File }) => File?.Name),
    ["/mosquitto/config/mosquitto.conf"],
  );
  assert.deepEqual(
    container?.Mounts?.map(({ Source }) => Source),
    ["/srv/other.conf"],
  );
});

test("names follow what hardening and the keys make, and no secret is in them", async () => {
  const names = async (password: string | undefined, hardened?: string) => {
    const { objects } = await prepared(password, hardened);
    return [...objects.secrets, ...objects.configs].map(({ Name }) => Name);
  };
  const [secret, config] = await names("first");
  assert.match(`${secret} ${config}`, /^plant_broker_passwords_[0-9a-f]{12} plant_mosquitto\.conf_[0-9a-f]{12}$/);
  assert.deepEqual(await names("first"), [secret, config]);
  const [rotated, same] = await names("second");
  assert.deepEqual([rotated === secret, same], [false, config]);
  assert.notEqual((await names("first", "listener 8884"))[1], config);
  assert.equal((await names(undefined))[0], "plant_broker_passwords");
});

test("nothing is said of a stack file, nor of who else would deploy it", async () => {
  const text = `
name: plant
services:
  web:
    build: .
    environment: {HTTP_PROXY: "", DB_PASSWORD: clear, REGION: null}
    env_file: [quoted.env]
    secrets: [late]
secrets: {late: {file: ./absent}}
`;
  const { made } = await prepared("first", undefined, text);
  const codes = new Set(made.problems.map(({ code }) => code));
  const said = ["empty-variable", "variable-of-the-shell", "secret-in-clear", "content-unread"];
  assert.deepEqual(
    said.filter((code) => !codes.has(code)),
    [],
  );
  const others = made.problems.filter(({ what, remedy }) =>
    /stack file|stack deploy|docker (reads|takes|would)|convert again|that deploys/.test(`${what} ${remedy}`),
  );
  assert.deepEqual(others, []);
  // `up` hands it over by itself.
  assert.equal(codes.has("image-of-one-node"), false);
});
