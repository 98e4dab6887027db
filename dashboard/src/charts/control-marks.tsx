import type { LinkProps } from '@tanstack/react-router'

import { count, interval, score } from '../format/numbers'
import { words } from '../words'
import { Curve, type Scales } from './curve'
import { judged, outside, type Limits } from './limits'
import { Mark } from './mark'
import { at, dayOf, type Point } from './point'

type Props = {
  points: readonly Point[]
  limits: Limits | null
  what: string
  scales: Scales
  link: ((point: Point) => LinkProps) | undefined
}

/** What a point says: its day, its figure, its interval, its n, and whether it is out of control. */
const said = (point: Point, what: string, limits: Limits | null): string =>
  words.charts.control.point(
    dayOf(point),
    what,
    score(point.value),
    interval(point.ci95),
    count(point.n),
    words.charts.control.state(judged(point), outside(point, limits)),
  )

/** The band, the line and a mark for each point: a diamond out of control, a ring where there are too few images. */
export function ControlMarks({ points, limits, what, scales: { x, y }, link }: Props) {
  return (
    <>
      <Curve points={points} scales={{ x, y }} />
      {points.map((p) =>
        p.value === null ? null : (
          <Mark key={p.key} to={link?.(p)} label={said(p, what, limits)}>
            <circle cx={x(at(p))} cy={y(p.value)} r={12} fill="transparent" />
            <Shape x={x(at(p))} y={y(p.value)} out={outside(p, limits)} few={!judged(p)} />
          </Mark>
        ),
      )}
    </>
  )
}

const Shape = ({ x, y, out, few }: { x: number; y: number; out: boolean; few: boolean }) =>
  out ? (
    <rect
      x={x - 4.5}
      y={y - 4.5}
      width={9}
      height={9}
      transform={`rotate(45 ${x} ${y})`}
      fill="var(--bad)"
      stroke="var(--surface)"
      strokeWidth={1.5}
    />
  ) : (
    <circle
      cx={x}
      cy={y}
      r={3.2}
      fill={few ? 'var(--surface)' : 'var(--chart-1)'}
      stroke={few ? 'var(--ink-3)' : 'var(--surface)'}
      strokeWidth={1.2}
    />
  )
