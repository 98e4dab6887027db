import type { Overview } from '../../api/quality'
import { date, day, time } from '../../format/dates'
import { count } from '../../format/numbers'
import { words } from '../../words'

/** What the figures are over: how much was labelled by how many, in which period, and when that was. */
export function Facts({ overview, since }: { overview: Overview; since: string | undefined }) {
  const asOf = time(overview.as_of)
  const facts = [
    words.overview.labelledImages(overview.labelled),
    ...(overview.objects > 0 ? [words.quality.objects(overview.objects)] : []),
    words.quality.annotators(overview.annotators),
    since === undefined
      ? words.overview.allTime(date(overview.as_of))
      : words.overview.from(date(since), date(overview.as_of)),
    overview.recomputing > 0
      ? words.states.rescored(words.quality.rescored(overview.recomputing), asOf)
      : words.states.asOf(asOf),
  ]
  return <>{facts.join(' · ')}</>
}

/** The same in one word for a card: "since 30 Oct", "all time". */
export const periodOf = (since: string | undefined): string =>
  since === undefined ? words.overview.all : words.overview.since(day(since))

/** How many images there are beside how many are labelled. */
export const ofImages = (overview: Overview): string => words.overview.of(count(overview.images))
