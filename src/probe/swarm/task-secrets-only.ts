import type { ContainerSpec } from "../../model/engine-api.ts";
import { serviceName } from "../../model/name.ts";
import type { Observation } from "../probe.ts";
import { counted, few } from "../words.ts";
import { plainName, type SwarmProbe, type SwarmScene } from "./scene.ts";
import type { Inside, MountedFile } from "./tasks/inside.ts";
import { allServices, allTasks, isRunning } from "./tasks/tasks.ts";
import { judgeViews, viewsOf } from "./tasks/views.ts";

/** Control: each task's own secrets are seen in it, by the same look that finds no other; where it has none, its mounts are. Contents are never read. */
export const taskSecretsOnly: SwarmProbe = {
  id: "task-secrets-only",
  claim: "Each task has its own service's secrets, as promised, and nobody else has them",
  async look(scene, signal) {
    const seen = await viewsOf(scene, signal);
    const names = await secretNames(scene, signal);
    const holders = await holdersOf(scene, signal);
    return seen.flatMap((one): readonly Observation[] => {
      const { Name, TaskTemplate } = one.spec;
      const promised = TaskTemplate.ContainerSpec.Secrets ?? [];
      const judged = judgeViews(one, (inside, node) => judgeSecrets(promised, inside, names, node));
      const service = serviceName(plainName(scene, Name));
      const strangers = promised.flatMap(({ SecretName }) =>
        (holders.get(SecretName) ?? [])
          .filter((holder) => !isPromised(scene, holder, SecretName))
          .map((holder) => `${holder} has ${SecretName} too`),
      );
      if (strangers.length > 0) return [{ service, verdict: "fail", evidence: few(strangers), remedy: takeBack }];
      return judged ? [{ service, ...judged }] : [];
    });
  },
};

const isPromised = ({ services }: SwarmScene, holder: string, secret: string): boolean =>
  services.some(
    (spec) => spec.Name === holder && spec.TaskTemplate.ContainerSpec.Secrets?.some((one) => one.SecretName === secret),
  );

/** By id. Configs are mounted in the same way, and are not secret. */
async function secretNames(
  { swarm }: SwarmScene,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string | undefined>> {
  type Named = readonly { readonly ID: string; readonly Spec: { readonly Name: string } }[] | undefined;
  const secrets = (await swarm.manager.ask<Named>("GET", "/secrets", { signal })) ?? [];
  const configs = (await swarm.manager.ask<Named>("GET", "/configs", { signal })) ?? [];
  return new Map<string, string | undefined>([
    ...secrets.map(({ ID, Spec }) => [ID, Spec.Name] as const),
    ...configs.map(({ ID }) => [ID, undefined] as const),
  ]);
}

/** Services of the whole swarm by the names of secrets that they, or tasks of theirs that still run, are given. */
async function holdersOf(scene: SwarmScene, signal: AbortSignal): Promise<ReadonlyMap<string, readonly string[]>> {
  const services = await allServices(scene, signal);
  const tasks = await allTasks(scene, signal);
  const holders = new Map<string, string[]>();
  const given = (
    name: string,
    spec: { readonly ContainerSpec?: { readonly Secrets?: readonly { readonly SecretName: string }[] | null } },
  ) => {
    for (const { SecretName } of spec.ContainerSpec?.Secrets ?? []) {
      const known = holders.get(SecretName) ?? [];
      if (!known.includes(name)) holders.set(SecretName, [...known, name]);
    }
  };
  for (const { Spec } of services) given(Spec.Name, Spec.TaskTemplate);
  for (const task of tasks.filter(isRunning))
    given(services.find(({ ID }) => ID === task.ServiceID)?.Spec.Name ?? "a service that is gone", task.Spec);
  return holders;
}

/**
 * @param names of the swarm's secrets by id; undefined for what is no secret
 * @see moby, Container.SecretMounts: a target that is no absolute path is in /run/secrets
 */
export function judgeSecrets(
  promised: NonNullable<ContainerSpec["Secrets"]>,
  { files, mounts }: Pick<Inside, "files" | "mounts">,
  names: ReadonlyMap<string, string | undefined>,
  node: string,
): Observation {
  const seen = files
    .filter(({ id }) => !names.has(id) || names.get(id) !== undefined)
    .map((file) => ({ ...file, target: linked(file.target) }));
  const wanted = promised.map(({ File, SecretName }) => ({
    name: SecretName,
    target: linked(File.Name.startsWith("/") ? File.Name : `/run/secrets/${File.Name}`),
    file: File,
  }));
  const nameOf = ({ id }: MountedFile) => names.get(id) ?? `a secret that the swarm does not list (${id})`;
  const extra = seen.filter(
    (file) => !wanted.some(({ name, target }) => name === nameOf(file) && target === file.target),
  );
  if (extra.length > 0)
    return {
      verdict: "fail",
      evidence: `on ${node}: not promised: ${few(extra.map((file) => `${nameOf(file)} at ${file.target}`))}`,
      remedy: takeBack,
    };
  if (mounts === 0)
    return { verdict: "unknown", evidence: `control: no mount of the task was seen on ${node}`, remedy: again };
  const at = (target: string) => seen.find((file) => file.target === target);
  const missing = wanted.filter(({ target }) => !at(target));
  if (missing.length > 0)
    return {
      verdict: "fail",
      evidence: `on ${node}: promised and not there: ${few(missing.map(({ name }) => name))}`,
      remedy: takeBack,
    };
  const loose = wanted.flatMap(({ target, file: { UID, GID, Mode } }) => {
    const { uid, gid, mode } = at(target) ?? { uid: "", gid: "", mode: 0 };
    const [is, should] = [`${uid}:${gid} ${mode.toString(8)}`, `${UID || "0"}:${GID || "0"} ${Mode.toString(8)}`];
    return is === should ? [] : [`${target} is ${is}, promised ${should}`];
  });
  if (loose.length > 0) return { verdict: "fail", evidence: `on ${node}: ${few(loose)}`, remedy: takeBack };
  const list = wanted.length === 0 ? "" : ` (${few(wanted.map(({ target }) => target))})`;
  const evidence = `${counted(seen.length, "secret")} on ${node}, owners and modes as promised${list}, and no other; no other service has them`;
  return { verdict: "pass", evidence };
}

/** The kernel tells where a mount is, links followed. @see Filesystem Hierarchy Standard 3.0, section 5.13: /var/run may be a link to /run */
const linked = (path: string): string => path.replace(/^\/var\/run\//, "/run/");

const again = "See that the task runs (`edgeward ps --engine swarm`), then run `edgeward verify` again.";
const takeBack =
  "Bring the stack up again (`edgeward up --engine swarm`), which gives each service its own secrets only; then make new ones in place of those that others had.";
