/** mosquitto.conf files as they are found, each with what it is an example of. No port below 1024, so that anybody may open them. */
export const configurations: Readonly<Record<string, string>> = {
  "a listener on an address": "listener 1883 127.0.0.1\nallow_anonymous true\n",
  "two listeners on one port": "listener 1883 127.0.0.1\nlistener 1883 127.0.0.2\n",
  "the deprecated port": "port 1883\nbind_address 127.0.0.1\nallow_anonymous true\n",
  "another deprecated port": "port 1884\n",
  "settings per listener":
    "per_listener_settings true\nlistener 1883\nallow_anonymous true\nlistener 1884\nallow_anonymous true\n",
  "settings per listener before the first": "per_listener_settings true\nallow_anonymous true\npassword_file /x\n",
  "an option that opens the default listener": "max_connections 10\nlistener 1884\n",
  "nothing but comments": "# allow_anonymous true\n#listener 1883\n",
  "no listener": "persistence false\n",
  "clear text beside another port": "listener 1883\nlistener 1885\n",
};
