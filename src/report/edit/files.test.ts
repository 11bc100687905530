import { expect, test } from "vitest";
import type { Change } from "../../model/change.ts";
import { serviceName } from "../../model/name.ts";
import type { ConfigFile } from "../../model/setting.ts";
import type { Service, Stack } from "../../model/stack.ts";
import { aGrant, aPort, aSetting, aVariable, publishing } from "../testing/changes.ts";
import { editFiles, leftByHand, type OriginalFile } from "./files.ts";

const at = { file: "docker-compose.yml", line: 2, column: 3 };

function aService(name: string, configs: readonly ConfigFile[] = []): Service {
  const nothing = { environment: [], ports: [], mounts: [], dependsOn: [], grants: [], publish: [], subscribe: [] };
  return { name: serviceName(name), at, role: "other", roleFrom: "", provider: "embedded", configs, ...nothing };
}

const aStack = (services: readonly Service[], files = ["docker-compose.yml"]): Stack => ({
  name: "test",
  files,
  services,
  volumes: [],
  policy: {},
});

const compose = (text: string, path = "docker-compose.yml"): OriginalFile => ({ path, text, format: "compose" });
const after = (originals: readonly OriginalFile[], changes: readonly Change[], stack = aStack([aService("a")])) =>
  editFiles(originals, stack, changes, [{ service: "a", name: "token", parts: [] }]).map((file) => file.after);

test("a granted secret is defined by the file that is generated for it", () => {
  expect(after([compose("services:\n  a:\n    image: x\n")], [aGrant("a", "a_token")])).toEqual([
    "services:\n  a:\n    image: x\n    secrets:\n      - a_token\nsecrets:\n  a_token:\n    file: ./.edgeward/generated/a/token\n",
  ]);
});

test("a secret that is there already is neither granted nor defined twice", () => {
  const text = "services:\n  a:\n    secrets: [a_token]\nsecrets:\n  a_token:\n    file: ./mine\n";
  expect(after([compose(text)], [aGrant("a", "a_token")])).toEqual([text]);
});

test("a secret that no file brings is a defect, and is not hidden", () => {
  expect(() => after([compose("services:\n  a:\n    image: x\n")], [aGrant("a", "other")])).toThrow(/other/);
});

test("a new thing goes into the first file that defines the service, a changed one stays where it stands", () => {
  const first = compose("services:\n  b:\n    image: x\n", "one.yml");
  const second = compose("services:\n  a:\n    environment:\n      A: old\n", "two.yml");
  const third = compose("services:\n  a:\n    environment:\n      B: old\n", "three.yml");
  const changes = [aVariable("a", "B", { before: "old", after: "new" }), aVariable("a", "C", { after: "new" })];
  expect(after([first, second, third], changes)).toEqual([
    first.text,
    second.text.replace("A: old\n", "A: old\n      C: new\n"),
    third.text.replace("old", "new"),
  ]);
});

test("of two files that set a variable, the later one is changed: it is the one that counts", () => {
  const one = compose("services:\n  a:\n    environment:\n      A: old\n", "one.yml");
  const two = compose("services:\n  a:\n    environment:\n      A: later\n", "two.yml");
  expect(after([one, two], [aVariable("a", "A", { before: "later", after: "new" })])).toEqual([
    one.text,
    two.text.replace("later", "new"),
  ]);
});

test("a variable that goes is taken out of every file that sets it", () => {
  const one = compose("services:\n  a:\n    image: x\n    environment:\n      A: 1\n", "one.yml");
  const two = compose("services:\n  a:\n    environment:\n      - A=2\n      - B=3\n", "two.yml");
  expect(after([one, two], [aVariable("a", "A", { before: "2" })])).toEqual([
    "services:\n  a:\n    image: x\n",
    "services:\n  a:\n    environment:\n      - B=3\n",
  ]);
});

test("a port is changed in the file that its place names", () => {
  const one = compose('services:\n  a:\n    ports:\n      - "1:1"\n', "one.yml");
  const two = compose('services:\n  a:\n    ports:\n      - "1:1"\n', "two.yml");
  const before = aPort("1:1", 4, "two.yml");
  expect(after([one, two], [publishing("a", { ...before, hostIp: "127.0.0.1" }, before)])).toEqual([
    one.text,
    two.text.replace("1:1", "127.0.0.1:1:1"),
  ]);
});

test("configuration files are edited in their own format", () => {
  const mosquitto = { path: "m.conf", text: "allow_anonymous true\n", format: "mosquitto" } as const;
  const telegraf = { path: "t.conf", text: "[agent]\n  quiet = true\n", format: "telegraf" } as const;
  const changes = [
    aSetting("m.conf", "", "allow_anonymous", { before: true, after: false }),
    aSetting("t.conf", "agent", "quiet", { before: true, after: false }),
  ];
  expect(after([mosquitto, telegraf], changes)).toEqual(["allow_anonymous false\n", "[agent]\n  quiet = false\n"]);
});

test("a broker without a configuration file gets one, mounted where it looks for it", () => {
  const edited = editFiles(
    [compose("services:\n  a-service:\n    image: eclipse-mosquitto\n", "dir/docker-compose.yml")],
    aStack([aService("a-service")], ["dir/docker-compose.yml"]),
    [
      aSetting("dir/a.conf", "", "allow_anonymous", { after: "false" }),
      aSetting("dir/a.conf", "listener 8883", "certfile", { after: "/c" }),
    ],
    [],
  );
  expect(edited.map(({ path, before, after: text }) => [path, before === "", text])).toEqual([
    [
      "dir/docker-compose.yml",
      false,
      expect.stringContaining("volumes:\n      - ./a.conf:/mosquitto/config/mosquitto.conf:ro\n"),
    ],
    ["dir/a.conf", true, "allow_anonymous false\n\nlistener 8883\ncertfile /c\n"],
  ]);
});

test("what cannot be written into any file is left for a person, by name", () => {
  const originals = [compose("services:\n  a:\n    env_file: .env.a\n")];
  const changes = [
    aVariable("a", "A_PASSWORD", { before: "hunter22" }),
    aSetting("lost.conf", "", "x", { after: "1" }),
  ];
  const config: ConfigFile = { format: "mosquitto", path: "lost.conf", target: "/x", sections: [], settings: [] };
  const left = leftByHand(originals, aStack([aService("a"), aService("b", [config])]), changes, []);
  expect(left.map(({ severity, what }) => [severity, /A_PASSWORD|lost\.conf/.test(what)])).toEqual([
    ["notice", true],
    ["notice", true],
  ]);
  expect(JSON.stringify(left)).not.toContain("hunter22");
});

test("a file without changes comes back as it was, whatever is in it", () => {
  const text = "a: [1,\t2]\n\n\n# end\r\n...";
  expect(after([compose(text)], [])).toEqual([text]);
});
