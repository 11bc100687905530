import { goText } from "../../../compose/amount/go-text.ts";
import type { ContainerSpec, Healthcheck } from "../../../model/engine-api.ts";
import { childOf } from "../../../model/node.ts";
import { configReferences, secretReferences } from "../file-objects.ts";
import { filled, given } from "../reading/defined.ts";
import { familiarName } from "../reading/image-name.ts";
import { labelsIn } from "../reading/labels.ts";
import { byBytes } from "../reading/order.ts";
import { durationIn, isOn, mapIn, numberIn, numberOf, scalarIn, textIn, textsIn } from "../reading/values.ts";
import { cliWords } from "../reading/words.ts";
import { ofStack, type ServiceScope } from "../scope.ts";
import { capabilitiesOf } from "./capabilities.ts";
import { environmentOf } from "./environment.ts";
import { hostsOf } from "./hosts.ts";
import { mountsOf } from "./mounts.ts";
import { privilegesOf } from "./privileges.ts";

export function containerSpec(service: ServiceScope): ContainerSpec {
  const { map, stack } = service;
  const beyond = stack.beyond.get(service.name) ?? {};
  const dns = filled({
    Nameservers: textsIn(map, "dns"),
    Search: textsIn(map, "dns_search"),
    Options: beyond.dnsOptions ?? [],
  });
  const init = scalarIn(map, "init");
  const configs = configReferences(service);
  return {
    Image: familiarName(textIn(map, "image") ?? ""),
    Labels: ofStack(service, labelsIn(map, "labels")),
    Privileges: privilegesOf(service, configs, beyond),
    ...filled({
      Command: commandOf(service, "entrypoint"),
      Args: commandOf(service, "command"),
      Hostname: textIn(map, "hostname"),
      Env: environmentOf(service),
      Dir: textIn(map, "working_dir"),
      User: textIn(map, "user"),
      Groups: beyond.groups ?? [],
      StopSignal: textIn(map, "stop_signal"),
      TTY: isOn(map, "tty"),
      OpenStdin: isOn(map, "stdin_open"),
      ReadOnly: isOn(map, "read_only"),
      Mounts: mountsOf(service, beyond.tmpfsModes),
      Healthcheck: healthcheckOf(service),
      Hosts: hostsOf(service),
      DNSConfig: Object.keys(dns).length > 0 ? dns : undefined,
      Secrets: secretReferences(service),
      Configs: configs,
      Isolation: textIn(map, "isolation"),
      Sysctls: labelsIn(map, "sysctls"),
      Ulimits: ulimitsOf(service),
      OomScoreAdj: beyond.oomScoreAdj ?? numberIn(map, "oom_score_adj"),
    }),
    ...capabilitiesOf(service),
    ...given({
      Init: init && isOn(map, "init"),
      StopGracePeriod: durationIn(map, "stop_grace_period"),
    }),
  };
}

function commandOf({ map, refuse }: ServiceScope, key: "command" | "entrypoint"): readonly string[] {
  const node = childOf(map, key);
  if (node?.kind !== "scalar" || node.value === null) return textsIn(map, key);
  const words = cliWords(goText(node) ?? "");
  if (words) return words;
  refuse(node.at, `\`${key}\` has a quote that is not closed`, "Close it, or write the command as a list.");
  return [];
}

function healthcheckOf({ map, refuse }: ServiceScope): Healthcheck | undefined {
  const check = mapIn(map, "healthcheck");
  if (check === undefined) return undefined;
  const test = scalarIn(check, "test");
  const command = test ? ["CMD-SHELL", goText(test) ?? ""] : textsIn(check, "test");
  if (isOn(check, "disable")) {
    if (command.length > 0)
      refuse(check.at, "the healthcheck is both set and disabled", "Take `test` or `disable` out.");
    return { Test: ["NONE"] };
  }
  return filled({
    Test: command,
    Interval: durationIn(check, "interval"),
    Timeout: durationIn(check, "timeout"),
    StartPeriod: durationIn(check, "start_period"),
    StartInterval: durationIn(check, "start_interval"),
    Retries: numberIn(check, "retries"),
  });
}

function ulimitsOf({ map, refuse }: ServiceScope) {
  const limits = (mapIn(map, "ulimits")?.entries ?? []).flatMap(({ key, value }) => {
    const single = value.kind === "scalar" ? numberOf(value) : undefined;
    const [Soft, Hard] = value.kind === "map" ? [numberIn(value, "soft"), numberIn(value, "hard")] : [single, single];
    if (Soft !== undefined && Hard !== undefined && Number.isSafeInteger(Soft) && Number.isSafeInteger(Hard)) {
      return [{ Name: key, Soft, Hard }];
    }
    refuse(value.at, `the ulimit \`${key}\` is no whole number`, "Write a number, or -1 for no limit.");
    return [];
  });
  return limits.toSorted((a, b) => byBytes(a.Name, b.Name));
}
