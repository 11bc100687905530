/** What lets clients in, or messages out, past users and access list. */
import { isBridge } from "../model/listener.ts";
import type { Problem } from "../model/problem.ts";
import type { Setting } from "../model/setting.ts";
import type { Service, Stack } from "../model/stack.ts";
import { brokerConfig, mosquittoTarget } from "./config-place.ts";

const reasons: Readonly<Record<string, string>> = {
  auth_plugin: "decides about logins and topics too, after our files",
  plugin: "may decide about logins and topics too",
  psk_file: "lets clients in by a key of their own, without a password",
  use_identity_as_username: "takes the user's name from the client's certificate and asks for no password",
  use_subject_as_username: "takes the user's name from the client's certificate and asks for no password",
};

export function otherWaysIn(stack: Stack, broker: Service): readonly Problem[] {
  return [...settingsElsewhere(broker), ...inSettings(stack, broker)];
}

/** A file that only the image holds stays in force, whatever we write beside it (mosquitto(8), -c). */
function settingsElsewhere({ name, command, configs }: Service): readonly Problem[] {
  const words = command?.value.flatMap((word) => word.split(/\s+/)) ?? [];
  const flag = words.findIndex((word) => word === "-c" || word === "--config-file");
  const path = flag < 0 ? undefined : words[flag + 1];
  if (!command || path === undefined || configs.some((file) => file.target === path)) return [];
  return [
    {
      severity: "notice",
      code: "settings-elsewhere",
      at: command.at,
      what: `${name} is started with the settings in ${path}, a file inside its image that we do not see`,
      remedy: `Take -c ${path} out of its command, so that it reads ${mosquittoTarget}, or mount a file of your own at ${path}.`,
    },
  ];
}

function inSettings(stack: Stack, broker: Service): readonly Problem[] {
  const file = brokerConfig(stack, broker)?.file;
  if (!file) return [];
  const settings = file.settings.filter(
    ({ section, key, value }) => !isBridge(section) && reasons[key] && value !== false,
  );
  const bridges = file.sections.filter((section) => isBridge(section.value));
  return [
    ...settings.map((setting) => named(broker, setting)),
    ...bridges.map(
      ({ value, at }): Problem => ({
        severity: "notice",
        code: "bridge",
        at,
        what: `the bridge "${value}" of ${broker.name} sends messages to another broker with a login of its own, which is left as it is`,
        remedy: "See yourself that it uses TLS (bridge_cafile) and a password of its own.",
      }),
    ),
  ];
}

const named = ({ name }: Service, { key, at }: Setting): Problem => ({
  severity: "notice",
  code: "other-way-in",
  at,
  what: `${key} of ${name} ${reasons[key]}`,
  remedy: `Remove it, or see yourself that it lets nobody do more than the users and topics listed for ${name}.`,
});
