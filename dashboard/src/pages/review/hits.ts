/** Which annotations a verdict hits. */

import type { Schema } from '../../api/client'

export type Answer = Schema<'AnnotationAnswer'>
export type Verdict = Schema<'NewReview'>['verdict']

export type Hits = {
  /** What the next verdict is on. */
  readonly answers: readonly Answer[]
  /** What could be judged on this image. */
  readonly judged: readonly Answer[]
  /** The one that was chosen by hand. */
  readonly chosen: Answer | null
}

/** Persons' answers: models and the truth get no verdict, and who skipped the image gave nothing to judge. */
export const judgeable = (answers: readonly Answer[]): Answer[] =>
  answers.filter((answer) => answer.kind === 'person' && !answer.cancelled)

/** All answers without a verdict, or the chosen one even if it has one. */
export function hitsOf(answers: readonly Answer[], chosenId: string | null): Hits {
  const judged = judgeable(answers)
  const chosen = judged.find((answer) => answer.annotator_id === chosenId) ?? null
  return { judged, chosen, answers: chosen ? [chosen] : judged.filter((answer) => answer.verdict === null) }
}

/** The rows of a review call; each names the revision that was looked at, so that nothing newer is judged unseen. */
export const rowsOf = (
  image: string,
  { answers }: Pick<Hits, 'answers'>,
  by: { verdict: Verdict; reason: string | null; reviewer: string },
): Schema<'NewReview'>[] =>
  answers.map((answer) => ({
    image_id: image,
    annotator_id: answer.annotator_id,
    revision: answer.revision,
    verdict: by.verdict,
    reviewer_id: by.reviewer,
    reason: by.reason,
    sampled: false,
  }))

/** The first answer that can be opened in the tool it came from, of those the verdict is on before all others. */
export const linkOf = ({ answers, judged }: Hits): string | null =>
  [...answers, ...judged].find((answer) => answer.link !== null)?.link ?? null

/** Annotators of whom another revision is on the screen than the one seen before. */
export const revised = (
  answers: readonly Pick<Answer, 'annotator_id' | 'revision'>[],
  seen: ReadonlyMap<string, number | null>,
): Set<string> =>
  new Set(
    answers
      .filter((answer) => seen.has(answer.annotator_id) && seen.get(answer.annotator_id) !== answer.revision)
      .map((answer) => answer.annotator_id),
  )
