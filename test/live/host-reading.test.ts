/** What we say that a mosquitto.conf opens is what mosquitto opens, with files that bring in others. */
import assert from "node:assert/strict";
import { dirname } from "node:path";
import { describe, test } from "vitest";
import { listenersOf } from "../../src/model/listener.ts";
import type { ConfigText, Program } from "../../src/model/machine.ts";
import { readMachine } from "../../src/read/host/machine.ts";
import { aMachine, type TestMachine } from "./host/machine.ts";

const main = "/etc/mosquitto/mosquitto.conf";
const include = "include_dir /etc/mosquitto/conf.d\n";
const inConfD = (name: string) => `/etc/mosquitto/conf.d/${name}`;

const rights = { uid: 0, gid: 0, mode: 0o644 };
const account = { user: "mosquitto", group: "mosquitto", uid: 0, gid: 0 };

function portsRead(files: Readonly<Record<string, string>>): readonly number[] {
  const configs = Object.entries(files).map(
    ([path, text]): ConfigText => ({ format: "mosquitto", path, real: path, text, rights }),
  );
  const program: Program = {
    kind: "mosquitto",
    foundBy: "",
    version: "2.0.11",
    configs,
    account,
    manager: { by: "nobody" },
  };
  const { stack, problems } = readMachine({ hostName: "edge-box", addresses: [], programs: [program] }, {});
  assert.deepEqual(
    problems.filter(({ severity }) => severity === "error"),
    [],
  );
  return stack.services.flatMap(({ configs }) => configs.flatMap(listenersOf)).map(({ port }) => port);
}

/** Starts it, and ends it as soon as it says that it runs; by then it does not heed SIGTERM yet. */
async function portsOpened(machine: TestMachine, files: Readonly<Record<string, string>>): Promise<readonly number[]> {
  await machine.ok(["rm", "-rf", dirname(inConfD("x"))]);
  await machine.ok(["mkdir", "-p", dirname(inConfD("x"))]);
  for (const [path, text] of Object.entries(files)) await machine.write(path, text);
  // biome-ignore lint/suspicious/noTemplateCurlyInString: the shell's own braces
  const script = 'coproc M { exec mosquitto -v -c "$0" 2>&1; }; sed "/ running$/q" <&"${M[0]}"; kill -9 "$M_PID"; wait';
  const { stdout } = await machine.run(["bash", "-c", script, main]);
  assert.match(stdout, / running$/m);
  return [...stdout.matchAll(/Opening ipv4 listen socket on port (\d+)/g)].map(([, port]) => Number(port));
}

const cases: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "Debian's own": { [main]: `persistence false\n${include}` },
  "a listener in a file of one's own": { [main]: include, [inConfD("a.conf")]: "listener 8883\n" },
  "a limit at the top of a file that is brought in": {
    [main]: `listener 8883\n${include}`,
    [inConfD("a.conf")]: "max_connections 5\n",
  },
  "a listener in one file and its limit in the next": {
    [main]: include,
    [inConfD("a.conf")]: "listener 8883\n",
    [inConfD("b.conf")]: "max_connections 5\n",
  },
  "a limit after the include, for the listener before it": {
    [main]: `listener 8883\n${include}max_connections 5\n`,
    [inConfD("a.conf")]: "listener 9001\n",
  },
  "a file that another one names in vain": {
    [main]: include,
    [inConfD("a.conf")]: "include_dir /etc/mosquitto/more\n",
    "/etc/mosquitto/more/b.conf": "listener 8883\n",
  },
  "per_listener_settings, a switch without a listener": {
    [main]: `per_listener_settings true\n${include}`,
    [inConfD("a.conf")]: "allow_anonymous true\nlistener 8883\n",
  },
  "names that count and names that do not": {
    [main]: include,
    [inConfD(".hidden.conf")]: "listener 8883\n",
    [inConfD("a.conf.bak")]: "listener 8884\n",
    [inConfD("b.CONF")]: "listener 8885\n",
  },
};

describe("the ports that a mosquitto.conf opens", () => {
  test.each(Object.keys(cases))("%s", async (name) => {
    const files = cases[name] ?? {};
    await using machine = await aMachine();
    const opened = await portsOpened(machine, files);
    assert.deepEqual([...portsRead(files)].toSorted(), [...opened].toSorted());
  });
});
