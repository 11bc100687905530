/** Asks a supervisor to leave: SIGTERM and SIGINT end the services too, SIGHUP comes when a terminal closes. */
export const handOver: NodeJS.Signals = "SIGUSR2";
