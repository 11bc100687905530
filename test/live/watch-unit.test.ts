/** systemd judges the unit that `watch --print-unit` prints, and runs it. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, test } from "vitest";
import { unitText } from "../../src/cli/watch/unit.ts";
import { main } from "./a-stack.ts";
import { aMachine, scratch, type TestMachine } from "./host/machine.ts";
import { aPlant, until } from "./tokens/a-plant.ts";

const hasJudge = spawnSync("systemd-analyze", ["--version"]).status === 0;
let home = "";
beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), "edgeward-unit-"));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const edgeward = (...words: string[]) =>
  execFileSync(process.execPath, [main, "watch", "-p", "plant", ...words], {
    env: { PATH: process.env.PATH, HOME: home },
    encoding: "utf8",
  });

/** @returns what systemd says against it */
function judged(text: string, ...words: string[]): string {
  const path = join(home, "edgeward-watch-judged.service");
  writeFileSync(path, text);
  const { stderr } = spawnSync("systemd-analyze", ["verify", "--man=no", ...words, path], { encoding: "utf8" });
  return stderr
    .split("\n")
    .filter((line) => line.includes("judged.service"))
    .join("\n");
}

/** From systemd 250 on a unit is judged without one that runs. */
const knowsOffline = hasJudge && spawnSync("systemd-analyze", ["security", "--help"]).stdout.includes("--offline");
/** By systemd's own measure, from 0 to 10; it is 2.1 in release 252, most of it for the network and for being root. */
const mostExposed = 2.5;

/** @returns how much systemd says that it leaves open */
function exposure(text: string): number {
  const path = join(home, "edgeward-watch-judged.service");
  writeFileSync(path, text);
  const words = ["security", "--offline=yes", "--no-pager", path];
  const { stdout } = spawnSync("systemd-analyze", words, { encoding: "utf8" });
  return Number(/Overall exposure level.*: ([\d.]+)/.exec(stdout)?.[1]);
}

describe.skipIf(!hasJudge)(`a unit${hasJudge ? "" : ", not judged here: there is no systemd-analyze"}`, () => {
  test("is accepted as it is printed, for the system and for one user, and one that is broken is not", () => {
    for (const words of [[], ["--user"]]) assert.equal(judged(edgeward("--print-unit", ...words), ...words), "");
    const broken = edgeward("--print-unit").replace("Restart=on-failure", "Restart=perhaps");
    assert.match(judged(broken), /perhaps/);
    assert.match(
      judged(edgeward("--print-unit").replace(/ExecStart=\S+/, "ExecStart=/no/such")),
      /not executable|No such/,
    );
  });

  test.skipIf(!knowsOffline)("leaves little open, as systemd counts it, and more without one of its lines", () => {
    const printed = edgeward("--print-unit");
    const whole = exposure(printed);
    assert.ok(whole <= mostExposed, `${whole}`);
    for (const line of [
      /^CapabilityBoundingSet=$/m,
      /^ProtectSystem=strict$/m,
      /^SystemCallFilter=.*$/gm,
      /^ProtectProc=.*$/m,
    ])
      assert.ok(exposure(printed.replace(line, "")) > whole, String(line));
  });

  test("outlives a wait between two looks, however long that is", () => {
    for (const [every, leastS] of [
      ["10s", 10],
      ["1h", 3_600],
    ] as const) {
      const [, watchdogS = "0"] = /^WatchdogSec=(\d+)$/m.exec(edgeward("--print-unit", "--every", every)) ?? [];
      assert.ok(Number(watchdogS) > leastS, `${every}: ${watchdogS}`);
    }
  });

  test("keeps words with spaces, quotes, % and $ as they are", () => {
    const text = unitText({
      stack: "50%",
      everyMs: 10_000,
      command: [process.execPath, '/a dir/"x"/$HOME/100%.mjs', "watch"],
      environment: { HOME: "/a b/c%d" },
      stateDirectory: "/a b/c%d/.local/state/edgeward",
      forUser: false,
    });
    assert.equal(judged(text), "");
    assert.match(text, /"\/a dir\/\\"x\\"\/\$\$HOME\/100%%\.mjs" watch/);
    assert.match(text, /^Environment="HOME=\/a b\/c%%d"$/m);
  });
});

test("a unit of one's own is written where systemd looks for it, and readable", () => {
  const said = edgeward("--install-unit", "--user", "--every", "30s", "-H", "ssh://me@edge-1");
  const path = join(home, ".config/systemd/user/edgeward-watch-plant.service");
  assert.ok(existsSync(path), said);
  assert.equal(statSync(path).mode & 0o777, 0o644);
  assert.match(
    readFileSync(path, "utf8"),
    /^ExecStart=\S+node \S+main\.cjs watch -p plant --every 30s -H ssh:\/\/me@edge-1$/m,
  );
  assert.match(said, /systemctl --user enable --now edgeward-watch-plant\.service/);
});

const isRoot = process.getuid?.() === 0;
const unit = "edgeward-watch-plant.service";

/** What the unit adds to a watch, on a machine whose first process is the real systemd: one machine, so the tests come one after the other. */
describe.skipIf(!hasJudge || !isRoot)("a unit that runs", () => {
  let machine: TestMachine;
  let plant: Awaited<ReturnType<typeof aPlant>>;
  let words: readonly string[] = [];
  /** Of the watch that was killed: the next one removes it when it is older than any that lives. */
  let left: readonly string[] = [];
  beforeAll(async () => {
    machine = await aMachine({ init: "systemd" });
    // The place of the same name there: what listens in it is in reach of both.
    plant = await aPlant({ source: "api", within: `/proc/${machine.pid}/root${scratch}` });
    const there = plant.directory.replace(`/proc/${machine.pid}/root`, "");
    await machine.ok(["mkdir", "/opt/edgeward"]);
    await machine.ok(["mount", "--bind", fileURLToPath(new URL("../..", import.meta.url)), "/opt/edgeward"]);
    // PrivateDevices makes what a machine's own /dev has.
    await machine.ok(["ln", "-s", "pts/ptmx", "/dev/ptmx"]);
    // Stands for ssh to a manager: no host can be logged in to here, and what it is at the end of systemd's signals is all that counts.
    const relay = `#!${process.execPath}
const engine = require("node:net").connect("${there}/docker.sock");
process.stdin.pipe(engine).pipe(process.stdout);
engine.on("error", () => process.exit(255));
`;
    await machine.write("/usr/local/bin/ssh", relay, { mode: 0o755 });
    words = ["/opt/edgeward/bin/edgeward", "watch", "-p", "plant", "-H", "ssh://edge-1"];
    words = [...words, "--store-token", `${there}/parent`, "--every", "1s"];
    await machine.ok([...words, "--install-unit"]);
    // Ten seconds are of no interest here.
    await machine.write(`/etc/systemd/system/${unit}.d/soon.conf`, "[Service]\nRestartSec=100ms\n");
    await machine.ok(["systemctl", "daemon-reload"]);
    await machine.ok(["rm", "-rf", "/root/.local"]);
  });
  afterAll(async () => {
    await plant?.[Symbol.asyncDispose]();
    await machine?.[Symbol.asyncDispose]();
  });

  const shown = async (name: string): Promise<string> =>
    (await machine.ok(["systemctl", "show", `--property=${name}`, "--value", unit])).trim();
  const changed = async (name: string, from: string): Promise<string> => {
    for (;;) {
      const now = await shown(name);
      if (now !== from && now !== "0") return now;
    }
  };
  const status = () => machine.run([...words.slice(0, 4), "--status"]);

  test("is started when it has looked, also where nothing was written before, and goes on saying that it is alive", async () => {
    const { status: ended, stderr } = await machine.run(["systemctl", "start", unit]);
    assert.equal(ended, 0, stderr);
    assert.deepEqual([await shown("SubState"), await shown("NRestarts")], ["running", "0"]);
    const seen = await status();
    assert.deepEqual([seen.status, seen.stdout.includes(`Process ${await shown("MainPID")} watches`)], [0, true]);
    assert.ok(plant.mounted()?.Spec.Name.startsWith("plant_app_secrets-token_"), "it has delivered");
    await changed("WatchdogTimestampMonotonic", await shown("WatchdogTimestampMonotonic"));
  });

  test("is held by what it says: no privilege, no system call but the usual, and one place to write to", async () => {
    const pid = await shown("MainPID");
    const own = await machine.read(`/proc/${pid}/status`);
    for (const line of [/^NoNewPrivs:\t1$/m, /^Seccomp:\t2$/m, /^CapEff:\t0+$/m, /^CapBnd:\t0+$/m, /^Umask:\t0077$/m])
      assert.match(own, line);
    const inIt = (...argv: string[]) => machine.run(["nsenter", "--target", pid, "--mount", ...argv]);
    for (const place of ["/etc", "/usr", "/opt/edgeward", "/var", "/root", "/home", "/dev", "/proc/sys/kernel"]) {
      const { stderr } = await inIt("mktemp", "-p", place);
      assert.match(stderr, /Read-only file system|No such file or directory/, place);
    }
    const state = "/root/.local/state/edgeward";
    assert.deepEqual(await inIt("touch", `${state}/x`), { status: 0, stdout: "", stderr: "" });
    assert.equal((await inIt("ls", "/tmp")).stdout, "");
    assert.match((await inIt("ls", "/dev")).stdout, /^null$/m);
    assert.equal((await inIt("stat", "--format=%a", `${state}/watch/swarm-plant.json`)).stdout, "600\n");
    assert.match(await machine.read(`/proc/${pid}/mounts`), /^proc \/proc proc \S*hidepid=(invisible|2)/m);
  });

  test("is started again when it was killed, and looks after the same tokens", async () => {
    const before = await shown("MainPID");
    await until(() => plant.engine.containers.length > 0);
    left = plant.engine.containers.map(({ Id }) => Id);
    await machine.ok(["systemctl", "kill", "--kill-whom=main", "--signal=KILL", unit]);
    const now = await changed("MainPID", before);
    assert.equal(await shown("NRestarts"), "1");
    while (!(await status()).stdout.includes(`Process ${now} watches`));
  });

  test("ends cleanly when it is stopped: what it had on the engine is gone, although systemd signals what it started", async () => {
    const own = () => plant.engine.containers.filter(({ Id }) => !left.includes(Id));
    await until(() => own().length > 0);
    await machine.ok(["systemctl", "stop", unit]);
    assert.deepEqual(
      [await shown("ActiveState"), await shown("Result"), await shown("ExecMainStatus")],
      ["inactive", "success", "0"],
    );
    assert.deepEqual(own(), []);
    assert.deepEqual(
      (await machine.programs()).filter(({ name }) => name === "ssh"),
      [],
    );
    assert.equal((await status()).status, 3);
  });

  test("says what it did in the journal, under its name, and no token there or on its command line", async () => {
    const journal = await machine.ok(["journalctl", "--no-pager", "--identifier=edgeward", `--unit=${unit}`]);
    assert.match(journal, /token of app made anew and delivered/);
    const all = `${await machine.ok(["journalctl", "--no-pager", "--output=export"])}${await machine.ok(["systemctl", "cat", unit])}`;
    const tokens = [
      await machine.read(words[words.indexOf("--store-token") + 1] ?? ""),
      ...plant.engine.secrets.map(({ Spec }) => tokenIn(Spec.Data)),
    ];
    assert.ok(tokens.length > 1);
    for (const token of tokens) assert.ok(token.trim().length > 8 && !all.includes(token.trim()));
  });

  test("is not written where it could not work: over files that it would not see, or has no right to", async () => {
    const at = words.indexOf("--store-token") + 1;
    const refused = async (token: string, environment: Readonly<Record<string, string>> = {}) => {
      const all = [...words.slice(0, at), token, "--install-unit"];
      const { status: ended, stderr } = await machine.run(all, { env: { NO_COLOR: "1", ...environment } });
      return `${ended} ${stderr}`;
    };
    assert.match(await refused("/tmp/parent"), /^2 .*a unit does not see \/tmp\/parent/s);
    await machine.write("/home/jo/parent", "s.token\n", { uid: 1000, mode: 0o600 });
    assert.match(await refused("/home/jo/parent"), /^2 .*chown root:root/s);
    await machine.ok(["chown", "1000", "/home/jo"]);
    assert.match(await refused(words[at] ?? "", { HOME: "/home/jo" }), /^2 .*HOME is \/home\/jo/s);
  });
});

/** @param data of a swarm secret: base64 of the file as EdgeX's services read it */
const tokenIn = (data: string): string =>
  (JSON.parse(Buffer.from(data, "base64").toString()) as { auth: { client_token: string } }).auth.client_token;
