import type { Change } from "../model/change.ts";
import type { Service } from "../model/stack.ts";
import { environment, granting, type Reason, secretPath, withoutVariable } from "./propose.ts";

/**
 * Takes a secret out of the environment and names a generated file there instead. A file that the person named already stays.
 * @param name of the variable with the path
 */
export function fromFile(
  service: Service,
  variable: string,
  file: string,
  reason: Reason,
  name = `${variable}_FILE`,
): readonly Change[] {
  const given = service.environment.find((one) => one.name === name)?.value;
  const path = secretPath(service, file);
  if (given && given !== path) return withoutVariable(service, variable, reason);
  return [
    ...granting(service, file, reason),
    ...withoutVariable(service, variable, reason),
    ...environment(service, name, path, reason),
  ];
}
