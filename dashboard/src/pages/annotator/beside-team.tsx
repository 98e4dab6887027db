import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'

import type { Schema } from '../../api/client'
import { useOwnAnnotator } from '../../api/session'
import { toImages } from '../../app/links'
import { useProject, useProjectId } from '../../app/project'
import { accuracyBar, approvalBar, HEALTHY, TOO_FEW } from '../../charts/bars'
import { Interval } from '../../charts/interval'
import { axisOf } from '../../charts/interval-axis'
import { count, interval, scoreAgainst, seconds, share } from '../../format/numbers'
import { Figure, Figures } from '../../parts/figure'
import { words } from '../../words'
import type { View } from './asked'

const w = words.annotators.one

type Beside = View['accuracy']

/** Own figures, each beside that of all persons together. */
export function BesideTeam({ view, boxes }: { view: View; boxes: boolean }) {
  const settings: Schema<'ProjectAnswer'> | undefined = useProject().data
  const { own, team } = view.pace
  const iou = (v: number | null) => scoreAgainst(v, HEALTHY)
  return (
    <Figures>
      <One id="approval_rate" of={view.approval_rate} view={view} bar={approvalBar(settings)} series="decided" />
      <One id="first_pass_rate" of={view.first_pass_rate} view={view} series="decided" />
      {boxes && <One id="mean_iou" of={view.mean_iou} view={view} bar={HEALTHY} text={iou} series="comparable" />}
      <One id="accuracy" of={view.accuracy} view={view} bar={accuracyBar(settings)} series="truth" />
      {view.label_agreement.own.n > 0 && (
        <One id="label_agreement" of={view.label_agreement} view={view} series="labels" />
      )}
      {view.label_accuracy.own.n > 0 && <One id="label_accuracy" of={view.label_accuracy} view={view} series="truth" />}
      <Figure label={w.pace} value={seconds(own.median_seconds)} reason={words.overview.noTimes}>
        {own.n === 0 ? (
          <span>{words.overview.noTimes}</span>
        ) : (
          <>
            <span>{w.mean(seconds(own.avg_seconds))}</span>
            <span>{w.team(seconds(team.median_seconds))}</span>
            <Count view={view} n={own.n} series="timed" />
          </>
        )}
      </Figure>
    </Figures>
  )
}

type Props = {
  id: keyof typeof w.figure
  of: Beside
  view: View
  bar?: number
  text?: (value: number | null) => string
  series: string
}

function One({ id, of: { own, team }, view, bar, text = share, series }: Props) {
  const [low, high] = axisOf([own, team], bar ?? 0.7)
  return (
    <Figure label={w.figure[id]} value={text(own.value)} reason={w.none[id]}>
      {own.value === null ? (
        <span>{w.none[id]}</span>
      ) : (
        <>
          <Interval
            value={own.value}
            ci95={own.ci95}
            n={own.n}
            low={low}
            high={high}
            bar={bar}
            text={text}
            width={120}
          />
          <Wide>
            {own.ci95 !== null && <span>{interval(own.ci95, text)}</span>}
            <Count view={view} n={own.n} series={series} />
          </Wide>
          <span title={words.states.n(count(team.n))}>{w.team(text(team.value))}</span>
        </>
      )}
    </Figure>
  )
}

const Wide = ({ children }: { children: ReactNode }) => <span className="figure-line">{children}</span>

/** How many things it is over, and the way to their images. */
function Count({ view, n, series }: { view: View; n: number; series: string }) {
  const project = useProjectId()
  const own = useOwnAnnotator() !== null
  const said = n < TOO_FEW ? words.states.tooFew(count(n)) : words.states.n(count(n))
  if (own) return <span>{said}</span>
  return <Link {...toImages(project, { annotator: view.annotator_id, series, sort: 'qa_score' })}>{said}</Link>
}
