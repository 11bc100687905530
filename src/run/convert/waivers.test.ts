import { expect, test } from "vitest";
import { convert } from "../../convert/convert.ts";
import { waiverNames } from "../../model/waiver.ts";
import { readingProject } from "../../read/testing/reading.ts";
import { type Waived, waiversFor } from "./waivers.ts";

const all = `services:
  a: {image: x, privileged: true, devices: [/dev/a:/dev/a], use_api_socket: true, volumes: [/etc/shadow:/s], network_mode: host}
  b: {image: x, cgroup: host, ipc: host, pid: host, userns_mode: host, uts: host, security_opt: [systempaths=unconfined]}
`;

function converting(text: string, waived: readonly Waived[] = []) {
  const { project, said } = readingProject(text);
  const waivers = waiversFor(project, waived);
  const view = { project, outputDirectory: "/srv", asideDirectory: "s.files", digest: () => "", waived: waivers.has };
  const refused = convert(view).refusals.map(({ code }) => code);
  return { said, refused, idle: waivers.idle() };
}

test("what can be waived is what is refused with a word on how to waive it", () => {
  const { refused } = converting(all);
  expect(refused.toSorted()).toEqual(waiverNames.toSorted());
  const waived = waiverNames.flatMap((name) => ["a", "b"].map((service) => ({ service, name })));
  expect(converting(all, waived).refused).toEqual([]);
});

test.each([
  [[{ service: "wbe", name: "privileged" }], /--waive wbe:privileged.*no service/, /Did you mean `web`\?.*`web`, `db`/],
  [[{ service: "web", name: "privilegd" }], /--waive web:privilegd.*nothing/, /Did you mean `privileged`\?/],
  [
    [
      { service: "x", name: "privileged" },
      { service: "web", name: "y" },
    ],
    /x:privileged.*web:y/,
    /`web`, `db`.*`systempaths`/,
  ],
] as const)("%j on the command line is refused, with all names that there are", (waived, what, remedy) => {
  const text = "services: {web: {image: x, privileged: true}, db: {image: x}}";
  expect(() => converting(text, waived)).toThrow(
    expect.objectContaining({
      code: "bad-command-line",
      message: expect.stringMatching(what),
      remedy: expect.stringMatching(remedy),
    }),
  );
});

test("a waiver that waives nothing is a notice, where it stands, or on the service that --waive names", () => {
  const text = `services:
  web:
    image: x
    privileged: true
    x-edgeward: {waivers: {privileged: why, devices: why}}
  tool: {image: x, profiles: [tools]}
`;
  const idle = converting(text, [
    { service: "web", name: "privileged" },
    { service: "web", name: "host-pid" },
    { service: "tool", name: "privileged" },
  ]).idle.map(({ severity, code, at, what }) => `${severity} ${code} ${at.line}:${at.column} ${/`[^`]*`/.exec(what)}`);
  expect(idle).toEqual([
    "notice idle-waiver 5:45 `devices`",
    "notice idle-waiver 2:3 `--waive web:host-pid`",
    "notice idle-waiver 6:31 `--waive tool:privileged`",
  ]);
});
