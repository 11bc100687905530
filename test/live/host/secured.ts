/** A machine whose programs run, our command line on it, and what anybody can see of it. */
import { fileURLToPath } from "node:url";
import type { Ended } from "./ended.ts";
import { aMachine, type TestMachine } from "./machine.ts";

const main = fileURLToPath(new URL("../../../dist/main.cjs", import.meta.url));

export const commandLine = (...words: string[]): readonly string[] => [process.execPath, main, ...words];

export const edgeward = (machine: TestMachine, ...words: string[]): Promise<Ended> =>
  machine.run(commandLine(...words), { env: { NO_COLOR: "1" } });

/** Debian's mosquitto and influxd, started from their stock settings. */
export async function aBusyMachine(init: "reaper" | "systemd" = "reaper"): Promise<TestMachine> {
  const machine = await aMachine({ init });
  const started = ["mosquitto", "influxdb"];
  if (init === "systemd") await machine.ok(["systemctl", "start", ...started]);
  else for (const name of started) await machine.ok(["service", name, "start"]);
  await Promise.all([machine.listens(1883), machine.listens(8086)]);
  return machine;
}

/** All that `undo` promises to put back, and what it promises to remove; a directory's time says only that files were renamed in it. */
const looks = `cd /etc && find mosquitto influxdb default "$@" -type d -printf '%p %m %U %G\\n' -o -printf '%p %m %U %G %T@ ' -exec sha256sum {} \\; | sort
ls -d /etc/edgeward /var/lib/edgeward 2>&1 || true`;

/** @param more directories below /etc */
export const allOf = (machine: TestMachine, ...more: readonly string[]): Promise<string> =>
  machine.ok(["bash", "-c", looks, "looks", ...more]);

export const ca = "/etc/edgeward/operator/ca";
export const overTls = ["-p", "8883", "--cafile", ca];
export const inClear = ["-p", "1883"];

export const publishes = async (machine: TestMachine, ...words: readonly string[]): Promise<boolean> =>
  (await machine.run(["mosquitto_pub", "-h", "localhost", "-t", "a/b", "-m", "1", "-q", "1", ...words])).status === 0;

export const asks = async (
  machine: TestMachine,
  query: string,
  url: string,
  ...words: readonly string[]
): Promise<string> =>
  (await machine.run(["curl", "-s", "-m", "5", "-G", url, "--data-urlencode", `q=${query}`, ...words])).stdout;

/** What the broker says about itself: the person at the machine may read it. */
export const hears = async (machine: TestMachine, ...words: readonly string[]): Promise<boolean> => {
  const topic = ["-t", "$SYS/broker/version", "-C", "1", "-W", "10"];
  const { stdout } = await machine.run(["mosquitto_sub", "-h", "localhost", ...topic, ...words]);
  return stdout.startsWith("mosquitto version");
};
