/** Where we mean to send something else than the docker CLI: the lists of docs/swarm-api.md, as code. */
import { type ApiVersion, atLeast } from "../../../src/model/engine-api.ts";
import type { Beyond } from "../../../src/model/swarm.ts";
import { newer } from "../../../src/plan/swarm/older-engines.ts";
import type { Difference } from "./parity.ts";

export interface Improvement {
  /** Field of a ServiceSpec with all below it, `*` for any item of a list; the first column of the table. */
  readonly field: string;
  /** Whether what we send is at least as strong as what the CLI sends, or looser where the stack asks for that by name. */
  weakerNowhere(difference: Difference, asked: Beyond): boolean;
}

const onlyOurs = ({ cli }: Difference) => cli === undefined;
const loose = /^(unconfined|disabled)$/;

export const improvements: readonly Improvement[] = [
  {
    field: "TaskTemplate.ContainerSpec.Privileges.NoNewPrivileges",
    weakerNowhere: ({ cli, ours }) => cli === undefined && ours === true,
  },
  {
    field: "TaskTemplate.ContainerSpec.Privileges.Seccomp",
    weakerNowhere: (difference, { seccomp }) =>
      onlyOurs(difference) && (!loose.test(String(difference.ours)) || seccomp?.mode === difference.ours),
  },
  {
    field: "TaskTemplate.ContainerSpec.Privileges.AppArmor",
    weakerNowhere: (difference, { appArmor }) =>
      onlyOurs(difference) && (!loose.test(String(difference.ours)) || appArmor === difference.ours),
  },
  {
    field: "TaskTemplate.ContainerSpec.Privileges.SELinuxContext",
    weakerNowhere: (difference, { seLinux }) =>
      onlyOurs(difference) && (difference.ours !== true || seLinux?.disable === true),
  },
  {
    field: "TaskTemplate.ContainerSpec.Groups",
    weakerNowhere: ({ cli, ours }, { groups = [] }) => cli === undefined && areAmong(ours, groups),
  },
  { field: "TaskTemplate.ContainerSpec.OomScoreAdj", weakerNowhere: onlyOurs },
  { field: "TaskTemplate.ContainerSpec.DNSConfig.Options", weakerNowhere: onlyOurs },
  { field: "TaskTemplate.ContainerSpec.Mounts.*.TmpfsOptions.Mode", weakerNowhere: onlyOurs },
  { field: "EndpointSpec.Ports", weakerNowhere: ({ cli, ours }) => areAmong(ours, cli) },
];

/** Which one a difference is; undefined: it is none that we mean. */
export function improvementOf(
  difference: Difference,
  beyond: ReadonlyMap<string, Beyond> = new Map(),
): Improvement | undefined {
  const [, service = ""] = difference.path.split(".");
  const asked = beyond.get(service) ?? {};
  return improvements.find((one) => isBelow(one.field, difference) && one.weakerNowhere(difference, asked));
}

/** Whether it is a field that an engine of this version would leave out anyway: the CLI sends it, we name it. */
export function isTooNew(difference: Difference, api: ApiVersion): boolean {
  return (
    difference.ours === undefined && newer.some((one) => isBelow(one.field, difference) && !atLeast(api, one.since))
  );
}

function isBelow(field: string, { path }: Difference): boolean {
  const [, below = ""] = /^services\.[^.]+\.(.+)$/.exec(path) ?? [];
  const general = below.replaceAll(/\.\d+(?=\.|$)/g, ".*");
  return general === field || general.startsWith(`${field}.`);
}

function areAmong(few: unknown, many: unknown): boolean {
  const shown = (list: unknown) => (Array.isArray(list) ? list.map((item) => JSON.stringify(item)) : []);
  return shown(few).every((item) => shown(many).includes(item));
}
