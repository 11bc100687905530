import { expect, test } from "vitest";
import { nodeAt } from "../../model/node.ts";
import { convert } from "../convert.ts";
import { aView, plain } from "../testing/view.ts";
import { acrossZones } from "./across-zones.ts";
import { withCompanions } from "./companions.ts";
import { placement } from "./placement.ts";

const edgex = `services:
  security-bootstrapper:
    image: nexus3.edgexfoundry.org:10004/security-bootstrapper:latest
    container_name: edgex-security-bootstrapper
    hostname: edgex-security-bootstrapper
    read_only: true
    security_opt: [no-new-privileges:true]
    ports: ["54321:54321"]
    networks: { net: { aliases: [gate], ipv4_address: 10.0.0.5 } }
    deploy: { placement: { constraints: [node.hostname != worker] }, resources: { limits: { memory: 50M } } }
    volumes: [edgex-init:/edgex-init:z]
  core-data: { image: edgexfoundry/core-data, volumes: ["edgex-init:/edgex-init:ro"] }
  device-rest: { image: edgexfoundry/device-rest, volumes: ["edgex-init:/edgex-init:ro"] }
networks: { net: {} }
volumes: { edgex-init: {} }
`;

function accompanied(text: string) {
  const view = aView(text);
  const project = withCompanions(view.project);
  const services = project.services.map(({ name, zone }) => (zone ? `${name} in ${zone.value}` : name));
  return { view: { ...view, project }, before: view.project, project, services };
}

test("whoever fills a volume gets a copy in each zone that reads it, without ports and without names of its own", () => {
  const { project, services } = accompanied(edgex);
  expect(services).toEqual([
    "security-bootstrapper",
    "security-bootstrapper-device in device",
    "core-data",
    "device-rest",
  ]);
  const tree = plain(project.root) as { services: Record<string, unknown> };
  expect(Object.keys(tree.services)).toEqual(project.services.map(({ name }) => name));
  expect(tree.services["security-bootstrapper-device"]).toEqual({
    image: "nexus3.edgexfoundry.org:10004/security-bootstrapper:latest",
    read_only: true,
    security_opt: ["no-new-privileges:true"],
    networks: { net: {} },
    deploy: { resources: { limits: { memory: "50M" } } },
    volumes: ["edgex-init:/edgex-init:z"],
    "x-edgeward": { zone: "device" },
  });
  expect(nodeAt(project.root, ["services", "security-bootstrapper-device"])).toBe(project.services[1]?.map);
});

test("what a companion is made with is accounted apart from the fields of the source", () => {
  const view = aView(edgex);
  const { dispositions, made } = convert(view);
  const [companion] = made;
  expect(made).toHaveLength(1);
  expect(companion).toMatchObject({
    service: "security-bootstrapper-device",
    of: "security-bootstrapper",
    zone: "device",
  });
  expect(dispositions.filter(({ path }) => nodeAt(view.project.root, path) === undefined)).toEqual([]);
  expect(companion?.dispositions.map(({ path }) => path[1])).toContain("security-bootstrapper-device");
  expect(new Set(companion?.dispositions.map(({ path }) => path[1]))).toHaveLength(1);
});

test("where no companion is missing, none is made", () => {
  expect(convert(aView("services: { a: { image: x } }")).made).toEqual([]);
});

test("a person names what fills a volume; several zones get a copy each", () => {
  const { services } = accompanied(`services:
  seed: { image: acme/seed, volumes: ["seeds:/out", "more:/more"], x-edgeward: { fills: [seeds, more] } }
  a: { image: x, volumes: ["seeds:/in:ro", "more:/in2:ro"], x-edgeward: { zone: east } }
  b: { image: x, volumes: ["more:/in:ro"], x-edgeward: { zone: west } }
  seed-west: { image: x }`);
  expect(services).toEqual(["seed", "seed-east in east", "seed-west-2 in west", "a in east", "b in west", "seed-west"]);
});

test.each([
  ["nobody fills it", "seed: { image: x, volumes: ['seeds:/out'] }"],
  ["it is only read", "seed: { image: x, volumes: ['seeds:/out:ro'], x-edgeward: { fills: [seeds] } }"],
  ["no other zone reads it", "seed: { image: x, volumes: ['other:/out'], x-edgeward: { fills: [other] } }"],
])("no companion where %s", (_, seed) => {
  const { project, before } = accompanied(
    `services:\n  ${seed}\n  d: { image: acme/device-x, volumes: ["seeds:/in:ro"] }`,
  );
  expect(project).toBe(before);
});

test("a companion's own volumes are filled too", () => {
  const { services } = accompanied(`services:
  seed: { image: x, volumes: ["seeds:/out"], x-edgeward: { fills: [seeds] } }
  press: { image: x, volumes: ["seeds:/in:ro", "oil:/out"], x-edgeward: { fills: [oil] } }
  d: { image: acme/device-x, volumes: ["oil:/in:ro"] }`);
  expect(services).toEqual(["seed", "seed-device in device", "press", "press-device in device", "d"]);
});

test("a volume that all nodes reach needs no companion", () => {
  const { project, before, view } = accompanied(
    `${edgex.replace("edgex-init: {}", "edgex-init: { driver_opts: { type: nfs } }")}`,
  );
  expect(project).toBe(before);
  expect(acrossZones.propose(view).notices).toEqual([]);
});

test("a companion explains itself once; converted again there is neither a second one nor a word", () => {
  const { project, view } = accompanied(edgex);
  const { notices, edits } = acrossZones.propose(view);
  expect(notices?.map(({ code, at }) => `${code} ${at.line}`)).toEqual(["companion 2"]);
  const decisions = placement.propose(view).placement?.filter(({ service }) => service.endsWith("-device"));
  expect(decisions?.[0]?.constraint).toBe("node.labels.edgeward.zone == device");
  expect(decisions?.[0]?.why).toContain("fills volumes");
  expect(edits).toEqual([]);
  const again = aView(JSON.stringify(plain(project.root), null, 1));
  expect(withCompanions(again.project)).toBe(again.project);
  expect(acrossZones.propose(again).notices).toEqual([]);
});

test.each([
  ["a volume that both write", "'data:/d'", "'data:/d'", ["volume-across-zones"]],
  ["a volume that one writes and the other reads", "'data:/d'", "'data:/d:ro'", ["volume-across-zones"]],
  ["a directory on the host that one writes", "'./data:/d'", "'./data:/d:ro'", ["volume-across-zones"]],
  ["a file that both only read", "'./app.conf:/c:ro'", "'./app.conf:/c:ro'", []],
  ["a system file", "/etc/localtime:/etc/localtime", "/etc/localtime:/etc/localtime", []],
])("%s, across zones: %s, %s", (_, core, device, codes) => {
  const { view } = accompanied(
    `services: { a: { image: x, volumes: [${core}] }, d: { image: acme/device-x, volumes: [${device}] } }`,
  );
  expect(acrossZones.propose(view).notices?.map(({ code }) => code)).toEqual(codes);
});
