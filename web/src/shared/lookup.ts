/** The entry of `key`, which may come from a model: `constructor` is no entry. */
export function lookup<Value>(map: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(map, key) ? map[key] : undefined
}
