import fc from "fast-check";
import { expect, test } from "vitest";
import { listenersOf } from "../../../model/listener.ts";
import { Notes } from "../../say/say.ts";
import { inMosquittoOrder } from "./include.ts";
import { readMosquitto } from "./mosquitto.ts";

const main = "/etc/mosquitto/mosquitto.conf";
const inConfD = (name: string) => `/etc/mosquitto/conf.d/${name}`;

function read(text: string, included: Readonly<Record<string, string>>) {
  const notes = new Notes();
  const further = Object.entries(included).map(([path, text]) => ({ path, text }));
  const config = readMosquitto({ path: main, text }, main, notes, further);
  return {
    config,
    settings: config.settings.map(({ section, key, at }) => [section, key, `${at.file}:${at.line}`]),
    sections: config.sections.map(({ value, at }) => [value, at.file]),
    said: notes.problems
      .filter(({ code }) => code !== "not-carried")
      .map(({ severity, code, at }) => `${severity} ${code} ${at.file}:${at.line}`),
    notes,
  };
}

test("what an include brings in stands where the include does, with its own place", () => {
  const { settings, config } = read("persistence true\ninclude_dir /etc/mosquitto/conf.d\nmax_packet_size 99\n", {
    [inConfD("a.conf")]: "# mine\nallow_anonymous false\n",
  });
  expect(config.path).toBe(main);
  expect(settings).toEqual([
    ["", "persistence", `${main}:1`],
    ["", "include_dir", `${main}:2`],
    ["", "allow_anonymous", `${inConfD("a.conf")}:2`],
    ["", "max_packet_size", `${main}:3`],
  ]);
});

// mosquitto 2.0.11 and 2.1.2 open 1883 as well for such a file: seen on the programs themselves.
test("a file that is brought in begins at the default listener, and the main file goes on where it was", () => {
  const { settings, config } = read("listener 8883\ninclude_dir /etc/mosquitto/conf.d\nmax_connections 3\n", {
    [inConfD("a.conf")]: "max_connections 5\nlistener 9001\nmax_connections 6\n",
    [inConfD("b.conf")]: "max_qos 1\n",
  });
  expect(settings.map(([section, key]) => [section, key])).toEqual([
    ["listener 8883", "listener"],
    ["", "include_dir"],
    ["", "max_connections"],
    ["listener 9001", "listener"],
    ["listener 9001", "max_connections"],
    ["", "max_qos"],
    ["listener 8883", "max_connections"],
  ]);
  expect(listenersOf(config).map(({ port }) => port)).toEqual([1883, 8883, 9001]);
});

test("with per_listener_settings a security setting counts for the listener above it in the same file", () => {
  const { settings } = read("per_listener_settings true\nlistener 8883\ninclude_dir /etc/mosquitto/conf.d\n", {
    [inConfD("a.conf")]: "password_file /p\nlistener 1884\nallow_anonymous true\n",
  });
  expect(settings.slice(3)).toEqual([
    ["", "password_file", `${inConfD("a.conf")}:1`],
    ["listener 1884", "listener", `${inConfD("a.conf")}:2`],
    ["listener 1884", "allow_anonymous", `${inConfD("a.conf")}:3`],
  ]);
});

test("a bridge and a plugin end with their file", () => {
  const { said } = read("connection up\naddress a:1\nplugin /p\ninclude_dir /etc/mosquitto/conf.d\ntopic # out\n", {
    [inConfD("a.conf")]: "topic # in\nplugin_opt_x 1\n",
  });
  expect(said).toEqual([`error bad-setting ${inConfD("a.conf")}:1`, `error bad-setting ${inConfD("a.conf")}:2`]);
});

test("files are read in mosquitto's order, and only those whose name ends in .conf", () => {
  const names = ["b.conf", "A.conf", "01.conf", "a.conf", "B.conf", "00.conf", ".x.conf"];
  const others = [inConfD("README"), inConfD(".conf"), inConfD("c.conf.bak"), inConfD("d/e.conf"), "/etc/f.conf"];
  const files = Object.fromEntries([...names.map(inConfD), ...others].map((path) => [path, "log_dest x\n"]));
  const { settings } = read("include_dir /etc/mosquitto/conf.d/\n", files);
  // The order of the example in mosquitto.conf(5), include_dir.
  const order = [".x.conf", "00.conf", "01.conf", "A.conf", "a.conf", "B.conf", "b.conf"];
  expect(settings.slice(1).map(([, , at]) => at)).toEqual(order.map((name) => `${inConfD(name)}:1`));
});

test("the order of files is one", () => {
  const name = fc.string({ unit: fc.constantFrom("a", "A", "b", "B", "_", "[", "0", "."), maxLength: 5 });
  fc.assert(
    fc.property(name, name, name, (a, b, c) => {
      expect(Math.sign(inMosquittoOrder(a, b))).toBe(-Math.sign(inMosquittoOrder(b, a)) + 0);
      expect(inMosquittoOrder(a, b) === 0).toBe(a === b);
      if (inMosquittoOrder(a, b) < 0 && inMosquittoOrder(b, c) < 0) expect(inMosquittoOrder(a, c)).toBeLessThan(0);
    }),
  );
});

test("an include in a file that was included itself is not followed, and said", () => {
  const { said, settings } = read("include_dir /etc/mosquitto/conf.d\n", {
    [inConfD("a.conf")]: "include_dir /etc/more\n",
    "/etc/more/b.conf": "listener 1\n",
  });
  expect(said).toEqual([`notice nested-include ${inConfD("a.conf")}:1`]);
  expect(settings).toHaveLength(2);
});

test("a port that is taken in another file is told with that file", () => {
  const { notes } = read("listener 1883\ninclude_dir /etc/mosquitto/conf.d\n", {
    [inConfD("a.conf")]: "listener 1883\n",
  });
  const [problem] = notes.problems.filter(({ severity }) => severity === "error");
  expect(problem?.at.file).toBe(inConfD("a.conf"));
  expect(problem?.what).toContain(`the first is in ${main}, line 1`);
});

test("per_listener_settings after a security setting is refused, as mosquitto does, also across files", () => {
  expect(
    read("allow_anonymous true\ninclude_dir /etc/mosquitto/conf.d\n", {
      [inConfD("a.conf")]: "per_listener_settings true\n",
    }).said,
  ).toEqual([`error bad-setting ${inConfD("a.conf")}:1`]);
});

test("a relative directory is found by its last parts, since nobody knows where mosquitto was started", () => {
  expect(read("include_dir conf.d\n", { [inConfD("a.conf")]: "log_dest x\n" }).settings).toHaveLength(2);
});
