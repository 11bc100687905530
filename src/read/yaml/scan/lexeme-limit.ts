/** Words, spaces, line ends and signs of one file: more than twice those of 5,000 services. Each takes time and memory. */
export const lexemeLimit = 2_500_000;
