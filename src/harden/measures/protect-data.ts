/** Data directories that only their owner opens. */
import type { Change } from "../../model/change.ts";
import type { Problem } from "../../model/problem.ts";
import type { Service, Stack, Volume } from "../../model/stack.ts";
import type { Measure } from "../measure.ts";

const ownerOnly = 0o700;

export const protectData: Measure = {
  id: "protect-data",
  provenBy: ["private-files", "refuses-other-user"],
  propose: ({ stack }) => stack.volumes.filter((volume) => isMounted(stack, volume)).flatMap(closed),
  notices: (view) =>
    ["broker", "database", "dashboard"].flatMap((role) =>
      view.stack.services.filter((one) => one.role === role).flatMap(bound),
    ),
};

function closed({ name: volume, mode, at }: Volume): readonly Change[] {
  if (mode !== undefined && (mode & 0o077) === 0) return [];
  const change = {
    kind: "volume-mode",
    measure: protectData.id,
    volume,
    after: ownerOnly,
    at,
    why: "Other users of the machine cannot read messages, measurements and sessions off the disk.",
    source: "inode(7), the file mode; InfluxDB 1.x makes its data directories 0755",
  } as const;
  return [mode === undefined ? change : { ...change, before: mode }];
}

const isMounted = ({ services }: Stack, { name }: Volume): boolean =>
  services.some((service) => service.mounts.some((mount) => mount.kind === "volume" && mount.source === name));

/** A directory of the person's own: its mode is not ours to change. */
function bound(service: Service): readonly Problem[] {
  // On the machine itself the rights of its directories are set where they lie.
  if (service.onMachine) return [];
  const data = service.mounts.filter(
    ({ kind, readOnly, source, target }) =>
      kind === "bind" && !readOnly && source && /\/(data|influxdb[23]?|grafana)\/?$/.test(target),
  );
  return data.map(({ source, at }) => ({
    severity: "notice",
    code: "own-data-directory",
    at,
    what: `${service.name} keeps its data in ${source}, a directory of yours whose rights are not changed`,
    remedy: `Close it to others: chmod 700 ${source}`,
  }));
}
