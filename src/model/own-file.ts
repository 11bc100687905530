/** Names of the generated files of a service's own; `secretSource` makes the compose secret's name of them. */
export const ownFile = {
  passwords: "passwords",
  acl: "acl",
  users: "users",
  /** InfluxDB 1: statements that make the users. */
  firstUsers: "first_users.iql",
  certificate: "certificate",
  privateKey: "private_key",
  ca: "ca",
  mqttPassword: "mqtt_password",
  mqttUser: "mqtt_user",
  databasePassword: "database_password",
  adminPassword: "admin_password",
  /** In the operator's directory: what they sign in to the console with. */
  consolePassword: "console_password",
} as const;

/** The person in front of the machine: owner of the directory with their own passwords. */
export const operator = "operator";

/** In the operator's directory: what is handed over to each user that a person added, in a directory of its own. */
export const handOverDirectory = "users";

/** User that the operator logs in as. */
export const operatorUser = "edgeward";
