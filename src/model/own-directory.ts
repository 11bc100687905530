/** Directory of the files that are made for the programs of a machine: `/etc/edgeward/mosquitto/passwords`. */
export const ownDirectory = "/etc/edgeward";
