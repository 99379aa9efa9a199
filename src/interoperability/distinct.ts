/** RTUs with the same list share one. */
import type { InteroperabilityList } from './list.js';

/** One list for all RTUs whose choices are the same, in the order of their first RTUs. */
export function distinctLists(lists: Iterable<InteroperabilityList>): InteroperabilityList[] {
  const byChoices = new Map<string, InteroperabilityList>();
  for (const list of lists) {
    const { subjects, ...choices } = list;
    const key = JSON.stringify(choices);
    const same = byChoices.get(key);
    byChoices.set(key, same === undefined ? list : { ...same, subjects: [...same.subjects, ...subjects] });
  }
  return [...byChoices.values()];
}
