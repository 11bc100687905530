/** What two hosts have of a stack, as their engines say, without what differs each time it is made. */
import { connectDocker } from "../../src/engine/docker/connect-docker.ts";
import type { Docker } from "../../src/engine/docker/docker.ts";
import type { aLab } from "./a-lab.ts";

type Named = { readonly Name: string; readonly Labels?: object | null };
type Spec = { readonly Spec: Named };
type Network = Named & { readonly Id: string; readonly Driver: string; readonly Options?: object | null };
type Container = { readonly State: string; readonly Labels: Readonly<Record<string, string>> };

const hosts = ["manager", "worker-1"];
const never = new AbortController().signal;
const label = (stack: string) => ({ query: { filters: { label: [`edgeward.stack=${stack}`] } } });

/** Sorted lines: equal where nothing is missing, doubled or left over. */
export async function stateOf(lab: ReturnType<typeof aLab>, stack: string): Promise<readonly string[]> {
  const lines: string[] = [];
  for (const host of hosts) {
    await using docker = await connectDocker({ by: "unix", path: lab.socket(host) }, { environment: {} }, never);
    lines.push(...(await ofHost(docker, host, stack)));
    if (host === "manager") lines.push(...(await ofSwarm(docker, stack)));
  }
  return lines.toSorted();
}

async function ofHost(docker: Docker, host: string, stack: string): Promise<readonly string[]> {
  const { Volumes } = await docker.ask<{ readonly Volumes?: readonly Named[] | null }>("GET", "/volumes", label(stack));
  const running = await docker.ask<readonly Container[]>("GET", "/containers/json", label(stack));
  return [
    ...(Volumes ?? []).map(({ Name, Labels }) => `volume ${Name} on ${host} ${JSON.stringify(Labels)}`),
    // Which of the two hosts it is, the swarm decides.
    ...running.map(({ Labels }) => `running ${Labels["com.docker.swarm.service.name"]}`),
  ];
}

async function ofSwarm(docker: Docker, stack: string): Promise<readonly string[]> {
  const [networks, secrets, configs, services, nodes] = await Promise.all([
    docker.ask<readonly Network[]>("GET", "/networks", label(stack)),
    docker.ask<readonly Spec[]>("GET", "/secrets", label(stack)),
    docker.ask<readonly Spec[]>("GET", "/configs", label(stack)),
    docker.ask<readonly Spec[]>("GET", "/services", label(stack)),
    docker.ask<readonly (Spec & { readonly Description: { readonly Hostname: string } })[]>("GET", "/nodes"),
  ]);
  const named = new Map(networks.map(({ Id, Name }) => [Id, Name]));
  const made = (key: string, value: unknown) =>
    key === "SecretID" || key === "ConfigID" || key.endsWith("vxlanid_list")
      ? undefined
      : key === "Target" && typeof value === "string"
        ? (named.get(value) ?? value)
        : value;
  return [
    ...networks.map(
      ({ Name, Driver, Options, Labels }) => `network ${JSON.stringify({ Name, Driver, Options, Labels }, made)}`,
    ),
    ...secrets.map(({ Spec }) => `secret ${JSON.stringify(Spec, made)}`),
    ...configs.map(({ Spec }) => `config ${JSON.stringify(Spec, made)}`),
    ...services.map(({ Spec }) => `service ${JSON.stringify(Spec, made)}`),
    ...nodes.flatMap(({ Spec, Description }) =>
      Object.keys(Spec.Labels ?? {}).map((name) => `label ${name} on ${Description.Hostname}`),
    ),
  ];
}
