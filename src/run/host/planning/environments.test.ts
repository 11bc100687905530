import assert from "node:assert/strict";
import { test } from "vitest";
import type { Keys } from "../../../keys/keys.ts";
import type { Machine } from "../../../model/machine.ts";
import { type GeneratedFile, secretRef } from "../../../model/secret.ts";
import { filledIn, withoutOwnSecrets } from "./environments.ts";

const password: GeneratedFile = {
  service: "agent" as GeneratedFile["service"],
  name: "mqtt_password",
  parts: [{ hole: "password", ref: secretRef("agent@mosquitto") }],
};

const machineWith = (text: string): Machine => ({
  hostName: "edge-box",
  addresses: [],
  programs: [
    {
      kind: "agent",
      foundBy: "--agent-env",
      account: { user: "a", group: "a", uid: 7, gid: 7 },
      manager: { by: "nobody" },
      configs: [{ format: "environment", path: "/e", real: "/e", text, rights: { uid: 7, gid: 7, mode: 0o600 } }],
    },
  ],
});
const textIn = ({ programs }: Machine) => programs[0]?.configs[0]?.text;

const keysSaying = (text: () => Promise<string>) => ({ text }) as unknown as Keys;

test("a password of ours in an environment is read as its name, and written out again byte for byte", async () => {
  const machine = machineWith("A=1\r\nMQTT_PASSWORD=s3cr3t\n");
  const read = await withoutOwnSecrets(
    machine,
    [password],
    keysSaying(async () => "s3cr3t\n"),
  );
  assert.equal(textIn(read), "A=1\r\nMQTT_PASSWORD=@{edgeward:mqtt_password}\n");
  const parts = filledIn(textIn(read) ?? "", "agent", [password]);
  assert.deepEqual(parts, ["A=1\r\nMQTT_PASSWORD=", ...password.parts, "\n"]);
});

test("before passwords are made nothing is looked for, and a person's own stay as they are", async () => {
  const machine = machineWith("MQTT_PASSWORD=theirs\n");
  const unmade = keysSaying(async () => {
    throw new Error("not made");
  });
  assert.equal(await withoutOwnSecrets(machine, [password], unmade), machine);
  assert.equal(
    await withoutOwnSecrets(
      machine,
      [password],
      keysSaying(async () => "s3cr3t"),
    ),
    machine,
  );
});
