import { expect, test } from "vitest";
import { apply } from "../apply.ts";
import { volumes } from "../service/data/mounts/volumes.ts";
import { aView, plain } from "../testing/view.ts";
import { placement } from "./placement.ts";

function placed(text: string, name = "plant") {
  const view = aView(text, { name });
  const proposal = placement.propose(view);
  const root = apply(view.project.root, proposal.edits ?? []);
  const services = (
    plain(root) as { services: Record<string, { deploy?: { placement?: { constraints?: string[] } } }> }
  ).services;
  const constraints = Object.fromEntries(
    Object.entries(services).map(([service, map]) => [service, map.deploy?.placement?.constraints ?? []]),
  );
  return { ...proposal, constraints, codes: proposal.notices?.map(({ code }) => code) };
}

const one = (body: string) => `services:\n  web:\n    image: nginx\n${body}`;

test("a stack that is all core, and has no data, needs no labels", () => {
  const { constraints, preparations, edits } = placed("services: { web: { image: nginx }, db: { image: redis } }");
  expect([constraints, preparations, edits]).toEqual([{ web: [], db: [] }, [], []]);
});

test("what core means is said for nothing as long as all is core", () => {
  expect(
    placed("x-edgeward: { zones: { core: node.role == manager } }\nservices: { web: { image: nginx } }").edits,
  ).toEqual([]);
});

test("services that share data and are tied to different nodes stay there, and that is said", () => {
  const on = (host: string) =>
    `{ image: x, volumes: ['vol:/v'], deploy: { placement: { constraints: [node.id == ${host}] } } }`;
  const { constraints, codes } = placed(`services: { a: ${on("one")}, b: ${on("two")} }`);
  expect(constraints).toEqual({ a: ["node.id == one"], b: ["node.id == two"] });
  expect(codes).toEqual(["placement-by-host", "placement-by-host", "pins-differ"]);
});

test("device services run on device nodes only, and everything else anywhere but there", () => {
  const {
    constraints,
    placement: decisions = [],
    preparations = [],
  } = placed("services: { web: { image: nginx }, sensor: { image: acme/device-modbus } }");
  expect(constraints).toEqual({
    web: ["node.labels.edgeward.zone != device"],
    sensor: ["node.labels.edgeward.zone == device"],
  });
  expect(decisions.map(({ service, at }) => `${service} ${at.line}`)).toEqual(["web 1", "sensor 1"]);
  expect(decisions[1]?.why).toContain("since its role is device");
  expect(preparations.map(({ command }) => command)).toEqual([
    "docker node update --label-add edgeward.zone=device NODE",
  ]);
});

test.each([
  [
    "a zone of a person's own is a label's value",
    "",
    "node.labels.edgeward.zone == lab",
    "node.labels.edgeward.zone != lab",
  ],
  [
    "what a person says of a zone counts",
    "x-edgeward: { zones: { lab: node.labels.site==hall } }\n",
    "node.labels.site==hall",
    "node.labels.site != hall",
  ],
])("%s", (_, top, inside, outside) => {
  const services = "services: { web: { image: nginx }, rig: { image: acme/rig, x-edgeward: { zone: lab } } }";
  const { constraints } = placed(top + services);
  expect(constraints).toEqual({ web: ["node.labels.edgeward.zone != device", outside], rig: [inside] });
});

test("a command to copy holds nothing that a shell would carry out", () => {
  const zones = "x-edgeward: { zones: { lab: 'node.labels.site == $(reboot)' } }\n";
  const { preparations = [] } = placed(`${zones}services: { rig: { image: acme/rig, x-edgeward: { zone: lab } } }`);
  expect(preparations.map(({ command }) => command)).toEqual(["docker node update --label-add 'site=$(reboot)' NODE"]);
});

test("a zone with several constraints cannot be turned round, and that is said", () => {
  const zones = "x-edgeward: { zones: { lab: [node.labels.site == hall, node.role == worker] } }\n";
  const { constraints, codes } = placed(
    `${zones}services: { web: { image: nginx }, rig: { image: acme/rig, x-edgeward: { zone: lab } } }`,
  );
  expect(constraints.rig).toEqual(["node.labels.site == hall", "node.role == worker"]);
  expect(codes).toEqual(["zone-not-exclusive"]);
});

test("what a person wrote is kept and joined, and a host's name is doubtful", () => {
  const { constraints, notices } = placed(
    "services:\n  web: { image: nginx, deploy: { placement: { constraints: [node.hostname != worker] } } }\n" +
      "  sensor: { image: acme/device-modbus, deploy: { placement: { constraints: ['node.labels.edgeward.zone==device'] } } }",
  );
  expect(constraints).toEqual({
    web: ["node.hostname != worker", "node.labels.edgeward.zone != device"],
    sensor: ["node.labels.edgeward.zone==device"],
  });
  expect(notices?.map(({ code, at }) => `${code} ${at.line}`)).toEqual(["placement-by-host 2"]);
});

test.each([
  ["node.role == manager, node.role == worker", "placement-contradiction"],
  ["node.labels.a == b, node.labels.a != B", "placement-contradiction"],
  ["node.labels.a != b, node.labels.a == b", "placement-contradiction"],
  ["manager only", "bad-constraint"],
  ["node.labels.a == b, node.labels.a==B", undefined],
  ["node.labels.a != b, node.labels.a != c", undefined],
])("[%s] is %s", (constraints, code) => {
  const { codes } = placed(one(`    deploy: { placement: { constraints: [${constraints}] } }`));
  expect(codes).toEqual(code === undefined ? [] : [code]);
});

test("services that share data share a pin, which is named after the first, and others have their own", () => {
  const { constraints, preparations = [] } = placed(`services:
  Web_1: { image: nginx, volumes: ["shared:/a"] }
  job: { image: nginx, volumes: ["shared:/a", "more:/b"] }
  third: { image: nginx, volumes: ["more:/c:ro"] }
  db: { image: redis, volumes: ["data:/data"] }
  free: { image: nginx, volumes: ["/etc/localtime:/etc/localtime:ro", "/var/run/docker.sock:/s", "net:/n"], tmpfs: [/t] }
volumes: { shared: {}, more: {}, data: {}, net: { driver_opts: { type: nfs, o: addr=nas } } }`);
  expect(constraints).toEqual({
    Web_1: ["node.labels.edgeward.pin.plant.web-1 == true"],
    job: ["node.labels.edgeward.pin.plant.web-1 == true"],
    third: ["node.labels.edgeward.pin.plant.web-1 == true"],
    db: ["node.labels.edgeward.pin.plant.db == true"],
    free: [],
  });
  expect(preparations.map(({ command }) => command)).toEqual([
    "docker node update --label-add edgeward.pin.plant.web-1=true NODE",
    "docker node update --label-add edgeward.pin.plant.db=true NODE",
  ]);
});

test("a directory and one that lies in it are the same data; two that only begin alike are not", () => {
  const { constraints } = placed(`services:
  a: { image: x, volumes: ["/srv/data/in/deep:/d"] }
  b: { image: x, volumes: ["./data:/d"] }
  c: { image: x, volumes: ["/srv/data:/d"] }
  d: { image: x, volumes: ["/srv/data2:/d"] }`);
  expect(constraints).toEqual({
    a: ["node.labels.edgeward.pin.plant.a == true"],
    b: ["node.labels.edgeward.pin.plant.b == true"],
    c: ["node.labels.edgeward.pin.plant.a == true"],
    d: ["node.labels.edgeward.pin.plant.d == true"],
  });
});

test.each([
  ["./app.conf:/etc/app.conf:ro"],
  ["./app.conf:/etc/app.conf"],
  ["./absent.conf:/etc/app.conf:ro"],
  ["/srv/stack/app.conf:/etc/app.conf:ro"],
  ["./app.conf:/etc/app.conf:ro,rshared"],
])("%s ties its service to a node exactly where it stays a mount", (mount) => {
  const view = aView(one(`    volumes: ["${mount}"]`), { disk: { "/srv/stack/app.conf": "level = info" } });
  const stays = volumes.propose(view).edits?.every(({ kind }) => kind !== "append") ?? true;
  expect(placement.propose(view).edits).toHaveLength(stays ? 1 : 0);
});

test("the same volume in two zones is two volumes, with a pin each", () => {
  const { constraints } = placed(
    "services: { a: { image: x, volumes: ['vol:/v'] }, d: { image: acme/device-x, volumes: ['vol:/v'] } }",
  );
  expect(constraints.a?.[1]).toBe("node.labels.edgeward.pin.plant.a == true");
  expect(constraints.d?.[1]).toBe("node.labels.edgeward.pin.plant.d == true");
});

test.each([
  ["node.hostname == box", ["placement-by-host"]],
  ["node.id == abc", ["placement-by-host"]],
  ["node.labels.edgeward.pin.old.web == true", []],
])("a service that %s ties to a node is left, and those that share its data follow it", (pin, said) => {
  const { constraints, codes } = placed(
    `services: { a: { image: x, volumes: ['vol:/v'] }, web: { image: x, volumes: ['vol:/v'], deploy: { placement: { constraints: [${pin}] } } } }`,
  );
  expect(constraints).toEqual({ a: [pin], web: [pin] });
  expect(codes).toEqual(said);
});

test("who has another service's volumes stays with it, over others too", () => {
  const { constraints } = placed(`services:
  cron: { image: x, volumes_from: [worker] }
  worker: { image: x, volumes_from: ["service:app:ro", "container:old"] }
  app: { image: x, volumes: ["site:/site"] }
  loop: { image: x, volumes_from: [pool] }
  pool: { image: x, volumes_from: [loop] }`);
  const pin = "node.labels.edgeward.pin.plant.cron == true";
  expect(constraints).toEqual({ cron: [pin], worker: [pin], app: [pin], loop: [], pool: [] });
});

test("a service on every node has its data on every node", () => {
  const { constraints, edits } = placed(one("    volumes: ['vol:/v']\n    deploy: { mode: global }"));
  expect([constraints, edits]).toEqual([{ web: [] }, []]);
});

test("converted again, nothing changes, and the labels to set are still named", () => {
  const text = "services: { a: { image: x, volumes: ['vol:/v'] }, d: { image: acme/device-x, volumes: ['vol:/v'] } }";
  const view = aView(text, { name: "plant" });
  const first = placement.propose(view);
  const root = apply(view.project.root, first.edits ?? []);
  const again = placement.propose(aView(JSON.stringify(plain(root)), { name: "other" }));
  expect(again.edits).toEqual([]);
  expect(again.preparations?.map(({ command }) => command)).toEqual(first.preparations?.map(({ command }) => command));
});

// What grows with the square of their number takes longer than a test may.
test("5,000 services with as many volumes are placed to the last", () => {
  const names = Array.from({ length: 5000 }, (_, i) => i);
  const services = names.map((i) => `  s${i}: { image: x, volumes: ["v${i}:/a", "v${i >> 1}:/b", "/srv/d${i}:/c"] }`);
  const view = aView("services: {}");
  const big = aView(`services:\n${services.slice(0, 1200).join("\n")}`);
  const [one = big.project.services[0]] = big.project.services;
  if (!one) throw new Error("no service");
  const many = names.map((i) => ({ ...(big.project.services[i % 1200] ?? one), name: `s${i}` }));
  const { edits = [] } = placement.propose({ ...view, project: { ...big.project, services: many } });
  expect(edits).toHaveLength(5000);
});
