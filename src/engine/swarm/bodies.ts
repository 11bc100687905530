/**
 * Fills the holes of what is sent: contents of files, and the ids of secrets and configs. Contents are read when they are sent. Networks go by
 * name: the manager looks for the swarm's own of that name first. @see moby/moby, daemon/cluster/services.go, populateNetworkID
 */
import { readFile } from "node:fs/promises";
import type { Privileges, ServiceSpec } from "../../model/engine-api.ts";
import { Fault } from "../../model/fault.ts";
import type { FileWish } from "../../model/swarm-plan.ts";
import type { Docker } from "../docker/docker.ts";
import type { FileAnswer } from "./answers.ts";

export async function fileBody({ spec, text, kind }: FileWish): Promise<object> {
  if (text !== undefined) return { ...spec, Data: Buffer.from(text).toString("base64") };
  if (!spec.Data) return spec;
  return { ...spec, Data: (await bytesOf(spec.Data.file, `the ${kind} ${spec.Name}`)).toString("base64") };
}

async function bytesOf(file: string, of: string): Promise<Buffer> {
  try {
    return await readFile(file);
  } catch (cause) {
    const remedy = "See that it is there and that you may read it, and run this again.";
    throw new Fault("unreadable-file", `${file}, which ${of} is made of, cannot be read`, remedy, { cause });
  }
}

export async function serviceBody(spec: ServiceSpec, manager: Docker, signal: AbortSignal) {
  const { TaskTemplate } = spec;
  const { ContainerSpec } = TaskTemplate;
  const [secrets, configs] = await Promise.all([
    ids(
      manager,
      "/secrets",
      ContainerSpec.Secrets?.map(({ SecretName }) => SecretName),
      signal,
    ),
    ids(manager, "/configs", configNames(ContainerSpec), signal),
  ]);
  const Secrets = ContainerSpec.Secrets?.map((one) => ({ ...one, SecretID: secrets.get(one.SecretName) }));
  const Configs = ContainerSpec.Configs?.map((one) => ({ ...one, ConfigID: configs.get(one.ConfigName) }));
  const container = {
    ...ContainerSpec,
    ...(Secrets && { Secrets }),
    ...(Configs && { Configs }),
    Privileges: await privileges(ContainerSpec.Privileges, configs),
  };
  return { ...spec, TaskTemplate: { ...TaskTemplate, ContainerSpec: container } };
}

function configNames({ Configs, Privileges: { CredentialSpec } }: ServiceSpec["TaskTemplate"]["ContainerSpec"]) {
  const credential = CredentialSpec?.Config;
  return [...(Configs ?? []).map(({ ConfigName }) => ConfigName), ...(credential ? [credential] : [])];
}

/** Names are each other's beginnings: an engine's filter finds more than is asked for. */
async function ids(
  manager: Docker,
  path: "/secrets" | "/configs",
  names: readonly string[] | undefined,
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  if (!names || names.length === 0) return new Map();
  const query = { filters: { name: [...new Set(names)] } };
  const found = await manager.ask<readonly FileAnswer[]>("GET", path, { query, signal });
  return new Map(found.map(({ ID, Spec }) => [Spec.Name, ID]));
}

async function privileges(given: Privileges, configs: ReadonlyMap<string, string>): Promise<object> {
  const { Seccomp, CredentialSpec } = given;
  const profile = Seccomp?.Profile && (await bytesOf(Seccomp.Profile.file, "the seccomp profile"));
  const config = CredentialSpec && configs.get(CredentialSpec.Config);
  return {
    ...given,
    ...(profile && { Seccomp: { ...Seccomp, Profile: profile.toString("base64") } }),
    ...(config !== undefined && { CredentialSpec: { ...CredentialSpec, Config: config } }),
  };
}
