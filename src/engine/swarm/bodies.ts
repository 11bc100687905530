/** Fills the holes of what is sent: contents of files, and the ids of secrets, configs and networks. Contents are read when they are sent. */
import { readFile } from "node:fs/promises";
import type { NetworkAttachment, Privileges, ServiceSpec } from "../../model/engine-api.ts";
import { Fault } from "../../model/fault.ts";
import type { FileWish } from "../../model/swarm-plan.ts";
import type { Docker } from "../docker/docker.ts";
import type { FileAnswer, NetworkAnswer } from "./answers.ts";

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
  const [secrets, configs, networks] = await Promise.all([
    ids(
      manager,
      "/secrets",
      ContainerSpec.Secrets?.map(({ SecretName }) => SecretName),
      signal,
    ),
    ids(manager, "/configs", configNames(ContainerSpec), signal),
    networkIds(manager, TaskTemplate.Networks, signal),
  ]);
  const Secrets = ContainerSpec.Secrets?.map((one) => ({ ...one, SecretID: secrets.get(one.SecretName) }));
  const Configs = ContainerSpec.Configs?.map((one) => ({ ...one, ConfigID: configs.get(one.ConfigName) }));
  const container = {
    ...ContainerSpec,
    ...(Secrets && { Secrets }),
    ...(Configs && { Configs }),
    Privileges: await privileges(ContainerSpec.Privileges, configs),
  };
  const Networks = TaskTemplate.Networks.map((one) => ({ ...one, Target: networks.get(one.Target) ?? one.Target }));
  return { ...spec, TaskTemplate: { ...TaskTemplate, ContainerSpec: container, Networks } };
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

/** By id: a network of the manager's own may have the same name. */
async function networkIds(
  manager: Docker,
  attachments: readonly NetworkAttachment[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, string>> {
  if (attachments.length === 0) return new Map();
  const query = { filters: { name: attachments.map(({ Target }) => Target), scope: ["swarm"] } };
  const found = await manager.ask<readonly NetworkAnswer[]>("GET", "/networks", { query, signal });
  return new Map(found.map(({ Id, Name }) => [Name, Id]));
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
