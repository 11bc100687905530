/**
 * The only code that makes a changed Stack.
 * Invariants: the stack given is left as it is; a change that does not fit (its service is gone, what it replaces is not there)
 * changes nothing; what is added stands where the change says, else at its service.
 */
import type { Change } from "../model/change.ts";
import type { ConfigFile } from "../model/setting.ts";
import type { Port, Service, Stack } from "../model/stack.ts";
import { withoutSection, withSetting } from "./apply-setting.ts";
import { emptyConfig } from "./config-place.ts";

export function apply(stack: Stack, change: Change): Stack {
  if (change.kind === "volume-mode") {
    const { volume, after } = change;
    return { ...stack, volumes: stack.volumes.map((one) => (one.name === volume ? { ...one, mode: after } : one)) };
  }
  const services = stack.services.map((service) =>
    service.name === change.service ? changed(service, change) : service,
  );
  return { ...stack, services };
}

type ServiceChange = Exclude<Change, { kind: "volume-mode" }>;

function changed(service: Service, change: ServiceChange): Service {
  switch (change.kind) {
    case "unpublish":
      return { ...service, ports: service.ports.filter((port) => !isSamePort(port, change.port)) };
    case "publish": {
      const { before, port } = change;
      if (before === undefined) return { ...service, ports: [...service.ports, port] };
      return { ...service, ports: service.ports.map((one) => (isSamePort(one, before) ? port : one)) };
    }
    case "environment": {
      const { name, after: value } = change;
      const index = service.environment.findIndex((variable) => variable.name === name);
      const others = service.environment.filter((variable) => variable.name !== name);
      if (value === undefined) return { ...service, environment: others };
      const variable = { name, value, at: change.at ?? service.at };
      return { ...service, environment: others.toSpliced(index < 0 ? others.length : index, 0, variable) };
    }
    case "setting":
      return onConfig(service, change.file, (file) => withSetting(file, change, change.at ?? service.at));
    case "drop-section":
      return onConfig(service, change.file, (file) => withoutSection(file, change.section));
    case "grant":
      return { ...service, grants: [...service.grants, { value: change.secret, at: change.at ?? service.at }] };
  }
}

/** A first setting of a broker that has no file yet makes the file, and mounts it. */
function onConfig(service: Service, path: string, edit: (file: ConfigFile) => ConfigFile): Service {
  if (service.configs.some((file) => file.path === path))
    return { ...service, configs: service.configs.map((file) => (file.path === path ? edit(file) : file)) };
  const file = edit(emptyConfig(path));
  const mount = { kind: "bind", source: path, target: file.target, readOnly: true, at: service.at } as const;
  return { ...service, configs: [...service.configs, file], mounts: [...service.mounts, mount] };
}

const isSamePort = (a: Port, b: Port): boolean =>
  a.target === b.target && a.published === b.published && a.hostIp === b.hostIp && a.protocol === b.protocol;
