import { expect, test } from "vitest";
import { showConversion } from "./conversion.ts";
import { conversionJson } from "./conversion-json.ts";
import { countFates, type Way } from "./counts.ts";
import { showNotices } from "./notices.ts";
import { aDisposition, aView, dispositions, lost } from "./testing/a-conversion.ts";

const plain = { paint: false, width: 100 };
const show = (...given: Parameters<typeof aView>) => showConversion(aView(...given), plain);

test.each<Way>(["file", "api"])("through the %s, each field counts once, and each loss weakens one thing", (way) => {
  const { fields, kept, mapped, lost: gone, weakens } = countFates(dispositions, way);
  expect(fields).toBe(dispositions.length);
  expect(kept + mapped + gone).toBe(fields);
  expect(weakens.security + weakens.behaviour + weakens.nothing).toBe(gone);
});

test("what only the Engine API carries is lost through the file alone", () => {
  expect(countFates(dispositions, "file").weakens.security).toBe(2);
  expect(countFates(dispositions, "api").weakens.security).toBe(0);
});

test("losses of security come before those of behaviour, and these before what means nothing", () => {
  const text = show();
  const places = ["dropped by the CLI", "no links on overlays", "nobody is there to type"].map((why) =>
    text.indexOf(why),
  );
  expect(places.every((place) => place >= 0)).toBe(true);
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test("the same loss in two services is told once, with both places and what to do", () => {
  const text = show();
  expect(text.match(/dropped by the CLI\n/g)).toHaveLength(1);
  expect(text).toContain("services.*.security_opt[*]");
  expect(text).toContain("Instead: Do without dropped by the CLI.");
  expect(text).toContain("At docker-compose.yml: 6 (web), 16 (db)");
  expect(text).toContain("Engine API");
});

test("a loss in one place names it so that an editor finds it", () => {
  expect(show()).toMatch(/services\.db\.links\n[\s\S]*At docker-compose\.yml:18:5\n/);
});

test("what is kept is counted, not listed", () => {
  expect(show()).not.toContain("services.web.image");
  expect(show()).toMatch(/stack file, docker stack deploy +1 +1 +4 +2 security, 1 behaviour, 1 without meaning/);
});

test("commands stand alone in their lines, however narrow the terminal, and deploying comes last", () => {
  const text = showConversion(aView(), { paint: false, width: 30 });
  const commands = text.split("\n").filter((line) => line.startsWith("    docker "));
  expect(commands).toEqual([
    "    docker node update --label-add zone=core NODE",
    "    docker node update --label-add zone=device NODE",
    "    docker stack deploy -c out/stack.yml demo",
  ]);
});

test("what can be done only after the deployment comes after it", () => {
  const after = { why: "Tokens are made at the start.", command: "docker secret create token -", after: true } as const;
  const text = show({ preparations: [after, { why: "Nodes need labels.", command: "docker node update NODE" }] });
  const places = ["docker node update", "docker stack deploy -c", "docker secret create"].map((one) =>
    text.indexOf(one),
  );
  expect(places).toEqual(places.toSorted((a, b) => a - b));
});

test("notices that differ by the service alone are told once", () => {
  const notice = (line: number, name: string) =>
    ({
      severity: "notice",
      code: "x",
      at: { file: "c.yml", line, column: 1 },
      what: `\`${name}\` is open`,
      remedy: "Shut it.",
    }) as const;
  const text = showNotices([notice(3, "web"), notice(9, "db"), notice(12, "other")], {
    names: new Set(["web", "db"]),
    files: ["c.yml"],
    paint: (_, plain) => plain,
    width: 80,
  });
  expect(text).toContain("notice: `SERVICE` is open\n    Shut it.\n    At c.yml: 3 (web), 9 (db)");
  expect(text).toContain("c.yml:12:1: notice: `other` is open");
});

test("a path that a shell would take apart is quoted in the command", () => {
  const text = show({}, { done: "written", stackFile: "my stacks/it's.yml", aside: [] });
  expect(text).toContain(`docker stack deploy -c 'my stacks/it'\\''s.yml' demo`);
});

test("services that run in the same place for the same reason are named together", () => {
  expect(show()).toMatch(/node\.labels\.zone != device\n +core stays off devices\n +- web, db\n/);
});

test("where something is refused, no command to deploy is shown, and nothing was written", () => {
  const refusal = { severity: "error", code: "privileged", at: { file: "c.yml", line: 7, column: 5 } } as const;
  const text = show(
    { refusals: [{ ...refusal, what: "web is privileged", remedy: "Add --waive web:privileged." }] },
    {
      done: "refused",
    },
  );
  expect(text).toContain("c.yml:7:5: error: web is privileged\n    Add --waive web:privileged.");
  expect(text).not.toContain("docker stack deploy -c");
  expect(text).toMatch(/1 thing refused; .*Nothing was written\.\n$/);
});

test("control characters of a name do not reach the terminal", () => {
  const evil = aDisposition(["services", "a\x1b[2J", "links"], 2, lost("behaviour", "gone"));
  expect(show({ dispositions: [evil] })).not.toContain("\x1b");
});

const companion = {
  service: "gate-device",
  of: "gate",
  zone: "device",
  at: { file: "docker-compose.yml", line: 40, column: 3 },
  dispositions: [aDisposition(["services", "gate-device", "image"], 41, { fate: "kept" })],
} as const;

test("a service that the conversion adds is told, and its fields are none of the source", () => {
  const text = show({ made: [companion] });
  expect(text).toMatch(/gate-device\n +a copy of gate for the zone device/);
  expect(text).toMatch(/\n6 fields: /);
  const report = JSON.parse(conversionJson(aView({ made: [companion] })));
  expect(report.counts.file.fields).toBe(dispositions.length);
  expect(report.made).toEqual([
    {
      service: "gate-device",
      of: "gate",
      zone: "device",
      at: companion.at,
      fields: [
        { path: ["services", "gate-device", "image"], at: expect.anything(), rule: "image", file: { fate: "kept" } },
      ],
    },
  ]);
});

test("a password in an address is in no report, wherever it stands", () => {
  const command = "docker build -t web https://me:hunter22@git.example.com/web.git";
  const preparations = [{ why: "The image is built from //me:hunter22@nas/web.", command }];
  expect(show({ preparations })).not.toContain("hunter22");
  expect(show({ preparations })).toContain("https://me:******@git.example.com/web.git");
  expect(JSON.parse(conversionJson(aView({ preparations }))).preparations[0].command).toContain("me:******@git");
});

test("the report names every field with both fates, one a line", () => {
  const text = conversionJson(aView());
  const report = JSON.parse(text);
  expect(report).toMatchObject({ version: 1, stack: "demo", files: ["docker-compose.yml"] });
  expect(report.fields).toHaveLength(dispositions.length);
  expect(report.fields[2]).toEqual({
    path: ["services", "web", "security_opt", 0],
    at: { file: "docker-compose.yml", line: 6, column: 5 },
    rule: "security_opt",
    file: { fate: "lost", weakens: "security", why: "dropped by the CLI", remedy: "Do without dropped by the CLI." },
    api: { fate: "kept" },
  });
  const { kept, mapped, lost: gone, fields } = report.counts.file;
  expect(kept + mapped + gone).toBe(report.fields.length);
  expect(fields).toBe(report.fields.length);
  expect(text.split("\n").filter((line) => line.startsWith('    {"path"'))).toHaveLength(dispositions.length);
});
