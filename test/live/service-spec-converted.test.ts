/** What `docker stack deploy` makes of a converted file, and what we make of the conversion itself. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { withCompanions } from "../../src/convert/place/companions.ts";
import { nodeAt } from "../../src/model/node.ts";
import type { ProjectService } from "../../src/model/project.ts";
import { convertInto } from "./docker-cli/converted.ts";
import { cliVersion, stackConfig } from "./docker-cli/docker-cli.ts";
import { improvementOf } from "./docker-cli/improvements.ts";
import { compareStack } from "./docker-cli/parity.ts";

const [major] = await cliVersion();
const root = resolve(import.meta.dirname, "../..");
let directory = "";

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), "edgeward-converted-"));
  writeFileSync(join(directory, "password.txt"), "secret");
  writeFileSync(join(directory, "app.env"), "FROM_FILE='quoted value'\nEMPTY=\n");
  writeFileSync(join(directory, "compose.yml"), modern);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const modern = `
name: modern
x-hard: &hard
  security_opt: [no-new-privileges:true, "apparmor=docker-default"]
  cap_drop: [ALL]
  read_only: true
  restart: unless-stopped
services:
  web:
    <<: *hard
    image: nginx:1.27
    container_name: front
    ports: ["8080:80", { target: 443, published: "8443", protocol: tcp }, "127.0.0.1:9000:9000"]
    depends_on: { api: { condition: service_healthy } }
    tmpfs: ["/run:size=16m,mode=0755", /var/cache/nginx]
    configs: [{ source: site, target: /etc/nginx/conf.d/site.conf, mode: 0440 }]
    networks: [front]
    command: nginx -g "daemon off;" # hash
  api:
    <<: *hard
    image: team/api
    hostname: api-host
    env_file: [{ path: app.env }, { path: gone.env, required: false }]
    environment: { DEBUG: false, LEVEL: 0700, TEMPLATE: "{{ .Node }}", PRICE: "5$$" }
    secrets: [{ source: password, uid: "1000", mode: "0400" }]
    healthcheck: { test: curl -f localhost, interval: 30s, start_interval: 1s }
    mem_limit: 256m
    cpus: 0.5
    pids_limit: 100
    group_add: [dialout]
    oom_score_adj: 100
    dns_opt: [ndots:1]
    ulimits: { nofile: 1024 }
    volumes: ["data:/data", { type: bind, source: ./conf, target: /conf, read_only: true }]
    networks: { front: { aliases: [backend] }, back: }
  job:
    image: team/job
    restart: on-failure:3
    networks: [back]
    volumes: [{ type: tmpfs, target: /scratch, tmpfs: { size: 1m, mode: 01777 } }]
volumes: { data: { labels: [keep=yes] } }
networks: { front: , back: { internal: true } }
secrets: { password: { file: password.txt } }
configs: { site: { content: "server { listen 80; }\\n" } }
`;

const files = {
  modern: "compose.yml",
  tig: resolve(root, "examples/tig/docker-compose.yml"),
  jakarta: resolve(root, "../shared/fixtures/edgex-jakarta/docker-compose.yml"),
  odessa: resolve(root, "../shared/fixtures/edgex-odessa/docker-compose.yml"),
};

const asksForNoNewPrivileges = ({ map }: ProjectService) => {
  const options = nodeAt(map, ["security_opt"]);
  return (
    options?.kind === "list" &&
    options.items.some((item) => /^no-new-privileges(?:[:=]true)?$/.test(item.kind === "scalar" ? item.source : ""))
  );
};

// An older CLI's own schema is not what the stack file is written for.
describe.runIf(major >= 26).each(Object.entries(files))("%s, converted", (name, composeFile) => {
  const isHere = name === "modern" || existsSync(composeFile);
  const written = () => convertInto(mkdtempSync(join(directory, `${name}-`)), resolve(directory, composeFile));

  test.runIf(isHere)("is taken by the CLI without a word", async () => {
    const { accepted, said } = await stackConfig(written().file);
    expect({ accepted, said }).toEqual({ accepted: true, said: "" });
  });

  test.runIf(isHere)("is sent by us as the CLI sends it, where nothing goes beyond the CLI", async () => {
    const { conversion, file, project } = written();
    const { differences, objects } = await compareStack({ ...conversion.stack, beyond: new Map() }, file, "1.51");
    expect(differences).toEqual([]);
    expect(objects.problems).toEqual([]);
    expect(objects.services).toHaveLength(withCompanions(project).services.length);
  });

  test.runIf(isHere)(
    "keeps what only the API carries: every service that asks for no new privileges gets them",
    async () => {
      const { conversion, file, project } = written();
      const { stack } = conversion;
      const { differences, objects } = await compareStack(stack, file, "1.51");
      expect(differences.filter((difference) => improvementOf(difference, stack.beyond) === undefined)).toEqual([]);
      const locked = objects.services.filter(
        ({ TaskTemplate }) => TaskTemplate.ContainerSpec.Privileges.NoNewPrivileges,
      );
      const asked = withCompanions(project)
        .services.filter(asksForNoNewPrivileges)
        .map((service) => `${stack.name}_${service.name}`);
      expect(locked.map(({ Name }) => Name).toSorted()).toEqual(asked.toSorted());
      expect(objects.cannot).toEqual([]);
      const container = (service: string) =>
        objects.services.find(({ Name }) => Name === `${stack.name}_${service}`)?.TaskTemplate.ContainerSpec;
      for (const [service, { tmpfsModes = {}, groups, oomScoreAdj, dnsOptions, appArmor }] of stack.beyond) {
        const spec = container(service);
        const modes = spec?.Mounts?.flatMap(({ Target = "", TmpfsOptions }) =>
          TmpfsOptions?.Mode === undefined ? [] : [[Target, TmpfsOptions.Mode] as const],
        );
        expect(Object.fromEntries(modes ?? [])).toEqual(tmpfsModes);
        expect([spec?.Groups, spec?.OomScoreAdj, spec?.DNSConfig?.Options]).toEqual([groups, oomScoreAdj, dnsOptions]);
        expect(spec?.Privileges.AppArmor?.Mode).toEqual(appArmor);
      }
    },
  );

  test.runIf(isHere)("names for an older engine each service that loses it", () => {
    const { conversion, file } = written();
    return compareStack(conversion.stack, file, "1.43").then(({ objects }) => {
      const lost = objects.cannot.filter(({ weakens, since }) => weakens === "security" && since === "1.44");
      const asked = [...conversion.stack.beyond].filter(([, { noNewPrivileges }]) => noNewPrivileges);
      expect(new Set(lost.map(({ service }) => service))).toEqual(new Set(asked.map(([service]) => service)));
    });
  });
});
