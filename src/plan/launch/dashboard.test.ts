import assert from "node:assert/strict";
import { test } from "vitest";
import { harden } from "../../harden/harden.ts";
import { aService, aStack, type ServiceWords } from "../../harden/testing/stacks.ts";
import { aTig } from "../../harden/testing/tig.ts";
import type { Service } from "../../model/stack.ts";
import { launchesOf } from "../launch.ts";

const layout = { root: "/stack/.edgeward", run: "/run/edgeward" };
const others = aTig().services.filter(({ name }) => name !== "grafana");
const aConsole = (words: ServiceWords = {}) =>
  aService("console", { role: "dashboard", image: "edgeward", command: ["play", "console"], ...words });

function planned(console: Service, around: readonly Service[] = others) {
  const { launches, unrunnable } = launchesOf(harden(aStack([...around, console])), layout);
  const launch = launches.find((one) => one.role === "dashboard");
  return { launch, needs: unrunnable.find(({ service }) => service === "console")?.needs };
}

test("a console shows the database that runs here, in a process of its own that opens its own files alone", () => {
  const { launch } = planned(aConsole({ ports: ["13000:3000"], listen: "192.168.1.5" }));
  const own = (name: string) => `/stack/.edgeward/generated/console/${name}`;
  const listen = { host: "192.168.1.5", port: 13000 };
  assert.deepEqual(launch, {
    role: "dashboard",
    service: "console",
    needs: ["influxdb"],
    process: "console",
    opens: { read: ["/stack/.edgeward/generated/console"], write: [] },
    listeners: [listen],
    console: {
      role: "console",
      listen,
      tls: { certificate: own("certificate"), key: own("private_key") },
      user: "admin",
      passwordFile: own("admin_password"),
      database: {
        host: "127.0.0.1",
        port: 8086,
        serverName: "influxdb",
        caFile: own("ca"),
        user: "console",
        passwordFile: own("database_password"),
        name: "telegraf",
      },
    },
  });
});

test("a port of its own counts, and what nobody publishes is on loopback", () => {
  const environment = { CONSOLE_PORT: "3443", CONSOLE_USERNAME: "ann" };
  const { launch } = planned(aConsole({ environment, ports: ["13000:3000"] }));
  assert.deepEqual([launch?.listeners, launch?.console.user], [[{ host: "127.0.0.1", port: 3443 }], "ann"]);
});

test.each<[string, Record<string, string>, RegExp]>([
  ["its database is elsewhere", { INFLUX_URL: "https://db.example:8086" }, /^a database that runs here/],
  ["its password is a file of the person's", { CONSOLE_PASSWORD_FILE: "/run/secrets/mine" }, /leave both out/],
  [
    "its certificate is a file of the person's",
    { CONSOLE_CERTIFICATE_FILE: "/c.pem", CONSOLE_PRIVATE_KEY_FILE: "/k.pem" },
    /leave both out/,
  ],
])("where %s, what it needs is said", (_, environment, needs) => {
  const seen = planned(aConsole({ environment }));
  assert.equal(seen.launch, undefined);
  assert.match(seen.needs ?? "", needs);
});
