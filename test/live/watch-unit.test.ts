/** systemd judges the unit that `watch --print-unit` prints. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, test } from "vitest";
import { unitText } from "../../src/cli/watch/unit.ts";
import { main } from "./a-stack.ts";

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
