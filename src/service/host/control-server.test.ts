import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, test } from "vitest";
import type { ControlReply } from "../../model/control.ts";
import { serveControl } from "./control-server.ts";

/** More than a client takes in that does not read, so that the rest is still on its way when the client goes. */
const long: ControlReply = { ok: false, code: "x".repeat(4 * 1024 * 1024), what: "", remedy: "" };

async function aServer() {
  const directory = await mkdtemp(join(tmpdir(), "edgeward-control-"));
  onTestFinished(() => rm(directory, { recursive: true, force: true }));
  const path = join(directory, "control");
  const server = await serveControl(path, "token", async ({ ask }) => (ask === "logins" ? long : { ok: true }));
  onTestFinished(() => server[Symbol.asyncDispose]());
  const asked = async (ask: string) => {
    const socket = connect({ path });
    await once(socket, "connect");
    socket.write(`${JSON.stringify({ ask, token: "token" })}\n`);
    return socket;
  };
  return { asked };
}

test("a client that is gone before it has read its answer takes nobody with it: the next one is answered", async () => {
  const { asked } = await aServer();
  for (let turn = 0; turn < 5; turn++) {
    const killed = await asked("logins");
    await once(killed, "readable");
    // Unread bytes in its hands: the other side is told ECONNRESET.
    killed.destroy();
    await once(killed, "close");
  }
  const [answer] = await once(await asked("status"), "data");
  assert.deepEqual(JSON.parse(String(answer)), { ok: true });
});
