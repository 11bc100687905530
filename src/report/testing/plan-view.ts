/** A small plan for tests: a broker's password goes into a file, its port to this machine alone. */
import { serviceName } from "../../model/name.ts";
import { secretRef } from "../../model/secret.ts";
import { editFiles } from "../edit/files.ts";
import type { PlanView } from "../plan-view.ts";
import { aGrant, aPort, aSetting, aVariable, publishing } from "./changes.ts";

export const composePath = "docker-compose.yml";

/** What must never be seen. */
export const planted = "Zq7hunter22";

const composeText = `services:
  mosquitto:
    image: eclipse-mosquitto
    ports:
      - "1883:1883"
    environment:
      OTHER_TOKEN: ${planted}
      ADMIN_PASSWORD: ${planted}
`;
const confText = `listener 1883\nallow_anonymous true\npersistence true\nremote_password ${planted}\n`;

export function aPlanView(): PlanView {
  const name = serviceName("mosquitto");
  const at = { file: composePath, line: 2, column: 3 };
  const before = aPort("1883:1883", 5, composePath);
  const config = {
    format: "mosquitto",
    path: "mosquitto.conf",
    target: "/m.conf",
    sections: [],
    settings: [],
  } as const;
  const nothing = { environment: [], mounts: [], dependsOn: [], grants: [], publish: [], subscribe: [] };
  const service = {
    name,
    at,
    role: "broker",
    roleFrom: "",
    provider: "embedded",
    ports: [before],
    configs: [config],
    ...nothing,
  } as const;
  const stack = { name: "demo", files: [composePath], services: [service], volumes: [], policy: {} };
  const changes = [
    {
      ...publishing("mosquitto", { ...before, hostIp: "127.0.0.1" }, before),
      at: before.at,
      measure: "bind",
      why: "Everybody could reach it.",
      source: "Compose, ports",
    },
    {
      ...aVariable("mosquitto", "ADMIN_PASSWORD", { before: planted }),
      measure: "hide",
      why: "Anybody could read it.",
    },
    { ...aGrant("mosquitto", "mosquitto_passwords"), measure: "hide", why: "Anybody could read it." },
    aSetting("mosquitto.conf", "", "allow_anonymous", { before: true, after: false, line: 2 }),
    // Stands there already: only its section would change.
    aSetting("mosquitto.conf", "", "persistence", { after: true }),
  ];
  const generated = [
    {
      service: "mosquitto",
      name: "passwords",
      parts: ["agent:", { hole: "mosquitto-hash", ref: secretRef("agent@mosquitto") }, "\n"],
    },
  ] as const;
  const ref = secretRef("agent@mosquitto");
  const identities = [
    {
      target: "broker",
      server: name,
      owner: serviceName("agent"),
      user: "agent",
      secret: ref,
      publish: ["sensors/host"],
      subscribe: [],
      why: "x-edgeward.collect",
    },
  ] as const;
  const originals = [
    { path: composePath, text: composeText, format: "compose" },
    { path: "mosquitto.conf", text: confText, format: "mosquitto" },
    { path: "untouched.conf", text: "[agent]\n", format: "telegraf" },
  ] as const;
  return {
    hardened: { stack, changes, identities, secrets: [{ kind: "password", ref }], generated, notices: [] },
    edits: editFiles(originals, stack, changes, generated),
    unrunnable: [{ service: serviceName("grafana"), role: "dashboard", needs: "Docker" }],
    problems: [{ severity: "notice", code: "x", at, what: "a guess", remedy: "Confirm it." }],
  };
}

/** The same stack, with nothing left to do. */
export function aFinishedPlanView(): PlanView {
  const view = aPlanView();
  const edits = view.edits.map(({ path, after }) => ({ path, before: after, after }));
  return { ...view, hardened: { ...view.hardened, changes: [] }, edits };
}
