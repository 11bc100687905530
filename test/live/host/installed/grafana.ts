/**
 * Grafana as its package installs it: account, files, unit and variables are the package's (the unit's sandbox left out), the program is a
 * stand-in.
 * @see grafana/grafana: packaging/deb/control/postinst, packaging/deb/systemd/grafana-server.service, packaging/deb/default/grafana-server
 */
import { fileURLToPath } from "node:url";
import type { TestMachine } from "../machine.ts";
import { installStandIn } from "./stand-in.ts";

const text = `[Unit]
Description=Grafana instance
Documentation=http://docs.grafana.org
After=network-online.target influxdb.service

[Service]
EnvironmentFile=/etc/default/grafana-server
User=grafana
Group=grafana
Type=simple
Restart=on-failure
WorkingDirectory=/usr/share/grafana
RuntimeDirectory=grafana
RuntimeDirectoryMode=0750
ExecStart=/usr/share/grafana/bin/grafana server --config=\${CONF_FILE} --pidfile=\${PID_FILE_DIR}/grafana-server.pid \\
  --packaging=deb cfg:default.paths.logs=\${LOG_DIR} cfg:default.paths.data=\${DATA_DIR} \\
  cfg:default.paths.plugins=\${PLUGINS_DIR} cfg:default.paths.provisioning=\${PROVISIONING_CFG_DIR}
TimeoutStopSec=20
UMask=0027

[Install]
WantedBy=multi-user.target
`;

const variables = `GRAFANA_USER=grafana

GRAFANA_GROUP=grafana

GRAFANA_HOME=/usr/share/grafana

LOG_DIR=/var/log/grafana

DATA_DIR=/var/lib/grafana

MAX_OPEN_FILES=10000

CONF_DIR=/etc/grafana

CONF_FILE=/etc/grafana/grafana.ini

RESTART_ON_UPGRADE=true

PLUGINS_DIR=/var/lib/grafana/plugins

PROVISIONING_CFG_DIR=/etc/grafana/provisioning

# Only used on systemd systems
PID_FILE_DIR=/run/grafana
`;

const sample = "# config file version\napiVersion: 1\n\ndatasources: []\n";

/** Installed, not started. @param ini its grafana.ini */
export async function installGrafana(machine: TestMachine, ini: string): Promise<void> {
  const before = `useradd --system --user-group --home-dir /usr/share/grafana --no-create-home --shell /bin/false grafana
mkdir -p /usr/share/grafana /var/log/grafana /var/lib/grafana && chown grafana: /var/log/grafana /var/lib/grafana`;
  await machine.ok(["bash", "-ec", before]);
  await machine.write("/etc/default/grafana-server", variables);
  await machine.write("/etc/grafana/grafana.ini", ini);
  await machine.write("/etc/grafana/provisioning/datasources/sample.yaml", sample);
  const after = `chown -R root:grafana /etc/grafana/*; find /etc/grafana -type f -exec chmod 640 {} +
find /etc/grafana -type d -exec chmod 755 {} +; find /etc/grafana /etc/default/grafana-server -exec touch -d @1700000000 {} +`;
  await machine.ok(["bash", "-ec", after]);
  await installStandIn(machine, {
    path: "/usr/share/grafana/bin/grafana",
    unit: { name: "grafana-server", text },
    version: { option: "-v", says: "grafana version 10.4.2" },
    module: fileURLToPath(new URL("./grafana-stand-in.ts", import.meta.url)),
  });
}
