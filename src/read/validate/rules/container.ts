/** What a container is made of and may do: image, user, capabilities, devices, limits, restarts, health. */
import { capabilities, parseCapability } from "../../../compose/field/capability.ts";
import { parseDevice } from "../../../compose/field/device.ts";
import { parseHealthTest } from "../../../compose/field/health-test.ts";
import { parseRestart } from "../../../compose/field/restart.ts";
import { isSignal, signals } from "../../../compose/field/signal.ts";
import { fitUlimit, ulimits } from "../../../compose/field/ulimit.ts";
import { parseUser } from "../../../compose/field/user.ts";
import { parseImage } from "../../../compose/image.ts";
import { childOf, type Node } from "../../../model/node.ts";
import { didYouMean, suggest } from "../../say/suggest.ts";
import { at, type Check, complaintOf, scalar, text, textIfAny, unless, written } from "./check.ts";
import { misspelt } from "./misspelt.ts";

const logDrivers = "awslogs etwlogs fluentd gcplogs gelf journald json-file local none splunk syslog".split(" ");
const restarts = ["no", "always", "on-failure", "unless-stopped"];

export const container: readonly Check[] = [
  ...at(
    ["services.*.image"],
    text((name) => unless(parseImage(name) !== undefined, "is no reference to an image")),
    {
      code: "bad-image",
      remedy: imageRemedy,
    },
  ),
  ...at(
    ["services.*.container_name"],
    text((name) => unless(/^[a-zA-Z0-9][a-zA-Z0-9_.-]+$/.test(name), "is no name for a container")),
    {
      code: "bad-name",
      remedy: "Use two or more letters, digits, `.`, `_` and `-`, and begin with a letter or digit: `web-1`.",
    },
  ),
  ...at(
    ["services.*.user", "services.*.post_start.[].user", "services.*.pre_stop.[].user"],
    text((user) => unless(parseUser(user) !== undefined, "is no user")),
    {
      code: "bad-user",
      remedy: 'Write a name or number, and a group if you like: `user: "1000:1000"`.',
    },
  ),
  ...at(
    ["services.*.cap_add.[]", "services.*.cap_drop.[]"],
    text((name) => unless(parseCapability(name) !== undefined, "is no capability that Linux is known to have")),
    {
      code: "unknown-capability",
      severity: "notice",
      remedy: (node) => didYouMean(written(node).toUpperCase().replace(/^CAP_/, ""), capabilities)(),
    },
  ),
  ...at(
    ["services.*.devices.[]"],
    text((device) => complaintOf(parseDevice(device))),
    {
      code: "bad-device",
      remedy: 'Write `"/dev/host:/dev/container:rwm"`, for example `"/dev/ttyUSB0:/dev/ttyUSB0:rw"`.',
    },
  ),
  ...at(
    ["services.*.devices.[].permissions"],
    text((rights) => unless(/^[rwm]{0,3}$/.test(rights), "has other letters than `rwm`")),
    {
      code: "bad-device",
      remedy: "Write `rw` or `rwm`.",
    },
  ),
  ...at(
    ["services.*.device_cgroup_rules.[]"],
    text((rule) => unless(/^[acb] (\d+|\*):(\d+|\*) [rwm]{1,3}$/.test(rule), "is no rule for devices")),
    {
      code: "bad-device",
      remedy: 'Write type, numbers and rights, for example `"c 189:* rmw"`.',
    },
  ),
  ...at(
    ["services.*.gpus.[].count", "services.*.deploy.resources.reservations.devices.[].count"],
    scalar(({ value }) => unless(/^(all|\d{1,9}|-1)$/i.test(String(value)), "is neither a number nor `all`")),
    { code: "bad-number", remedy: "Write for example `count: 1` or `count: all`." },
  ),
  ...at(
    ["services.*.gpus.[]", "services.*.deploy.resources.reservations.devices.[]"],
    (node) =>
      unless(
        node.kind !== "map" || !childOf(node, "count") || !childOf(node, "device_ids"),
        "has both `count` and `device_ids`",
      ),
    { code: "bad-value", remedy: "Keep one of the two." },
  ),
  ...at(
    ["services.*.restart"],
    textIfAny((policy) =>
      unless(parseRestart(policy) !== undefined, `has \`${policy}\`, which is none of ${restarts.join(", ")}`),
    ),
    {
      code: "bad-value",
      remedy: restartRemedy,
    },
  ),
  ...at(
    ["services.*.stop_signal"],
    textIfAny((name) => unless(isSignal(name), "is no signal that Linux has")),
    {
      code: "unknown-signal",
      severity: "notice",
      remedy: (node) => {
        const nearest = suggest(written(node).toUpperCase().replace(/^SIG/, ""), signals);
        return nearest === undefined ? "Write for example `SIGTERM`." : `Did you mean \`SIG${nearest}\`?`;
      },
    },
  ),
  ...at(["services.*.healthcheck.test"], healthTest, {
    code: "bad-healthcheck",
    remedy: 'Write `["CMD", "program", "argument"]`, `["CMD-SHELL", "a line for the shell"]` or `["NONE"]`.',
  }),
  ...at(["services.*.ulimits", "services.*.build.ulimits"], ulimitNames, {
    code: "unknown-limit",
    severity: "notice",
    remedy: `Known are ${ulimits.join(", ")}.`,
  }),
  ...at(["services.*.ulimits.*", "services.*.build.ulimits.*"], ulimit, {
    code: "bad-number",
    remedy:
      "Write whole numbers, the soft limit no higher than the hard one: `{ soft: 1024, hard: 4096 }`; -1 is without limit.",
  }),
  ...at(
    ["services.*.cpuset"],
    text((set) => unless(set === "" || /^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(set), "is no list of processors")),
    {
      code: "bad-value",
      remedy: 'Write numbers and ranges, for example `"0-2,4"`.',
    },
  ),
  ...at(
    ["services.*.platform", "services.*.build.platforms.[]"],
    textIfAny((platform) => unless(/^[a-z0-9]+(\/[a-z0-9_]+(\/[a-z0-9.]+)?)?$/i.test(platform), "is no platform")),
    {
      code: "bad-value",
      remedy: "Write system and processor, for example `linux/amd64` or `linux/arm/v7`.",
    },
  ),
  ...at(
    ["services.*.pull_policy"],
    text((policy) =>
      unless(
        /^(always|never|build|if_not_present|missing|refresh|daily|weekly|every_(\d+[wdhms])+)$/.test(policy),
        `has \`${policy}\`, which Compose does not know`,
      ),
    ),
    {
      code: "bad-value",
      remedy: "Write always, missing, never, build, daily, weekly or for example `every_12h`.",
    },
  ),
  ...misspelt(["services.*.logging.driver"], logDrivers, "log driver"),
  ...misspelt(["services.*.runtime"], ["runc", "nvidia", "kata", "runsc"], "runtime"),
];

function imageRemedy(node: Node): string {
  const name = written(node);
  const lower = name
    .replace(/^[^@]*/, (repository) => repository.replace(/^[^:]*/, (path) => path.toLowerCase()))
    .trim();
  if (lower !== name && parseImage(lower))
    return `Write \`${lower}\`: repositories have small letters, and no spaces around them.`;
  return "Write `name:tag`, for example `eclipse-mosquitto:2.0` or `registry.example.com:5000/team/app:1.2`.";
}

function restartRemedy(node: Node): string {
  const policy = written(node);
  if (/^[a-z-]+:/.test(policy)) return "Only `on-failure` takes a number of attempts: `on-failure:3`.";
  const nearest = suggest(policy, restarts);
  return nearest === undefined ? `Write one of ${restarts.join(", ")}.` : `Did you mean \`${nearest}\`?`;
}

function healthTest(node: Node): string | undefined {
  if (node.kind !== "list") return undefined;
  return complaintOf(parseHealthTest(node.items.map(written)));
}

function ulimitNames(node: Node): string | undefined {
  const unknown = node.kind === "map" ? node.entries.find(({ key }) => !ulimits.includes(key)) : undefined;
  return unknown && `has the limit \`${unknown.key}\`, which Docker does not know`;
}

function ulimit(node: Node): string | undefined {
  const number = scalar(({ value }) => unless(/^-?\d{1,15}$/.test(String(value)), "must be a whole number"));
  if (node.kind === "scalar") return number(node);
  if (node.kind === "list") return undefined;
  const [soft, hard] = [childOf(node, "soft"), childOf(node, "hard")];
  const wrong = (soft && number(soft)) ?? (hard && number(hard));
  if (wrong !== undefined || soft?.kind !== "scalar" || hard?.kind !== "scalar") return wrong;
  return unless(fitUlimit(Number(soft.value), Number(hard.value)), "has a soft limit above the hard one");
}
