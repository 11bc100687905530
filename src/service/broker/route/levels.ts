/** How many levels a topic name or filter has, section 4.7.1.1. */
export function levelCount(topic: string): number {
  let levels = 1;
  for (let at = topic.indexOf("/"); at !== -1; at = topic.indexOf("/", at + 1)) levels++;
  return levels;
}

/** What it costs to keep it in a tree of levels, in bytes, beside what hangs on it: its text, and about so much a level. */
export const treeBytes = (topic: string): number => topic.length + levelCount(topic) * 256;
