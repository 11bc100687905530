/** Numbers, truth values, sizes and durations, which Compose takes as texts too. */
import { parseComposeDuration } from "../../../compose/amount/duration.ts";
import { sizeOf } from "../../../compose/amount/size.ts";
import { parseDecimal, parseFlag, parseInteger } from "../../../compose/field/number.ts";
import type { Node, Scalar } from "../../../model/node.ts";
import { at, type Check, scalar, text, unless } from "./check.ts";

const service = (...names: readonly string[]) => names.map((name) => `services.*.${name}`);

const flags = [
  ...service(
    ..."init oom_kill_disable privileged read_only stdin_open tty attach healthcheck.disable".split(" "),
    ..."depends_on.*.required depends_on.*.restart volumes.[].read_only volumes.[].volume.nocopy".split(" "),
    ..."volumes.[].bind.create_host_path env_file.[].required build.no_cache build.pull build.privileged".split(" "),
    ..."post_start.[].privileged pre_stop.[].privileged pre_start.[].privileged pre_start.[].per_replica".split(" "),
  ),
  ...["external", "internal", "attachable", "enable_ipv4", "enable_ipv6"].map((key) => `networks.*.${key}`),
  ...["volumes", "secrets", "configs"].map((section) => `${section}.*.external`),
];

function integer(least: number, most: number): (node: Node) => string | undefined {
  const limits = most === Number.MAX_SAFE_INTEGER ? `of ${least} or more` : `from ${least} to ${most}`;
  return scalar((node) => {
    const value = typeof node.value === "number" ? node.value : parseInteger(String(node.value));
    const isRight = value !== undefined && Number.isInteger(value) && value >= least && value <= most;
    return unless(isRight, `must be a whole number${Number.isFinite(least) ? ` ${limits}` : ""}`);
  });
}

function decimal(least: number, most: number): (node: Node) => string | undefined {
  const limits = most === Number.POSITIVE_INFINITY ? `of ${least} or more` : `from ${least} to ${most}`;
  return scalar((node) => {
    const value = typeof node.value === "number" ? node.value : parseDecimal(String(node.value));
    return unless(value !== undefined && value >= least && value <= most, `must be a number ${limits}`);
  });
}

const any = Number.MAX_SAFE_INTEGER;
const whole = (least: number, most: number, example: string, ...names: readonly string[]) =>
  at(service(...names), integer(least, most), {
    code: "bad-number",
    remedy: `Write a number, for example \`${example}\`.`,
  });

const duration = text((written) => {
  const ns = parseComposeDuration(written);
  if (ns === undefined) return "is no duration";
  return unless(ns >= 0n, "must not be negative");
});

function size(least: number): (node: Node) => string | undefined {
  return scalar((node: Scalar) => {
    const bytes = sizeOf(node);
    if (bytes === undefined) return "is no size";
    return unless(bytes >= least, "must not be negative");
  });
}
const sizeRemedy = "Write a number with b, k, m or g behind it, for example `512m` or `1.5g`.";

const updates = ["deploy.update_config", "deploy.rollback_config"];

export const numbers: readonly Check[] = [
  ...at(
    flags,
    text((written) => unless(parseFlag(written) !== undefined, "must be true or false, but is a text")),
    {
      code: "wrong-type",
      remedy: "Write true or false.",
    },
  ),
  ...whole(
    0,
    any,
    "2",
    "cpu_count",
    "cpu_shares",
    "scale",
    "deploy.replicas",
    "deploy.placement.max_replicas_per_node",
  ),
  ...whole(0, any, "3", "healthcheck.retries", "deploy.restart_policy.max_attempts"),
  ...whole(0, any, "1", ...updates.map((name) => `${name}.parallelism`)),
  ...whole(-1, any, "100", "pids_limit", "deploy.resources.limits.pids"),
  ...whole(-1, any, "50000", "cpu_quota"),
  ...whole(0, any, "100000", "cpu_period"),
  ...whole(-1000, 1000, "-500", "oom_score_adj"),
  ...whole(-1, 100, "10", "mem_swappiness"),
  ...whole(10, 1000, "300", "blkio_config.weight", "blkio_config.weight_device.[].weight"),
  ...at(service("cpu_rt_period", "cpu_rt_runtime"), microseconds(), {
    code: "bad-number",
    remedy: "Write microseconds, for example `950000`, or a duration, for example `950ms`.",
  }),
  ...at(
    service("cpus", "deploy.resources.limits.cpus", "deploy.resources.reservations.cpus"),
    decimal(0, Number.POSITIVE_INFINITY),
    {
      code: "bad-number",
      remedy: 'Write how many processors, for example `cpus: "0.5"`.',
    },
  ),
  ...at(service("cpu_percent"), decimal(0, 100), {
    code: "bad-number",
    remedy: "Write for example `cpu_percent: 50`.",
  }),
  ...at(service(...updates.map((name) => `${name}.max_failure_ratio`)), decimal(0, 1), {
    code: "bad-number",
    remedy: "Write a part of one, for example `0.1`.",
  }),
  ...at(
    service(
      ..."stop_grace_period pull_refresh_after healthcheck.interval healthcheck.timeout healthcheck.start_period".split(
        " ",
      ),
      ..."healthcheck.start_interval deploy.restart_policy.delay deploy.restart_policy.window".split(" "),
      ...updates.flatMap((name) => [`${name}.delay`, `${name}.monitor`]),
    ),
    duration,
    { code: "bad-duration", remedy: "Write a number with its unit, for example `30s`, `1m30s` or `500ms`." },
  ),
  ...at(
    service(
      ..."mem_limit mem_reservation shm_size storage_opt.size build.shm_size deploy.resources.limits.memory".split(" "),
      ..."deploy.resources.reservations.memory blkio_config.device_read_bps.[].rate".split(" "),
      "blkio_config.device_write_bps.[].rate",
    ),
    size(0),
    { code: "bad-size", remedy: sizeRemedy },
  ),
  ...at(service("memswap_limit"), size(-1), { code: "bad-size", remedy: `${sizeRemedy} -1 is without limit.` }),
];

function microseconds(): (node: Node) => string | undefined {
  const number = integer(0, any);
  const isDuration = (node: Node) => node.kind === "scalar" && (parseComposeDuration(String(node.value)) ?? -1n) >= 0n;
  return (node) => (isDuration(node) ? undefined : number(node) && "is neither microseconds nor a duration");
}
