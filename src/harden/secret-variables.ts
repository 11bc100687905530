/** Programs that read a password from a file, and how the file's variable is called. */
import { imageOf } from "../model/image.ts";
import { secretSource } from "../model/secret.ts";
import type { Service } from "../model/stack.ts";

interface FileConvention {
  readonly image: RegExp;
  readonly variable: RegExp;
  readonly suffix: "_FILE" | "__FILE";
  /** The manual that says so. */
  readonly source: string;
}

const conventions: readonly FileConvention[] = [
  {
    image: /(^|\/)(postgres|timescaledb|postgis)/,
    variable: /^POSTGRES_PASSWORD$/,
    suffix: "_FILE",
    source: "Docker Hub, postgres, Docker Secrets",
  },
  {
    image: /(^|\/)(mysql|mariadb)$/,
    variable: /^(MYSQL|MARIADB)_(ROOT_)?PASSWORD$/,
    suffix: "_FILE",
    source: "Docker Hub, mysql and mariadb, Docker Secrets",
  },
  {
    image: /(^|\/)mongo$/,
    variable: /^MONGO_INITDB_ROOT_PASSWORD$/,
    suffix: "_FILE",
    source: "Docker Hub, mongo, Docker Secrets",
  },
  {
    image: /(^|\/)minio$/,
    variable: /^MINIO_ROOT_PASSWORD$/,
    suffix: "_FILE",
    source: "MinIO documentation, Root Access Settings, MINIO_ROOT_PASSWORD_FILE",
  },
  {
    image: /grafana/,
    variable: /^GF_\w*(PASSWORD|SECRET|SECRET_KEY|TOKEN)$/,
    suffix: "__FILE",
    source: "Grafana documentation, Configure a Grafana Docker image, Configure Grafana with Docker secrets",
  },
];

/** The variable that names a file in place of `variable`; undefined when nobody has told us of one. */
export function fileVariable(
  service: Service,
  variable: string,
): { readonly name: string; readonly source: string } | undefined {
  const path = imageOf(service)?.path ?? "";
  const known = conventions.find((one) => one.image.test(path) && one.variable.test(variable));
  return known && { name: `${variable}${known.suffix}`, source: known.source };
}

/** `postgres_password` for `POSTGRES_PASSWORD`. */
export const variableFile = (variable: string): string => variable.toLowerCase();

/** Names of the generated files that the service's `…_FILE` variables point at. */
export function secretVariables(service: Service): readonly string[] {
  return service.environment.flatMap(({ name, value }) => {
    const file = variableFile(name.replace(/_{1,2}FILE$/, ""));
    const known = fileVariable(service, name.replace(/_{1,2}FILE$/, ""))?.name === name;
    return known && value === `/run/secrets/${secretSource(service.name, file)}` ? [file] : [];
  });
}
