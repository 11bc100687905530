/** Changes for tests: say only what the test is about. */
import type { Change } from "../../model/change.ts";
import { serviceName } from "../../model/name.ts";
import type { SettingValue } from "../../model/setting.ts";
import type { Port } from "../../model/stack.ts";

export const reason = { measure: "a-measure", why: "Because.", source: "a book" };

interface SettingWords {
  readonly before?: SettingValue;
  readonly after?: SettingValue;
  /** Line in the file, from 1. */
  readonly line?: number;
}

export function aSetting(file: string, section: string, key: string, words: SettingWords): Change {
  const { line, ...values } = words;
  const at = line === undefined ? {} : { at: { file, line, column: 1 } };
  return { ...reason, ...at, kind: "setting", service: serviceName("a-service"), file, section, key, ...values };
}

export const aDrop = (file: string, section: string): Change => ({
  ...reason,
  kind: "drop-section",
  service: serviceName("a-service"),
  file,
  section,
});

export const aVariable = (service: string, name: string, values: { before?: string; after?: string }): Change => ({
  ...reason,
  kind: "environment",
  service: serviceName(service),
  name,
  ...values,
});

export const aGrant = (service: string, secret: string, target?: string): Change => ({
  ...reason,
  kind: "grant",
  service: serviceName(service),
  secret,
  ...(target === undefined ? {} : { target }),
});

/** `127.0.0.1:1883:1883`, `1883:1883`, `1883`; `line` in the compose file. */
export function aPort(text: string, line = 0, file = "docker-compose.yml"): Port {
  const [target = "", published, hostIp] = text.split(":").toReversed();
  return {
    target: Number(target),
    protocol: "tcp",
    at: { file, line, column: 9 },
    ...(published === undefined ? {} : { published: Number(published) }),
    ...(hostIp === undefined ? {} : { hostIp }),
  };
}

export const publishing = (service: string, port: Port, before?: Port): Change => ({
  ...reason,
  kind: "publish",
  service: serviceName(service),
  port,
  ...(before ? { before } : {}),
});

export const unpublishing = (service: string, port: Port): Change => ({
  ...reason,
  kind: "unpublish",
  service: serviceName(service),
  port,
});
