/** Names of the generated files of a service's own; `secretSource` makes the compose secret's name of them. */
export const ownFile = {
  passwords: "passwords",
  acl: "acl",
  users: "users",
  certificate: "certificate",
  privateKey: "private_key",
  ca: "ca",
  mqttPassword: "mqtt_password",
  databasePassword: "database_password",
  adminPassword: "admin_password",
} as const;

/** The person in front of the machine: owner of the directory with their own passwords. */
export const operator = "operator";

/** User that the operator logs in as. */
export const operatorUser = "edgeward";
