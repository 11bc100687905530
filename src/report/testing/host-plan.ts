/** A small machine's plan for tests: its broker asks for a login, its Telegraf logs in, its database keeps users. */
import type { Change } from "../../model/change.ts";
import type { HostEdit, HostPlan, HostUndone } from "../../model/host-plan.ts";
import type { Account } from "../../model/machine.ts";
import { serviceName } from "../../model/name.ts";
import { secretRef } from "../../model/secret.ts";
import { editMachine, type MachineFile } from "../edit/machine.ts";
import { aSetting, aVariable } from "./changes.ts";

/** What must never be seen. */
export const planted = "Zq7hunter22";

export const mosquittoPath = "/etc/mosquitto/mosquitto.conf";

const login = { measure: "identify-clients", why: "Only who has a password gets in.", source: "mosquitto.conf(5)" };
const reach = { measure: "encrypt-broker", why: "In clear text everybody reads along.", source: "MQTT 3.1.1, 5.4" };

const files: readonly MachineFile[] = [
  {
    path: mosquittoPath,
    format: "mosquitto",
    text: `connection cloud\nremote_password ${planted}\naddress c:8883\nallow_anonymous true\n`,
  },
  {
    path: "/etc/default/telegraf",
    format: "environment",
    text: `# MQTT_PASSWORD=${planted}\nINFLUX_TOKEN=${planted}\n`,
  },
];

const changes: readonly Change[] = [
  { ...aSetting(mosquittoPath, "", "allow_anonymous", { before: "true", after: "false", line: 4 }), ...login },
  { ...aSetting(mosquittoPath, "", "password_file", { after: "/etc/edgeward/mosquitto/passwords" }), ...login },
  {
    ...aSetting(mosquittoPath, "listener 8883", "certfile", { after: "/etc/edgeward/mosquitto/certificate" }),
    ...reach,
  },
  { ...aVariable("telegraf", "MQTT_PASSWORD", { after: "@{edgeward:mqtt_password}" }), ...login },
];

const account = (user: string, uid: number): Account => ({ user, group: user, uid, gid: uid });

export function aHostPlan(): HostPlan {
  const edits = editMachine(files, changes);
  const rights = (uid: number, mode: number) => ({ uid, gid: uid, mode });
  const server = serviceName("mosquitto");
  return {
    hostName: "edge-7",
    accounts: [account("mosquitto", 104), account("influxdb", 105), account("telegraf", 106)],
    edits: files.flatMap(({ path, format, text }): readonly HostEdit[] => {
      const edit = edits.get(path);
      return edit
        ? [{ path, format, before: text, after: edit.text, changes: edit.changes, reasons: edit.reasons }]
        : [];
    }),
    directories: [
      { path: "/etc/edgeward/mosquitto", rights: rights(104, 0o700), why: "only mosquitto opens what is in it" },
    ],
    made: [
      {
        path: "/etc/edgeward/mosquitto/passwords",
        service: "mosquitto",
        parts: [
          "telegraf:",
          { hole: "mosquitto-hash", ref: secretRef("telegraf@mosquitto") },
          `\nold:$7$101$${planted}aaaa$${planted}bbbbbbbb==\n`,
        ],
        rights: rights(104, 0o600),
        why: "who may log in; hashes, no passwords",
      },
    ],
    permits: Array.from({ length: 9 }, (_, i) => ({
      path: `/var/lib/influxdb/data/${i}`,
      before: { uid: 0, gid: 105, mode: 0o755 },
      after: rights(105, 0o700),
      why: "other users of the machine could read it off the disk",
    })),
    identities: [
      {
        target: "broker",
        server,
        owner: serviceName("telegraf"),
        user: "telegraf",
        secret: secretRef("telegraf@mosquitto"),
        publish: [],
        subscribe: ["sensors/#"],
        why: "telegraf.conf:8 topics",
      },
    ],
    databaseUsers: [
      {
        server: "influxdb",
        user: "telegraf",
        access: "write",
        database: "telegraf",
        secret: secretRef("telegraf@influxdb"),
        isThere: false,
        why: "telegraf.conf:20 database",
      },
    ],
    restarts: [
      { program: "mosquitto", manager: { by: "systemd", unit: "mosquitto.service" }, runs: true },
      { program: "telegraf", manager: { by: "nobody" }, runs: true },
      { program: "influxdb", manager: { by: "init", script: "/etc/init.d/influxdb" }, runs: false },
    ],
    notices: [
      {
        severity: "notice",
        code: "x",
        at: { file: mosquittoPath, line: 1, column: 1 },
        what: `a bridge with \`password=${planted}\``,
        remedy: "Look at it.",
      },
    ],
  };
}

export const aFinishedHostPlan = (): HostPlan => ({
  ...aHostPlan(),
  edits: [],
  directories: [],
  made: [],
  permits: [],
  databaseUsers: [],
  restarts: [],
});

export const anUndone = (more: Partial<HostUndone> = {}): HostUndone => ({
  hostName: "edge-7",
  putBack: [mosquittoPath],
  removed: ["/etc/edgeward/mosquitto/passwords"],
  restarted: ["mosquitto"],
  byHand: [],
  left: [],
  ...more,
});
