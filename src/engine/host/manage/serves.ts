/** Whether a program that was started does its work by now. */
import { readFile, stat } from "node:fs/promises";
import type { Program } from "../../../model/machine.ts";
import { environmentOf } from "../find/environment.ts";
import { listening } from "./sockets.ts";

/** What is found to hold for how long before it counts, in milliseconds: a program with a bad second listener opens the first one too. */
export const steadyMs: Readonly<Record<Program["kind"], number>> = {
  mosquitto: 300,
  influxdb: 300,
  grafana: 300,
  // These listen nowhere: they end within moments, or stay.
  telegraf: 3000,
  agent: 3000,
};

export async function serves(program: Program, pid: number): Promise<boolean> {
  switch (program.kind) {
    case "mosquitto": {
      const { tcpPorts, unix } = await listening(pid);
      // It gives up root's rights once it has read its settings.
      const uid = await stat(`/proc/${pid}`).then(
        (seen) => seen.uid,
        () => undefined,
      );
      return tcpPorts.length + unix > 0 && uid === program.account.uid;
    }
    case "influxdb": {
      const port = await httpPort(program);
      return port === undefined || (await listening(pid)).tcpPorts.includes(port);
    }
    case "grafana":
      return (await listening(pid)).tcpPorts.length > 0;
    case "telegraf":
    case "agent":
      return true;
  }
}

/**
 * Where InfluxDB 1.x answers when it is up; it opens another port, for backups, long before.
 * @returns undefined: nowhere
 * @see InfluxDB 1.8 documentation, [http]: bind-address ":8086"; environment variables override
 */
async function httpPort(program: Program): Promise<number | undefined> {
  const main = program.configs.find(({ format }) => format === "influxdb");
  const text = main ? await readFile(main.path, "utf8").catch(() => "") : "";
  const section = /^\s*\[http\]\s*$([\s\S]*?)(?=^\s*\[|(?![\s\S]))/m.exec(text)?.[1] ?? "";
  const environment = await environmentOf(program);
  const value = (key: string) =>
    environment[`INFLUXDB_HTTP_${key.replace("-", "_").toUpperCase()}`] ??
    new RegExp(`^\\s*${key}\\s*=\\s*["']?([^"'#\\n]*?)["']?\\s*(?:#.*)?$`, "m").exec(section)?.[1];
  if (value("enabled") === "false") return undefined;
  const top = /^\s*http-bind-address\s*=\s*["']([^"']*)["']/m.exec(text)?.[1];
  const port = Number((value("bind-address") ?? top ?? ":8086").split(":").at(-1));
  return Number.isInteger(port) && port > 0 ? port : 8086;
}
