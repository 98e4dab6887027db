/** Which columns the table shows. */

/** Those that most want to see; the first always stands. */
export const USUAL: readonly string[] = [
  'annotator_id',
  'n_labelled',
  'approval_rate',
  'n_reviewed',
  'first_pass_rate',
  'mean_iou',
  'benchmark_accuracy',
  'n_benchmark',
  'median_seconds_per_image',
  'last_active',
  'flags',
]

/** The ids in the address, without those that are no columns; the usual ones when it names none. */
export function chosen(text: string | undefined, all: readonly string[]): string[] {
  const [first = ''] = all
  const wanted = new Set(text === undefined ? USUAL : [first, ...text.split(',')])
  return all.filter((id) => wanted.has(id))
}

/** What the address says for this choice: nothing for the usual one. */
export function asText(ids: readonly string[], all: readonly string[]): string | undefined {
  const text = all.filter((id) => ids.includes(id)).join(',')
  return text === chosen(undefined, all).join(',') ? undefined : text
}
