import type { ScaleLinear } from 'd3-scale'
import { area, line } from 'd3-shape'

import { at, type Point } from './point'

export type Scales = { x: ScaleLinear<number, number>; y: ScaleLinear<number, number> }

type Props = { points: readonly Point[]; scales: Scales; stroke?: string; width?: number; dashed?: boolean }

/** A figure over time as a line, with its interval as a band where it has one; it breaks where nothing was measured. */
export function Curve({ points, scales: { x, y }, stroke = 'var(--chart-1)', width = 2, dashed = false }: Props) {
  const band = area<Point>(
    (p) => x(at(p)),
    (p) => y(p.ci95?.[0] ?? 0),
    (p) => y(p.ci95?.[1] ?? 0),
  ).defined((p) => p.ci95 !== null && p.ci95 !== undefined)
  const path = line<Point>(
    (p) => x(at(p)),
    (p) => y(p.value ?? 0),
  ).defined((p) => p.value !== null)
  return (
    <>
      <path d={band(points) ?? ''} fill="var(--chart-band)" />
      <path
        d={path(points) ?? ''}
        fill="none"
        stroke={stroke}
        strokeWidth={width}
        strokeLinejoin="round"
        strokeDasharray={dashed ? '5 3' : undefined}
      />
    </>
  )
}
