/**
 * Telegraf as its package installs it: account, files, unit and environment file are the package's, the program is a stand-in.
 * @see influxdata/telegraf: scripts/deb/pre-install.sh, scripts/deb/post-install.sh, scripts/telegraf.service
 */
import { fileURLToPath } from "node:url";
import type { TestMachine } from "../machine.ts";
import { installStandIn } from "./stand-in.ts";

const text = `[Unit]
Description=Telegraf
Documentation=https://github.com/influxdata/telegraf
After=network.target

[Service]
EnvironmentFile=-/etc/default/telegraf
User=telegraf
ExecStart=/usr/bin/telegraf -config /etc/telegraf/telegraf.conf -config-directory /etc/telegraf/telegraf.d $TELEGRAF_OPTS
ExecReload=/bin/kill -HUP $MAINPID
Restart=on-failure
RestartForceExitStatus=SIGPIPE
KillMode=control-group

[Install]
WantedBy=multi-user.target
`;

/** Installed, not started; without a configuration. */
export async function installTelegraf(machine: TestMachine, version: string): Promise<void> {
  const script = `useradd --system --user-group --home-dir /etc/telegraf --no-create-home --shell /bin/false telegraf
mkdir -p /etc/telegraf/telegraf.d /var/log/telegraf && chown telegraf: /var/log/telegraf && touch /etc/default/telegraf`;
  await machine.ok(["bash", "-ec", script]);
  await installStandIn(machine, {
    path: "/usr/bin/telegraf",
    unit: { name: "telegraf", text },
    version: { option: "--version", says: `Telegraf ${version} (git: HEAD@00000000)` },
    module: fileURLToPath(new URL("./telegraf-stand-in.ts", import.meta.url)),
  });
}
