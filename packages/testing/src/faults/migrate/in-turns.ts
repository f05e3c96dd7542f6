/** Does work for each, a few at once. The results are in the order of the list. */
export async function inTurns<T, R>(
  list: readonly T[],
  work: (each: T) => Promise<R>,
  atOnce = 6,
): Promise<readonly R[]> {
  const results: R[] = [];
  const queue = list.entries();
  const worker = async (): Promise<void> => {
    for (const [index, each] of queue) results[index] = await work(each);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
  return results;
}
