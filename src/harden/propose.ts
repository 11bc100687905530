/** Proposals for one service. Each is empty when the stack has it so already: that is what makes a measure idempotent. */
import type { Change } from "../model/change.ts";
import { secretSource } from "../model/secret.ts";
import type { SettingValue } from "../model/setting.ts";
import { settingOf } from "../model/setting.ts";
import type { Port, Service } from "../model/stack.ts";
import type { ConfigPlace } from "./config-place.ts";
import { settingBehind } from "./setting-behind.ts";

/** What each change of a measure carries for people. */
export interface Reason {
  readonly measure: string;
  /** One plain sentence for whoever runs the machine. */
  readonly why: string;
  /** A specification's section, a program's documentation or a CVE. */
  readonly source: string;
}

/** Path under which the service sees a generated file of its own. */
export const secretPath = (service: Service, file: string): string =>
  service.onMachine ? `${service.onMachine.ownFiles}/${file}` : `/run/secrets/${secretSource(service.name, file)}`;

/** A program on the machine itself finds its files where they are written. */
export function granting(service: Service, file: string, reason: Reason, target?: string): readonly Change[] {
  if (service.onMachine) return [];
  const secret = secretSource(service.name, file);
  if (service.grants.some((grant) => grant.value === secret)) return [];
  const change = { ...reason, kind: "grant", service: service.name, secret } as const;
  return [target === undefined ? change : { ...change, target }];
}

/** A variable; for a program on the machine itself, the setting of its own file that the variable would override. */
export function environment(service: Service, name: string, after: string, reason: Reason): readonly Change[] {
  const behind = settingBehind(service, name, after);
  if (behind)
    return behind.value === undefined ? [] : setting(behind.place, behind.section, behind.key, behind.value, reason);
  const before = service.environment.findLast((variable) => variable.name === name);
  if (before?.value === after) return [];
  const change = { ...reason, kind: "environment", service: service.name, name, after } as const;
  return [before ? { ...change, before: before.value, at: before.at } : change];
}

export function withoutVariable(service: Service, name: string, reason: Reason): readonly Change[] {
  const before = service.environment.findLast((variable) => variable.name === name);
  if (!before) return [];
  return [{ ...reason, kind: "environment", service: service.name, name, before: before.value, at: before.at }];
}

export function setting(
  { service, path: file, file: config }: ConfigPlace,
  section: string,
  key: string,
  after: SettingValue,
  reason: Reason,
): readonly Change[] {
  const before = config && settingOf(config, section, key);
  if (before && isSame(before.value, after)) return [];
  const change = { ...reason, kind: "setting", service: service.name, file, section, key, after } as const;
  return [before ? { ...change, before: before.value, at: before.at } : change];
}

export function withoutSetting(place: ConfigPlace, section: string, key: string, reason: Reason): readonly Change[] {
  const { service, path: file, file: config } = place;
  const all = config?.settings.filter((one) => one.section === section && one.key === key) ?? [];
  return all.map(
    ({ value: before, at }): Change => ({
      ...reason,
      kind: "setting",
      service: service.name,
      file,
      section,
      key,
      before,
      at,
    }),
  );
}

export function publishing(service: Service, before: Port, port: Port, reason: Reason): Change {
  return { ...reason, kind: "publish", service: service.name, port, before, at: before.at };
}

export const isSame = (a: SettingValue, b: SettingValue): boolean => JSON.stringify(a) === JSON.stringify(b);
