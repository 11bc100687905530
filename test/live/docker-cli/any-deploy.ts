import fc from "fast-check";
import { type Any, all, duration, list, pairs, size, some, text, word } from "./any-value.ts";

const update = some({
  parallelism: fc.nat(9),
  delay: duration,
  failure_action: fc.constantFrom("pause", "continue", "rollback"),
  monitor: duration,
  max_failure_ratio: fc.double({ min: 0, max: 1, noNaN: true }),
  order: fc.constantFrom("start-first", "stop-first"),
});
const cpus = fc.integer({ min: 0, max: 64_000 }).map((milli) => String(milli / 1000));
/** @param isNew whether the CLI knows jobs */
export const anyDeploy = (isNew: boolean): Any =>
  fc
    .tuple(
      fc.oneof(
        all({ mode: fc.constantFrom("replicated", ...(isNew ? ["replicated-job"] : [])) }, { replicas: fc.nat(5) }),
        some({ replicas: fc.nat(5) }),
        all({ mode: fc.constantFrom("global", ...(isNew ? ["global-job"] : [])) }),
      ),
      some({
        labels: pairs(text),
        endpoint_mode: fc.constantFrom("vip", "dnsrr", "VIP"),
        update_config: update,
        rollback_config: update,
        restart_policy: some({
          condition: fc.constantFrom("none", "on-failure", "any"),
          delay: duration,
          max_attempts: fc.nat(5),
          window: duration,
        }),
        resources: some({
          limits: some({ cpus, memory: size, pids: fc.nat(1000) }),
          reservations: some({
            cpus,
            memory: size,
            generic_resources: list(all({ discrete_resource_spec: all({ kind: word, value: fc.nat(9) }) }), 2),
          }),
        }),
        placement: some({
          constraints: list(
            word.map((name) => `node.labels.${name} == x`),
            3,
          ),
          preferences: list(all({ spread: word }), 2),
          max_replicas_per_node: fc.nat(3),
        }),
      }),
    )
    .map(([mode, rest]) => ({ ...(mode as object), ...(rest as object) }));
