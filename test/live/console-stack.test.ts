/** The demo stack with Edgeward's console in Grafana's place, on one machine without Docker: brought up, proven, looked at and rotated. */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { join } from "node:path";
import { beforeAll, describe, test } from "vitest";
import type { Latest } from "../../src/console/answers.ts";
import { type AStack, aStack, eventually } from "./a-stack.ts";

const files = ["-f", "docker-compose.yml", "-f", "console.yml"];
const override = `
services:
  grafana:
    profiles: [grafana]
  console:
    image: edgeward
    command: [play, console]
    depends_on: [influxdb]
    ports: ["\${GRAFANA_PORT}:3000"]
`;

describe("the demo stack with a console", () => {
  let stack: AStack;
  let said = "";
  const password = () => readFile(stack.generated("operator", "console_password"), "utf8");
  const edgeward = async (...args: readonly string[]) => {
    const ran = await stack.edgeward(...args, ...files);
    said += ran.out + ran.err;
    return ran;
  };
  const ask = async (path: string, word?: string) => {
    const ca = await readFile(stack.generated("operator", "ca"));
    const auth = word === undefined ? {} : { auth: `admin:${word}` };
    return new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
      const to = { host: "localhost", port: stack.ports.grafana, path, ca, agent: false, ...auth };
      request(to, async (response) => {
        let text = "";
        for await (const part of response) text += part;
        resolve({ status: response.statusCode, text });
      })
        .once("error", reject)
        .end();
    });
  };

  beforeAll(async () => {
    stack = await aStack();
    await writeFile(join(stack.directory, "console.yml"), override);
    const up = await edgeward("up", "-d");
    assert.equal(up.status, 0, up.out + up.err);
    return async () => {
      await edgeward("down", "--volumes");
      await stack[Symbol.asyncDispose]();
    };
  });

  test("up says where to sign in, and no password", async () => {
    const where = `https://localhost:${stack.ports.grafana} as admin: its password is in .*operator/console_password,`;
    assert.match(said, new RegExp(`Sign in at ${where}`));
    assert.ok(!said.includes((await password()).trim()));
  });

  test("what is claimed of servers is proven of it, again and again, and nobody is locked out by that", async () => {
    for (let round = 0; round < 3; round++) {
      const { status, out } = await edgeward("verify", "--format", "json");
      const { findings } = JSON.parse(out) as { findings: { probe: string; service?: string; verdict: string }[] };
      assert.deepEqual([findings.filter(({ verdict }) => verdict !== "pass"), status], [[], 0]);
      assert.deepEqual(findings.flatMap(({ probe, service }) => (service === "console" ? [probe] : [])).toSorted(), [
        "no-plaintext",
        "no-secrets-in-environment",
        "own-secrets-only",
        "refuses-anonymous",
        "refuses-well-known-passwords",
        "refuses-wrong-password",
        "serves-valid-tls",
      ]);
      assert.equal((await ask("/api/catalogue", await password())).status, 200);
    }
  });

  test("it shows what the agent measures, to who signs in and to nobody else", async () => {
    await eventually("the host's metrics", async () => {
      const { status, text } = await ask("/api/latest?measurement=mqtt_consumer", await password());
      if (status !== 200) return false;
      const [newest] = (JSON.parse(text) as Latest).series;
      return newest !== undefined && newest.ageMs < 30_000 && typeof newest.values.load1 === "number";
    });
    const { status, text } = await ask("/api/history?measurement=mqtt_consumer&window=5m", await password());
    assert.deepEqual([status, /"lines":\[\{"tags"/.test(text)], [200, true]);
    const statuses = await Promise.all([ask("/api/catalogue"), ask("/api/catalogue", "admin")]);
    assert.deepEqual(
      statuses.map((one) => one.status),
      [401, 401],
    );
  });

  test("a new password of its own, and one of its user at the database, are taken up while it runs", async () => {
    const before = await password();
    const { console: pid } = await stack.pids();
    for (const user of ["admin", "console"]) {
      const { status, out, err } = await edgeward("user", "rotate", user);
      assert.equal(status, 0, out + err);
    }
    const after = await password();
    assert.notEqual(after, before);
    await eventually("the new one", async () => (await ask("/api/catalogue", after)).status === 200);
    assert.equal((await ask("/api/catalogue", before)).status, 401);
    assert.equal((await stack.pids()).console, pid, "the same process");
    for (const word of [before, after]) assert.ok(!said.includes(word.trim()), "a password is printed");
  });
});
