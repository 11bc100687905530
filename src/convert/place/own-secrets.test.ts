import { expect, test } from "vitest";
import { apply } from "../apply.ts";
import { aView, plain } from "../testing/view.ts";
import { claimsMount, ownSecrets } from "./own-secrets.ts";

const edgex = (more = "") => `services:
  setup: { image: edgexfoundry/security-secretstore-setup, volumes: ["init:/i:ro", "/tmp/edgex/secrets:/tmp/edgex/secrets:z"] }
  core-data:
    image: edgexfoundry/core-data
    volumes: ["/tmp/edgex/secrets/core-data:/tmp/edgex/secrets/core-data:ro,z", "init:/i:ro"]
  device-rest:
    image: edgexfoundry/device-rest
    user: "2002:2001"
    volumes: ["init:/i:ro", "/tmp/edgex/secrets/device-rest:/tmp/edgex/secrets/device-rest:ro,z"]
${more}volumes: { init: {} }
`;

interface Tree {
  readonly services: Record<string, { readonly volumes?: readonly unknown[]; readonly secrets?: readonly unknown[] }>;
  readonly volumes?: Record<string, unknown>;
  readonly secrets?: Record<string, unknown>;
}

function shared(text: string) {
  const view = aView(text, { name: "plant" });
  const proposal = ownSecrets.propose(view);
  const tree = plain(apply(view.project.root, proposal.edits ?? [])) as Tree;
  return { view, ...proposal, tree, codes: proposal.notices?.map(({ code, at }) => `${code} ${at.line}`) };
}

const volume = (source: string, target: string, readOnly = false) => ({
  type: "volume",
  source,
  target,
  ...(readOnly && { read_only: true }),
  volume: { nocopy: true },
});

test("on the writer's node each service mounts a volume of its own, and only the writer mounts all", () => {
  const { tree, codes } = shared(edgex());
  expect(tree.services["core-data"]?.volumes).toEqual([
    volume("edgex-secrets-core-data", "/tmp/edgex/secrets/core-data", true),
    "init:/i:ro",
  ]);
  expect(tree.services.setup?.volumes).toEqual([
    "init:/i:ro",
    volume("edgex-secrets", "/tmp/edgex/secrets"),
    volume("edgex-secrets-core-data", "/tmp/edgex/secrets/core-data"),
    volume("edgex-secrets-device-rest", "/tmp/edgex/secrets/device-rest"),
  ]);
  expect(tree.volumes).toEqual({
    init: {},
    "edgex-secrets": {},
    "edgex-secrets-core-data": {},
    "edgex-secrets-device-rest": {},
  });
  expect(codes).toEqual([]);
});

test("on another node a service gets its token as a swarm secret that only its own user reads", () => {
  const { tree, preparations = [] } = shared(edgex());
  expect(tree.services["device-rest"]).toMatchObject({
    volumes: ["init:/i:ro"],
    secrets: [
      {
        source: "device-rest_secrets-token",
        target: "/tmp/edgex/secrets/device-rest/secrets-token.json",
        uid: "2002",
        gid: "2001",
        mode: 0o400,
      },
    ],
  });
  expect(tree.secrets).toEqual({
    "device-rest_secrets-token": { external: true, name: "plant_device-rest_secrets-token" },
  });
  expect(preparations.map(({ command }) => command)).toEqual([
    "printf '{}' | docker secret create plant_device-rest_secrets-token -",
    "docker service update --detach --secret-rm plant_device-rest_secrets-token plant_device-rest && " +
      "docker secret rm plant_device-rest_secrets-token && " +
      "docker secret create plant_device-rest_secrets-token /var/lib/docker/volumes/plant_edgex-secrets-device-rest/_data/secrets-token.json && " +
      "docker stack deploy -c STACKFILE plant",
  ]);
});

test("services that share a directory share its volume, as in the source, and no more", () => {
  const proxies =
    '  kong: { image: kong, volumes: ["/tmp/edgex/secrets/proxy:/tmp/edgex/secrets/proxy:ro"] }\n' +
    '  proxy: { image: x, volumes: ["/tmp/edgex/secrets/proxy:/secrets"] }\n';
  const { tree } = shared(edgex(proxies));
  expect(tree.services.kong?.volumes).toEqual([volume("edgex-secrets-proxy", "/tmp/edgex/secrets/proxy", true)]);
  expect(tree.services.proxy?.volumes).toEqual([volume("edgex-secrets-proxy", "/secrets")]);
});

test("exactly the mounts that are mapped here are claimed", () => {
  const { view, dispositions = [] } = shared(edgex());
  const claimed = view.project.services.map((service) => [0, 1, 2].map((index) => claimsMount(view, service, index)));
  expect(claimed).toEqual([
    [false, true, false],
    [true, false, false],
    [false, true, false],
  ]);
  expect(dispositions.map(({ path }) => path.slice(1))).toEqual([
    ["setup", "volumes", 1],
    ["core-data", "volumes", 0],
    ["device-rest", "volumes", 1],
  ]);
});

test.each([
  ["reads all of it", '"/tmp/edgex/secrets:/s:ro"'],
  ["mounts what lies deeper", '"/tmp/edgex/secrets/core-data/deep:/s:ro"'],
])("a service that %s is told that it stays empty", (_, mount) => {
  const { tree, codes } = shared(edgex(`  spy: { image: x, volumes: [${mount}] }\n`));
  expect(codes).toEqual(["secrets-of-all 10"]);
  expect(JSON.stringify(tree.services.spy)).not.toContain("edgex-secrets");
});

test.each([
  ["somebody's own directory", "/srv/secrets"],
  ["a directory that is not for secrets", "/tmp/exchange"],
  ["sockets of the system", "/run/dbus"],
])("%s is left as it is", (_, root) => {
  const text = edgex().replaceAll("/tmp/edgex/secrets", root);
  const { edits, dispositions } = shared(text);
  expect([edits, dispositions]).toEqual([[], []]);
});

test("a directory that services of two zones write is no store: each would have another one", () => {
  const second =
    '  device-two: { image: edgexfoundry/device-two, volumes: ["/tmp/edgex/secrets:/tmp/edgex/secrets"] }\n';
  expect(shared(edgex(second)).edits).toEqual([]);
});

test("a store that volumes_from hands on stays as it is: nobody could be told apart", () => {
  expect(shared(edgex("  heir: { image: x, volumes_from: [core-data] }\n")).edits).toEqual([]);
});

test("without somebody who writes them, secrets stay where they are", () => {
  const { edits } = shared(edgex().replace("/tmp/edgex/secrets:z", "/tmp/edgex/secrets:ro"));
  expect(edits).toEqual([]);
});

test("another store's secrets get volumes too; what form they have elsewhere is not known, and said", () => {
  const { tree, codes } = shared(edgex().replaceAll("/tmp/edgex/secrets", "/run/acme/tokens"));
  expect(tree.services["core-data"]?.volumes?.[0]).toEqual(
    volume("acme-tokens-core-data", "/run/acme/tokens/core-data", true),
  );
  expect([tree.secrets, codes]).toEqual([undefined, ["secrets-of-all 9"]]);
});

test("a volume of the same name is somebody else's", () => {
  const { tree } = shared(edgex().replace("volumes: { init: {} }", "volumes: { init: {}, edgex-secrets: {} }"));
  expect(Object.keys(tree.volumes ?? {})).toContain("edgex-secrets-2");
});

test("a user without a number is doubtful; root reads what is anybody's", () => {
  expect(shared(edgex().replace('"2002:2001"', "kong")).codes).toEqual(["unknown-user 9"]);
  expect(shared(edgex().replace('"2002:2001"', "root:root")).codes).toEqual([]);
});

test("converted again, nothing changes", () => {
  const { tree } = shared(edgex());
  const again = ownSecrets.propose(aView(JSON.stringify(tree, null, 1)));
  expect([again.edits, again.notices, again.preparations]).toEqual([[], [], []]);
});
