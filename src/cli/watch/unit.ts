/** A systemd unit that watches. Pure: what it is made of comes in. */

export interface UnitRequest {
  readonly stack: string;
  /** Between two looks, in milliseconds. */
  readonly everyMs: number;
  /** Absolute paths of the program and its script, then its words; no secret among them. */
  readonly command: readonly string[];
  /** Which the watch needs: PATH and HOME, XDG_STATE_HOME, DOCKER_HOST, SSH_AUTH_SOCK. */
  readonly environment: Readonly<Record<string, string>>;
  /** Absolute; the only place that it may write to. */
  readonly stateDirectory: string;
  /** Of one person's own manager, where what needs privileges is not to be had. */
  readonly forUser: boolean;
}

/** Seconds that one look may take in which everything is slow; what failed is waited for no longer than five minutes. */
const slowLookS = 900;

/** @see systemd.service(5), systemd.exec(5), systemd.resource-control(5) */
export function unitText({ stack, everyMs, command, environment, stateDirectory, forUser }: UnitRequest): string {
  const own = forUser ? [] : systemOnly;
  return [
    "[Unit]",
    `Description=Edgeward looks after the secret-store tokens of ${stack.replaceAll("%", "%%")}`,
    ...(forUser ? [] : ["Wants=network-online.target", "After=network-online.target docker.service"]),
    "",
    "[Service]",
    "Type=notify",
    "NotifyAccess=all",
    // What ReadWritePaths names has to be there when the watch starts; `+`: made outside of what holds the watch.
    ...(forUser ? [] : [`ExecStartPre=+/bin/mkdir -p ${word(stateDirectory)}`]),
    `ExecStart=${command.map(word).join(" ")}`,
    ...Object.entries(environment).map(
      ([name, value]) => `Environment=${quoted(`${name}=${value}`.replaceAll("%", "%%"))}`,
    ),
    // An ssh that it started has to live for as long as it tidies up.
    "KillMode=mixed",
    "SyslogIdentifier=edgeward",
    "Restart=on-failure",
    "RestartSec=10",
    // It is ready, and alive, when it has looked.
    `TimeoutStartSec=${slowLookS}`,
    `WatchdogSec=${slowLookS + Math.ceil(everyMs / 1000)}`,
    "UMask=0077",
    "NoNewPrivileges=yes",
    "RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6",
    "RestrictRealtime=yes",
    "RestrictSUIDSGID=yes",
    "LockPersonality=yes",
    "SystemCallArchitectures=native",
    "SystemCallFilter=@system-service",
    // Node asks at its start for what is not in that set (pkey_alloc), and does without; killed for it, it would never start.
    "SystemCallErrorNumber=EPERM",
    "KeyringMode=private",
    ...own,
    ...(forUser ? [] : [`ReadWritePaths=-${quoted(stateDirectory.replaceAll("%", "%%"))}`]),
    "",
    "[Install]",
    `WantedBy=${forUser ? "default.target" : "multi-user.target"}`,
    "",
  ].join("\n");
}

/** ssh reads its keys from the home directory, and nothing writes there but what ReadWritePaths names. */
const systemOnly = [
  "ProtectSystem=strict",
  "ProtectHome=read-only",
  "PrivateTmp=yes",
  "PrivateDevices=yes",
  "ProtectClock=yes",
  "ProtectHostname=yes",
  "ProtectKernelTunables=yes",
  "ProtectKernelModules=yes",
  "ProtectKernelLogs=yes",
  "ProtectControlGroups=yes",
  "ProtectProc=invisible",
  "DevicePolicy=closed",
  "RemoveIPC=yes",
  "RestrictNamespaces=yes",
  "CapabilityBoundingSet=",
  "AmbientCapabilities=",
  // What a watch has no use for, although services in general do.
  "SystemCallFilter=~@privileged @resources @mount @swap @reboot @raw-io @module @clock @cpu-emulation @obsolete @debug",
];

/** A word of ExecStart: systemd would fill in `%` and `$`. */
const word = (text: string): string => quoted(text.replaceAll("%", "%%").replaceAll("$", "$$$$"));

const quoted = (text: string): string =>
  /^[\w@./:=,+-]+$/.test(text)
    ? text
    : `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"').replaceAll("\n", "\\n")}"`;
