/** Passwords that an attacker tries first: defaults of the programs in such stacks, and the words of every list of common ones. */
const words: ReadonlySet<string> = new Set(
  `test admin password passwd pass secret changeme changeit default guest user root toor public private letmein welcome qwerty
  1234 12345 123456 12345678 123456789 1234567890 000000 111111 abc123 password1 password123 admin123 test123 admin1234
  mosquitto mqtt telegraf grafana influx influxdb metricsmetricsmetricsmetrics my-secret-token my-super-secret-auth-token
  my-secret-password mysecretpassword postgres postgresql mysql mongo minio minioadmin rabbitmq edgex emqx raspberry iot example
  demo hunter2 secret123 token supersecret`.split(/\s+/),
);

/** @param beside what stands next to it: the user's, the service's or the image's name is no password either */
export function isWellKnown(password: string, beside: readonly string[]): boolean {
  const lower = password.toLowerCase();
  return words.has(lower) || beside.some((name) => name.toLowerCase() === lower);
}

/** Whether a variable of this name holds a password, going by the name alone; `…_FILE` names the place of one. */
export const isPasswordName = (name: string): boolean =>
  /(PASSWORD|PASSWD|PASSPHRASE|_PASS|_PWD|SECRET|SECRET_KEY|TOKEN|API_?KEY)$/i.test(name) ||
  /^(PASS|PWD|TOKEN)$/i.test(name);

/** `ALLOW_EMPTY_PASSWORD=yes` and `…_TOKEN=${TOKEN}` hold none, and `@{edgeward:…}` is a password of ours. */
export const isLiteral = (value: string): boolean =>
  value !== "" && !/^(yes|no|true|false|on|off|0|1)$/i.test(value) && !/[$@]\{/.test(value);
