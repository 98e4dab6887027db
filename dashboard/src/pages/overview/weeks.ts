import { drawnOn, type Agreement } from '../../api/quality'
import type { Marker, Point } from '../../charts/point'

/** The weeks of an answer as points of a chart. */
export const weeksOf = (agreement: Agreement | undefined): Point[] =>
  (agreement?.groups ?? []).map((g) => ({ key: g.key, value: g.mean_iou, ci95: g.mean_iou_ci95, n: drawnOn(g) }))

/** What changed beside the labels, and when agreement fell. `notes`: those of an answer that has none of its own. */
export const markersOf = (
  agreement: Agreement,
  notes: readonly Marker[],
  fell: (from: number, to: number) => string,
): Marker[] => [
  ...(agreement.markers ?? notes).map(({ at, kind, text }) => ({ at, kind, text })),
  ...(agreement.drift ?? []).flatMap((d) =>
    d.event === 'raise' && d.at !== null ? [{ at: d.at, kind: 'drift', text: fell(d.reference, d.current) }] : [],
  ),
]
