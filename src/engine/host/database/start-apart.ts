/** Starts a program of the database's where no network reaches, under its own account. */
import { spawn } from "node:child_process";
import { Fault } from "../../../model/fault.ts";
import type { Program } from "../../../model/machine.ts";
import { environmentOf } from "../find/environment.ts";
import { asAccount, cleanEnvironment } from "../run-program.ts";

/** Ends it in order when it is disposed of. */
export interface Apart extends AsyncDisposable {
  hasEnded(): boolean;
  /** What it said of late; may hold what is not to be shown. */
  said(): string;
}

/** It writes down what it holds in memory; milliseconds. */
const endMs = 120_000;

/**
 * Its own settings hold but for these. Wildcard addresses, since in its own network even loopback is down; without any interface that is up
 * nobody is there to connect.
 * @see influxdata/influxdb, toml/toml.go, ApplyEnvOverrides: INFLUXDB_SECTION_KEY
 */
const settings = (socket: string): Readonly<Record<string, string>> => ({
  INFLUXDB_BIND_ADDRESS: "0.0.0.0:0",
  INFLUXDB_REPORTING_DISABLED: "true",
  INFLUXDB_HTTP_ENABLED: "true",
  INFLUXDB_HTTP_BIND_ADDRESS: "0.0.0.0:0",
  INFLUXDB_HTTP_AUTH_ENABLED: "false",
  INFLUXDB_HTTP_HTTPS_ENABLED: "false",
  INFLUXDB_HTTP_UNIX_SOCKET_ENABLED: "true",
  INFLUXDB_HTTP_BIND_SOCKET: socket,
  INFLUXDB_HTTP_LOG_ENABLED: "false",
  INFLUXDB_HTTP_DEBUG_PPROF_ENABLED: "false",
  INFLUXDB_DATA_QUERY_LOG_ENABLED: "false",
  INFLUXDB_LOGGING_LEVEL: "warn",
  INFLUXDB_MONITOR_STORE_ENABLED: "false",
  INFLUXDB_CONTINUOUS_QUERIES_ENABLED: "false",
  INFLUXDB_RETENTION_ENABLED: "false",
  INFLUXDB_SUBSCRIBER_ENABLED: "false",
  INFLUXDB_GRAPHITE_0_ENABLED: "false",
  INFLUXDB_COLLECTD_0_ENABLED: "false",
  INFLUXDB_OPENTSDB_0_ENABLED: "false",
  INFLUXDB_UDP_0_ENABLED: "false",
});

export async function startApart(program: Program, socket: string): Promise<Apart> {
  const { executable, configs, account } = program;
  if (executable === undefined)
    throw new Fault(
      "bad-input",
      "the program of the database is not known",
      "Install it, or put it on the usual path.",
    );
  const config = configs.find(({ format }) => format === "influxdb")?.path;
  const influxd = [executable, ...(config === undefined ? [] : ["-config", config])];
  const [, ...rights] = asAccount([], account);
  // Ended with us: nothing of it may be left without a login if we are killed.
  const argv = [
    "--net",
    "--",
    "setpriv",
    "--pdeathsig=KILL",
    ...rights.filter((word) => word !== "--"),
    "--",
    ...influxd,
  ];
  const env = { ...cleanEnvironment, ...(await environmentOf(program)), ...settings(socket) };
  const child = spawn("unshare", argv, { stdio: ["ignore", "pipe", "pipe"], cwd: "/", detached: true, env });
  let said = "";
  let over = false;
  const hear = (chunk: Buffer) => {
    said = (said + chunk.toString()).slice(-16_000);
  };
  child.stdout.on("data", hear);
  child.stderr.on("data", hear);
  const gone = new Promise<void>((done) => {
    const end = () => {
      over = true;
      done();
    };
    child.once("close", end).once("error", end);
  });
  return {
    hasEnded: () => over,
    said: () => said,
    async [Symbol.asyncDispose]() {
      // unshare and setpriv become the program: it is the child itself.
      if (!over) child.kill("SIGTERM");
      const timer = setTimeout(() => child.kill("SIGKILL"), endMs);
      await gone;
      clearTimeout(timer);
    },
  };
}
