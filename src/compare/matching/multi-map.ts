/** Maps that keep several items of a key. */

/** Adds an item behind those of its key. */
export function addTo<K, V>(map: Map<K, V[]>, key: K, item: V): void {
  const items = map.get(key);
  if (items === undefined) map.set(key, [item]);
  else items.push(item);
}
