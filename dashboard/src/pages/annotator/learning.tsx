import { Select } from '@mantine/core'

import { useProjectId } from '../../app/project'
import { useFilters } from '../../app/search'
import { LearningCurve } from '../../charts/learning-curve'
import { Card } from '../../parts/card'
import { Answer, Empty } from '../../parts/states'
import { words } from '../../words'
import { useWeeks } from './asked'
import { CURVES, namesOf, pointsOf } from './curves'

const w = words.annotators.one.learning

/** How somebody got better or worse from week to week, beside the team. */
export function Learning({ annotator }: { annotator: string | undefined }) {
  const asked = useWeeks(useProjectId(), annotator)
  const [filters, change] = useFilters()
  const names = namesOf(asked.data?.weeks ?? [])
  const name = names.find((n) => n === filters['curve']) ?? names[0]
  return (
    <Card
      className="span-12"
      title={w.title}
      about={asked.data && asked.data.n_undated > 0 ? w.undated(asked.data.n_undated) : w.about}
      aside={
        names.length > 1 ? (
          <Select
            className="aside"
            size="xs"
            w={210}
            aria-label={w.choose}
            allowDeselect={false}
            data={names.map((n) => ({ value: n, label: w.of[n] }))}
            value={name ?? null}
            onChange={(chosen) => {
              change({ curve: chosen ?? undefined })
            }}
          />
        ) : undefined
      }
    >
      <Answer of={asked} height={280}>
        {({ weeks, team }) =>
          name === undefined ? (
            <Empty title={w.none}>{w.noneAbout}</Empty>
          ) : (
            <LearningCurve
              name={`weeks-${name}`}
              what={w.of[name]}
              own={pointsOf(weeks, name)}
              team={pointsOf(team, name)}
              text={CURVES[name].text}
              most={CURVES[name].most}
            />
          )
        }
      </Answer>
    </Card>
  )
}
