/**
 * Ways into an InfluxDB 1.x beside its HTTP service: whoever reaches them writes, and none of them knows a login.
 * @see InfluxDB 1.8 documentation, "Configuration", [[graphite]], [[collectd]], [[opentsdb]], [[udp]]; "Manage security"
 */
import { influxMajor } from "../../model/image.ts";
import type { Problem } from "../../model/problem.ts";
import { havingRole, type Stack } from "../../model/stack.ts";
import { flagOf, tablesOf } from "../../model/table.ts";

const inputs = ["graphite", "collectd", "opentsdb", "udp"] as const;

/** As errors: a database that asks for a login at one door only is not secured, and the probes would say so after all was done. */
export const openInputs = (stack: Stack): readonly Problem[] =>
  havingRole(stack, "database")
    .filter((database) => database.onMachine && influxMajor(database) === 1)
    .flatMap(({ name, configs }) =>
      configs
        .filter(({ format }) => format === "influxdb")
        .flatMap((config) =>
          inputs.flatMap((input) =>
            tablesOf(config, input)
              .filter(({ value }) => flagOf(config, value, "enabled") === true)
              .map(({ at }): Problem => {
                const what = `${name} takes measurements by [[${input}]], which knows no login: whoever reaches its port writes what they like`;
                const remedy =
                  "Write `enabled = false` there, and let what sends to it write over HTTPS, or through Telegraf, which has inputs for it.";
                return { severity: "error", code: "open-input", at, what, remedy };
              }),
          ),
        ),
    );
